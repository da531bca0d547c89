"""The one form in which every source hands over its rows."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fault:
    """Say that one cell, or with an empty `column` one whole line, could not be read."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Hold some rows of a source.

    `table` has the Arrow schema of the contract, unreadable cells null; `rows` gives the 1-based number in the
    source of each table row, shape (rows,); `faults` are in the order of those numbers.
    """

    table: pa.Table
    rows: Rows
    faults: tuple[Fault, ...] = ()
