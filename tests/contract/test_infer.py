"""A contract is inferred from tables of many shapes, and what is odd is said."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from penstock.contract.columns import Column
from penstock.contract.draft import Wishes
from penstock.contract.infer import Inference, infer
from penstock.errors import DataError

ROWS = 400
RANDOM = np.random.default_rng(5)
NOISE = RANDOM.normal(size=ROWS)
GROUP = [("north", "south", "east")[i % 3] for i in range(ROWS)]


def _column(made: Inference, name: str) -> Column:
    return made.contract.column(name)


def _subjects(made: Inference, name: str) -> set[str]:
    return {finding.subject for finding in made.findings if finding.column == name}


def _infer(columns: dict[str, object], target: str = "y", time: str | None = None, key: str | None = None) -> Inference:
    return infer(pa.table({"y": RANDOM.normal(size=ROWS), **columns}), Wishes(target, time, key))


def test_columns_are_recognised_by_what_they_hold() -> None:
    start = dt.datetime(2024, 1, 1)
    made = _infer(
        {
            "number": [f"{value:.3f}" for value in NOISE],
            "integer": [str(i % 37) for i in range(ROWS)],
            "flag": ["True" if value > 0 else "False" for value in NOISE],
            "group": GROUP,
            "postcode": [f"0{i % 50:04d}" for i in range(ROWS)],
            "day": [start + dt.timedelta(days=i) for i in range(ROWS)],
            "story": [f"a tale about {i} and {value}" for i, value in enumerate(NOISE)],
            "code": [f"k{i:05d}" for i in range(ROWS)],
        }
    )
    kinds = {column.name: column.kind for column in made.contract.columns}
    assert kinds == {
        "y": "number",
        "number": "number",
        "integer": "integer",
        "flag": "boolean",
        "group": "category",
        "postcode": "category",
        "day": "time",
        "story": "text",
        "code": "key",
    }
    assert _column(made, "group").categories == ("east", "north", "south")
    assert _column(made, "story").role == "ignored"
    assert "date" in _subjects(made, "day")


def test_arrow_types_give_their_kinds() -> None:
    made = _infer(
        {
            "b": pa.array([True, None] * (ROWS // 2)),
            "i": pa.array([i % 9 for i in range(ROWS)], pa.int8()),
            "f": pa.array(NOISE, pa.float32()),
            "d": pa.array([dt.date(2024, 1, 1 + i % 28) for i in range(ROWS)]),
            "c": pa.array(GROUP).dictionary_encode(),
            "nested": pa.array([[1]] * ROWS),
        }
    )
    assert [column.kind for column in made.contract.columns] == ["number", "boolean", "integer", "number", "time", "category"]
    assert _column(made, "b").missing
    assert not _column(made, "i").missing
    assert _subjects(made, "nested") == {"unusable"}


def test_keys_identifiers_constants_and_empty_columns_are_told_apart() -> None:
    made = _infer(
        {
            "sale_id": [7 * i + 3 for i in range(ROWS)],
            "token": [f"t{i}" for i in range(ROWS)],
            "row": list(range(ROWS)),
            "same": ["x"] * ROWS,
            "void": pa.nulls(ROWS, pa.string()),
            "area": NOISE,
        }
    )
    assert (_column(made, "sale_id").kind, _column(made, "sale_id").role) == ("key", "key")
    expected = {"token": "identifier", "row": "identifier", "same": "constant", "void": "empty"}
    for name, subject in expected.items():
        assert _column(made, name).role == "ignored"
        assert _subjects(made, name) == {subject}
    assert _column(made, "area").role == "feature"


def test_the_key_a_person_names_is_the_only_key() -> None:
    made = _infer({"sale_id": list(range(ROWS)), "house": [i // 2 for i in range(ROWS)], "x": NOISE}, key="house")
    assert (_column(made, "house").kind, made.contract.key) == ("key", _column(made, "house"))
    assert _column(made, "sale_id").role == "ignored"


def test_a_column_that_alone_gives_the_target_is_set_aside() -> None:
    price = np.exp(RANDOM.normal(size=ROWS)) * 100
    regression = _infer({"y": price, "price_with_tax": price * 1.2, "hint": price + 60 * NOISE})
    assert _column(regression, "price_with_tax").role == "ignored"
    assert _column(regression, "hint").role == "feature"
    labels = ["yes" if value > 1.5 else "no" for value in NOISE]
    binary = _infer({"y": labels, "reason": [f"r{label}" for label in labels], "always": ["a", "b"] * 200})
    assert _subjects(binary, "reason") == {"leak"}
    assert _column(binary, "always").role == "feature"


def test_a_table_whose_every_feature_gives_the_target_keeps_them() -> None:
    made = _infer({"y": NOISE * 2, "x": NOISE})
    assert (_column(made, "x").role, _subjects(made, "x")) == ("feature", {"leak"})


def test_three_hundred_columns_are_taken_in_order() -> None:
    made = _infer({f"c{i:03d}": RANDOM.normal(size=ROWS) for i in range(300)})
    assert [column.name for column in made.contract.columns] == ["y", *(f"c{i:03d}" for i in range(300))]
    assert {column.role for column in made.contract.columns[1:]} == {"feature"}


def test_a_time_that_is_no_time_is_refused() -> None:
    with pytest.raises(DataError, match="does not hold dates"):
        _infer({"x": NOISE}, time="x")


def test_the_same_table_gives_the_same_contract() -> None:
    table = {"y": NOISE, "x": NOISE[::-1], "g": GROUP}
    assert _infer(dict(table)).contract.digest == _infer(dict(table)).contract.digest


def test_personal_columns_are_marked_ignored_and_none_of_their_values_kept() -> None:
    made = _infer({"customerName": ["Ann Lee", "Bo Ek"] * 200, "phone": [5_550_000 + i % 11 for i in range(ROWS)], "x": NOISE})
    for name in ("customerName", "phone"):
        column = _column(made, name)
        assert (column.personal, column.role, column.categories, column.minimum) == (True, "ignored", (), None)
        assert "left out: it seems to hold" in str(column.note)
    assert b"Ann" not in made.contract.encode()


def test_a_personal_column_that_a_person_names_keeps_its_role() -> None:
    made = _infer({"email": [f"p{i}@mail.example" for i in range(ROWS)], "x": NOISE}, key="email")
    assert (_column(made, "email").role, _column(made, "email").personal) == ("key", True)
    assert _column(made, "email").note == "seems to hold e-mail addresses"


def test_unreadable_cells_leave_the_kind_and_their_rows_are_counted() -> None:
    made = _infer({"x": ["?", *(f"{value:.2f}" for value in NOISE[1:])], "z": [*(str(i % 9) for i in range(ROWS - 1)), "many"]})
    assert [(_column(made, name).kind, _column(made, name).missing) for name in ("x", "z")] == [
        ("number", True),
        ("integer", True),
    ]
    assert made.unreadable == 2 / ROWS
    assert made.table.column("x").null_count == 1


def test_columns_with_more_gaps_than_values_are_named() -> None:
    made = _infer(
        {"x": [None if i % 10 else 1.0 * i for i in range(ROWS)], "z": [None if i % 10 < 4 else i % 7 for i in range(ROWS)]}
    )
    assert {finding.column: finding.message for finding in made.findings} == {"x": "missing in 90% of the rows"}


def test_a_table_without_anything_to_learn_from_says_so() -> None:
    made = _infer({"story": [f"a tale of {value}" for value in NOISE]})
    assert [finding.message for finding in made.findings if finding.column == ""] == [
        "no column is left to learn from; give one the role feature in the contract"
    ]


def test_dates_are_pointed_out_only_while_no_event_time_is_named() -> None:
    days = [dt.datetime(2024, 1, 1) + dt.timedelta(days=i) for i in range(ROWS)]
    assert _subjects(_infer({"seen": days, "sold": days}), "seen") == {"date"}
    assert _subjects(_infer({"seen": days, "sold": days}, time="sold"), "seen") == set()
