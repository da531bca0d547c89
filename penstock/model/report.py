"""What the evaluation of a candidate says, as data: measurements, the gate's decision, and the champion it was held against.

Free of numpy and pandas, so that a command can read a report without waiting for them.
"""

from pathlib import Path

import msgspec

from penstock.contract.columns import Task
from penstock.errors import DataError
from penstock.files import reading, write_bytes


class Measured(msgspec.Struct, frozen=True):
    """Hold a value and its bootstrap interval; None where the rows leave it undefined."""

    value: float | None
    low: float | None
    high: float | None


class Comparison(msgspec.Struct, frozen=True):
    """Hold the other side's metrics and the candidate's loss minus its loss, paired on the same resampled rows."""

    values: dict[str, float | None]
    difference: Measured


class Segment(msgspec.Struct, frozen=True):
    """Hold the metrics of the rows that share one label in one column; None marks an undefined metric."""

    column: str
    label: str
    rows: int
    values: dict[str, float | None]


class Importance(msgspec.Struct, frozen=True):
    """Hold one feature's added loss, in the metric's unit: mean and spread over the repeats."""

    feature: str
    mean: float
    deviation: float


class ResidualBin(msgspec.Struct, frozen=True):
    """Hold quantiles of target minus prediction, in the target's unit, of rows whose predictions are neighbours."""

    rows: int
    predicted: float
    low: float
    median: float
    high: float


class Residuals(msgspec.Struct, frozen=True):
    """Hold target minus prediction in the target's unit: by tenth of the rows in order of prediction, and as a histogram.

    A bin's `low` and `high` are the quantiles 0.1 and 0.9. The first and the last cell of the histogram also count what
    lies beyond `edges`, which has one value more than `counts`.
    """

    bins: tuple[ResidualBin, ...]
    edges: tuple[float, ...]
    counts: tuple[int, ...]


class CalibrationBin(msgspec.Struct, frozen=True):
    """Hold how often what was stated with similar probability happened; means over the rows of one cell."""

    rows: int
    stated: float
    happened: float


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """Hold everything measured about one candidate; equal inputs give equal bytes.

    `residuals` are of a regression, `calibration` is of a classification: of the second class, or of the likeliest one
    where there are more than two.
    """

    task: Task
    metric: str
    rows: int
    confidence: float
    values: dict[str, Measured]
    baseline: Comparison
    champion: Comparison | None
    segments: tuple[Segment, ...]
    importance: tuple[Importance, ...]
    residuals: Residuals | None = None
    calibration: tuple[CalibrationBin, ...] = ()

    def encode(self) -> bytes:
        """Return the canonical JSON of this evaluation."""
        return msgspec.json.encode(self, order="deterministic")


class Check(msgspec.Struct, frozen=True):
    """Hold the outcome of one of the gate's rules: what was measured, the worst value allowed, and a sentence.

    `measured` and `allowed` are in the metric's unit for limits, losses for the other rules; None is undefined.
    """

    rule: str
    passed: bool
    measured: float | None
    allowed: float | None
    detail: str


class GateResult(msgspec.Struct, frozen=True):
    """Hold the decision, the reasons against the candidate, and every check that was made."""

    passed: bool
    reasons: tuple[str, ...]
    checks: tuple[Check, ...]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Hold one candidate's evaluation; `champion` is the digest of the bundle it was compared with."""

    evaluation: Evaluation
    gate: GateResult
    champion: str | None


def write_report(report: Report, path: Path) -> None:
    """Write `report` as canonical JSON."""
    write_bytes(path, msgspec.json.encode(report, order="deterministic"))


def read_report(path: Path) -> Report:
    """Read a report; raises `StoreError` when there is no such file, `DataError` when it does not hold a report."""
    with reading(path):
        document = path.read_bytes()
    try:
        return msgspec.json.decode(document, type=Report)
    except msgspec.DecodeError as error:
        raise DataError(f"the report does not fit: {error}", where=str(path), fix="run the evaluation again") from None
