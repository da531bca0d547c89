"""Search for the best hyper-parameters."""

from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from penstock.contract.columns import Contract, decode_contract
from penstock.features.plan import FeaturePlan, fit_plan, transform_frame
from penstock.features.target import encode_target
from penstock.files import write_bytes
from penstock.model.fitted import class_names
from penstock.model.metrics import Metric, choose_metric
from penstock.model.search import Search
from penstock.model.train import Rows
from penstock.model.tune import tune as search_parameters
from penstock.settings import Features, Training, Tuning, decode_section
from penstock.stages.places import trials_database
from penstock.stages.rows import Split, read_split


def tune(contract: str, features: str, tuning: str, training: str, metric: str, seed: int, splits: Path, trials: Path) -> str:
    """Fit trials on the training rows and compare them on the validation rows; return the best parameters as JSON.

    `metric` is a metric's name, or empty for the task's own. The search's record goes to the file `trials`. Trials are kept
    in the store, so that a search that was stopped goes on where it was; the same rows, settings and seed give the same answer.

    Raises:
        ProjectError: a feature, the metric, the estimator, a parameter or the search space cannot be used; correct
            `[features]`, `[evaluation]`, `[training]` or `[tuning]`.
        ProjectError: no store is set; start with `penstock run`, or set PENSTOCK_STORE.
        DataError: no feature or no row is left to learn from, or a target is missing or of no known class; drop fewer
            columns, give more rows, or mend the contract.
        ContractError: the contract cannot be read, or its classes do not fit the target's kind; mend the contract.
        RunError: every trial of a batch failed, or none was completed in time; narrow `tuning.space`, or raise
            `tuning.timeout_seconds`.
        StoreError: a split is absent or damaged; run split again.
        StoreError: the trials cannot be kept; free some space, or choose a store that can be written.
    """
    under = decode_contract(contract)
    plan = fit_plan(under, decode_section(features, Features), read_split(splits, "train"))
    chosen = choose_metric(metric or None, under.task)
    search = Search(
        tuning=decode_section(tuning, Tuning),
        training=decode_section(training, Training),
        task=under.task,
        plan=plan,
        seed=seed,
        train=_rows(under, plan, splits, "train"),
        validation=_rows(under, plan, splits, "validation"),
        metric=chosen.name,
        loss=_Loss(chosen),
        classes=len(class_names(under)),
    )
    result = search_parameters(search, trials_database())
    write_bytes(trials, msgspec.json.encode(result, order="deterministic"))
    return msgspec.json.encode(result.best_parameters, order="deterministic").decode()


class _Loss:
    """Measure one trial; lower is better."""

    def __init__(self, metric: Metric) -> None:
        self.metric = metric

    def __call__(self, target: NDArray[np.float64], predicted: NDArray[np.float64]) -> float:
        value = self.metric.measure(target, predicted, np.ones((1, target.size)))
        return float(self.metric.loss(value)[0])


def _rows(contract: Contract, plan: FeaturePlan, splits: Path, name: Split) -> Rows:
    frame = read_split(splits, name)
    return Rows(transform_frame(plan, frame), encode_target(contract, frame))
