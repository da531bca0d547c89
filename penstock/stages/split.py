"""Split a dataset into rows to train on, to choose by, and to judge by."""

from pathlib import Path

from penstock.contract.columns import decode_contract
from penstock.dataset.split import split as split_dataset
from penstock.settings import Dataset, decode_section


def split(contract: str, settings: str, seed: int, dataset: Path, splits: Path) -> int:
    """Split `dataset` into the folder `splits`; return how many rows are for training.

    With an event time the latest rows are the test; without one, a hash of the key or of the row decides, so that a row
    stays on its side from one run to the next. Rows without a target are left out. A class that would have no training row
    gets one.

    Raises:
        ProjectError: `dataset.test_share` and `dataset.validation_share` leave nothing to train on; make their sum less
            than 1.
        DataError: no row falls into one of the three sides; give more rows, or a larger share for that side.
        DataError: a class of the contract has no row at all; give rows of it, or take it out of the target's categories.
        ContractError: the contract cannot be read; mend it, or make it anew with `penstock init`.
        StoreError: the dataset's manifest is absent or damaged; run combine again.
        StoreError: the splits cannot be written; free some space, or choose a store that can be written.
    """
    return split_dataset(dataset, decode_contract(contract), decode_section(settings, Dataset), seed, splits).train
