"""A search gives the same answer on any number of cores, also after it was killed, and says why when it cannot."""

import os
import signal
import time
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Literal

import numpy as np
import optuna
import pytest
from numpy.typing import NDArray

from penstock.errors import ProjectError, RunError, StoreError
from penstock.model.search import Search
from penstock.model.train import Rows
from penstock.model.tune import tune
from penstock.settings import SearchSpace, Training, Tuning

DEPTH = {"max_depth": SearchSpace(kind="int", low=1, high=6), "min_samples_leaf": SearchSpace(kind="int", low=1, high=20)}
TREE = Training(estimator="sklearn.tree.DecisionTreeRegressor")


@dataclass(frozen=True)
class Plan:
    categorical: tuple[int, ...] = ()


def squared(target: NDArray[np.float64], predicted: NDArray[np.float64]) -> float:
    return float(np.mean((target - predicted) ** 2))


def rows(count: int, seed: int) -> Rows:
    features = np.random.default_rng(seed).normal(size=(count, 3))
    return Rows(features, features[:, 0] ** 2 + features[:, 1])


def search(tuning: Tuning, training: Training = TREE) -> Search:
    return Search(tuning, training, "regression", Plan(), 7, rows(200, 0), rows(100, 1), "mse", squared)


def url(folder: Path) -> str:
    return f"sqlite:///{folder}/trials.db"


