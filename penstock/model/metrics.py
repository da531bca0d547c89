"""Measure predictions: every metric is one function of row weights, so that a point value and a bootstrap share it.

Classification predictions are probabilities of shape (rows, classes); regression predictions have shape (rows,).
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from penstock.contract.columns import Task
from penstock.errors import DataError
from penstock.model.objectives import OBJECTIVES, choose_objective, objectives_for

Floats = NDArray[np.float64]
Measure = Callable[[Floats, Floats, Floats], Floats]

CALIBRATION_BINS = 10
_SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")
_EPSILON = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True)
class Metric:
    """Name a metric, its tasks and its better direction; `measure(target, predicted, weights)` gives one value a draw.

    `weights` has shape (draws, rows); an undefined value is NaN.
    """

    name: str
    tasks: tuple[Task, ...]
    higher_is_better: bool
    measure: Measure

    def loss(self, values: Floats) -> Floats:
        """Turn values into losses, lower is better, never negative: 1 - value where higher is better."""
        return 1.0 - values if self.higher_is_better else values


def _mean(rows: Floats, weights: Floats) -> Floats:
    # einsum and not `@`: BLAS may add in another order when the number of threads changes.
    total: Floats = np.einsum("ij,j->i", weights, rows)
    drawn: Floats = weights.sum(axis=1)
    return np.divide(total, drawn)


def _mae(target: Floats, predicted: Floats, weights: Floats) -> Floats:
    return _mean(np.abs(target - predicted), weights)


def _rmse(target: Floats, predicted: Floats, weights: Floats) -> Floats:
    return np.sqrt(_mean((target - predicted) ** 2, weights))


def _mape(target: Floats, predicted: Floats, weights: Floats) -> Floats:
    return _mean(np.abs(target - predicted) / np.maximum(np.abs(target), _EPSILON), weights)


def _r2(target: Floats, predicted: Floats, weights: Floats) -> Floats:
    centred = target - target.mean()
    residual = _mean((target - predicted) ** 2, weights)
    spread = _mean(centred**2, weights) - _mean(centred, weights) ** 2
    flat = spread <= _EPSILON * np.max(centred**2, initial=_EPSILON)
    value = 1.0 - residual / np.where(flat, 1.0, spread)
    return np.where(flat, np.where(residual == 0.0, 1.0, 0.0), value)


def _log_loss(target: Floats, predicted: Floats, weights: Floats) -> Floats:
    likelihood = predicted[np.arange(target.size), target.astype(np.intp)]
    return _mean(-np.log(np.clip(likelihood, _EPSILON, 1.0 - _EPSILON)), weights)


def _accuracy(target: Floats, predicted: Floats, weights: Floats) -> Floats:
    return _mean((predicted.argmax(axis=1) == target).astype(np.float64), weights)


def _one_auc(positive: NDArray[np.bool_], score: Floats, by_row: Floats) -> Floats:
    """Rank by counting the misses below each hit; `by_row` is the weights turned to (rows, draws), to gather whole lines."""
    below = np.flatnonzero(~positive)
    below = below[np.argsort(score[below], kind="stable")]
    misses = np.zeros((below.size + 1, by_row.shape[1]))
    np.cumsum(by_row[below], axis=0, out=misses[1:])
    hits = by_row[positive]
    # A tie counts half: the misses strictly below and those not above, averaged.
    first, last = (np.searchsorted(score[below], score[positive], side=side) for side in _SIDES)
    won = (np.einsum("ij,ij->j", hits, misses[first]) + np.einsum("ij,ij->j", hits, misses[last])) / 2.0
    pairs = hits.sum(axis=0) * misses[-1]
    return np.where(pairs > 0, won / np.where(pairs > 0, pairs, 1.0), np.nan)


def _average_defined(values: Floats) -> Floats:
    """Average over the last axis, leaving NaN out; NaN where nothing is left."""
    defined = ~np.isnan(values)
    count = defined.sum(axis=-1)
    total = np.where(defined, values, 0.0).sum(axis=-1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _auc(target: Floats, predicted: Floats, weights: Floats) -> Floats:
    classes = range(1, 2) if predicted.shape[1] == 2 else range(predicted.shape[1])
    by_row = np.ascontiguousarray(weights.T)
    return _average_defined(np.stack([_one_auc(target == each, predicted[:, each], by_row) for each in classes], axis=-1))


def _f1(target: Floats, predicted: Floats, weights: Floats) -> Floats:
    chosen = predicted.argmax(axis=1)
    binary = predicted.shape[1] == 2
    columns = []
    for each in range(1, 2) if binary else range(predicted.shape[1]):
        shared = 2.0 * _mean(((chosen == each) & (target == each)).astype(np.float64), weights)
        held = _mean((chosen == each).astype(np.float64) + (target == each), weights)
        columns.append(np.where(held > 0, shared / np.where(held > 0, held, 1.0), 0.0 if binary else np.nan))
    return _average_defined(np.stack(columns, axis=-1))


def stated_and_happened(target: Floats, predicted: Floats) -> tuple[Floats, Floats, NDArray[np.intp]]:
    """Return each row's stated probability, 1 where the stated class happened, and the number of its calibration cell.

    The stated class is the second of two, else the likeliest.
    """
    if predicted.shape[1] == 2:
        stated, happened = predicted[:, 1], (target == 1.0).astype(np.float64)
    else:
        stated, happened = predicted.max(axis=1), (predicted.argmax(axis=1) == target).astype(np.float64)
    return stated, happened, np.minimum((stated * CALIBRATION_BINS).astype(np.intp), CALIBRATION_BINS - 1)


def _calibration_error(target: Floats, predicted: Floats, weights: Floats) -> Floats:
    stated, happened, cell = stated_and_happened(target, predicted)
    gaps = [np.abs(_mean(np.where(cell == each, stated - happened, 0.0), weights)) for each in range(CALIBRATION_BINS)]
    total: Floats = np.stack(gaps, axis=-1).sum(axis=-1)
    return total


_MEASURES: dict[str, Measure] = {
    "rmse": _rmse,
    "mae": _mae,
    "mape": _mape,
    "r2": _r2,
    "log_loss": _log_loss,
    "auc": _auc,
    "f1": _f1,
    "accuracy": _accuracy,
    "calibration_error": _calibration_error,
}
METRICS = MappingProxyType(
    {name: Metric(name, each.tasks, each.higher_is_better, _MEASURES[name]) for name, each in OBJECTIVES.items()}
)


def metrics_for(task: Task) -> tuple[Metric, ...]:
    """Return the metrics of a task; the first is its default."""
    return tuple(METRICS[objective.name] for objective in objectives_for(task))


def choose_metric(name: str | None, task: Task) -> Metric:
    """Return the named metric, or the task's default; raises `ProjectError` that suggests the nearest name."""
    return METRICS[choose_objective(name, task).name]


