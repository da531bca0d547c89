"""Read Parquet files in batches, only the columns that the contract asks for."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from penstock.contract.columns import Contract
from penstock.errors import SourceError
from penstock.ingest.assemble import assemble, locate
from penstock.ingest.batch import Batch
from penstock.settings import Source

BATCH_ROWS = 1 << 16


def read_parquet(path: Path, source: Source, contract: Contract, first_row: int = 1) -> Iterator[Batch]:
    """Yield the rows of one file, numbered from `first_row`; raises `SourceError` when it is damaged."""
    where = f"source {source.name!r}, {path.name}"
    try:
        with pq.ParquetFile(path) as file:
            names = list(file.schema_arrow.names)
            fields = locate(source, contract, names)
            wanted = [names[field.place] for field in fields if field.place is not None]
            for piece in file.iter_batches(batch_size=BATCH_ROWS, columns=wanted, use_threads=False):
                rows = np.arange(first_row, first_row + piece.num_rows, dtype=np.int64)
                first_row += piece.num_rows
                yield assemble(fields, contract, partial(_column, piece, names), rows, ())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError):
        raise SourceError(
            "this is not a readable Parquet file", where=where, fix="check the file, or the source's `kind`"
        ) from None


def _column(piece: pa.RecordBatch, names: list[str], place: int) -> pa.Array:
    return piece.column(names[place])
