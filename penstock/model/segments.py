"""Label rows by declared segment columns and measure each segment."""

from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from penstock.contract.columns import Task
from penstock.errors import ProjectError
from penstock.model.metrics import defined, measure_all, metrics_for
from penstock.model.report import Segment

MISSING, OTHER = "(missing)", "(other)"
MAX_SEGMENTS = 50
_BANDS = 4
_FEW_VALUES = 20

Labels = NDArray[np.object_]


def label_rows(values: pd.Series) -> Labels:
    """Return one label a row, shape (rows,): the text, the number or its quarter, the calendar year; missing has its own."""
    if isinstance(values.dtype, pd.DatetimeTZDtype) or values.dtype.kind == "M":
        labels = pd.to_datetime(values).dt.strftime("%Y").astype(object).to_numpy(copy=True)
    elif pd.api.types.is_numeric_dtype(values):
        labels = _label_numbers(np.asarray(values, dtype=np.float64))
    else:
        labels = values.astype(str).astype(object).to_numpy(copy=True)
    labels[values.isna().to_numpy()] = MISSING
    names, places, counts = np.unique(labels.astype(str), return_inverse=True, return_counts=True)
    if names.size <= MAX_SEGMENTS:
        return names.astype(object)[places]
    kept = np.zeros(names.size, dtype=bool)
    kept[np.argsort(-counts, kind="stable")[: MAX_SEGMENTS - 1]] = True
    return np.where(kept, names.astype(object), OTHER)[places]


def _label_numbers(values: NDArray[np.float64]) -> Labels:
    known = values[~np.isnan(values)]
    if np.unique(known).size <= _FEW_VALUES:
        return np.array([f"{value:.12g}" for value in values], dtype=object)
    edges = np.unique(np.quantile(known, np.linspace(0.0, 1.0, _BANDS + 1)))
    names = np.array([f"{low:.6g} to {high:.6g}" for low, high in pairwise(edges)], dtype=object)
    return names[np.clip(np.searchsorted(edges, values, side="right") - 1, 0, names.size - 1)]


def measure_segments(
    frame: pd.DataFrame, columns: tuple[str, ...], target: NDArray[np.float64], predicted: NDArray[np.float64], task: Task
) -> tuple[Segment, ...]:
    """Measure every segment of every declared column, columns as declared and labels in order.

    Raises:
        ProjectError: a declared column is not in `frame`.
    """
    found: list[Segment] = []
    for column in columns:
        if column not in frame.columns:
            raise ProjectError(
                f"the segment column {column!r} does not exist",
                where="[evaluation] segments",
                fix="name a column of the contract",
            )
        labels = label_rows(frame[column])
        for label in np.unique(labels.astype(str)):
            inside = labels == label
            found.append(_measure(column, str(label), target[inside], predicted[inside], task))
    return tuple(found)


def _measure(column: str, label: str, target: NDArray[np.float64], predicted: NDArray[np.float64], task: Task) -> Segment:
    values = measure_all(target, predicted, task)[0]
    named = {metric.name: defined(value) for metric, value in zip(metrics_for(task), values, strict=True)}
    return Segment(column, label, int(target.size), named)
