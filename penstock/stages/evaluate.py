"""Measure a candidate on the untouched rows and ask the gate."""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from penstock.contract.columns import Contract, decode_contract
from penstock.errors import PenstockError, RegistryError
from penstock.features.target import encode_target
from penstock.model.baseline import fit_baseline
from penstock.model.evaluate import evaluate as measure
from penstock.model.fitted import FittedModel, class_names, read_model
from penstock.model.gate import decide
from penstock.model.metrics import choose_metric
from penstock.model.report import Report, write_report
from penstock.registry.aliases import CHAMPION
from penstock.registry.registry import Registry
from penstock.settings import Evaluation, Gate, decode_section
from penstock.stages.places import registry_folder
from penstock.stages.rows import read_split


def evaluate(contract: str, evaluation: str, gate: str, seed: int, splits: Path, model: Path, report: Path) -> bool:
    """Measure the candidate beside the baseline and the champion on the test rows; return whether the gate passes.

    All sides are measured on the same rows and the same bootstrap draws, whole and by segment. A candidate that does not
    pass is no failure: the pipeline then takes the branch to `refuse`.

    Raises:
        ProjectError: the metric, a segment or a limit of the gate does not exist; correct `[evaluation]` or `[gate]`.
        ProjectError: no store is set; start with `penstock run`, or set PENSTOCK_STORE.
        RegistryError: the champion is damaged, answers another question, or cannot read these rows; restore it, keep the
            columns it reads, or use a new store.
        DataError: a prediction is not finite, or a target is missing or of no known class; check the estimator's parameters,
            or mend the contract.
        ContractError: the contract cannot be read, lacks what the model reads, or its classes do not fit the target's kind;
            mend the contract.
        StoreError: a split or the model is absent or damaged; run split or train again.
        StoreError: the report cannot be written; free some space, or choose a store that can be written.
    """
    under, wanted = decode_contract(contract), decode_section(evaluation, Evaluation)
    candidate, test = read_model(model), read_split(splits, "test")
    metric = choose_metric(wanted.metric, under.task)
    learned = encode_target(under, read_split(splits, "train"))
    champion = _champion(under, test)
    measured = measure(
        candidate.predict,
        candidate.features(test),
        encode_target(under, test),
        test,
        wanted,
        under.task,
        fit_baseline(learned, under.task, len(class_names(under)), metric.name),
        champion[1] if champion else None,
        seed,
        candidate.plan.names,
    )
    decision = decide(decode_section(gate, Gate), measured)
    write_report(Report(evaluation=measured, gate=decision, champion=champion[0] if champion else None), report)
    return decision.passed


def _champion(contract: Contract, test: pd.DataFrame) -> tuple[str, NDArray[np.float64]] | None:
    """Return the champion's digest and its predictions of the same rows, or nothing when there is no champion yet."""
    registry = Registry(registry_folder())
    held = registry.aliases.current(CHAMPION)
    if held is None:
        return None
    model = read_model(registry.open(held.digest).folder)
    _check_same_question(contract, model)
    try:
        return held.digest, model.predict(model.features(test))
    except PenstockError as error:
        fix = "keep the columns that the champion reads, or use a new store"
        raise RegistryError(f"the champion cannot read these rows: {error.what}", where=CHAMPION, fix=fix) from error


def _check_same_question(contract: Contract, model: FittedModel) -> None:
    same = model.contract.task == contract.task and model.contract.target.name == contract.target.name
    if not same or class_names(model.contract) != class_names(contract):
        raise RegistryError(
            "the champion answers another question: its task, target or classes differ",
            where=CHAMPION,
            fix="use a new project folder, or a new store, for another target",
        )
