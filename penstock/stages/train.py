"""Fit the feature plan and the estimator."""

from pathlib import Path

import msgspec
import pandas as pd

from penstock.contract.columns import decode_contract
from penstock.features.plan import fit_plan, transform_frame
from penstock.features.target import encode_target
from penstock.model.fitted import FittedModel, write_model
from penstock.model.train import Rows
from penstock.model.train import train as fit_model
from penstock.model.trials import Parameter
from penstock.settings import Features, Training, decode_section
from penstock.stages.rows import read_split


def train(contract: str, features: str, training: str, best: str, seed: int, splits: Path, model: Path) -> None:
    """Fit on the training and validation rows with the parameters `best`; write the model to the folder `model`.

    One thread and the project's seed: the same rows and settings give the same bytes.

    Raises:
        ProjectError: a feature names a column that is not there or cannot be used; correct `[features]`.
        ProjectError: the estimator or a parameter is unknown, does not suit the task, or cannot be kept without pickle;
            correct `[training]`, or install the extra that the message names.
        DataError: no feature or no row is left to learn from, or a target is missing or of no known class; drop fewer
            columns, give more rows, or mend the contract.
        ContractError: the contract cannot be read, or its classes do not fit the target's kind; mend the contract.
        RunError: the estimator could not be fitted; check its parameters, or choose one that suits the table.
        StoreError: a split is absent or damaged; run split again.
        StoreError: the model cannot be written; free some space, or choose a store that can be written.
    """
    under = decode_contract(contract)
    first, second = read_split(splits, "train"), read_split(splits, "validation")
    plan = fit_plan(under, decode_section(features, Features), pd.concat([first, second], ignore_index=True))
    rows = [Rows(transform_frame(plan, frame), encode_target(under, frame)) for frame in (first, second)]
    chosen = msgspec.json.decode(best, type=dict[str, Parameter])
    estimator = fit_model(decode_section(training, Training), under.task, plan, seed, chosen, *rows)
    write_model(FittedModel(under, plan, estimator), model)
