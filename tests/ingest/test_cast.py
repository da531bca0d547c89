"""Cells become contract values, or null with a mark; never a guess."""

import datetime
import decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penstock.contract.columns import Kind
from penstock.errors import ContractError
from penstock.ingest.cast import Rules, cast_column, rules_for
from penstock.ingest.units import Conversion
from penstock.settings import Source

RULES = Rules(missing=("", "NA"), values={})
UTC = datetime.UTC
KINDS: tuple[Kind, ...] = ("number", "integer", "boolean", "time", "category")


def cast(values: list[object] | pa.Array, kind: Kind, rules: Rules = RULES) -> tuple[list[object], list[int]]:
    array = values if isinstance(values, pa.Array) else pa.array(values, pa.string())
    made = cast_column(array, kind, rules)
    return made.values.to_pylist(), np.flatnonzero(made.bad).tolist()


def test_numbers_are_read_with_signs_spaces_and_exponents() -> None:
    assert cast(["1", " 2.5 ", "-.5", "+3", "1e3", "4.", None, "NA"], "number") == (
        [1.0, 2.5, -0.5, 3.0, 1000.0, 4.0, None, None],
        [],
    )


def test_what_is_not_a_finite_number_is_marked() -> None:
    values = ["abc", "inf", "NaN", "1,5", "1e999", "--1", "+-1", "1 2"]
    assert cast(values, "number") == ([None] * 8, list(range(8)))


def test_decimal_commas_and_grouping_dots_are_read() -> None:
    rules = Rules(missing=("",), values={}, decimal=",")
    assert cast(["1,5", "1.234", "-1.234.567,25", "7", "1.5", "12.34"], "number", rules) == (
        [1.5, 1234.0, -1234567.25, 7.0, None, None],
        [4, 5],
    )


def test_whole_numbers_keep_every_digit_and_fractions_are_marked() -> None:
    assert cast(["9007199254740993", "2.0", "1e2", "2.5", "x"], "integer") == ([9007199254740993, 2, 100, None, None], [3, 4])


@given(st.integers(-(2**63) - 3, -(2**63) + 3) | st.integers(2**63 - 4, 2**63 + 3) | st.integers(-(2**64), 2**64))
def test_a_whole_number_is_read_exactly_or_not_at_all(value: int) -> None:
    fits = -(2**63) <= value < 2**63
    assert cast([str(value)], "integer") == ([value if fits else None], [] if fits else [0])


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_written_float_is_read_back_bit_for_bit(value: float) -> None:
    assert cast([repr(value)], "number") == ([value], [])


@given(st.text(max_size=12), st.sampled_from(KINDS))
def test_no_text_stops_the_cast(text: str, kind: Kind) -> None:
    made = cast_column(pa.array([text], pa.string()), kind, RULES)
    assert len(made.values) == len(made.bad) == 1
    assert not (made.bad[0] and made.values[0].is_valid)


NUMBERS = (
    "1 -2 +3 5.5 6,5 1.234 1,234 7. .7 -.7 -0 007 1e3 0x1F 1_0 nan inf - . -999 \u0663 12345678901234567 9223372036854775808"
)
TIMES = "2024-01-02 2024-01-02T03:04:05Z 2024-01-02T1722 2024-02-31Z 02.01.2024 31.02.2024 9999-12-31T23-02 2024-01-02T25"
WORDS = [
    "",
    " ",
    " 4 ",
    "1 234",
    "NA",
    "yes",
    "No",
    "a",
    "x\ufffd",
    "2024-01-02 03:04:05.123456789",
    "9999-12-31 23:30",
    "0001-01-01",
]
CELLS = st.one_of(
    st.sampled_from([*NUMBERS.split(), *TIMES.split(), *WORDS]),
    st.from_regex(r"[-+ ]?[0-9]{0,3}[.,e]?[0-9]{0,3}[ Z]?", fullmatch=True),
    st.text(max_size=6),
)
SPELLINGS = st.builds(
    Rules,
    missing=st.sampled_from([(), ("", "NA"), ("-999", "007", "nan")]),
    values=st.sampled_from([{}, {"1": "7", "a": "2024-01-02", "yes": "no"}]),
    decimal=st.sampled_from([".", ","]),
    time_format=st.sampled_from([None, "%Y-%m-%d", "%d.%m.%Y"]),
    timezone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York"]),
    unit=st.sampled_from([None, Conversion(1000.0, 0.5)]),
)


