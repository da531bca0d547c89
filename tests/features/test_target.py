"""Targets become values or class positions; what fits no class is refused without being shown."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from penstock.contract.columns import Column, Contract, Kind, Task
from penstock.errors import ContractError, DataError
from penstock.features.target import encode_target


def _contract(task: Task, kind: Kind, categories: tuple[str, ...] = ()) -> Contract:
    return Contract(task=task, columns=(Column(name="y", kind=kind, role="target", categories=categories),))


def _frame(values: Sequence[str | None] | Sequence[float]) -> pd.DataFrame:
    return pd.DataFrame({"y": pd.Series(list[object](values), dtype=object if isinstance(values[0], str) else np.float64)})


def test_regression_keeps_the_values() -> None:
    assert encode_target(_contract("regression", "number"), _frame([1.5, -2.0])).tolist() == [1.5, -2.0]


def test_classes_take_the_declared_order() -> None:
    contract = _contract("multiclass", "category", ("low", "high", "mid"))
    assert encode_target(contract, _frame(["mid", "low", "high"])).tolist() == [2.0, 0.0, 1.0]


def test_numbers_as_classes_are_matched_by_value() -> None:
    assert encode_target(_contract("multiclass", "integer", ("10", "2", "3")), _frame([2.0, 10.0])).tolist() == [1.0, 0.0]


@pytest.mark.parametrize(("categories", "expected"), [((), [1.0, 0.0]), (("True", "False"), [0.0, 1.0])])
def test_booleans_follow_their_categories_or_false_before_true(categories: tuple[str, ...], expected: list[float]) -> None:
    assert encode_target(_contract("binary", "boolean", categories), _frame([1.0, 0.0])).tolist() == expected


@pytest.mark.parametrize(
    ("contract", "values"),
    [
        (_contract("regression", "number"), [1.0, np.nan]),
        (_contract("regression", "number"), [1.0, np.inf]),
        (_contract("binary", "category", ("no", "yes")), ["no", None]),
        (_contract("binary", "category", ("no", "yes")), ["no", "perhaps"]),
        (_contract("multiclass", "integer", ("1", "2")), [1.0, 3.0]),
    ],
)
def test_rows_without_a_usable_target_are_counted_and_refused(
    contract: Contract, values: Sequence[str | None] | Sequence[float]
) -> None:
    with pytest.raises(DataError, match=r"in 1 row\(s\)") as caught:
        encode_target(contract, _frame(values))
    assert "perhaps" not in str(caught.value)


@pytest.mark.parametrize(
    "contract",
    [_contract("binary", "category", ("no",)), _contract("binary", "integer", ("no", "yes")), _contract("binary", "number")],
)
def test_classes_that_do_not_fit_are_a_fault_of_the_contract(contract: Contract) -> None:
    with pytest.raises(ContractError):
        encode_target(contract, _frame([1.0]))


def test_a_frame_without_the_target_is_refused() -> None:
    with pytest.raises(ContractError, match="no target column 'y'"):
        encode_target(_contract("regression", "number"), pd.DataFrame({"x": [1.0]}))
