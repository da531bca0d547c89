"""Rows go to files of bounded size."""

from pathlib import Path

import pyarrow.parquet as pq

from penstock.dataset.rows import RowWriter
from tests.dataset.samples import batch, houses


def test_a_full_file_is_followed_by_a_new_one(tmp_path: Path) -> None:
    table = batch(houses(10)).table
    writer = RowWriter(tmp_path, table.schema, rows_per_file=20)
    for _ in range(5):
        writer.append(table)
    writer.append(table.slice(0, 0))
    writer.close()
    assert [(file.name, file.rows) for file in writer.files] == [
        ("rows-00000.parquet", 20),
        ("rows-00001.parquet", 20),
        ("rows-00002.parquet", 10),
    ]
    assert [pq.read_metadata(tmp_path / file.name).num_rows for file in writer.files] == [20, 20, 10]
