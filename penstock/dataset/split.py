"""Split a dataset into train, validation and test, so that a row keeps its side from one run to the next."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from penstock.contract import Contract
from penstock.contract.frames import arrow_schema
from penstock.dataset.hashes import Hashes, mix
from penstock.dataset.manifests import DatasetManifest, RowFile, SplitManifest, load, row_file, save
from penstock.dataset.options import check_shares
from penstock.dataset.parts import hash_records
from penstock.dataset.rows import open_writer
from penstock.dataset.table import iterate
from penstock.errors import DataError
from penstock.files import fresh_folder, writing
from penstock.settings import Dataset

SIDES = ("train", "validation", "test")
_LEFT_OUT = np.int8(-1)
_Labels = NDArray[np.int8]
_Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Traits:
    """What the split knows of each row of the dataset, each of shape (rows,).

    `kind` is the place of the row's class in `classes` (always 0 for regression), -1 without a target.
    """

    lot: Hashes
    time: NDArray[np.int64]
    kind: _Places
    classes: tuple[str, ...]

    @property
    def labelled(self) -> NDArray[np.bool_]:
        return self.kind >= 0


def split(folder: Path, contract: Contract, settings: Dataset, seed: int, into: Path) -> SplitManifest:
    """Write train.parquet, validation.parquet and test.parquet into the folder `into`, whole or not at all.

    With an event time the latest rows are the test; else the hash of the key, or of the row, decides.
    Rows with a missing target are left out. Shares are of all rows with a target. A class that would have no training
    row gets its earliest one, or else the one whose hash is nearest to training: a model must have seen every class it
    names, and that row leaves training again only for a row that belongs there by itself.

    Raises:
        ProjectError: the two shares leave nothing to train on.
        DataError: a side would be empty, or a declared class has no row.
    """
    check_shares(settings)
    traits = _traits(folder, contract, settings, seed)
    _refuse_absent_class(contract, traits.classes)
    order = _by_time(traits) if contract.time is not None else np.argsort(~traits.lot, kind="stable")
    labels = _cut(traits, order, settings) if contract.time is not None else _by_lot(traits, settings)
    labels[~traits.labelled] = _LEFT_OUT
    moved = _give_each_class_a_row(labels, traits.kind, order) if contract.task != "regression" else 0
    thinned = _thin(labels, traits, settings.max_training_rows)
    _refuse_empty_side(labels)
    with fresh_folder(into) as scratch, writing(into):
        files = _write(folder, contract, labels, scratch)
        manifest = SplitManifest(
            dataset=load(folder, DatasetManifest).version,
            method="time" if contract.time is not None else "key" if contract.key is not None else "content",
            seed=seed,
            train=files[0].rows,
            validation=files[1].rows,
            test=files[2].rows,
            without_target=int((~traits.labelled).sum()),
            thinned=thinned,
            moved=moved,
            files=files,
        )
        save(manifest, scratch)
    return manifest


def _traits(folder: Path, contract: Contract, settings: Dataset, seed: int) -> _Traits:
    lots, times, kinds = [], [], []
    classes: dict[str, int] = {}
    # scattered first: neighbouring seeds would otherwise flip only low bits, and give nearly the same split
    salt = mix(np.array([seed], dtype=np.uint64))
    for table in iterate(folder):
        records = hash_records(table, contract)
        lots.append(mix(records["identity"] ^ salt))
        times.append(records["time"].copy())
        target = table.column(contract.target.name)
        known = target.is_valid().to_numpy()
        kinds.append(np.where(known, 0, -1) if contract.task == "regression" else _kinds(target, classes))
    lot = np.concatenate(lots)
    if contract.key is None and settings.repeats == "keep":
        lot = _tell_apart(lot)
    return _Traits(lot, np.concatenate(times), np.concatenate(kinds), tuple(classes))


def _kinds(target: pa.ChunkedArray, classes: dict[str, int]) -> _Places:
    """Return the place of each row's class in `classes`, which grows as new ones are met."""
    coded = target.cast(pa.string()).combine_chunks().dictionary_encode()
    places: _Places = np.array([classes.setdefault(name, len(classes)) for name in coded.dictionary.to_pylist()] + [-1])
    kinds: _Places = places[coded.indices.fill_null(-1).to_numpy()]
    return kinds


