"""Read a dataset or a split back as Arrow tables, without the rows that were deleted as duplicates."""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from penstock.dataset.manifests import DatasetManifest, load

DELETED_FILE = "deleted.bits"
_BATCH_ROWS = 1 << 17


def iterate(folder: Path, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
    """Yield the rows of a dataset in order, a bounded number at a time; raises `StoreError` without a manifest."""
    files = load(folder, DatasetManifest).files
    deleted = np.fromfile(folder / DELETED_FILE, dtype=np.uint8)
    start = 0
    for file in files:
        for table in _tables(folder / file.name, columns):
            # a batch may start inside a byte: unpack from the byte before and drop the bits that are not ours
            bits = np.unpackbits(deleted[start // 8 : (start + table.num_rows + 7) // 8], bitorder="little")
            gone = bits[start % 8 : start % 8 + table.num_rows].astype(np.bool_)
            start += table.num_rows
            yield table.filter(pa.array(~gone)) if gone.any() else table


def read_table(folder: Path, columns: Sequence[str] | None = None, limit: int | None = None) -> pa.Table:
    """Read a dataset's rows into one table: the first `limit` of them, or all."""
    kept: list[pa.Table] = []
    stream = iterate(folder, columns)
    first = next(stream)
    rows = 0
    for table in chain([first], stream):
        kept.append(table if limit is None else table.slice(0, limit - rows))
        rows += kept[-1].num_rows
        if limit is not None and rows >= limit:
            break
    return pa.concat_tables(kept)


def _tables(path: Path, columns: Sequence[str] | None) -> Iterator[pa.Table]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=columns):
            table = pa.Table.from_batches([batch])
            yield table if columns is None else table.select(list(columns))
