"""Read one source and write its rows as a part."""

from pathlib import Path

from penstock.contract.columns import decode_contract
from penstock.dataset.parts import write_part
from penstock.ingest.read import read
from penstock.settings import Source, decode_section
from penstock.stages.places import project_folder


def ingest(contract: str, source: str, part: Path) -> int:
    """Read one source under the contract into the folder `part`; return how many rows are good.

    Rows are read in batches, so memory does not grow with the source. A row with a cell that cannot be read, or that
    breaks the contract, goes to the part's quarantine with its reasons and stops nothing here.

    Raises:
        SourceError: the source is absent, refuses, misses its `sha256`, exceeds `max_bytes`, is damaged, or needs a secret
            or a driver that is not there; correct its entry in the project file, or bring the source back.
        UnreachableError: the server of a download or a database does not answer; run again when it does.
        ContractError: the contract cannot be read, or the source lacks a column or has it twice, or its entry names a
            column, unit or time zone that nobody knows; mend the contract, or the source's `columns` and `units`.
        StoreError: the part, or a download on its way to it, cannot be written; free some space, or choose a folder that
            can be written.
    """
    under, settings = decode_contract(contract), decode_section(source, Source)
    return write_part(read(settings, under, project_folder()), under, settings.name, part).rows
