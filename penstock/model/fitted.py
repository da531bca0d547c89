"""A fitted model as one thing: the contract it was made under, its feature plan and its estimator."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from penstock.contract.columns import Contract, decode_contract
from penstock.features.inputs import FeaturePlan, decode_plan
from penstock.features.plan import transform_frame
from penstock.files import reading, write_bytes
from penstock.model.estimators import Estimator
from penstock.model.serialise import dumps, loads
from penstock.model.train import predict
from penstock.registry.bundle import CONTRACT, MODEL, PLAN


@dataclass(frozen=True, slots=True)
class FittedModel:
    """Predict rows under `contract`."""

    contract: Contract
    plan: FeaturePlan
    estimator: Estimator

    def features(self, frame: pd.DataFrame) -> NDArray[np.float64]:
        """Return the feature matrix of `frame`, shape (rows, features)."""
        return transform_frame(self.plan, frame)

    def predict(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return predictions, shape (rows,), or class probabilities, shape (rows, classes)."""
        return predict(self.estimator, self.contract.task, features, len(class_names(self.contract)))


def class_names(contract: Contract) -> tuple[str, ...]:
    """Return the classes of the target in order; none for regression."""
    if contract.task == "regression":
        return ()
    return contract.target.categories or ("false", "true")


def write_model(model: FittedModel, into: Path) -> None:
    """Write `model` as three files in the folder `into`; equal models give equal bytes."""
    write_bytes(into / CONTRACT, model.contract.encode())
    write_bytes(into / PLAN, model.plan.encode())
    write_bytes(into / MODEL, dumps(model.estimator))


def read_model(folder: Path) -> FittedModel:
    """Read a model from a model folder or a bundle.

    Raises:
        StoreError: a file is absent or damaged; `RegistryError` when its estimator is damaged or not of a trusted type.
        ContractError: the contract does not fit.
    """
    with reading(folder):
        contract, plan, estimator = ((folder / name).read_bytes() for name in (CONTRACT, PLAN, MODEL))
    return FittedModel(decode_contract(contract), decode_plan(plan), loads(estimator))
