"""Make large, seeded CSV files of house listings: two agencies, about one bad row in a hundred, some shared keys."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from penstock.contract.columns import Column, Contract
from penstock.settings import Source

CONTRACT = Contract(
    task="regression",
    columns=(
        Column(name="id", kind="key", role="key"),
        Column(name="sold", kind="time", role="time"),
        Column(name="area", kind="number", unit="m2", minimum=10.0, maximum=1000.0),
        Column(name="rooms", kind="integer", minimum=1, maximum=20),
        Column(name="floor", kind="integer", missing=True),
        Column(name="district", kind="category", categories=tuple(f"district {n}" for n in range(40))),
        Column(name="heating", kind="category", missing=True),
        Column(name="garden", kind="boolean", missing=True),
        Column(name="latitude", kind="number", minimum=47.0, maximum=55.0),
        Column(name="longitude", kind="number", minimum=5.0, maximum=15.0),
        Column(name="year_built", kind="integer", minimum=1700, maximum=2030, missing=True),
        Column(name="price", kind="number", role="target", unit="EUR", minimum=1000.0),
    ),
)
NORTH = Source(name="north", kind="csv", path="north.csv")
SOUTH = Source(
    name="south",
    kind="csv",
    path="south.csv",
    columns={"area": "size", "price": "asked"},
    units={"area": "sqft", "price": "thousands EUR"},
)

_BLOCK = 50_000
_MALFORMED = b"this line,has too few fields\n" * (_BLOCK // 1000)


def write_listings(folder: Path, source: Source, rows: int) -> None:
    """Write one agency's file of `rows` rows, the same bytes each time.

    Of a thousand rows about three have an unreadable cell, three are out of range, three lack a required cell and one
    is malformed. One row in a hundred takes the key of an earlier row of the same file; one in fifty is in both files.
    """
    random = np.random.default_rng(7 + (source is SOUTH or source.name == SOUTH.name))
    names = [source.columns.get(column.name, column.name) for column in CONTRACT.columns]
    with (folder / str(source.path)).open("wb") as file:
        file.write((",".join(names) + "\n").encode())
        for start in range(0, rows, _BLOCK):
            count = min(_BLOCK, rows - start) - len(_MALFORMED.splitlines())
            table = pa.table(_columns(random, source, start, count))
            pacsv.write_csv(table, file, pacsv.WriteOptions(include_header=False, quoting_style="none"))
            file.write(_MALFORMED)


def _columns(random: np.random.Generator, source: Source, start: int, count: int) -> dict[str, pa.Array]:
    abroad = source.name == SOUTH.name
    area = np.round(random.gamma(6.0, 18.0, count) + 12.0, 1)
    price = np.round(area * random.normal(4000.0, 500.0, count).clip(1500.0), -2)
    return {
        "id": _keys(random, abroad, start, count),
        "sold": _text(pa.array(1_577_836_800 + random.integers(0, 157_680_000, count)).cast(pa.timestamp("s"))),
        "area": _spoilt(random, np.round(area / 0.09290304, 1) if abroad else area, ("-4.5", "unknown", "")),
        "rooms": _spoilt(random, random.integers(1, 9, count), ("99", "two", "")),
        "floor": _gaps(random, random.integers(-1, 30, count)),
        "district": pc.binary_join_element_wise("district", _text(pa.array(random.integers(0, 40, count))), " "),
        "heating": pa.array(["gas", "oil", "heat pump", "wood", "district", "NA"]).take(pa.array(random.integers(0, 6, count))),
        "garden": pa.array(["yes", "no"]).take(pa.array(random.integers(0, 2, count))),
        "latitude": _text(pa.array(np.round(random.uniform(47.3, 54.9, count), 5))),
        "longitude": _text(pa.array(np.round(random.uniform(6.0, 14.9, count), 5))),
        "year_built": _gaps(random, random.integers(1880, 2025, count)),
        "price": _spoilt(random, price / 1000.0 if abroad else price, ("0.5", "on request", "")),
    }


def _keys(random: np.random.Generator, abroad: bool, start: int, count: int) -> pa.Array:
    numbers = np.arange(start, start + count)
    repeated = random.random(count) < 0.01
    numbers[repeated] = random.integers(0, start + count, int(repeated.sum()))
    shared = numbers % 50 == 0
    return _text(pa.array(np.where(shared | (not abroad), numbers, numbers + 500_000_000)))


def _spoilt(random: np.random.Generator, values: NDArray[np.float64] | NDArray[np.int64], words: tuple[str, ...]) -> pa.Array:
    chosen = random.random(len(values)) < 0.003
    word = pa.array(words).take(pa.array(random.integers(0, len(words), len(values))))
    return pc.if_else(pa.array(chosen), word, _text(pa.array(values)))


def _gaps(random: np.random.Generator, values: NDArray[np.int64]) -> pa.Array:
    return pc.if_else(pa.array(random.random(len(values)) < 0.1), "", _text(pa.array(values)))


def _text(values: pa.Array) -> pa.Array:
    return values.cast(pa.string())
