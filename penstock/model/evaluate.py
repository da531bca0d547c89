"""Measure a candidate on the untouched split: whole, by segment, beside the baseline and beside the champion."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from penstock import settings
from penstock.contract.columns import Task
from penstock.model.baseline import Baseline
from penstock.model.bootstrap import percentile_interval, resample
from penstock.model.diagnostics import calibration_of, residuals_of
from penstock.model.importance import permutation_importance
from penstock.model.metrics import check_predictions, choose_metric, defined, measure_all, metrics_for
from penstock.model.report import Comparison, Evaluation, Measured
from penstock.model.segments import measure_segments

Floats = NDArray[np.float64]


def evaluate(
    predict: Callable[[Floats], Floats],
    features: Floats,
    target: Floats,
    segments: pd.DataFrame,
    evaluation: settings.Evaluation,
    task: Task,
    baseline: Baseline,
    champion_predictions: Floats | None,
    seed: int,
    names: tuple[str, ...] = (),
) -> Evaluation:
    """Measure `predict` on a split.

    Args:
        predict: gives (rows,) for regression, probabilities (rows, classes) in contract order otherwise.
        features: raw feature matrix, shape (rows, features).
        target: shape (rows,); class indices for classification.
        segments: a frame of the same rows that holds the declared segment columns.
        champion_predictions: the champion's predictions of the same rows, or None when there is none.
        names: feature names; without them, importance is not measured.

    Raises:
        DataError: shapes disagree, a value is not finite, or there are no rows.
        ProjectError: the metric or a segment column does not exist.
    """
    metric = choose_metric(evaluation.metric, task)
    sides = [predict(features), baseline.predict(target.size)]
    if champion_predictions is not None:
        sides.append(champion_predictions)
    for side in sides:
        check_predictions(target, side, task)
    points = _measure_sides(target, sides, task, np.ones((1, target.size)))
    draws = resample(lambda weights: _measure_sides(target, sides, task, weights), target.size, evaluation.bootstrap, seed)
    place = metrics_for(task).index(metric)
    losses = metric.loss(np.concatenate([points, draws])[:, :, place])
    compared = [
        Comparison(_named(points[0, side], task), _measured(losses[:, 0] - losses[:, side], evaluation.confidence))
        for side in range(1, len(sides))
    ]
    columns = np.concatenate([points[:, 0], draws[:, 0]])
    ranked = names and permutation_importance(
        predict,
        features,
        target,
        names,
        metric,
        rows=evaluation.importance_rows,
        repeats=evaluation.importance_repeats,
        seed=seed,
    )
    return Evaluation(
        task=task,
        metric=metric.name,
        rows=int(target.size),
        confidence=evaluation.confidence,
        values={each.name: _measured(columns[:, at], evaluation.confidence) for at, each in enumerate(metrics_for(task))},
        baseline=compared[0],
        champion=compared[1] if champion_predictions is not None else None,
        segments=measure_segments(segments, evaluation.segments, target, sides[0], task),
        importance=ranked or (),
        residuals=residuals_of(target, sides[0]) if task == "regression" else None,
        calibration=() if task == "regression" else calibration_of(target, sides[0]),
    )


def _measure_sides(target: Floats, sides: list[Floats], task: Task, weights: Floats) -> Floats:
    """Return shape (draws, sides, metrics); all sides see the same draws, which is what pairs them."""
    return np.stack([measure_all(target, side, task, weights) for side in sides], axis=1)


def _named(values: Floats, task: Task) -> dict[str, float | None]:
    return {metric.name: defined(value) for metric, value in zip(metrics_for(task), values, strict=True)}


def _measured(values: Floats, confidence: float) -> Measured:
    """Read the point from the first value and the interval from the rest."""
    interval = percentile_interval(values[1:], confidence)
    low, high = interval if interval is not None else (None, None)
    return Measured(defined(values[0]), low, high)