def check_predictions(target: Floats, predicted: Floats, task: Task) -> None:
    """Raise `DataError` unless rows agree, values are finite and classes fit the probabilities' columns."""
    if target.size == 0:
        raise DataError("there are no rows to measure on", where="evaluate", fix="give the test split more rows")
    shaped = predicted.ndim == (1 if task == "regression" else 2) and predicted.shape[0] == target.size
    if not shaped:
        raise DataError(f"predictions of shape {predicted.shape} do not fit {target.size} rows", where=f"evaluate, {task} task")
    if not (np.isfinite(target).all() and np.isfinite(predicted).all()):
        raise DataError(
            "a target or a prediction is not a finite number", where="evaluate", fix="check the estimator's parameters"
        )
    if task != "regression" and (target.min() < 0 or target.max() >= predicted.shape[1] or predicted.shape[1] < 2):
        raise DataError(f"probabilities for {predicted.shape[1]} classes do not cover the target's classes", where="evaluate")


def measure_all(target: Floats, predicted: Floats, task: Task, weights: Floats | None = None) -> Floats:
    """Measure every metric of the task, shape (draws, metrics), in the order of `metrics_for`; one draw without weights."""
    drawn = np.ones((1, target.size)) if weights is None else weights
    return np.stack([metric.measure(target, predicted, drawn) for metric in metrics_for(task)], axis=-1)


def defined(value: float) -> float | None:
    """Return a plain float, or None where the value is undefined."""
    return float(value) if np.isfinite(value) else None
