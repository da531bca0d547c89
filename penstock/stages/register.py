"""Register a candidate that passed the gate and make it champion."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from penstock.errors import RegistryError
from penstock.model.report import read_report
from penstock.registry.aliases import CHAMPION
from penstock.registry.bundle import short
from penstock.registry.registry import Registry
from penstock.stages.candidate import write_candidate
from penstock.stages.code import code_digest
from penstock.stages.places import parsed_modules, registry_folder


def register(name: str, settings: str, dataset: Path, splits: Path, model: Path, report: Path) -> str:
    """Register the candidate and move the champion to it; return the bundle's digest.

    Doing it twice changes nothing. The champion moves only if it is still the one that the evaluation compared with.

    Raises:
        RegistryError: the champion moved since the evaluation; run the pipeline again, which compares with the new one.
        RegistryError: the model or the registry's copy of it is damaged; restore the file that the message names, or remove
            the bundle and run again.
        ProjectError: no store is set; start with `penstock run`, or set PENSTOCK_STORE.
        DataError: the report does not have the form of one; run evaluate again.
        ContractError: the model's contract cannot be read; run train again.
        StoreError: the dataset, the splits, the model or the report is absent or damaged; run the stage that writes it again.
        StoreError: the registry cannot be written; free some space, or choose a store that can be written.
    """
    registry, found = Registry(registry_folder()), read_report(report)
    code = code_digest(parsed_modules())
    with tempfile.TemporaryDirectory() as scratch:
        bundle = write_candidate(name, settings, code, dataset, splits, model, found, Path(scratch) / "bundle")
        version = registry.register(bundle.folder, datetime.now(UTC))
    try:
        registry.move(CHAMPION, found.champion, version.digest)
    except RegistryError:
        held = registry.aliases.current(CHAMPION)
        if held is None or held.digest == found.champion:
            raise
        raise RegistryError(
            f"another run made {short(held.digest)} the champion meanwhile; {short(version.digest)} is kept without an alias",
            where=CHAMPION,
            fix="run again: the candidate is then compared with the new champion",
        ) from None
    return version.digest
