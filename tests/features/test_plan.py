"""A plan is fitted on the training frame and applies to any frame of the contract."""

from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from penstock.contract.columns import Contract
from penstock.contract.frames import to_frame
from penstock.errors import ContractError, DataError, ProjectError
from penstock.features.inputs import CategoryInput, NumberInput, TimeInput
from penstock.features.plan import fit_plan, transform_frame
from penstock.settings import Features


def test_texts_keys_targets_and_ignored_columns_are_no_features(contract: Contract, houses: pa.Table) -> None:
    plan = fit_plan(contract, Features(), to_frame(houses))
    assert {entry.name for entry in plan.inputs} == {"area", "rooms", "garden", "district", "built", "sold"}
    assert [plan.names[place] for place in plan.categorical] == ["district"]


def test_dropped_columns_are_gone_but_still_serve_expressions(contract: Contract, houses: pa.Table) -> None:
    settings = Features(drop=("area", "built", "sold"), expressions={"size": "area / rooms"})
    plan = fit_plan(contract, settings, to_frame(houses))
    assert plan.names == ("rooms", "garden", "district", "size")
    size = transform_frame(plan, to_frame(houses))[:, 3]
    assert size[1] == 47.5
    assert np.isnan(size[[0, 2, 3, 6]]).all()


def test_time_parts_that_never_change_are_left_out(contract: Contract, houses: pa.Table) -> None:
    plan = fit_plan(contract, Features(), to_frame(houses))
    sold = next(entry for entry in plan.inputs if entry.name == "sold")
    assert isinstance(sold, TimeInput)
    assert sold.parts == ("month", "weekday", "elapsed_days")


def test_categories_are_coded_and_strangers_and_missing_stay_apart(contract: Contract, houses: pa.Table) -> None:
    plan = fit_plan(contract, Features(), to_frame(houses))
    codes = transform_frame(plan, to_frame(houses))[:, plan.names.index("district")]
    assert codes[[0, 1, 4]].tolist() == [1.0, 0.0, 2.0]
    assert np.isnan(codes[3])
    strangers = to_frame(houses).assign(district=pd.Series(["south"] * 7, dtype=object))
    assert transform_frame(plan, strangers)[:, plan.names.index("district")].tolist() == [3.0] * 7


def test_only_the_most_frequent_categories_are_kept(contract: Contract, houses: pa.Table) -> None:
    plan = fit_plan(contract, Features(max_categories=2), to_frame(houses))
    district = next(entry for entry in plan.inputs if isinstance(entry, CategoryInput))
    assert district.categories == ("east", "north")


def test_one_hot_gives_a_column_a_category(contract: Contract, houses: pa.Table) -> None:
    plan = fit_plan(contract, Features(one_hot=True, impute="mean"), to_frame(houses))
    first = plan.names.index("district=east")
    assert plan.names[first : first + 4] == ("district=east", "district=north", "district=west", "district.missing")
    assert transform_frame(plan, to_frame(houses))[2:5, first : first + 4].tolist() == [[0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]
    assert plan.categorical == ()


@pytest.mark.parametrize(("impute", "fill"), [("median", 62.5), ("mean", 63.75)])
def test_missing_numbers_are_filled_and_marked(contract: Contract, houses: pa.Table, impute: str, fill: float) -> None:
    settings = Features(impute="median" if impute == "median" else "mean")
    plan = fit_plan(contract, settings, to_frame(houses))
    assert plan.inputs[0] == NumberInput(name="area", fill=fill, indicator=True)
    features = transform_frame(plan, to_frame(houses))
    assert np.isfinite(features).all()
    assert features[2, :2].tolist() == [fill, 1.0]


def test_unfilled_plans_have_no_indicators(contract: Contract, houses: pa.Table) -> None:
    assert not any(name.endswith(".missing") for name in fit_plan(contract, Features(), to_frame(houses)).names)


def test_a_column_missing_everywhere_is_filled_with_zero(contract: Contract, houses: pa.Table) -> None:
    plan = fit_plan(contract, Features(impute="mean"), to_frame(houses).assign(area=np.nan))
    assert plan.inputs[0] == NumberInput(name="area", fill=0.0, indicator=True)


def test_row_order_does_not_change_the_plan(contract: Contract, houses: pa.Table) -> None:
    settings = Features(impute="mean", expressions={"b": "area * 2", "a": "rooms + 1"})
    backwards = to_frame(houses).iloc[::-1].reset_index(drop=True)
    assert fit_plan(contract, settings, to_frame(houses)).encode() == fit_plan(contract, settings, backwards).encode()


@pytest.mark.parametrize(
    ("expression", "where", "words"),
    [
        ("rooms / aera", "character 9", "did you mean 'area'?"),
        ("2 * price", "character 5", "is the target"),
        ("district", "character 1", "not a numeric feature column"),
        ("1 + 2", "character 1", "names no column"),
    ],
)
def test_expressions_may_only_use_numeric_features(
    contract: Contract, houses: pa.Table, expression: str, where: str, words: str
) -> None:
    with pytest.raises(ProjectError) as caught:
        fit_plan(contract, Features(expressions={"f": expression}), to_frame(houses))
    assert where in caught.value.where
    assert words in str(caught.value)


def test_an_unknown_column_to_drop_suggests_the_nearest(contract: Contract, houses: pa.Table) -> None:
    with pytest.raises(ProjectError, match="did you mean 'garden'"):
        fit_plan(contract, Features(drop=("gardn",)), to_frame(houses))


def test_two_features_of_one_name_are_refused(contract: Contract, houses: pa.Table) -> None:
    with pytest.raises(ProjectError, match="has a column 'area' already"):
        fit_plan(contract, Features(expressions={"area": "rooms * 2"}), to_frame(houses))


@pytest.mark.parametrize("impute", ["none", "median"])
def test_an_expression_without_any_value_is_named(
    contract: Contract, houses: pa.Table, impute: Literal["none", "median"]
) -> None:
    with pytest.raises(ProjectError, match="no value in any training row") as caught:
        fit_plan(contract, Features(expressions={"ratio": "area / (rooms - rooms)"}, impute=impute), to_frame(houses))
    assert caught.value.where == "features.expressions.ratio"


def test_an_unfilled_column_without_any_value_is_left_out(contract: Contract, houses: pa.Table) -> None:
    frame = to_frame(houses)
    frame["area"], frame["district"] = np.nan, None
    plan = fit_plan(contract, Features(), frame)
    assert not {"area", "district"} & set(plan.names)


def test_a_plan_without_features_is_refused(contract: Contract, houses: pa.Table) -> None:
    everything = ("area", "rooms", "garden", "district", "built", "sold")
    with pytest.raises(DataError, match="no feature is left"):
        fit_plan(contract, Features(drop=everything), to_frame(houses))


def test_a_frame_without_a_planned_column_is_refused(contract: Contract, houses: pa.Table) -> None:
    plan = fit_plan(contract, Features(), to_frame(houses))
    with pytest.raises(ContractError, match="no column 'rooms'"):
        transform_frame(plan, to_frame(houses.drop_columns(["rooms"])))
