"""Search hyper-parameters so that the same data, settings and seed give the same answer on any number of cores."""

import hashlib
import math
import os
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

import msgspec
import numpy as np
import optuna
from numpy.typing import NDArray
from optuna.trial import FrozenTrial, TrialState, create_trial
from sqlalchemy.exc import SQLAlchemyError

from penstock.contract.columns import Task
from penstock.errors import RunError, StoreError
from penstock.model.estimators import Coded, Parameter, build, default_space
from penstock.model.space import distributions, grid
from penstock.model.train import Rows, fit, predict
from penstock.model.workers import Outcome, run_forked
from penstock.settings import SearchSpace, Training, Tuning, encode_section

Loss = Callable[[NDArray[np.float64], NDArray[np.float64]], float]

_MOST_ROUNDS = 600
_PATIENCE = 20


class TuneResult(msgspec.Struct, frozen=True):
    """Be the best parameters found, their loss on the validation rows, and how they were searched."""

    best_parameters: dict[str, Parameter]
    best_value: float | None
    trials: int
    sampler: str
    seed: int


@dataclass(frozen=True)
class Search:
    """Hold all that one search depends on.

    `loss` takes the target, shape (rows,), and the predictions, shape (rows,) or (rows, classes); lower is better.
    `metric` is its name, and `classes` the number of classes (0 for regression).
    """

    tuning: Tuning
    training: Training
    task: Task
    plan: Coded
    seed: int
    train: Rows
    validation: Rows
    metric: str
    loss: Loss
    classes: int = 0

    @property
    def space(self) -> dict[str, SearchSpace]:
        """Return the declared or the default space, without the parameters that the project fixes."""
        space = self.tuning.space or default_space(self.training.estimator, self.task)
        return {name: entry for name, entry in space.items() if name not in self.training.parameters}

    @property
    def watches(self) -> bool:
        """Say whether boosting stops by the validation rows, so that its rounds need no search."""
        declared = {*self.space, *self.training.parameters}
        boosted = self.training.estimator == "hist_gradient_boosting"
        return boosted and self.tuning.pruning and not declared & {"max_iter", "early_stopping"}

    def name(self) -> str:
        """Return the study's name: a digest of everything the answer depends on, but for the number of trials."""
        settings = msgspec.structs.replace(self.tuning, trials=0, timeout_seconds=1.0)
        words = [encode_section(settings), encode_section(self.training), self.task, self.metric]
        total = hashlib.sha256(f"{words}{self.seed}{self.plan.categorical}{self.classes}".encode())
        for rows in (self.train, self.validation):
            total.update(f"{rows.features.shape}".encode())
            total.update(np.ascontiguousarray(rows.features).tobytes() + np.ascontiguousarray(rows.target).tobytes())
        return f"penstock-{total.hexdigest()[:32]}"


def tune(search: Search, storage: str, clock: Callable[[], float] = time.monotonic) -> TuneResult:
    """Run the search on the SQL database at `storage`, going on where a killed one stopped.

    Raises:
        ProjectError: the search space, the estimator or a parameter cannot be used.
        RunError: every trial of a batch failed.
        StoreError: the storage cannot be used.
    """
    tuning = search.tuning
    space = distributions(search.space)
    build(search.training, search.task, search.plan, search.seed, {name: _sample(entry) for name, entry in search.space.items()})
    if not tuning.trials or not space:
        return TuneResult({}, None, 0, tuning.sampler, search.seed)
    with _study(search.name(), storage) as study:
        _reap(study)
        sampled = replace(search, train=_sampled(search))
        limit = clock() + tuning.timeout_seconds
        points = grid(search.space, tuning.trials) if tuning.sampler == "grid" else []
        total = len(points) or tuning.trials
        done = len(_told(study))
        while done < total and clock() < limit:
            _batch(study, sampled, points[done:], min(tuning.parallel, total - done), done)
            done = len(_told(study))
        return _result(study, search, total)


def _sample(entry: SearchSpace) -> Parameter:
    return entry.choices[0] if entry.kind == "choice" else cast(float, entry.low)


@contextmanager
def _study(name: str, storage: str) -> Iterator[optuna.Study]:
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    try:
        kept = optuna.storages.RDBStorage(storage)
        try:
            yield optuna.create_study(study_name=name, storage=kept, direction="minimize", load_if_exists=True)
        finally:
            kept.remove_session()
            kept.engine.dispose()
    except (SQLAlchemyError, optuna.exceptions.StorageInternalError) as error:
        raise StoreError(
            "the storage of trials cannot be used", where="tune", fix="check that its folder can be written"
        ) from error


