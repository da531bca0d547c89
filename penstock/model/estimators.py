"""Build seeded, single-threaded estimators from a short name or a dotted path, and know their default search spaces."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from sklearn.base import is_classifier, is_regressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import get_tags

from penstock.contract.columns import Task
from penstock.errors import ProjectError
from penstock.settings import SearchSpace, Training

Parameter = bool | int | float | str | None

_WHERE = "training.estimator"
# The packed model is read back with a fixed list of trusted types, which covers these packages and no others.
_PACKAGES = ("sklearn", "xgboost", "lightgbm")
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


@dataclass(frozen=True, slots=True)
class _Kind:
    """Say where an estimator lives for each family of tasks, what it starts from and what is searched."""

    regressor: str
    classifier: str
    defaults: Mapping[str, Parameter]
    space: Mapping[str, SearchSpace]
    regression_space: Mapping[str, SearchSpace]
    classification_space: Mapping[str, SearchSpace]
    extra: str | None = None


def _real(low: float, high: float, *, log: bool = False) -> SearchSpace:
    return SearchSpace(kind="float", low=low, high=high, log=log)


def _whole(low: int, high: int, *, log: bool = False) -> SearchSpace:
    return SearchSpace(kind="int", low=low, high=high, log=log)


_KINDS: Mapping[str, _Kind] = {
    "hist_gradient_boosting": _Kind(
        "sklearn.ensemble.HistGradientBoostingRegressor",
        "sklearn.ensemble.HistGradientBoostingClassifier",
        # The library's own early stopping draws a stratified split, which fails on a class of one row.
        {"max_iter": 300, "early_stopping": False},
        {
            "learning_rate": _real(0.04, 0.2, log=True),
            "max_leaf_nodes": _whole(15, 48, log=True),
            "min_samples_leaf": _whole(5, 60, log=True),
            "l2_regularization": _real(1e-3, 10.0, log=True),
            "max_features": _real(0.3, 1.0),
        },
        {},
        {},
    ),
    "random_forest": _Kind(
        "sklearn.ensemble.RandomForestRegressor",
        "sklearn.ensemble.RandomForestClassifier",
        {"n_estimators": 100},
        {"max_features": _real(0.2, 1.0), "min_samples_leaf": _whole(1, 20, log=True), "max_depth": _whole(6, 30)},
        {},
        {},
    ),
    "linear": _Kind(
        "sklearn.linear_model.Ridge",
        "sklearn.linear_model.LogisticRegression",
        {"max_iter": 1000},
        {},
        {"alpha": _real(1e-3, 1e3, log=True)},
        {"C": _real(1e-3, 1e3, log=True)},
    ),
    "xgboost": _Kind(
        "xgboost.XGBRegressor",
        "xgboost.XGBClassifier",
        {"n_estimators": 300, "tree_method": "hist", "verbosity": 0},
        {
            "learning_rate": _real(0.03, 0.2, log=True),
            "max_depth": _whole(3, 10),
            "min_child_weight": _real(1.0, 20.0, log=True),
            "subsample": _real(0.6, 1.0),
            "colsample_bytree": _real(0.4, 1.0),
            "n_estimators": _whole(100, 800, log=True),
        },
        {},
        {},
        "xgboost",
    ),
    "lightgbm": _Kind(
        "lightgbm.LGBMRegressor",
        "lightgbm.LGBMClassifier",
        {"n_estimators": 300, "deterministic": True, "force_row_wise": True, "verbose": -1},
        {
            "learning_rate": _real(0.03, 0.2, log=True),
            "num_leaves": _whole(15, 63, log=True),
            "min_child_samples": _whole(5, 60, log=True),
            "colsample_bytree": _real(0.4, 1.0),
            "n_estimators": _whole(100, 800, log=True),
        },
        {},
        {},
        "lightgbm",
    ),
}


def default_space(name: str, task: Task) -> dict[str, SearchSpace]:
    """Return what is searched when the project declares no space; a dotted path has none."""
    kind = _KINDS.get(name)
    if kind is None:
        return {}
    return {**kind.space, **(kind.regression_space if task == "regression" else kind.classification_space)}


def build(training: Training, task: Task, plan: Coded, seed: int, overrides: Mapping[str, Parameter]) -> Estimator:
    """Return an unfitted estimator with one thread, the seed, and `overrides` laid over the project's parameters.

    Raises:
        ProjectError: the name or a parameter is unknown, an extra is missing, or the estimator does not suit the task.
    """
    kind = _KINDS.get(training.estimator)
    path = training.estimator if kind is None else (kind.regressor if task == "regression" else kind.classifier)
    estimator = _create(_locate(path, kind), path)
    _check_task(estimator, path, task)
    given = {**training.parameters, **overrides}
    _set(estimator, {**(kind.defaults if kind else {})}, given, seed)
    if plan.categorical and "categorical_features" in estimator.get_params() and "categorical_features" not in given:
        estimator.set_params(categorical_features=list(plan.categorical))
    return _prepared(estimator, scale=training.estimator == "linear")


def _locate(path: str, kind: _Kind | None) -> type:
    module, _, name = path.rpartition(".")
    if not module:
        raise _unknown(path)
    if module.split(".")[0] not in _PACKAGES:
        fix = f"choose a class of {', '.join(_PACKAGES)}"
        raise ProjectError(f"estimator {path!r} is of a package whose models cannot be kept safely", where=_WHERE, fix=fix)
    try:
        found = getattr(importlib.import_module(module), name)
    except ImportError as error:
        extra = kind.extra if kind and kind.extra else module.split(".")[0]
        fix = f"pip install 'penstock[{extra}]'" if extra != "sklearn" else "correct the path"
        raise ProjectError(f"estimator {path!r} cannot be imported", where=_WHERE, fix=fix) from error
    except AttributeError as error:
        raise ProjectError(f"module {module!r} has no {name!r}", where=_WHERE, fix="correct the path") from error
    if not isinstance(found, type) or not all(hasattr(found, method) for method in ("fit", "predict", "set_params")):
        raise ProjectError(f"{path!r} is not an estimator class with fit and predict", where=_WHERE, fix="name a class that is")
    return found


def _unknown(name: str) -> ProjectError:
    nearest = process.extractOne(name, list(_KINDS), score_cutoff=50)
    hint = f"did you mean {nearest[0]!r}? " if nearest else ""
    return ProjectError(
        f"unknown estimator {name!r}", where=_WHERE, fix=f"{hint}known: {', '.join(_KINDS)}, or a dotted path to a class"
    )


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
            nearest = process.extractOne(name, sorted(known), score_cutoff=50)
            fix = f"did you mean {nearest[0]!r}?" if nearest else f"known: {', '.join(sorted(known))}"
            raise ProjectError(f"{type(estimator).__name__} has no parameter {name!r}", where=where, fix=fix)
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
