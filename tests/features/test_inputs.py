"""A plan names its columns and survives its JSON."""

import pytest

from penstock.errors import StoreError
from penstock.features.inputs import CategoryInput, ExpressionInput, FeaturePlan, NumberInput, TimeInput, decode_plan

PLAN = FeaturePlan(
    (
        NumberInput(name="rooms", fill=3.0, indicator=True),
        CategoryInput(name="district", categories=("east", "north"), filled=True, indicator=True),
        CategoryInput(name="roof", categories=("flat", "steep"), one_hot=True),
        TimeInput(name="sold", parts=("year", "hour"), origin=-5, fills=(2020.0, 3.0)),
        ExpressionInput(name="ratio", text="rooms / 2"),
    )
)


def test_names_come_in_the_order_of_the_inputs() -> None:
    assert PLAN.names == (
        "rooms",
        "rooms.missing",
        "district",
        "district.missing",
        "roof=flat",
        "roof=steep",
        "sold.year",
        "sold.hour",
        "ratio",
    )


def test_only_code_columns_are_categorical() -> None:
    assert PLAN.categorical == (2,)


def test_a_plan_survives_its_json_byte_for_byte() -> None:
    assert decode_plan(PLAN.encode()) == PLAN
    assert decode_plan(PLAN.encode()).encode() == PLAN.encode()


@pytest.mark.parametrize("document", [b"{", b"{}", b'{"inputs":[{"kind":"spell","name":"x"}]}'])
def test_a_damaged_plan_is_refused(document: bytes) -> None:
    with pytest.raises(StoreError):
        decode_plan(document)
