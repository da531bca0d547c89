"""Read one source and write its rows as a part."""

from pathlib import Path

from penstock.contract.columns import decode_contract
from penstock.dataset.parts import write_part
from penstock.ingest.read import read
from penstock.settings import Source, decode_section
from penstock.stages.places import project_folder


def ingest(contract: str, source: str, part: Path) -> int:
    """Read one source under the contract into the folder `part`; return how many rows are good."""
    under, settings = decode_contract(contract), decode_section(source, Source)
    return write_part(read(settings, under, project_folder()), under, settings.name, part).rows
