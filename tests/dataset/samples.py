"""Small contracts and batches that the dataset tests share."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from penstock.contract import Column, Contract
from penstock.contract.frames import arrow_schema
from penstock.dataset.parts import write_part
from penstock.ingest.batch import Batch, Fault

START = datetime(2024, 1, 1, tzinfo=UTC)

HOUSES = Contract(
    task="regression",
    columns=(
        Column(name="id", kind="key", role="key"),
        Column(name="sold", kind="time", role="time", missing=True),
        Column(name="area", kind="number", minimum=10.0, maximum=500.0, missing=True),
        Column(name="rooms", kind="integer", minimum=1, maximum=20),
        Column(name="district", kind="category", categories=("north", "south"), missing=True),
        Column(name="price", kind="number", role="target", minimum=0.0, missing=True),
    ),
    unseen_category="refuse",
)


def houses(count: int, start: int = 0) -> dict[str, list[object]]:
    """Return `count` good rows of the HOUSES contract by column."""
    span = range(start, start + count)
    return {
        "id": [f"h{number}" for number in span],
        "sold": [START + timedelta(days=number) for number in span],
        "area": [20.0 + number % 400 for number in span],
        "rooms": [1 + number % 20 for number in span],
        "district": [("north", "south")[number % 2] for number in span],
        "price": [1000.0 + number for number in span],
    }


def batch(
    values: Mapping[str, Sequence[object]], contract: Contract = HOUSES, faults: tuple[Fault, ...] = (), first: int = 1
) -> Batch:
    """Make a batch whose row numbers start at `first`."""
    table = pa.table(dict(values), schema=arrow_schema(contract))
    return Batch(table, np.arange(first, first + table.num_rows, dtype=np.int64), faults)


def part(folder: Path, values: Mapping[str, Sequence[object]], contract: Contract = HOUSES, name: str = "a") -> Path:
    """Write a part of one batch and return its folder."""
    write_part(iter([batch(values, contract)]), contract, name, folder)
    return folder
