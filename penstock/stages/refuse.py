"""Record a candidate that the gate refused."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from penstock.model.report import read_report
from penstock.registry.registry import Registry
from penstock.stages.candidate import write_candidate
from penstock.stages.code import code_digest
from penstock.stages.places import parsed_modules, registry_folder


def refuse(name: str, settings: str, dataset: Path, splits: Path, model: Path, report: Path) -> str:
    """Keep the refused candidate with the reasons; the champion stays; return the candidate's digest.

    `penstock models` lists it with why, and doing it twice changes nothing. `penstock run` leaves with 3 afterwards: the run
    is whole, but no new model serves.

    Raises:
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
        return registry.refuse(bundle.folder, found.gate.reasons, datetime.now(UTC)).digest