@given(st.lists(CELLS, min_size=1, max_size=12), st.sampled_from(KINDS), SPELLINGS)
def test_what_becomes_of_a_cell_does_not_depend_on_its_neighbours(cells: list[str], kind: Kind, rules: Rules) -> None:
    alone = [cast([cell], kind, rules) for cell in cells]
    values, bad = cast(list(cells), kind, rules)
    assert values == [made[0] for made, _ in alone]
    assert bad == [at for at, (_, marked) in enumerate(alone) if marked]


@given(st.lists(CELLS, min_size=2, max_size=12), st.sampled_from(KINDS), SPELLINGS)
def test_a_slice_and_gaps_change_nothing(cells: list[str], kind: Kind, rules: Rules) -> None:
    values, bad = cast(list(cells), kind, rules)
    padded = pa.array([None, "7", *cells, None, "x"], pa.string()).slice(2, len(cells) + 1)
    assert cast(padded, kind, rules) == ([*values, None], bad)


def test_words_for_true_and_false_are_read() -> None:
    assert cast(["yes", "No", "TRUE", "0", "maybe", None], "boolean") == ([True, False, True, False, None, None], [4])


def test_dates_and_moments_become_utc() -> None:
    values = ["2024-01-02", "2024-01-02 03:04:05", "2024-01-02T03:04:05+02:00", "2024-01-02T03:04:05Z", "02.01.2024", "soon"]
    made, bad = cast(values, "time")
    assert made == [
        datetime.datetime(2024, 1, 2, tzinfo=UTC),
        datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
        datetime.datetime(2024, 1, 2, 1, 4, 5, tzinfo=UTC),
        datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
        datetime.datetime(2024, 1, 2, tzinfo=UTC),
        None,
    ]
    assert bad == [5]


def test_a_declared_format_and_zone_hold_even_in_the_hour_the_clock_skips() -> None:
    rules = Rules(missing=(), values={}, time_format="%d/%m/%Y %H:%M", timezone="Europe/Berlin")
    made, bad = cast(["01/07/2024 12:00", "31/03/2024 02:30", "2024-07-01"], "time", rules)
    assert made[0] == datetime.datetime(2024, 7, 1, 10, tzinfo=UTC)
    assert made[1] is not None
    assert bad == [2]


def test_an_unknown_time_zone_is_refused() -> None:
    with pytest.raises(ContractError, match="Mars/Olympus"):
        rules_for(Source(name="a", kind="csv", timezone="Mars/Olympus"), None, "sold")


def test_a_day_that_is_in_no_calendar_is_a_fault_and_not_the_day_after() -> None:
    rules = Rules(missing=(), values={}, time_format="%d/%m/%Y")
    made, bad = cast(["31/04/2024", "29/02/2024", "29/02/2023", "01/05/2024", "1/5/24"], "time", rules)
    assert [isinstance(moment, datetime.datetime) and moment.day for moment in made] == [False, 29, False, 1, False]
    assert bad == [0, 2, 4]


def test_each_column_may_have_its_own_format_and_the_rest_are_iso() -> None:
    source = Source(name="a", kind="csv", time_format={"sold": "%d %b %Y", "year": "%Y"})
    assert cast(["3 Feb 2024"], "time", rules_for(source, None, "sold"))[0] == [datetime.datetime(2024, 2, 3, tzinfo=UTC)]
    assert cast(["2024-02-03"], "time", rules_for(source, None, "seen"))[0] == [datetime.datetime(2024, 2, 3, tzinfo=UTC)]
    assert cast(pa.array([2024]), "time", rules_for(source, None, "year"))[0] == [datetime.datetime(2024, 1, 1, tzinfo=UTC)]


def test_a_format_that_is_none_is_refused() -> None:
    for wrong in ("%Q", "day", "%"):
        with pytest.raises(ContractError, match="time format"):
            rules_for(Source(name="a", kind="csv", time_format=wrong), None, "sold")


