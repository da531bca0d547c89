"""Fit one trial in stages, telling the pruner after each how it stands, and stop where it is hopeless."""

import math

import optuna

from penstock.model.estimators import Estimator, build
from penstock.model.search import Search
from penstock.model.train import fit, predict
from penstock.model.trials import Parameter
from penstock.model.workers import Outcome

MOST_ROUNDS = 600
PATIENCE = 20
# Rounds or trees after which a trial is held against those before it. Few: each costs a prediction of all rows.
STAGES = (50, 150)
_COUNTERS = ("max_iter", "n_estimators")


def attempt(search: Search, trial: optuna.Trial) -> Outcome:
    """Fit the proposal of `trial` and measure it on the validation rows, at each stage if its fit can go on from there.

    Raises:
        ProjectError, RunError: the estimator refuses a parameter or the rows.
    """
    estimator = build(search.training, search.task, search.plan, search.seed, _parameters(search, trial))
    watched = search.validation if search.watches else None
    counter = _counter(estimator) if search.tuning.pruning else ""
    stages = _stages(estimator, counter)
    steps: dict[int, float] = {}
    for rounds in stages:
        if counter:
            estimator.set_params(**{counter: rounds}, warm_start=True)
        fit(estimator, search.train, search.plan, watched)
        value = search.loss(search.validation.target, predict(estimator, search.task, search.validation.features, search.classes))
        if not math.isfinite(value):
            return Outcome(fault=f"the metric {search.metric!r} is not finite", fix="narrow tuning.space")
        reached = int(getattr(estimator, "n_iter_", rounds)) if watched else rounds
        if rounds == stages[-1] or reached < rounds:
            break
        steps[rounds] = value
        trial.report(value, rounds)
        if trial.should_prune():
            return Outcome(value, reached, steps, pruned=True)
    return Outcome(value, reached, steps)


def _parameters(search: Search, trial: optuna.Trial) -> dict[str, Parameter]:
    proposed: dict[str, Parameter] = dict(trial.params)
    if search.watches:
        proposed |= {"early_stopping": True, "max_iter": MOST_ROUNDS, "n_iter_no_change": PATIENCE}
    return proposed


def _counter(estimator: Estimator) -> str:
    """Return the parameter that counts an ensemble's rounds or trees if its fit can go on where it stopped, else nothing."""
    known = estimator.get_params(deep=False)
    if not type(estimator).__module__.startswith("sklearn.ensemble.") or "warm_start" not in known:
        return ""
    return next((name for name in _COUNTERS if isinstance(known.get(name), int)), "")


def _stages(estimator: Estimator, counter: str) -> list[int]:
    """Return the rounds to stop at, the whole fit last; an estimator that cannot stop has the one stage 0."""
    total = estimator.get_params(deep=False).get(counter)
    return [*(stage for stage in STAGES if stage < total), total] if isinstance(total, int) else [0]
