"""Write rows to Parquet files of bounded size, the same bytes for the same batches."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from penstock.dataset.manifests import RowFile, row_file

ROWS_PER_FILE = 1_000_000


class RowWriter:
    """Append tables to `folder/<stem>-00000.parquet` and on, starting a new file when one is full."""

    def __init__(self, folder: Path, schema: pa.Schema, stem: str = "rows", rows_per_file: int = ROWS_PER_FILE) -> None:
        self._folder, self._schema, self._stem, self._limit = folder, schema, stem, rows_per_file
        self._writer: pq.ParquetWriter | None = None
        self._path = folder
        self._rows = 0
        self.files: list[RowFile] = []

    def append(self, table: pa.Table) -> None:
        """Write a table; one without rows leaves no trace."""
        if table.num_rows == 0:
            return
        if self._writer is None:
            self._path = self._folder / f"{self._stem}-{len(self.files):05d}.parquet"
            self._writer = open_writer(self._path, self._schema)
        self._writer.write_table(table)
        self._rows += table.num_rows
        if self._rows >= self._limit:
            self.close()

    def close(self) -> None:
        """Finish the open file, if there is one."""
        if self._writer is not None:
            self._writer.close()
            self.files.append(row_file(self._path, self._rows))
        self._writer, self._rows = None, 0


def open_writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """Open a Parquet file for tables of `schema`."""
    # Dictionaries help words that repeat; on numbers they only cost time, and on keys they are given up when they grow.
    words = [field.name for field in schema if pa.types.is_string(field.type)]
    return pq.ParquetWriter(path, schema, compression="lz4", use_dictionary=words, dictionary_pagesize_limit=1 << 16)