def test_a_moment_outside_the_years_of_the_calendar_is_marked() -> None:
    east, west = (Rules(missing=(), values={}, timezone=name) for name in ("Europe/Berlin", "America/New_York"))
    assert cast(["0001-01-01", "0001-01-02"], "time", east)[1] == [0]
    assert cast(["9999-12-31 23:00", "9999-12-31"], "time", west)[1] == [0]


def test_moments_finer_than_a_microsecond_are_cut() -> None:
    made, bad = cast(["2024-01-02T03:04:05.123456789Z", "2024-01-02 03:04:05.1234567"], "time")
    assert [isinstance(moment, datetime.datetime) and moment.microsecond for moment in made] == [123456, 123456]
    assert bad == []


def test_values_are_mapped_after_trimming() -> None:
    rules = Rules(missing=("",), values={"NYC": "New York"})
    assert cast([" NYC ", "Boston", ""], "category", rules) == (["New York", "Boston", None], [])


def test_declared_words_are_trimmed_as_cells_are() -> None:
    rules = rules_for(Source(name="a", kind="csv", missing=(" ", "n/a "), values={" NYC": "New York"}), None, "city")
    assert cast([" ", "", " n/a", "NYC"], "category", rules) == ([None, None, None, "New York"], [])


def test_declared_words_that_look_like_numbers_keep_their_meaning() -> None:
    rules = Rules(missing=("-999",), values={"1": "7", "2": "two"})
    assert cast(["-999", "1", "2", "3"], "integer", rules) == ([None, 7, None, 3], [2])
    assert cast(["-999", "1", "2", "3"], "number", rules) == ([None, 7.0, None, 3.0], [2])


def test_marks_between_groups_of_digits_are_read_with_either_decimal_sign() -> None:
    assert cast(["1,234", "1,234.5", "1,2"], "number") == ([1234.0, 1234.5, None], [2])
    assert cast(["1,234", "12"], "integer") == ([1234, 12], [])
    assert cast(["1.234,5", "1 234"], "number", Rules(missing=(), values={}, decimal=",")) == ([1234.5, 1234.0], [])


def test_units_are_converted_and_whole_numbers_stay_whole() -> None:
    rules = Rules(missing=("",), values={}, unit=Conversion(1000.0))
    assert cast(["2.3", "1.5"], "number", rules)[0] == [2.3 * 1000.0, 1500.0]
    assert cast(["2.3", "0.0005"], "integer", rules) == ([2300, None], [1])


def test_native_numbers_fit_numbers_integers_and_keys() -> None:
    floats = pa.array([1.0, 2.5, float("nan"), float("inf"), None])
    assert cast(floats, "number") == ([1.0, 2.5, None, None, None], [3])
    assert cast(floats, "integer") == ([1, None, None, None, None], [1, 3])
    assert cast(pa.array([7.0, None]), "key") == (["7", None], [])
    assert cast(pa.array([2**63], pa.uint64()), "integer") == ([None], [0])
    assert cast(pa.array([decimal.Decimal("1.25")]), "number") == ([1.25], [])
    assert cast(pa.array([decimal.Decimal("1.00")]), "category") == (["1.00"], [])
    assert cast(pa.array([2**60 + 1]), "integer") == ([2**60 + 1], [])


def test_native_booleans_dates_and_dictionaries_fit() -> None:
    assert cast(pa.array([True, None]), "boolean") == ([True, None], [])
    assert cast(pa.array([0, 1, 2]), "boolean") == ([False, True, None], [2])
    assert cast(pa.array([datetime.date(2024, 1, 2)]), "time") == ([datetime.datetime(2024, 1, 2, tzinfo=UTC)], [])
    assert cast(pa.array(["a", "b"]).dictionary_encode(), "category") == (["a", "b"], [])
    assert cast(pa.array(["1"], pa.large_string()), "number") == ([1.0], [])


def test_native_values_of_another_nature_are_marked() -> None:
    assert cast(pa.array([5]), "time") == ([None], [0])
    assert cast(pa.array([[1]]), "number") == ([None], [0])
    assert cast(pa.array([[1]]), "text") == ([None], [0])
    assert cast(pa.array([None]), "number") == ([None], [])
