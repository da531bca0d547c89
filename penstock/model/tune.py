"""Search hyper-parameters so that the same data, settings and seed give the same answer on any number of cores."""

import os
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import cast

import optuna
from optuna.trial import FrozenTrial, TrialState
from sqlalchemy.exc import SQLAlchemyError

from penstock.errors import RunError, StoreError
from penstock.model.attempt import attempt
from penstock.model.estimators import rehearse
from penstock.model.search import Search
from penstock.model.space import distributions, grid
from penstock.model.trials import Parameter, Trial, TuneResult
from penstock.model.workers import Outcome, run_forked

# The attribute that marks a trial as ours, and holds its place in the search.
_NUMBER = "number"


def tune(search: Search, storage: str, clock: Callable[[], float] = time.monotonic) -> TuneResult:
    """Run the search on the SQL database at `storage`, going on where a killed one stopped.

    Raises:
        ProjectError: the search space, the estimator or a parameter cannot be used.
        RunError: every trial of a batch failed.
        StoreError: the storage cannot be used.
    """
    tuning = search.tuning
    space = distributions(search.space)
    rehearse(search.training, search.space, search.task)
    if not tuning.trials or not space:
        return TuneResult({}, None, tuning.sampler, search.seed, ())
    with _kept_study(search.name(), storage) as kept:
        points = grid(search.space, tuning.trials) if tuning.sampler == "grid" else []
        total = len(points) or tuning.trials
        study = _resumed(kept, search, total)
        sampled, limit = search.sampled(), clock() + tuning.timeout_seconds
        while (done := len(_trials(study))) < total and clock() < limit:
            _run_batch(study, sampled, points[done:], min(tuning.parallel, total - done))
            kept.add_trials(_trials(study)[done:])
        return _result(_trials(study)[:total], search)


@contextmanager
def _kept_study(name: str, storage: str) -> Iterator[optuna.Study]:
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


def _resumed(kept: optuna.Study, search: Search, total: int) -> optuna.Study:
    """Return a study in memory with the trials that were kept, none of them in part of a batch unless the search is over.

    Forked trials can use it without a connection to the database, and see only whole batches: what they are held against
    never depends on which of them is faster. As nothing is kept of a trial that goes on, a kill leaves nothing behind.
    """
    pruner = optuna.pruners.MedianPruner() if search.tuning.pruning else optuna.pruners.NopPruner()
    study = optuna.create_study(direction="minimize", pruner=pruner)
    # Two runs side by side may both have kept a trial, the same one.
    numbered = {trial.user_attrs[_NUMBER]: trial for trial in _trials(kept) if _NUMBER in trial.user_attrs}
    count = len(numbered) if len(numbered) >= total else len(numbered) - len(numbered) % search.tuning.parallel
    study.add_trials([numbered[number] for number in range(count)])
    return study


def _trials(study: optuna.Study) -> list[FrozenTrial]:
    return study.get_trials(deepcopy=False)


def _sampler(search: Search, done: int) -> optuna.samplers.BaseSampler:
    # Seeded anew for each batch, so that a search that was killed and resumed proposes what it would have.
    seed = zlib.crc32(f"{search.seed}:{done}".encode())
    if search.tuning.sampler == "tpe":
        return optuna.samplers.TPESampler(seed=seed, constant_liar=True)
    return optuna.samplers.RandomSampler(seed=seed)


def _run_batch(study: optuna.Study, search: Search, points: list[dict[str, Parameter]], size: int) -> None:
    study.sampler = _sampler(search, len(_trials(study)))
    for point in points[:size]:
        study.enqueue_trial(point)
    asked = [study.ask(distributions(search.space)) for _ in range(size)]
    outcomes = run_forked([partial(attempt, search, trial) for trial in asked], min(size, os.cpu_count() or 1))
    for trial, outcome in zip(asked, outcomes, strict=True):
        _tell(study, trial, outcome)
    if all(outcome.value is None for outcome in outcomes):
        raise RunError(f"every trial of a batch failed: {outcomes[0].fault}", where="tune", fix=outcomes[0].fix)


def _tell(study: optuna.Study, trial: optuna.Trial, outcome: Outcome) -> None:
    for rounds, value in outcome.steps.items():
        trial.report(value, rounds)
    attributes: dict[str, int | str] = {_NUMBER: trial.number, "rounds": outcome.rounds, "fault": outcome.fault}
    for name, attribute in attributes.items():
        trial.set_user_attr(name, attribute)
    if outcome.value is None:
        study.tell(trial, state=TrialState.FAIL)
    elif outcome.pruned:
        study.tell(trial, state=TrialState.PRUNED)
    else:
        study.tell(trial, outcome.value)


def _result(told: list[FrozenTrial], search: Search) -> TuneResult:
    complete = [trial for trial in told if trial.state == TrialState.COMPLETE]
    if not complete:
        raise RunError("no trial was completed", where="tune", fix="raise tuning.timeout_seconds")
    best = min(complete, key=lambda trial: (cast(float, trial.value), trial.number))
    parameters: dict[str, Parameter] = dict(sorted(best.params.items()))
    if search.watches:
        parameters["max_iter"] = int(best.user_attrs["rounds"])
    trials = tuple(_described(trial) for trial in told)
    return TuneResult(parameters, best.value, search.tuning.sampler, search.seed, trials)


def _described(trial: FrozenTrial) -> Trial:
    noted = trial.user_attrs
    return Trial(
        number=trial.number,
        state=trial.state.name.lower(),
        value=trial.value,
        parameters=dict(sorted(trial.params.items())),
        steps=tuple(sorted(trial.intermediate_values.items())),
        rounds=int(noted["rounds"]),
        fault=str(noted["fault"]),
    )
