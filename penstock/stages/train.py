"""Fit the feature plan and the estimator."""

from pathlib import Path

import msgspec
import pandas as pd

from penstock.contract.columns import decode_contract
from penstock.features.plan import fit_plan, transform_frame
from penstock.features.target import encode_target
from penstock.model.estimators import Parameter
from penstock.model.fitted import FittedModel, write_model
from penstock.model.train import Rows
from penstock.model.train import train as fit_model
from penstock.settings import Features, Training, decode_section
from penstock.stages.rows import read_split


def train(contract: str, features: str, training: str, best: str, seed: int, splits: Path, model: Path) -> None:
    """Fit on the training and validation rows with the parameters `best`; write the model to the folder `model`."""
    under = decode_contract(contract)
    first, second = read_split(splits, "train"), read_split(splits, "validation")
    plan = fit_plan(under, decode_section(features, Features), pd.concat([first, second], ignore_index=True))
    rows = [Rows(transform_frame(plan, frame), encode_target(under, frame)) for frame in (first, second)]
    chosen = msgspec.json.decode(best, type=dict[str, Parameter])
    estimator = fit_model(decode_section(training, Training), under.task, plan, seed, chosen, *rows)
    write_model(FittedModel(under, plan, estimator), model)
