"""Split a dataset into rows to train on, to choose by, and to judge by."""

from pathlib import Path

from penstock.contract.columns import decode_contract
from penstock.dataset.split import split as split_dataset
from penstock.settings import Dataset, decode_section


def split(contract: str, settings: str, seed: int, dataset: Path, splits: Path) -> int:
    """Split `dataset` into the folder `splits`; return how many rows are for training."""
    return split_dataset(dataset, decode_contract(contract), decode_section(settings, Dataset), seed, splits).train
