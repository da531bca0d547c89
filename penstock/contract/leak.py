"""Find columns that alone give the target away."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_ROWS = 20_000
_FEWEST_ROWS = 50
_ACCURACY = 0.99
_EXPLAINED = 0.995


def gives_away(values: pa.Array, target: pa.Array, classes: bool) -> bool:
    """Tell whether the nearest neighbour in `values` alone foretells `target` almost without error.

    Sort the rows by the column, and guess each row's target by its neighbour: balanced accuracy for
    classes, explained variance of the ranks for a number (a long tail would hide a leak in plain variance).
    """
    both = pc.and_(pc.is_valid(values), pc.is_valid(target))
    known, answer = values.filter(both), target.filter(both)
    step = max(1, len(known) // _ROWS)
    x, y = _codes(known)[::step], _codes(answer)[::step]
    y = np.unique(y, return_inverse=True)[1].astype(np.float64)
    if len(x) < _FEWEST_ROWS or np.ptp(x) == 0:
        return False
    # Shuffled first, so that rows with equal values do not keep an order that may follow the target.
    shuffled = np.random.default_rng(0).permutation(len(x))
    y = y[shuffled][np.argsort(x[shuffled], kind="stable")]
    return _balanced_accuracy(y) >= _ACCURACY if classes else _explained(y) >= _EXPLAINED


def _codes(values: pa.Array) -> NDArray[np.float64]:
    if pa.types.is_string(values.type):
        values = values.dictionary_encode().indices
    elif pa.types.is_timestamp(values.type):
        values = values.cast(pa.int64())
    return np.asarray(values.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False), dtype=np.float64)


def _balanced_accuracy(y: NDArray[np.float64]) -> float:
    """Return the share of rows, averaged over classes, that have a neighbour of their own class.

    Either neighbour will do: at the edge between two classes one of them is always of the other class.
    """
    same = y[1:] == y[:-1]
    found = np.append(same, False) | np.insert(same, 0, False)
    labels = [label for label, rows in zip(*np.unique(y, return_counts=True), strict=True) if rows > 1]
    return float(np.mean([np.mean(found[y == label]) for label in labels])) if len(labels) > 1 else 0.0


def _explained(y: NDArray[np.float64]) -> float:
    guess, truth = y[:-1], y[1:]
    spread = float(np.sum((truth - truth.mean()) ** 2))
    return 1.0 - float(np.sum((truth - guess) ** 2)) / spread if spread > 0 else 0.0
