"""A trial is measured where its fit can pause, goes on to the bits of a whole fit, and stops where it is hopeless."""

from dataclasses import dataclass, replace

import numpy as np
import optuna
import pytest
from numpy.typing import NDArray

from penstock.contract.columns import Task
from penstock.model.attempt import STAGES, attempt
from penstock.model.search import Search
from penstock.model.train import Rows
from penstock.settings import SearchSpace, Training, Tuning

SPACE = {"learning_rate": SearchSpace(kind="choice", choices=(0.0001, 0.1))}


@dataclass(frozen=True)
class Plan:
    categorical: tuple[int, ...] = ()


class Always(optuna.pruners.BasePruner):
    """Prune at the first stage."""

    def prune(self, study: optuna.Study, trial: optuna.trial.FrozenTrial) -> bool:
        return bool(trial.intermediate_values)


def squared(target: NDArray[np.float64], predicted: NDArray[np.float64]) -> float:
    return float(np.mean((target - predicted) ** 2))


def wrong_share(target: NDArray[np.float64], predicted: NDArray[np.float64]) -> float:
    return float(np.mean(predicted.argmax(axis=1) != target))


def search(training: Training, task: Task = "regression", *, pruning: bool = True) -> Search:
    generator = np.random.default_rng(0)
    sides = []
    for count in (300, 150):
        features = generator.normal(size=(count, 3))
        target = features[:, 0] ** 2 + features[:, 1] + generator.normal(size=count)
        sides.append(Rows(features, target if task == "regression" else (target > 1).astype(np.float64)))
    loss = squared if task == "regression" else wrong_share
    classes = 0 if task == "regression" else 2
    learned, held = sides
    return Search(Tuning(pruning=pruning), training, task, Plan(), 7, learned, held, "loss", loss, classes)


def trial(pruner: optuna.pruners.BasePruner | None = None, **values: float | int) -> optuna.Trial:
    study = optuna.create_study(pruner=pruner or optuna.pruners.NopPruner())
    study.enqueue_trial(values)
    asked = study.ask()
    for name, value in values.items():
        asked.suggest_categorical(name, [value])
    return asked


@pytest.mark.parametrize("task", ["regression", "binary"])
@pytest.mark.parametrize("estimator", ["hist_gradient_boosting", "random_forest", "sklearn.ensemble.ExtraTrees"])
def test_a_fit_that_pauses_gives_the_loss_of_one_that_does_not(estimator: str, task: Task) -> None:
    counter = "max_iter" if estimator == "hist_gradient_boosting" else "n_estimators"
    path = estimator + {"regression": "Regressor", "binary": "Classifier"}[task] if "." in estimator else estimator
    training = Training(estimator=path, parameters={counter: 170})
    paused = attempt(search(training, task), trial(max_depth=3))
    whole = attempt(search(training, task, pruning=False), trial(max_depth=3))
    assert tuple(paused.steps) == STAGES
    assert not whole.steps
    assert paused.value == whole.value


def test_boosting_that_stops_by_the_validation_rows_takes_the_rounds_it_would_have_taken() -> None:
    training = Training()
    paused = attempt(search(training), trial(learning_rate=0.03))
    assert STAGES[0] < paused.rounds < STAGES[1]
    fixed = replace(search(training, pruning=False), training=Training(parameters={"max_iter": paused.rounds}))
    assert attempt(fixed, trial(learning_rate=0.03)).value == paused.value


def test_a_hopeless_trial_ends_at_the_first_stage() -> None:
    outcome = attempt(search(Training()), trial(Always(), learning_rate=0.0001))
    assert (outcome.pruned, outcome.rounds, tuple(outcome.steps)) == (True, STAGES[0], STAGES[:1])
    assert outcome.value == outcome.steps[STAGES[0]]


def test_an_estimator_that_cannot_pause_is_measured_once() -> None:
    outcome = attempt(search(Training(estimator="linear")), trial(Always(), alpha=1.0))
    assert (outcome.pruned, outcome.steps) == (False, {})
    assert outcome.value is not None
