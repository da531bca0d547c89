"""The estimators that have a short name: where they live, what they start from and what is searched by default."""

from collections.abc import Mapping
from dataclasses import dataclass

from penstock.errors import ProjectError
from penstock.names import suggest
from penstock.settings import SearchSpace

# The packed model is read back with a fixed list of trusted types, which covers these packages and no others.
PACKAGES = ("sklearn", "xgboost", "lightgbm")


@dataclass(frozen=True, slots=True)
class Kind:
    """Say where an estimator lives for each family of tasks, what it starts from and what is searched."""

    regressor: str
    classifier: str
    defaults: Mapping[str, bool | int | float | str | None]
    space: Mapping[str, SearchSpace]
    regression_space: Mapping[str, SearchSpace]
    classification_space: Mapping[str, SearchSpace]
    extra: str | None = None


def _real(low: float, high: float, *, log: bool = False) -> SearchSpace:
    return SearchSpace(kind="float", low=low, high=high, log=log)


def _whole(low: int, high: int, *, log: bool = False) -> SearchSpace:
    return SearchSpace(kind="int", low=low, high=high, log=log)


KINDS: Mapping[str, Kind] = {
    "hist_gradient_boosting": Kind(
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
    "random_forest": Kind(
        "sklearn.ensemble.RandomForestRegressor",
        "sklearn.ensemble.RandomForestClassifier",
        {"n_estimators": 100},
        {"max_features": _real(0.2, 1.0), "min_samples_leaf": _whole(1, 20, log=True), "max_depth": _whole(6, 30)},
        {},
        {},
    ),
    "linear": Kind(
        "sklearn.linear_model.Ridge",
        "sklearn.linear_model.LogisticRegression",
        {"max_iter": 1000},
        {},
        {"alpha": _real(1e-3, 1e3, log=True)},
        {"C": _real(1e-3, 1e3, log=True)},
    ),
    "xgboost": Kind(
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
    "lightgbm": Kind(
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


def check_name(name: str) -> None:
    """Raise `ProjectError` when an estimator's name is neither known here nor a path into a package whose models can be kept."""
    where = "training.estimator"
    if name not in KINDS and "." not in name:
        fix = f"{suggest(name, KINDS)} or give the dotted path of a class"
        raise ProjectError(f"unknown estimator {name!r}", where=where, fix=fix)
    if name not in KINDS and name.split(".")[0] not in PACKAGES:
        fix = f"choose a class of {', '.join(PACKAGES)}"
        raise ProjectError(f"estimator {name!r} is of a package whose models cannot be kept safely", where=where, fix=fix)
