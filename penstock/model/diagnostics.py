"""Summarise where predictions err, in a size that does not grow with the rows: residuals, and calibration."""

import numpy as np
from numpy.typing import NDArray

from penstock.model.metrics import CALIBRATION_BINS, stated_and_happened
from penstock.model.report import CalibrationBin, ResidualBin, Residuals

Floats = NDArray[np.float64]

RESIDUAL_BINS = 10
HISTOGRAM_CELLS = 24
_SHOWN = (0.005, 0.995)
_SPREAD = (0.1, 0.5, 0.9)


def residuals_of(target: Floats, predicted: Floats) -> Residuals | None:
    """Summarise target minus prediction, both of shape (rows,) with at least one row; None where a difference overflows."""
    with np.errstate(over="ignore"):
        residual = target - predicted
        span = float(np.ptp(residual))
    if not np.isfinite(span):
        return None
    order = np.argsort(predicted, kind="stable")
    groups = [group for group in np.array_split(order, RESIDUAL_BINS) if group.size]
    bins = tuple(
        ResidualBin(group.size, float(np.median(predicted[group])), *(float(q) for q in np.quantile(residual[group], _SPREAD)))
        for group in groups
    )
    low, high = np.quantile(residual, _SHOWN)
    counts, edges = np.histogram(np.clip(residual, low, high), HISTOGRAM_CELLS, (low, high))
    return Residuals(bins, tuple(edges.tolist()), tuple(counts.tolist()))


def calibration_of(target: Floats, predicted: Floats) -> tuple[CalibrationBin, ...]:
    """Compare stated probabilities, shape (rows, classes), with what happened, in the cells of the calibration error."""
    stated, happened, cell = stated_and_happened(target, predicted)
    held = [cell == each for each in range(CALIBRATION_BINS)]
    return tuple(
        CalibrationBin(int(rows.sum()), float(stated[rows].mean()), float(happened[rows].mean())) for rows in held if rows.any()
    )