@pytest.mark.parametrize("sampler", ["tpe", "random", "grid"])
def test_the_number_of_cores_changes_nothing(
    sampler: Literal["tpe", "random", "grid"], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = []
    for cores in (1, 4):
        monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
        (tmp_path / f"{cores}").mkdir()
        tuning = Tuning(trials=12, sampler=sampler, parallel=3, space=DEPTH)
        results.append(tune(search(tuning), url(tmp_path / f"{cores}")))
    assert results[0] == results[1]
    assert (results[0].sampler, results[0].seed) == (sampler, 7)
    assert len(results[0].trials) == (9 if sampler == "grid" else 12)


def squared_until(folder: Path, target: NDArray[np.float64], predicted: NDArray[np.float64]) -> float:
    """Say in `folder` that a trial is on its way once the file `hang` is there, and never come back."""
    if (folder / "hang").exists():
        (folder / "hanging").touch()
        while True:
            signal.pause()
    return squared(target, predicted)


def tune_in_a_session(hanging: Search, storage: str) -> None:
    os.setsid()
    tune(hanging, storage)


def test_a_search_killed_in_a_batch_goes_on_to_the_same_answer(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    whole = tune(search(Tuning(trials=14, parallel=2, space=DEPTH)), url(tmp_path / "whole"))
    tune(search(Tuning(trials=12, parallel=2, space=DEPTH)), url(tmp_path))
    (tmp_path / "hang").touch()
    hanging = replace(search(Tuning(trials=14, parallel=2, space=DEPTH)), loss=partial(squared_until, tmp_path))
    process = get_context("fork").Process(target=tune_in_a_session, args=(hanging, url(tmp_path)))
    process.start()
    assert process.pid is not None
    while not (tmp_path / "hanging").exists():
        time.sleep(0.01)
    # As the runner ends a stage: with all that it started.
    os.killpg(process.pid, signal.SIGKILL)
    process.join()
    assert tune(search(Tuning(trials=14, parallel=2, space=DEPTH)), url(tmp_path)) == whole
    study = optuna.load_study(study_name=search(Tuning(parallel=2, space=DEPTH)).name(), storage=url(tmp_path))
    assert {trial.state for trial in study.trials} == {optuna.trial.TrialState.COMPLETE}
    study._storage.remove_session()


def test_a_part_of_a_batch_is_tried_again_and_counted_once(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    whole = tune(search(Tuning(trials=15, parallel=4, space=DEPTH)), url(tmp_path / "whole"))
    tune(search(Tuning(trials=13, parallel=4, space=DEPTH)), url(tmp_path))
    assert tune(search(Tuning(trials=15, parallel=4, space=DEPTH)), url(tmp_path)) == whole


def test_a_finished_search_is_not_run_again(tmp_path: Path) -> None:
    tuning = Tuning(trials=4, space=DEPTH)
    first = tune(search(tuning), url(tmp_path))

    def never(target: NDArray[np.float64], predicted: NDArray[np.float64]) -> float:
        raise AssertionError

    assert tune(replace(search(tuning), loss=never), url(tmp_path)) == first


def test_other_data_is_another_search(tmp_path: Path) -> None:
    one = search(Tuning(space=DEPTH))
    assert one.name() == search(Tuning(space=DEPTH, trials=99)).name()
    assert len({one.name(), replace(one, train=rows(200, 9)).name(), replace(one, seed=8).name()}) == 3


def test_boosting_stops_by_the_validation_rows_and_reports_its_rounds(tmp_path: Path) -> None:
    result = tune(search(Tuning(trials=2), Training()), url(tmp_path))
    rounds = result.best_parameters["max_iter"]
    assert isinstance(rounds, int)
    assert 1 <= rounds < 600
    assert "early_stopping" not in result.best_parameters


def test_a_parameter_the_project_fixes_is_not_searched(tmp_path: Path) -> None:
    fixed = Training(estimator=TREE.estimator, parameters={"max_depth": 2})
    assert set(tune(search(Tuning(trials=2, space=DEPTH), fixed), url(tmp_path)).best_parameters) == {"min_samples_leaf"}


def test_no_trials_or_nothing_to_search_gives_the_defaults(tmp_path: Path) -> None:
    for tuning in (Tuning(trials=0, space=DEPTH), Tuning(trials=3)):
        result = tune(search(tuning), url(tmp_path))
        assert (result.best_parameters, result.best_value, result.trials) == ({}, None, ())


def test_a_sample_of_rows_keeps_every_class(tmp_path: Path) -> None:
    target = np.zeros(500)
    target[450], target[480] = 1, 2
    learned = Rows(np.arange(500.0)[:, None], target)

    def shares(truth: NDArray[np.float64], predicted: NDArray[np.float64]) -> float:
        return 0.0 if predicted[450].argmax() == 1 and predicted[480].argmax() == 2 else 1.0

    tuning = Tuning(trials=2, max_rows=20, space={"max_depth": SearchSpace(kind="choice", choices=(8, 9))})
    tree = Training(estimator="sklearn.tree.DecisionTreeClassifier")
    task = Search(tuning, tree, "multiclass", Plan(), 7, learned, learned, "shares", shares, 3)
    assert tune(task, url(tmp_path)).best_value == 0.0


def test_time_that_is_up_ends_the_search_with_what_it_has(tmp_path: Path) -> None:
    ticks = iter([0.0, 1.0, 99.0])
    tuning = Tuning(trials=50, parallel=2, timeout_seconds=10, space=DEPTH)
    assert len(tune(search(tuning), url(tmp_path), clock=lambda: next(ticks)).trials) == 2


def test_a_batch_in_which_all_fail_ends_the_search_with_the_reason(tmp_path: Path) -> None:
    bad = {"max_depth": SearchSpace(kind="int", low=-5, high=-1)}
    with pytest.raises(RunError, match=r"every trial of a batch failed.*max_depth"):
        tune(search(Tuning(trials=4, space=bad)), url(tmp_path))


def test_a_metric_that_is_not_finite_is_a_failed_trial(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="metric 'mse' is not finite"):
        tune(replace(search(Tuning(trials=2, space=DEPTH)), loss=lambda target, predicted: float("nan")), url(tmp_path))


def test_a_misspelt_parameter_is_found_before_any_trial(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="did you mean 'max_depth'"):
        tune(search(Tuning(space={"max_dept": DEPTH["max_depth"]})), url(tmp_path))


def test_a_storage_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="storage of trials"):
        tune(search(Tuning(trials=2, space=DEPTH)), url(tmp_path / "absent"))


def test_a_trial_worse_than_the_median_at_a_stage_is_pruned_and_never_the_best(tmp_path: Path) -> None:
    space = {"learning_rate": SearchSpace(kind="choice", choices=(0.001, 0.1, 0.11, 0.12))}
    result = tune(search(Tuning(trials=20, sampler="random", space=space), Training()), url(tmp_path))
    states = {trial.state: trial.parameters["learning_rate"] for trial in result.trials}
    assert states["pruned"] == 0.001
    pruned = [trial for trial in result.trials if trial.state == "pruned"]
    assert all(trial.rounds == 50 and [rounds for rounds, _ in trial.steps] == [50] for trial in pruned)
    assert result.best_parameters["learning_rate"] != 0.001