def _tell_apart(lot: Hashes) -> Hashes:
    """Give equal rows a lot each, by how many equal ones come before: else all of them would fall on one side."""
    order = np.argsort(lot, kind="stable")
    held = lot[order]
    first = np.append(True, held[1:] != held[:-1])
    before = np.arange(held.size) - np.flatnonzero(first)[np.cumsum(first) - 1]
    made = np.empty_like(lot)
    made[order] = np.where(before == 0, held, mix(held + before.astype(np.uint64)))
    return made


def _by_lot(traits: _Traits, settings: Dataset) -> _Labels:
    share = traits.lot / 2.0**64
    held_out = settings.test_share + settings.validation_share
    return np.where(share < settings.test_share, 2, np.where(share < held_out, 1, 0)).astype(np.int8)


def _by_time(traits: _Traits) -> _Places:
    # rows of one instant are parted by lot, so that coarse dates still give the shares asked for
    return np.lexsort((traits.lot, traits.time))


def _cut(traits: _Traits, order: _Places, settings: Dataset) -> _Labels:
    order = order[traits.labelled[order]]
    test = round(order.size * settings.test_share)
    validation = round(order.size * settings.validation_share)
    labels = np.zeros(traits.lot.size, dtype=np.int8)
    labels[order[order.size - test - validation :]] = 1
    labels[order[order.size - test :]] = 2
    return labels


def _give_each_class_a_row(labels: _Labels, kind: _Places, order: _Places) -> int:
    """Take into training the first row, in `order`, of every class that has none there; return how many."""
    lacking = np.setdiff1d(kind[kind >= 0], kind[labels == 0])
    for each in lacking:
        labels[order[kind[order] == each][0]] = 0
    return int(lacking.size)


def _thin(labels: _Labels, traits: _Traits, limit: int) -> int:
    train = np.flatnonzero(labels == 0)
    if train.size <= limit:
        return 0
    # scattered once more: the first lot already chose the side
    train = train[np.argsort(mix(traits.lot[train]), kind="stable")]
    first = np.zeros(train.size, dtype=np.bool_)
    first[np.unique(traits.kind[train], return_index=True)[1]] = True
    # the first row of every class comes first, so that no class is thinned away
    train = train[np.argsort(~first, kind="stable")]
    labels[train[limit:]] = _LEFT_OUT
    return int(train.size - limit)


def _refuse_empty_side(labels: _Labels) -> None:
    for label, side in enumerate(SIDES):
        if not (labels == label).any():
            rows = int((labels != _LEFT_OUT).sum())
            fix = "give more rows, or a larger share for that side"
            raise DataError(f"of {rows:,} rows none falls into {side}", where="dataset.test_share, validation_share", fix=fix)


def _write(folder: Path, contract: Contract, labels: _Labels, into: Path) -> tuple[RowFile, ...]:
    paths = [into / f"{side}.parquet" for side in SIDES]
    writers = [open_writer(path, arrow_schema(contract)) for path in paths]
    start = 0
    try:
        for table in iterate(folder):
            mine = labels[start : start + table.num_rows]
            start += table.num_rows
            for label, writer in enumerate(writers):
                writer.write_table(table.filter(pa.array(mine == label)))
    finally:
        for writer in writers:
            writer.close()
    return tuple(row_file(path, int((labels == label).sum())) for label, path in enumerate(paths))


def _refuse_absent_class(contract: Contract, seen: tuple[str, ...]) -> None:
    declared = contract.target.categories
    absent = set(declared) - set(seen)
    if contract.task != "regression" and absent:
        raise DataError(
            f"{len(absent)} of {len(declared)} classes have no row: {', '.join(map(repr, sorted(absent)[:3]))}",
            where=f"target column {contract.target.name!r}",
            fix="give rows of every class, or take the absent ones out of the contract's categories",
        )
