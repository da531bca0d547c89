"""Tell whether equal rows are the same case twice or different cases that agree by chance."""

import math
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from penstock.dataset.hashes import content_hashes

_BY_CHANCE = 0.1
_MANY_REPEATS = 0.05
_VALUES_A_ROW = 0.05


@dataclass(frozen=True, slots=True)
class Repeats:
    """How many `rows` equal an earlier one in every column, and whether chance explains them."""

    rows: int
    by_chance: bool


def judge_repeats(table: pa.Table) -> Repeats:
    """Count the rows of `table` (columns of contract types) that equal an earlier one, and judge them.

    Chance explains them when columns drawn independently would agree in at least a tenth as many rows (real columns go
    together, and agree more often), or when many rows are repeated and no column has more than one value for twenty rows.
    """
    rows = table.num_rows
    kept = np.sort(np.unique(content_hashes(table), return_index=True)[1])
    repeated = rows - kept.size
    if repeated == 0:
        return Repeats(0, by_chance=False)
    # Counted over the different rows: a table that was sent twice must not look like one of few values.
    counts = [_counts(column) for column in table.take(pa.array(kept)).columns]
    few = repeated >= _MANY_REPEATS * rows and all(count.size <= _VALUES_A_ROW * rows for count in counts)
    pairs = max(1.0, kept.size * (kept.size - 1.0))
    agreeing = math.prod(float(np.sum(count * (count - 1.0))) / pairs for count in counts)
    expected = -math.expm1(-(rows - 1) * agreeing) * rows
    return Repeats(int(repeated), few or expected >= _BY_CHANCE * repeated)


def _counts(column: pa.ChunkedArray) -> NDArray[np.int64]:
    codes = column.combine_chunks().dictionary_encode(null_encoding="encode").indices
    return np.bincount(codes.to_numpy())
