"""Marks for missing cells and formats of dates are told from a table's texts."""

import datetime as dt

import pyarrow as pa
import pytest

from penstock.contract.spelling import Decimal, spell

DAYS = [dt.datetime(2021, 11, 20) + dt.timedelta(days=3 * number) for number in range(300)]


def _written(form: str) -> list[str]:
    return [day.strftime(form) for day in DAYS]


def _numbers(mark: str) -> list[str]:
    return [mark if number % 4 == 0 else f"{number / 8}" for number in range(300)]


def test_every_column_keeps_its_own_date_format() -> None:
    forms = {"sold": "%d.%m.%Y", "ordered": "%m/%d/%Y", "built": "%d %b %Y", "seen": "%Y-%m-%d"}
    table, spelling = spell(pa.table({name: _written(form) for name, form in forms.items()}))
    assert dict(spelling.time_formats) == {name: forms[name] for name in ("sold", "ordered", "built")}
    for name in forms:
        assert [moment.replace(tzinfo=None) for moment in table.column(name).to_pylist()] == DAYS


@pytest.mark.parametrize("mark", ["?", "-", "NULL", "#N/A", "n/a", "unknown", "."])
def test_marks_among_numbers_are_missing_cells(mark: str) -> None:
    table, spelling = spell(pa.table({"x": _numbers(mark), "word": ["a", "b", mark] * 100}))
    assert spelling.missing == (mark,)
    assert table.column("x").null_count == 75
    assert table.column("word").null_count == 100


@pytest.mark.parametrize(("mark", "missing"), [("?", ("?",)), ("(null)", ("(null)",)), ("-", ()), ("unknown", ()), ("none", ())])
def test_among_words_only_a_certain_mark_is_missing(mark: str, missing: tuple[str, ...]) -> None:
    assert spell(pa.table({"word": ["a", "b", mark] * 100}))[1].missing == missing


def test_days_that_a_database_writes_for_none_are_missing() -> None:
    table, spelling = spell(pa.table({"sold": ["0000-00-00" if day.month == 1 else f"{day:%Y-%m-%d}" for day in DAYS]}))
    assert spelling.missing == ("0000-00-00",)
    assert pa.types.is_timestamp(table.column("sold").type)


def test_the_clear_columns_decide_for_those_that_could_be_read_both_ways() -> None:
    early = [f"{1 + number % 12:02d}/{1 + number % 11:02d}/2024" for number in range(300)]
    for clear, chosen in (("%m/%d/%Y", "%m/%d/%Y"), ("%d/%m/%Y", "%d/%m/%Y"), ("%Y-%m-%d", "%d/%m/%Y")):
        _, spelling = spell(pa.table({"paid": early, "sold": _written(clear)}))
        assert spelling.time_formats["paid"] == chosen
        assert spelling.ambiguous == ("paid",)


@pytest.mark.parametrize(
    ("cells", "form"),
    [
        ([str(day.year) for day in DAYS], "%Y"),
        ([day.year for day in DAYS], "%Y"),
        (_written("%Y-%m"), "%Y-%m"),
        ([int(day.strftime("%Y%m%d")) for day in DAYS], "%Y%m%d"),
    ],
)
def test_an_event_time_that_is_named_may_be_years_months_or_days_in_digits(cells: list[object], form: str) -> None:
    columns = pa.table({"when": cells, "other": cells})
    table, spelling = spell(columns, time="when")
    assert spelling.time_formats["when"] == form
    assert pa.types.is_timestamp(table.column("when").type)
    assert not pa.types.is_timestamp(table.column("other").type)


@pytest.mark.parametrize(
    ("decimal", "cells", "plain"),
    [
        (".", ["1,234", "+5", "-1,234,567.5", ".5"], ["1234", "5", "-1234567.5", ".5"]),
        (",", ["1.234", "5,25", "1 234,5", "-3"], ["1234", "5.25", "1234.5", "-3"]),
        (".", ["1'234", "1\u202f000", "2"], ["1234", "1000", "2"]),
        (".", ["a 1,234", "1,2", "x"], ["a 1,234", "1,2", "x"]),
    ],
)
def test_numbers_become_plain_and_words_stay(decimal: Decimal, cells: list[str], plain: list[str]) -> None:
    table, _ = spell(pa.table({"x": cells}), decimal)
    assert table.column("x").to_pylist() == plain


def test_a_plain_table_stays_as_it_is() -> None:
    plain = pa.table({"x": ["1", "2", None], "n": [1, 2, 3], "w": ["a", "b", ""]})
    table, spelling = spell(plain)
    assert table.equals(plain)
    assert (spelling.missing, dict(spelling.time_formats), spelling.ambiguous) == ((), {}, ())
