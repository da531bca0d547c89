"""Read one source and write its rows as a part."""

from kfp.dsl import Dataset, Output

from components.shell import stage_component


@stage_component
def ingest(contract: str, source: str, part: Output[Dataset]) -> int:
    """Read one source and write its rows as a part; return how many rows are good.

    Args:
        contract: the contract as JSON.
        source: the source's settings as JSON; secrets only by reference.
        part: the rows as Parquet, those in quarantine with their reasons, and a manifest.
    """
    from pathlib import Path

    from penstock.stages.ingest import ingest

    return ingest(contract, source, Path(part.path))