def _reap(study: optuna.Study) -> None:
    """Fail the trials that a killed process left running."""
    for trial in study.get_trials(deepcopy=False, states=(TrialState.RUNNING, TrialState.WAITING)):
        # Straight to the storage: a trial that was never told is unknown to `study.tell`.
        study._storage.set_trial_state_values(trial._trial_id, state=TrialState.FAIL)


def _told(study: optuna.Study) -> list[FrozenTrial]:
    """Return the trials whose outcome was recorded, in order; a reaped one has none."""
    return [trial for trial in study.get_trials(deepcopy=False) if trial.state.is_finished() and "told" in trial.user_attrs]


def _sampled(search: Search) -> Rows:
    """Keep at most `max_rows` training rows, the first of each class among them."""
    rows, limit = search.train, search.tuning.max_rows
    if len(rows.target) <= limit:
        return rows
    kept = np.random.default_rng(search.seed).choice(len(rows.target), limit, replace=False)
    if search.classes:
        kept = np.union1d(kept, np.unique(rows.target, return_index=True)[1])
    kept = np.sort(kept)
    return Rows(rows.features[kept], rows.target[kept])


def _sampler(search: Search, done: int) -> optuna.samplers.BaseSampler:
    # Seeded anew for each batch, so that a search that was killed and resumed proposes what it would have.
    seed = zlib.crc32(f"{search.seed}:{done}".encode())
    if search.tuning.sampler == "random":
        return optuna.samplers.RandomSampler(seed=seed)
    return optuna.samplers.TPESampler(seed=seed, constant_liar=True)


def _batch(study: optuna.Study, search: Search, points: list[dict[str, Parameter]], size: int, done: int) -> None:
    space = distributions(search.space)
    study.sampler = _sampler(search, done)
    asked = [] if points else [study.ask(space) for _ in range(size)]
    proposals = points[:size] or [trial.params for trial in asked]
    tasks = [partial(_try, search, proposal) for proposal in proposals]
    outcomes = run_forked(tasks, min(size, os.cpu_count() or 1))
    for index, outcome in enumerate(outcomes):
        attributes: dict[str, int | str] = {"told": 1, "rounds": outcome.rounds or 0, "fault": outcome.fault}
        state = TrialState.FAIL if outcome.value is None else TrialState.COMPLETE
        if points:
            entry = create_trial(
                state=state, value=outcome.value, params=dict(points[index]), distributions=space, user_attrs=attributes
            )
            study.add_trial(entry)
            continue
        for name, value in attributes.items():
            asked[index].set_user_attr(name, value)
        study.tell(asked[index], outcome.value, state=state)
    if all(outcome.value is None for outcome in outcomes):
        raise RunError(f"every trial of a batch failed: {outcomes[0].fault}", where="tune", fix=outcomes[0].fix)


def _try(search: Search, proposal: Mapping[str, Parameter]) -> Outcome:
    parameters = dict(proposal)
    if search.watches:
        parameters |= {"early_stopping": True, "max_iter": _MOST_ROUNDS, "n_iter_no_change": _PATIENCE}
    estimator = build(search.training, search.task, search.plan, search.seed, parameters)
    fit(estimator, search.train, search.plan, search.validation if search.watches else None)
    predicted = predict(estimator, search.task, search.validation.features, search.classes)
    value = search.loss(search.validation.target, predicted)
    rounds = int(getattr(estimator, "n_iter_", 0)) if search.watches else None
    if not math.isfinite(value):
        return Outcome(fault=f"the metric {search.metric!r} is not finite", fix="narrow tuning.space")
    return Outcome(value=value, rounds=rounds)


def _result(study: optuna.Study, search: Search, total: int) -> TuneResult:
    told = _told(study)[:total]
    complete = [trial for trial in told if trial.value is not None]
    if not complete:
        fix = "raise tuning.timeout_seconds"
        raise RunError("no trial was completed", where="tune", fix=fix)
    best = min(complete, key=lambda trial: (cast(float, trial.value), trial.number))
    parameters: dict[str, Parameter] = dict(sorted(best.params.items()))
    if search.watches:
        parameters["max_iter"] = int(best.user_attrs["rounds"])
    return TuneResult(parameters, best.value, len(told), search.tuning.sampler, search.seed)
