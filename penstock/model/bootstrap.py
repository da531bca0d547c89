"""Draw seeded bootstrap resamples as row weights and read percentile intervals from them."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Cells of one block of weights: 16 MB, whatever the number of rows.
_BLOCK_CELLS = 2_000_000


def draw_weights(rows: int, draws: int, seed: int) -> Iterator[Floats]:
    """Yield blocks of shape (draws of this block, rows): how often each row is drawn, summing to `rows` a draw."""
    generator = np.random.default_rng(seed)
    size = max(1, min(draws, _BLOCK_CELLS // rows))
    for start in range(0, draws, size):
        count = min(size, draws - start)
        picked = generator.integers(0, rows, size=(count, rows))
        picked += np.arange(count)[:, None] * rows
        yield np.bincount(picked.ravel(), minlength=count * rows).reshape(count, rows).astype(np.float64)


def resample(statistic: Callable[[Floats], Floats], rows: int, draws: int, seed: int) -> Floats:
    """Apply `statistic` to blocks of weights (draws, rows) and return its values for all draws, stacked."""
    return np.concatenate([statistic(weights) for weights in draw_weights(rows, draws, seed)])


def percentile_interval(values: Floats, confidence: float) -> tuple[float, float] | None:
    """Return the central interval of one statistic's draws, undefined draws left out; None when none is defined.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
    """
    usable = values[np.isfinite(values)]
    if usable.size == 0:
        return None
    low, high = np.quantile(usable, [(1.0 - confidence) / 2.0, (1.0 + confidence) / 2.0])
    return float(low), float(high)
