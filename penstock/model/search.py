"""What one search for hyper-parameters depends on, and the name that a search of the same things shares."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

import msgspec
import numpy as np
from numpy.typing import NDArray

from penstock.contract.columns import Task
from penstock.model.estimators import Coded, default_space
from penstock.model.train import Rows
from penstock.settings import SearchSpace, Training, Tuning, encode_section

Loss = Callable[[NDArray[np.float64], NDArray[np.float64]], float]


@dataclass(frozen=True)
class Search:
    """Hold all that one search depends on.

    `loss` takes the target, shape (rows,), and the predictions, shape (rows,) or (rows, classes); lower is better.
    `metric` is its name, and `classes` the number of classes (0 for regression).
    """

    tuning: Tuning
    training: Training
    task: Task
    plan: Coded
    seed: int
    train: Rows
    validation: Rows
    metric: str
    loss: Loss
    classes: int = 0

    @property
    def space(self) -> dict[str, SearchSpace]:
        """Return the declared or the default space, without the parameters that the project fixes."""
        space = self.tuning.space or default_space(self.training.estimator, self.task)
        return {name: entry for name, entry in space.items() if name not in self.training.parameters}

    @property
    def watches(self) -> bool:
        """Say whether boosting stops by the validation rows, so that its rounds need no search."""
        declared = {*self.space, *self.training.parameters}
        boosted = self.training.estimator == "hist_gradient_boosting"
        return boosted and self.tuning.pruning and not declared & {"max_iter", "early_stopping"}

    def name(self) -> str:
        """Return the study's name: a digest of everything the answer depends on, but for the number of trials."""
        settings = msgspec.structs.replace(self.tuning, trials=0, timeout_seconds=1.0)
        words = [encode_section(settings), encode_section(self.training), self.task, self.metric]
        total = hashlib.sha256(f"{words}{self.seed}{self.plan.categorical}{self.classes}".encode())
        for rows in (self.train, self.validation):
            total.update(f"{rows.features.shape}".encode())
            total.update(np.ascontiguousarray(rows.features).tobytes() + np.ascontiguousarray(rows.target).tobytes())
        return f"penstock-{total.hexdigest()[:32]}"

    def sampled(self) -> "Search":
        """Return the search on at most `max_rows` training rows, the first of each class among them."""
        rows, limit = self.train, self.tuning.max_rows
        if len(rows.target) <= limit:
            return self
        kept = np.random.default_rng(self.seed).choice(len(rows.target), limit, replace=False)
        if self.classes:
            kept = np.union1d(kept, np.unique(rows.target, return_index=True)[1])
        kept = np.sort(kept)
        return replace(self, train=Rows(rows.features[kept], rows.target[kept]))
