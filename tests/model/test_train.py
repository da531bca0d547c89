"""Training gives the same model with any number of threads, and predictions in one known shape."""

from dataclasses import dataclass

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from penstock.contract.columns import Task
from penstock.errors import DataError, ProjectError, RunError
from penstock.model.train import Rows, predict, train
from penstock.settings import Training


@dataclass(frozen=True)
class Plan:
    categorical: tuple[int, ...] = ()


def rows(count: int, classes: int = 0, seed: int = 0) -> Rows:
    random = np.random.default_rng(seed)
    features = random.normal(size=(count, 4))
    features[:, 3] = random.integers(0, 3, count)
    features[::7, 1] = np.nan
    target = features[:, 0] + features[:, 3]
    return Rows(features, np.clip(np.floor(np.abs(target)), 0, classes - 1) if classes else target)


@pytest.mark.parametrize("name", ["hist_gradient_boosting", "random_forest", "linear", "xgboost", "lightgbm"])
def test_each_estimator_predicts_numbers_and_probabilities(name: str) -> None:
    asked: tuple[tuple[Task, int], ...] = (("regression", 0), ("binary", 2), ("multiclass", 3))
    for task, classes in asked:
        learned = rows(120, classes)
        model = train(Training(estimator=name), task, Plan((3,)), 1, {}, learned, rows(30, classes, 1))
        predicted = predict(model, task, learned.features, classes)
        assert predicted.shape == ((120, classes) if classes else (120,))
        assert not classes or np.allclose(predicted.sum(axis=1), 1)


def test_the_number_of_threads_changes_no_bit() -> None:
    predictions = []
    for threads in (1, 2):
        with threadpool_limits(threads):
            model = train(Training(), "regression", Plan((3,)), 1, {"max_iter": 30}, rows(3000), rows(500, seed=1))
        predictions.append(predict(model, "regression", rows(500, seed=2).features))
    assert np.array_equal(predictions[0], predictions[1])


def test_training_uses_the_validation_rows_too() -> None:
    low, high = Rows(np.zeros((30, 1)), np.zeros(30)), Rows(np.ones((30, 1)), np.ones(30))
    model = train(Training(estimator="random_forest"), "regression", Plan(), 1, {"n_estimators": 5}, low, high)
    assert predict(model, "regression", np.array([[0.0], [1.0]])).tolist() == [0.0, 1.0]


def test_a_class_never_seen_has_probability_zero() -> None:
    learned = rows(60, 2)
    model = train(Training(estimator="random_forest"), "multiclass", Plan(), 1, {}, learned, learned)
    assert not predict(model, "multiclass", learned.features, 4)[:, 2:].any()


def test_a_value_the_estimator_refuses_is_a_mistake_of_the_project() -> None:
    with pytest.raises(ProjectError, match="learning_rate"):
        train(Training(parameters={"learning_rate": -1.0}), "regression", Plan(), 1, {}, rows(30), rows(10))


def test_a_table_the_estimator_refuses_is_reported_without_its_cells() -> None:
    broken = Rows(np.full((20, 2), np.inf), np.arange(20.0))
    with pytest.raises(RunError) as caught:
        train(Training(estimator="random_forest"), "regression", Plan(), 1, {}, broken, broken)
    assert caught.value.what == "RandomForestRegressor could not be fitted (ValueError)"


def test_no_rows_and_uneven_rows_are_refused() -> None:
    with pytest.raises(DataError, match="no row is left"):
        Rows(np.zeros((0, 2)), np.zeros(0))
    with pytest.raises(DataError, match="do not have the same rows"):
        Rows(np.zeros((3, 2)), np.zeros(2))
