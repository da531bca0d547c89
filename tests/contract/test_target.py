"""The task follows from the target, and what is odd about the target is said."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from penstock.contract.columns import Column, Contract
from penstock.contract.kinds import recognise
from penstock.contract.target import about_target, decide_task
from penstock.errors import DataError

ROWS = 400
NOISE = np.random.default_rng(5).normal(size=ROWS)


@pytest.mark.parametrize(
    ("target", "task", "classes"),
    [
        (["no", "yes"] * 200, "binary", ("no", "yes")),
        (["True", "False"] * 200, "binary", ("False", "True")),
        ([True, False] * 200, "binary", ("false", "true")),
        (["1", "0"] * 200, "binary", ("0", "1")),
        ([1.0, 0.0] * 200, "binary", ("0", "1")),
        (["1.0", "0.0"] * 200, "binary", ("0.0", "1.0")),
        ([0, 1, 2, 10] * 100, "multiclass", ("0", "1", "2", "10")),
        ([0.0, 1.0, 2.0, None] * 100, "multiclass", ("0", "1", "2")),
        (["rare", *["common", "usual", "often"] * 133], "multiclass", ("common", "often", "rare", "usual")),
        (list(range(400)), "regression", ()),
        ([0.5, 1.0, 1.5, 2.0] * 100, "regression", ()),
        ([f"{value:.2f}" for value in NOISE], "regression", ()),
        ([Decimal(number % 50) / 4 for number in range(ROWS)], "regression", ()),
    ],
)
def test_the_task_follows_from_the_target(target: list[object], task: str, classes: tuple[str, ...]) -> None:
    column = pa.chunked_array([pa.array(target)])
    known = recognise(column)
    assert known is not None
    assert decide_task("y", column, known) == (task, classes)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ([1.0] * ROWS, "constant"),
        (pa.nulls(ROWS, pa.string()), "no values"),
        ([dt.datetime(2024, 1, 1), dt.datetime(2024, 1, 2)] * 200, "date"),
        ([f"word {i}" for i in range(ROWS)], "text"),
        ([f"${i},000" for i in range(ROWS)], "text"),
    ],
)
def test_a_target_that_cannot_be_learned_is_refused(target: object, words: str) -> None:
    column = pa.chunked_array([pa.array(target)])
    known = recognise(column)
    assert known is not None
    with pytest.raises(DataError, match=words):
        decide_task("y", column, known)


def _said(target: Sequence[object]) -> dict[str, str]:
    column = pa.chunked_array([pa.array(target)])
    known = recognise(column)
    assert known is not None
    task, classes = decide_task("y", column, known)
    contract = Contract(task=task, columns=(Column(name="y", kind=known.kind, role="target", categories=classes),))
    return {finding.subject: finding.message for finding in about_target(contract, column)}


def test_classes_of_few_rows_are_counted() -> None:
    assert "2 of 4 classes have fewer than 10 rows" in _said(["a", "b"] * 200 + ["c"] + ["d"] * 9)["rare"]
    assert "rare" not in _said(["a", "b"] * 200 + ["c"] * 10)


def test_whole_numbers_that_are_read_as_classes_are_pointed_out() -> None:
    assert "4 whole numbers read as classes" in _said([0, 1, 2, 10] * 100)["task"]
    assert "4 whole numbers read as classes" in _said(["0.0", "1.0", "2.0", "10.0"] * 100)["task"]


def test_the_positive_class_is_told() -> None:
    assert "the second in the contract is the positive one" in _said(["no", "yes"] * 200)["task"]


def test_classes_that_differ_in_capitals_are_pointed_out() -> None:
    assert "capitals" in _said(["yes", "no", "Yes"] * 100)["task"]


def test_a_target_with_gaps_or_with_few_rows_says_so() -> None:
    assert _said([None, *range(399)])["missing"] == "missing in 1 of 400 rows; nothing is learned from those"
    assert "100 rows only" in _said(list(range(100)))["sample"]
    assert _said(list(range(400))) == {}
