"""Record a candidate that the gate refused."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from penstock.model.report import read_report
from penstock.registry.registry import Registry
from penstock.stages.candidate import write_candidate
from penstock.stages.places import registry_folder


def refuse(name: str, settings: str, dataset: Path, splits: Path, model: Path, report: Path) -> str:
    """Keep the refused candidate with the reasons; the champion stays; return the candidate's digest."""
    registry, found = Registry(registry_folder()), read_report(report)
    with tempfile.TemporaryDirectory() as scratch:
        bundle = write_candidate(name, settings, dataset, splits, model, found, Path(scratch) / "bundle")
        return registry.refuse(bundle.folder, found.gate.reasons, datetime.now(UTC)).digest
