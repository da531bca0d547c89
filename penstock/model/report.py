"""What the evaluation of a candidate says: the measurements, the gate's decision, and the champion it was held against."""

from pathlib import Path

import msgspec

from penstock.errors import DataError
from penstock.files import reading, write_bytes
from penstock.model.evaluate import Evaluation
from penstock.model.gate import GateResult


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
