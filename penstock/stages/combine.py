"""Bring the parts of all sources together as one dataset."""

from collections.abc import Sequence
from pathlib import Path

from penstock.contract.columns import decode_contract
from penstock.dataset.combine import combine as combine_parts
from penstock.settings import Dataset, decode_section


def combine(contract: str, settings: str, parts: Sequence[Path], dataset: Path) -> int:
    """Combine `parts`, in order, into the folder `dataset`; return how many rows are left.

    Of rows with one key, or without a key of equal rows, one stays: `dataset.winner` says which. With
    `dataset.repeats = "keep"`, equal rows without a key each count. Memory does not grow with the rows, and the row files
    of the parts are linked, not copied.

    Raises:
        DataError: more rows are in quarantine than `dataset.quarantine_limit` allows; mend the sources, widen the contract,
            or raise the limit.
        DataError: the sources hold no rows, or the target is unknown or the same in all of them; point the sources at the
            right tables, or choose another target.
        ContractError: the contract cannot be read, or a part was written under another; mend the contract, then ingest
            every source again.
        ContractError: the latest row is to win, but no column has the role `time`; set `dataset.winner` to `first` or
            `last`, or give a column that role.
        StoreError: a part is absent or was changed; ingest its source again.
        StoreError: the dataset cannot be written; free some space, or choose a store that can be written.
    """
    return combine_parts(parts, decode_contract(contract), decode_section(settings, Dataset), dataset).rows
