"""Split a dataset into train, validation and test, so that a row keeps its side from one run to the next."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from penstock.contract import Contract
from penstock.contract.frames import arrow_schema
from penstock.dataset.hashes import Hashes, mix
from penstock.dataset.manifests import DatasetManifest, RowFile, SplitManifest, load, row_file, save
from penstock.dataset.parts import hash_records
from penstock.dataset.rows import open_writer
from penstock.dataset.table import iterate
from penstock.errors import DataError, ProjectError
from penstock.files import fresh_folder, writing
from penstock.settings import Dataset

SIDES = ("train", "validation", "test")
_LEFT_OUT = np.int8(-1)
_Labels = NDArray[np.int8]
_Classes = dict[str, Counter[str]]


@dataclass(frozen=True, slots=True)
class _Traits:
    """What the split knows of each row of the dataset, each of shape (rows,)."""

    lot: Hashes
    time: NDArray[np.int64]
    labelled: NDArray[np.bool_]


def split(folder: Path, contract: Contract, settings: Dataset, seed: int, into: Path) -> SplitManifest:
    """Write train.parquet, validation.parquet and test.parquet into the folder `into`, whole or not at all.

    With an event time the latest rows are the test; else the hash of the key, or of the row, decides.
    Rows with a missing target are left out. Shares are of all rows with a target.

    Raises:
        ProjectError: the two shares leave nothing to train on.
        DataError: a side would be empty, or a class has no training row.
    """
    if settings.test_share + settings.validation_share >= 1.0:
        raise ProjectError(
            "test_share and validation_share leave nothing to train on", where="dataset", fix="make their sum less than 1"
        )
    traits = _traits(folder, contract, seed)
    labels = _by_time(traits, settings) if contract.time is not None else _by_lot(traits, settings)
    labels[~traits.labelled] = _LEFT_OUT
    thinned = _thin(labels, traits.lot, settings.max_training_rows)
    _refuse_empty_side(labels)
    with fresh_folder(into) as scratch, writing(into):
        files, classes = _write(folder, contract, labels, scratch)
        _refuse_absent_class(contract, classes)
        manifest = SplitManifest(
            dataset=load(folder, DatasetManifest).version,
            method="time" if contract.time is not None else "key" if contract.key is not None else "content",
            seed=seed,
            train=files[0].rows,
            validation=files[1].rows,
            test=files[2].rows,
            without_target=int((~traits.labelled).sum()),
            thinned=thinned,
            files=files,
        )
        save(manifest, scratch)
    return manifest


def _traits(folder: Path, contract: Contract, seed: int) -> _Traits:
    lots, times, labelled = [], [], []
    # scattered first: neighbouring seeds would otherwise flip only low bits, and give nearly the same split
    salt = mix(np.array([seed], dtype=np.uint64))
    for table in iterate(folder):
        records = hash_records(table, contract)
        lots.append(mix(records["identity"] ^ salt))
        times.append(records["time"].copy())
        labelled.append(table.column(contract.target.name).is_valid().to_numpy())
    return _Traits(np.concatenate(lots), np.concatenate(times), np.concatenate(labelled))


def _by_lot(traits: _Traits, settings: Dataset) -> _Labels:
    share = traits.lot / 2.0**64
    held_out = settings.test_share + settings.validation_share
    return np.where(share < settings.test_share, 2, np.where(share < held_out, 1, 0)).astype(np.int8)


def _by_time(traits: _Traits, settings: Dataset) -> _Labels:
    known = np.flatnonzero(traits.labelled)
    # rows of one instant are parted by lot, so that coarse dates still give the shares asked for
    order = known[np.lexsort((traits.lot[known], traits.time[known]))]
    test = round(order.size * settings.test_share)
    validation = round(order.size * settings.validation_share)
    labels = np.zeros(traits.lot.size, dtype=np.int8)
    labels[order[order.size - test - validation :]] = 1
    labels[order[order.size - test :]] = 2
    return labels


def _thin(labels: _Labels, lot: Hashes, limit: int) -> int:
    train = np.flatnonzero(labels == 0)
    if train.size <= limit:
        return 0
    # scattered once more: the first lot already chose the side
    order = np.argsort(mix(lot[train]), kind="stable")
    labels[train[order[limit:]]] = _LEFT_OUT
    return int(train.size - limit)


def _refuse_empty_side(labels: _Labels) -> None:
    for label, side in enumerate(SIDES):
        if not (labels == label).any():
            raise DataError(f"no row falls into {side}", where="split", fix="give more rows, or larger shares for that side")


def _write(folder: Path, contract: Contract, labels: _Labels, into: Path) -> tuple[tuple[RowFile, ...], _Classes]:
    paths = [into / f"{side}.parquet" for side in SIDES]
    writers = [open_writer(path, arrow_schema(contract)) for path in paths]
    classes: _Classes = {side: Counter() for side in SIDES}
    start = 0
    try:
        for table in iterate(folder):
            mine = labels[start : start + table.num_rows]
            start += table.num_rows
            for label, side in enumerate(SIDES):
                rows = table.filter(pa.array(mine == label))
                writers[label].write_table(rows)
                if contract.task != "regression":
                    classes[side].update(_classes(rows.column(contract.target.name)))
    finally:
        for writer in writers:
            writer.close()
    return tuple(row_file(path, int((labels == label).sum())) for label, path in enumerate(paths)), classes


def _classes(target: pa.ChunkedArray) -> dict[str, int]:
    counts = pc.value_counts(target.cast(pa.string()))
    return dict(zip(counts.field("values").to_pylist(), counts.field("counts").to_pylist(), strict=True))


def _refuse_absent_class(contract: Contract, classes: _Classes) -> None:
    if contract.task == "regression":
        return
    wanted = set(contract.target.categories) or set().union(*classes.values())
    absent = sorted(wanted - set(classes["train"]))
    if absent:
        raise DataError(
            f"{len(absent)} of {len(wanted)} classes have no training row",
            where=f"target column {contract.target.name!r}",
            fix="give more rows of the rare classes, merge them, or take them out of the contract's categories",
        )
