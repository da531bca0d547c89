"""Measure how much each feature matters: the loss that shuffling its column adds."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from penstock.errors import DataError
from penstock.model.metrics import Metric
from penstock.model.report import Importance

Floats = NDArray[np.float64]


def permutation_importance(
    predict: Callable[[Floats], Floats],
    features: Floats,
    target: Floats,
    names: tuple[str, ...],
    metric: Metric,
    *,
    rows: int,
    repeats: int,
    seed: int,
) -> tuple[Importance, ...]:
    """Shuffle one column at a time, on at most `rows` rows drawn once, and return features by falling importance.

    Args:
        features: raw feature matrix, shape (rows, features), as the plan makes it.
        names: one name a column.
        repeats: shuffles a column.

    Raises:
        DataError: names and columns differ in number.

    Source: Breiman, Random Forests (2001), section 10.
    """
    if len(names) != features.shape[1]:
        raise DataError(f"{len(names)} feature names do not fit {features.shape[1]} columns", where="evaluate")
    generator = np.random.default_rng(seed)
    if target.size > rows:
        kept = np.sort(generator.choice(target.size, size=rows, replace=False))
        features, target = features[kept], target[kept]
    order = np.stack([generator.permutation(target.size) for _ in range(repeats)])
    untouched = _loss(metric, target, predict(features))
    found = []
    for place, name in enumerate(names):
        # All shuffles of a column at once: one long prediction costs less than several short ones.
        predicted = np.split(predict(np.concatenate([_shuffled(features, place, each) for each in order])), repeats)
        added = np.array([_loss(metric, target, each) - untouched for each in predicted])
        # A split with one class leaves a ranking metric undefined: then no feature is known to matter.
        added = np.nan_to_num(added, nan=0.0)
        found.append(Importance(name, float(added.mean()), float(added.std())))
    return tuple(sorted(found, key=lambda each: (-each.mean, each.feature)))


def _shuffled(features: Floats, place: int, order: NDArray[np.int64]) -> Floats:
    changed = features.copy()
    changed[:, place] = features[order, place]
    return changed


def _loss(metric: Metric, target: Floats, predicted: Floats) -> float:
    return float(metric.loss(metric.measure(target, predicted, np.ones((1, target.size))))[0])
