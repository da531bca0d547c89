"""A column's kind follows from its values, whether they come as text or typed."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pytest

from penstock.contract.columns import Kind
from penstock.contract.kinds import recognise, why_unusable


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["1", "-2", "+3"] * 20, "integer"),
        (["1.5", "2", ".5", "1e3"] * 20, "number"),
        (["true", "False"] * 20, "boolean"),
        (["yes", "no"] * 20, "category"),
        (["01234", "12345", "98765"] * 20, "category"),
        (["007", *(str(number) for number in range(1000))], "integer"),
        ([str(10**20 + number) for number in range(60)], "key"),
        (["?"] + ["1.5"] * 99, "number"),
        (["?"] * 3 + ["1.5"] * 97, "category"),
        ([f"a tale of {number}" for number in range(60)], "text"),
        ([f"k{number}" for number in range(60)], "key"),
        (pa.array([1, 2], pa.int8()), "integer"),
        (pa.array([2**63 + number for number in range(60)], pa.uint64()), "key"),
        (pa.array([1, None], pa.uint64()), "integer"),
        ([Decimal("1.25"), None], "number"),
        ([1.0, float("nan")], "number"),
        (pa.array(["a", "b"]).dictionary_encode(), "category"),
        ([dt.date(2024, 1, 2)], "time"),
        (pa.array([0], pa.timestamp("ns", tz="Europe/Berlin")), "time"),
        (pa.nulls(9), "text"),
    ],
)
def test_the_kind_follows_from_the_values(values: object, kind: Kind) -> None:
    known = recognise(pa.chunked_array([pa.array(values)]))
    assert known is not None
    assert known.kind == kind


@pytest.mark.parametrize(
    ("values", "holds"),
    [
        (pa.array([[1]]), "lists or objects"),
        (pa.array([{"a": 1}]), "lists or objects"),
        (pa.array([b"x"]), "bytes"),
        (pa.array([dt.time(1, 2)]), "durations or times of day"),
        (pa.array([dt.timedelta(1)]), "durations or times of day"),
    ],
)
def test_types_that_have_no_kind_are_named(values: pa.Array, holds: str) -> None:
    assert recognise(pa.chunked_array([values])) is None
    assert why_unusable(values.type) == holds


def test_cells_that_are_not_finite_are_missing() -> None:
    known = recognise(pa.chunked_array([[1.0, float("inf"), float("nan")]]))
    assert known is not None
    assert known.values.to_pylist() == [1.0, None, None]
