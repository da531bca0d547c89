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
    """Register the candidate and move the champion to it; return the bundle's digest.

    Doing it twice changes nothing. The champion moves only if it is still the one that the evaluation compared with.

    Raises:
        RegistryError: the champion moved since the evaluation; look at what it is now, then run the pipeline again.
        RegistryError: the model or the registry's copy of it is damaged; restore the file that the message names, or remove
            the bundle and run again.
        ProjectError: no store is set; start with `penstock run`, or set PENSTOCK_STORE.
        DataError: the report does not have the form of one; run evaluate again.
        ContractError: the model's contract cannot be read; run train again.
        StoreError: the dataset, the splits, the model or the report is absent or damaged; run the stage that writes it again.
        StoreError: the registry cannot be written; free some space, or choose a store that can be written.
    """
    registry, found = Registry(registry_folder()), read_report(report)
    with tempfile.TemporaryDirectory() as scratch:
        bundle = write_candidate(name, settings, dataset, splits, model, found, Path(scratch) / "bundle")
        version = registry.register(bundle.folder, datetime.now(UTC))
    registry.move(CHAMPION, found.champion, version.digest)
    return version.digest
