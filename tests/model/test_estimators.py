"""An estimator comes seeded and single-threaded from a name, and a wrong name is answered with the nearest."""

from dataclasses import dataclass

import numpy as np
import pytest

from penstock.contract.columns import Task
from penstock.errors import ProjectError
from penstock.model.estimators import build, default_space, rehearse
from penstock.settings import Training

NAMES = ("hist_gradient_boosting", "random_forest", "linear", "xgboost", "lightgbm")
TASKS: tuple[Task, ...] = ("regression", "binary", "multiclass")


@dataclass(frozen=True)
class Plan:
    categorical: tuple[int, ...] = ()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("task", TASKS)
def test_every_short_name_is_seeded_and_has_one_thread(name: str, task: Task) -> None:
    parameters = build(Training(estimator=name), task, Plan(), 11, {}).get_params()
    seeds = {value for key, value in parameters.items() if key.rpartition("__")[2] == "random_state"}
    threads = {value for key, value in parameters.items() if key.rpartition("__")[2] == "n_jobs"}
    assert seeds == {11}
    assert threads <= {1} or name == "linear"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("task", TASKS)
def test_every_default_space_names_parameters_that_exist(name: str, task: Task) -> None:
    space = default_space(name, task)
    lowest = {key: int(entry.low or 0) if entry.kind == "int" else entry.low for key, entry in space.items()}
    assert space
    build(Training(estimator=name), task, Plan(), 0, lowest)


def test_a_dotted_path_has_no_default_space() -> None:
    assert default_space("sklearn.neighbors.KNeighborsRegressor", "regression") == {}


def test_categories_are_passed_to_an_estimator_that_knows_them() -> None:
    assert build(Training(), "regression", Plan((1, 3)), 0, {}).get_params()["categorical_features"] == [1, 3]


def test_a_linear_model_fills_and_scales_first() -> None:
    model = build(Training(estimator="linear"), "regression", Plan(), 0, {"alpha": 1e-9})
    features = np.array([[0.0, 1e6], [1.0, np.nan], [2.0, 3e6], [3.0, 2e6]])
    model.fit(features, np.array([0.0, 1.0, 2.0, 3.0]))
    assert np.allclose(model.predict(features), [0, 1, 2, 3], atol=1e-6)


def test_a_dotted_path_that_refuses_missing_values_is_given_imputation() -> None:
    model = build(Training(estimator="sklearn.neighbors.KNeighborsRegressor"), "regression", Plan(), 0, {"n_neighbors": 1})
    model.fit(np.array([[0.0], [np.nan], [9.0]]), np.array([0.0, 1.0, 2.0]))
    assert model.predict(np.array([[9.1]])) == [2.0]


def test_overrides_win_over_the_project_and_the_project_over_the_defaults() -> None:
    training = Training(parameters={"max_iter": 5, "learning_rate": 0.5})
    parameters = build(training, "regression", Plan(), 0, {"max_iter": 9}).get_params()
    assert (parameters["max_iter"], parameters["learning_rate"], parameters["early_stopping"]) == (9, 0.5, False)


@pytest.mark.parametrize(
    ("name", "task", "what", "fix"),
    [
        ("random_forrest", "regression", "unknown estimator 'random_forrest'", "did you mean 'random_forest'?"),
        ("zzz", "regression", "unknown estimator 'zzz'", "use one of hist_gradient_boosting"),
        ("os.system", "regression", "cannot be kept safely", "choose a class of sklearn"),
        ("sklearn.nowhere.Model", "regression", "cannot be imported", "correct the path"),
        ("sklearn.linear_model.Rigde", "regression", "has no 'Rigde'", "did you mean 'Ridge'?"),
        ("sklearn.metrics.r2_score", "regression", "not an estimator class", "name a class that is"),
        ("sklearn.preprocessing.StandardScaler", "regression", "not an estimator class", "name a class that is"),
        ("sklearn.pipeline.Pipeline", "regression", "cannot be made without arguments", "choose another class"),
        ("sklearn.linear_model.Ridge", "binary", "does not suit the task 'binary'", "choose a classifier"),
        ("sklearn.svm.LinearSVC", "binary", "gives no probabilities", "predict_proba"),
    ],
)
def test_an_estimator_that_cannot_be_used_is_named_with_the_fix(name: str, task: Task, what: str, fix: str) -> None:
    with pytest.raises(ProjectError) as caught:
        build(Training(estimator=name), task, Plan(), 0, {})
    assert what in caught.value.what
    assert fix in caught.value.fix


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "xgboost", None)
    with pytest.raises(ProjectError, match=r"pip install 'penstock\[xgboost\]'"):
        build(Training(estimator="xgboost"), "regression", Plan(), 0, {})


def test_a_misspelt_parameter_is_answered_with_the_nearest() -> None:
    with pytest.raises(ProjectError, match="did you mean 'learning_rate'"):
        build(Training(parameters={"learning_rat": 0.1}), "regression", Plan(), 0, {})


@pytest.mark.parametrize("name", ["n_jobs", "random_state"])
def test_threads_and_seed_cannot_be_set_by_a_project(name: str) -> None:
    with pytest.raises(ProjectError, match="set by penstock"):
        build(Training(estimator="random_forest", parameters={name: 2}), "regression", Plan(), 0, {})


def test_a_model_that_could_not_be_kept_is_told_before_any_search() -> None:
    with pytest.raises(ProjectError, match="cannot be kept safely"):
        rehearse(Training(estimator="sklearn.neighbors.KNeighborsRegressor"), {}, "regression")
    rehearse(Training(estimator="sklearn.linear_model.Lasso"), {}, "regression")
    rehearse(Training(estimator="sklearn.linear_model.LogisticRegression"), {}, "multiclass")
