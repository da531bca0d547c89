"""Importance finds the columns a model uses, and only those."""

import numpy as np
import pytest
from sklearn.inspection import permutation_importance as library_importance
from sklearn.linear_model import LinearRegression

from penstock.errors import DataError
from penstock.model.importance import permutation_importance
from penstock.model.metrics import METRICS
from penstock.model.report import Importance

NAMES = ("strong", "weak", "noise")


def table(rows: int = 400) -> tuple[np.ndarray, np.ndarray]:
    features = np.random.default_rng(1).normal(size=(rows, 3))
    return features, 5.0 * features[:, 0] + features[:, 1]


def ranked(rows: int = 1_000, seed: int = 3, names: tuple[str, ...] = NAMES) -> tuple[Importance, ...]:
    features, target = table()
    return permutation_importance(
        lambda each: 5.0 * each[:, 0] + each[:, 1],
        features,
        target,
        names,
        METRICS["rmse"],
        rows=rows,
        repeats=4,
        seed=seed,
    )


def test_columns_come_by_falling_importance_and_unused_ones_have_none() -> None:
    found = ranked()
    assert [each.feature for each in found] == list(NAMES)
    assert found[0].mean > found[1].mean > 0.5
    assert (found[2].mean, found[2].deviation) == (0.0, 0.0)


def test_it_agrees_with_the_library_within_the_spread_of_shuffles() -> None:
    features, target = table()
    model = LinearRegression().fit(features, target)
    theirs = library_importance(model, features, target, scoring="neg_root_mean_squared_error", n_repeats=20, random_state=0)
    for each, mean in zip(ranked(), theirs.importances_mean, strict=True):
        assert each.mean == pytest.approx(mean, rel=0.1, abs=1e-9)


def test_missing_values_are_shuffled_like_any_other() -> None:
    features, target = table()
    features[::3, 0] = np.nan
    found = permutation_importance(
        lambda each: np.nan_to_num(each[:, 0]), features, target, NAMES, METRICS["mae"], rows=400, repeats=2, seed=0
    )
    assert found[0].feature == "strong"


def test_the_seed_decides_and_the_features_are_left_as_they_were() -> None:
    assert ranked(rows=100) == ranked(rows=100)
    assert ranked(rows=100) != ranked(rows=100, seed=4)
    features, target = table()
    before = features.copy()
    permutation_importance(lambda each: each[:, 0], features, target, NAMES, METRICS["mae"], rows=50, repeats=2, seed=0)
    assert np.array_equal(features, before)


def test_a_ranking_that_is_undefined_gives_no_feature_any_importance() -> None:
    features = table()[0]
    found = permutation_importance(
        lambda each: np.full((len(each), 2), 0.5), features, np.zeros(400), NAMES, METRICS["auc"], rows=400, repeats=1, seed=0
    )
    assert [each.mean for each in found] == [0.0, 0.0, 0.0]


def test_names_that_do_not_fit_the_columns_are_refused() -> None:
    with pytest.raises(DataError, match="2 feature names do not fit 3 columns"):
        ranked(names=("a", "b"))
