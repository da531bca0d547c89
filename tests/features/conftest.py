"""A small market of houses shared by the tests of this room."""

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from penstock.contract.columns import Column, Contract
from penstock.contract.frames import arrow_schema

Cell = float | int | bool | str | datetime | None


@pytest.fixture(scope="session")
def contract() -> Contract:
    return Contract(
        task="regression",
        columns=(
            Column(name="id", kind="key", role="key"),
            Column(name="area", kind="number", missing=True),
            Column(name="rooms", kind="integer"),
            Column(name="garden", kind="boolean"),
            Column(name="district", kind="category", missing=True),
            Column(name="note", kind="text"),
            Column(name="built", kind="time", missing=True),
            Column(name="sold", kind="time", role="time"),
            Column(name="agent", kind="category", role="ignored"),
            Column(name="price", kind="number", role="target"),
        ),
    )


@pytest.fixture(scope="session")
def houses(contract: Contract) -> pa.Table:
    districts = ["north", "east", "north", None, "west", "east", "north"]
    rows: list[dict[str, Cell]] = [
        {
            "id": str(place),
            "area": None if place == 2 else 40.0 + 7.5 * place,
            "rooms": place % 3,
            "garden": place % 2 == 0,
            "district": district,
            "note": "as new",
            "built": None if place == 4 else datetime(1950 + 9 * place, 1 + place, 1, tzinfo=UTC),
            "sold": datetime(2023, 1 + place, 2 + place, tzinfo=UTC),
            "agent": "a",
            "price": 100.0 * place,
        }
        for place, district in enumerate(districts)
    ]
    return pa.Table.from_pylist(rows, schema=arrow_schema(contract))
