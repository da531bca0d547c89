"""Fit an estimator with one thread, and ask a fitted one for predictions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.utils._param_validation import InvalidParameterError
from threadpoolctl import threadpool_limits

from penstock.contract.columns import Task
from penstock.errors import DataError, ProjectError, RunError
from penstock.model.estimators import Coded, Estimator, build
from penstock.model.trials import Parameter
from penstock.settings import Training


@dataclass(frozen=True, slots=True)
class Rows:
    """Hold features, shape (rows, features), and the target, shape (rows,): a number, or the index of a class."""

    features: NDArray[np.float64]
    target: NDArray[np.float64]

    def __post_init__(self) -> None:
        if self.features.ndim != 2 or self.target.shape != (len(self.features),):
            raise DataError("features and target do not have the same rows", where="train", fix="split the dataset again")
        if not len(self.features):
            raise DataError("no row is left to learn from", where="train", fix="add rows, or change the shares of the split")


def train(
    training: Training, task: Task, plan: Coded, seed: int, best: Mapping[str, Parameter], train_rows: Rows, validation_rows: Rows
) -> Estimator:
    """Fit the chosen parameters on training and validation rows together.

    Raises:
        ProjectError: an unknown estimator or parameter, or a parameter value that the estimator refuses.
        RunError: the estimator could not be fitted.
    """
    estimator = build(training, task, plan, seed, best)
    features = np.concatenate([train_rows.features, validation_rows.features])
    target = np.concatenate([train_rows.target, validation_rows.target])
    fit(estimator, Rows(features, target), plan)
    return estimator


def fit(estimator: Estimator, rows: Rows, plan: Coded, watched: Rows | None = None) -> None:
    """Fit `estimator` in place with one thread; `watched` rows end histogram boosting when they stop improving."""
    arguments: dict[str, object] = {}
    if type(estimator).__module__.startswith("lightgbm") and plan.categorical:
        arguments["categorical_feature"] = list(plan.categorical)
    if watched is not None and isinstance(estimator, (HistGradientBoostingRegressor, HistGradientBoostingClassifier)):
        arguments.update(X_val=watched.features, y_val=watched.target)
    name = type(estimator).__name__
    try:
        # More threads would sum in another order, and so change the last bits of the model.
        with threadpool_limits(1):
            estimator.fit(rows.features, rows.target, **arguments)
    except InvalidParameterError as error:
        fix = "correct the parameter, or leave it out"
        raise ProjectError(f"a parameter is refused: {error}", where="training.parameters or tuning.space", fix=fix) from error
    except (ValueError, TypeError, ArithmeticError) as error:
        # The library's message may quote cells, so only the cause is named.
        fix = "check training.parameters; the estimator may not suit this table"
        raise RunError(f"{name} could not be fitted ({type(error).__name__})", where="train", fix=fix) from error


def predict(estimator: Estimator, task: Task, features: NDArray[np.float64], classes: int = 0) -> NDArray[np.float64]:
    """Return predictions, shape (rows,), for regression, or class probabilities, shape (rows, classes), otherwise.

    A class the estimator never saw has probability zero.
    """
    with threadpool_limits(1):
        if task == "regression":
            return np.asarray(estimator.predict(features), dtype=np.float64)
        known = cast(_Classifier, estimator)
        shares = np.zeros((len(features), classes))
        shares[:, np.asarray(known.classes_, dtype=np.int64)] = known.predict_proba(features)
        return shares


class _Classifier(Estimator, Protocol):
    classes_: NDArray[np.float64]

    def predict_proba(self, X: NDArray[np.float64]) -> NDArray[np.float64]: ...  # noqa: N803
