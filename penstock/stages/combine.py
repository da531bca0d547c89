"""Bring the parts of all sources together as one dataset."""

from collections.abc import Sequence
from pathlib import Path

from penstock.contract.columns import decode_contract
from penstock.dataset.combine import combine as combine_parts
from penstock.settings import Dataset, decode_section


def combine(contract: str, settings: str, parts: Sequence[Path], dataset: Path) -> int:
    """Combine `parts`, in order, into the folder `dataset`; return how many rows are left."""
    return combine_parts(parts, decode_contract(contract), decode_section(settings, Dataset), dataset).rows
