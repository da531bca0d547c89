"""Predict without looking at the features: what any model must beat."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from penstock.contract.columns import Task
from penstock.errors import DataError

_MEDIAN_METRICS = frozenset({"mae", "mape"})


class Baseline(msgspec.Struct, frozen=True):
    """Hold the constant prediction: one number (regression), or one share a class."""

    values: tuple[float, ...]
    task: Task

    def predict(self, rows: int) -> NDArray[np.float64]:
        """Return the constant for `rows` rows, shape (rows,) or (rows, classes)."""
        if self.task == "regression":
            return np.full(rows, self.values[0])
        return np.tile(np.asarray(self.values), (rows, 1))


def fit_baseline(target: NDArray[np.float64], task: Task, classes: int, metric: str) -> Baseline:
    """Fit the best constant on the training target: the median for absolute errors, else the mean; or class shares.

    Args:
        target: training target, shape (rows,); class indices for classification.
        classes: number of classes of the contract, ignored for regression.
        metric: name of the metric that decides.

    Raises:
        DataError: there are no rows.
    """
    if target.size == 0:
        raise DataError("there are no rows to fit a baseline on", where="evaluate", fix="give the train split more rows")
    if task == "regression":
        constant = np.median(target) if metric in _MEDIAN_METRICS else target.mean()
        return Baseline((float(constant),), task)
    counts = np.bincount(target.astype(np.intp), minlength=classes)
    return Baseline(tuple(float(share) for share in counts / target.size), task)
