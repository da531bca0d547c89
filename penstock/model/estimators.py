"""Build seeded, single-threaded estimators from a short name or a dotted path, and know their default search spaces."""

import importlib
import warnings
from collections.abc import Mapping
from contextlib import suppress
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray
from sklearn.base import is_classifier, is_regressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import get_tags

from penstock.contract.columns import Task
from penstock.errors import ProjectError
from penstock.model.catalogue import KINDS, Kind, check_name
from penstock.model.trials import Parameter
from penstock.names import suggest
from penstock.settings import SearchSpace, Training

_WHERE = "training.estimator"
_RESERVED = frozenset({"n_jobs", "random_state"})


class Estimator(Protocol):
    """Be what is asked of every estimator."""

    def fit(self, X: NDArray[np.float64], y: NDArray[np.float64], **arguments: object) -> object: ...  # noqa: N803

    def predict(self, X: NDArray[np.float64]) -> NDArray[np.float64]: ...  # noqa: N803

    def get_params(self, deep: bool = True) -> dict[str, object]: ...

    def set_params(self, **parameters: object) -> object: ...


class Coded(Protocol):
    """Be the part of a feature plan that an estimator needs: the indices of category-coded columns."""

    @property
    def categorical(self) -> tuple[int, ...]: ...


def default_space(name: str, task: Task) -> dict[str, SearchSpace]:
    """Return what is searched when the project declares no space; a dotted path has none."""
    kind = KINDS.get(name)
    if kind is None:
        return {}
    return {**kind.space, **(kind.regression_space if task == "regression" else kind.classification_space)}


def rehearse(training: Training, space: Mapping[str, SearchSpace], task: Task) -> None:
    """Raise what `build` would raise for the declared estimator, parameters and search space, without any rows.

    A class without a short name is also fitted to a few made-up rows: whether it can be kept shows only then.
    """
    proposed = {name: entry.choices[0] if entry.kind == "choice" else entry.low for name, entry in space.items()}
    estimator = build(training, task, _Uncoded(), 0, proposed)
    if training.estimator not in KINDS:
        _keep_once(estimator, task)


def _keep_once(estimator: Estimator, task: Task) -> None:
    from penstock.model.serialise import dumps

    features = np.random.default_rng(0).normal(size=(60, 3))
    target = features[:, 0] if task == "regression" else (np.arange(60) % (2 if task == "binary" else 3)).astype(np.float64)
    with warnings.catch_warnings(), suppress(Exception):
        warnings.simplefilter("ignore")
        # What does not suit these rows may suit the project's.
        estimator.fit(features, target)
    dumps(estimator)


class _Uncoded:
    """Be a plan without category-coded columns."""

    categorical: tuple[int, ...] = ()


def build(training: Training, task: Task, plan: Coded, seed: int, overrides: Mapping[str, Parameter]) -> Estimator:
    """Return an unfitted estimator with one thread, the seed, and `overrides` laid over the project's parameters.

    Raises:
        ProjectError: the name or a parameter is unknown, an extra is missing, or the estimator does not suit the task.
    """
    kind = KINDS.get(training.estimator)
    path = training.estimator if kind is None else (kind.regressor if task == "regression" else kind.classifier)
    estimator = _create(_locate(path, kind), path)
    _check_task(estimator, path, task)
    given = {**training.parameters, **overrides}
    _set(estimator, {**(kind.defaults if kind else {})}, given, seed)
    if plan.categorical and "categorical_features" in estimator.get_params() and "categorical_features" not in given:
        estimator.set_params(categorical_features=list(plan.categorical))
    return _prepared(estimator, scale=training.estimator == "linear")


def _locate(path: str, kind: Kind | None) -> type:
    check_name(path)
    module, _, name = path.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), name)
    except ImportError as error:
        extra = kind.extra if kind and kind.extra else module.split(".")[0]
        fix = f"pip install 'penstock[{extra}]'" if extra != "sklearn" else "correct the path"
        raise ProjectError(f"estimator {path!r} cannot be imported", where=_WHERE, fix=fix) from error
    except AttributeError as error:
        beside = [each for each in dir(importlib.import_module(module)) if not each.startswith("_")]
        raise ProjectError(f"module {module!r} has no {name!r}", where=_WHERE, fix=suggest(name, beside)) from error
    if not isinstance(found, type) or not all(hasattr(found, method) for method in ("fit", "predict", "set_params")):
        raise ProjectError(f"{path!r} is not an estimator class with fit and predict", where=_WHERE, fix="name a class that is")
    return found


def _create(found: type, path: str) -> Estimator:
    try:
        return cast(Estimator, found())
    except TypeError as error:
        raise ProjectError(f"{path!r} cannot be made without arguments", where=_WHERE, fix="choose another class") from error


def _check_task(estimator: Estimator, path: str, task: Task) -> None:
    suits = is_regressor(estimator) if task == "regression" else is_classifier(estimator)
    if not suits:
        wanted = "regressor" if task == "regression" else "classifier"
        raise ProjectError(f"{path!r} does not suit the task {task!r}", where=_WHERE, fix=f"choose a {wanted}")
    if task != "regression" and not hasattr(estimator, "predict_proba"):
        raise ProjectError(f"{path!r} gives no probabilities", where=_WHERE, fix="choose a classifier with predict_proba")


def _set(estimator: Estimator, defaults: Mapping[str, Parameter], given: Mapping[str, Parameter], seed: int) -> None:
    known = estimator.get_params()
    where = "training.parameters or tuning.space"
    for name in given:
        if name in _RESERVED:
            raise ProjectError(f"parameter {name!r} is set by penstock", where=where, fix="remove it; the seed is project.seed")
        if name not in known and name not in defaults:
            raise ProjectError(
                f"{type(estimator).__name__} has no parameter {name!r}", where=where, fix=suggest(name, [*known, *defaults])
            )
    fixed = {name: value for name, value in (("random_state", seed), ("n_jobs", 1)) if name in known}
    if isinstance(estimator, LogisticRegression):
        # It runs in one thread whatever is set, and warns when something is.
        fixed.pop("n_jobs")
    estimator.set_params(**{**defaults, **given, **fixed})


def _prepared(estimator: Estimator, *, scale: bool) -> Estimator:
    """Put imputation in front of an estimator that refuses missing values, and scaling in front of a linear one."""
    if not scale and get_tags(estimator).input_tags.allow_nan:
        return estimator
    steps: list[tuple[str, object]] = [("impute", SimpleImputer(strategy="median", keep_empty_features=True))]
    if scale:
        steps.append(("scale", StandardScaler()))
    return cast(Estimator, Pipeline([*steps, ("estimate", estimator)]))
