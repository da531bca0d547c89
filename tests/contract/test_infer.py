"""A contract is inferred from tables of many shapes, and what is odd is said."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from penstock.contract.columns import Column
from penstock.contract.infer import Inference, Wishes, infer, widen
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


def test_texts_are_recognised_by_what_they_hold() -> None:
    start = dt.date(2024, 1, 1)
    made = _infer(
        {
            "number": [f"{value:.3f}" for value in NOISE],
            "integer": [str(i % 37) for i in range(ROWS)],
            "flag": ["True" if value > 0 else "False" for value in NOISE],
            "group": GROUP,
            "postcode": [f"0{i % 50:04d}" for i in range(ROWS)],
            "iso": [str(start + dt.timedelta(days=i)) for i in range(ROWS)],
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
        "iso": "time",
        "story": "text",
        "code": "key",
    }
    assert _column(made, "group").categories == ("east", "north", "south")
    assert _column(made, "story").role == "ignored"
    assert "date" in _subjects(made, "iso")


@pytest.mark.parametrize("form", ["%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y %H:%M"])
def test_dates_as_text_give_their_format(form: str) -> None:
    days = [(dt.datetime(2024, 1, 1) + dt.timedelta(days=i)).strftime(form) for i in range(ROWS)]
    made = _infer({"sold": days}, time="sold")
    assert (_column(made, "sold").kind, _column(made, "sold").role, made.time_format) == ("time", "time", form)


def test_dates_written_unlike_the_event_time_become_text() -> None:
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=i) for i in range(ROWS)]
    made = _infer({"seen": [str(d) for d in days], "sold": [d.strftime("%d.%m.%Y") for d in days]}, time="sold")
    assert (_column(made, "seen").kind, made.time_format) == ("text", "%d.%m.%Y")


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


@pytest.mark.parametrize(
    ("target", "task", "classes"),
    [
        (["no", "yes"] * 200, "binary", ("no", "yes")),
        (["True", "False"] * 200, "binary", ("False", "True")),
        ([True, False] * 200, "binary", ("false", "true")),
        (["1", "0"] * 200, "binary", ("0", "1")),
        ([0, 1, 2, 10] * 100, "multiclass", ("0", "1", "2", "10")),
        (["rare", *["common", "usual", "often"] * 133], "multiclass", ("common", "often", "rare", "usual")),
        (list(range(400)), "regression", ()),
        ([f"{value:.2f}" for value in NOISE], "regression", ()),
    ],
)
def test_the_task_follows_from_the_target(target: list[object], task: str, classes: tuple[str, ...]) -> None:
    made = _infer({"y": target, "x": NOISE})
    assert (made.contract.task, made.contract.target.categories) == (task, classes)
    assert made.contract.target.kind == ("category" if classes else made.contract.target.kind)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ([1.0] * ROWS, "constant"),
        (pa.nulls(ROWS, pa.string()), "no values"),
        (["2024-01-01", "2024-01-02"] * 200, "date"),
        ([f"word {i}" for i in range(ROWS)], "text"),
    ],
)
def test_a_target_that_cannot_be_learned_is_refused(target: object, words: str) -> None:
    with pytest.raises(DataError, match=words):
        _infer({"y": target, "x": NOISE})


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


def test_personal_columns_are_marked_ignored_and_none_of_their_values_kept() -> None:
    made = _infer(
        {
            "customerName": ["Ann Lee", "Bo Ek"] * 200,
            "contact": [f"p{i % 5}@mail.example" for i in range(ROWS)],
            "call": [f"+49 30 1234{i % 7}67" for i in range(ROWS)],
            "phone": [5_550_000 + i % 11 for i in range(ROWS)],
            "product_name": GROUP,
        }
    )
    for name in ("customerName", "contact", "call", "phone"):
        column = _column(made, name)
        assert (column.personal, column.role, column.categories, column.minimum) == (True, "ignored", (), None)
    assert not _column(made, "product_name").personal
    assert b"Ann" not in made.contract.encode()


def test_three_hundred_columns_are_taken_in_order() -> None:
    made = _infer({f"c{i:03d}": RANDOM.normal(size=ROWS) for i in range(300)})
    assert [column.name for column in made.contract.columns] == ["y", *(f"c{i:03d}" for i in range(300))]
    assert {column.role for column in made.contract.columns[1:]} == {"feature"}


def test_a_few_unreadable_cells_do_not_change_the_kind() -> None:
    made = _infer({"x": ["?", *(f"{value:.2f}" for value in NOISE[1:])]})
    assert (_column(made, "x").kind, _column(made, "x").missing) == ("number", True)


def test_a_time_that_is_no_time_is_refused() -> None:
    with pytest.raises(DataError, match="does not hold dates"):
        _infer({"x": NOISE}, time="x")


@pytest.mark.parametrize(
    ("low", "high", "widened"), [(1, 41, (0, 60)), (-10, 10, (-15, 15)), (5, 5, (3, 7)), (0, 0, (0, 1)), (-9, -1, (-11, 0))]
)
def test_ranges_are_widened_outward_and_do_not_cross_zero(low: float, high: float, widened: tuple[float, float]) -> None:
    assert widen(low, high, 0.25) == widened


def test_the_same_table_gives_the_same_contract() -> None:
    table = {"y": NOISE, "x": NOISE[::-1], "g": GROUP}
    assert _infer(dict(table)).contract.digest == _infer(dict(table)).contract.digest
