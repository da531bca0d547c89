"""Register a candidate that passed the gate and make it champion."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from penstock.model.report import read_report
from penstock.registry.registry import Registry
from penstock.stages.candidate import write_candidate
from penstock.stages.evaluate import CHAMPION
from penstock.stages.places import registry_folder


def register(name: str, settings: str, dataset: Path, splits: Path, model: Path, report: Path) -> str:
    """Register the candidate and move the champion to it; return the bundle's digest. Doing it twice changes nothing.

    Raises `RegistryError` when the champion is no longer the one that the evaluation compared with.
    """
    registry, found = Registry(registry_folder()), read_report(report)
    with tempfile.TemporaryDirectory() as scratch:
        bundle = write_candidate(name, settings, dataset, splits, model, found, Path(scratch) / "bundle")
        version = registry.register(bundle.folder, datetime.now(UTC))
    registry.move(CHAMPION, found.champion, version.digest)
    return version.digest
