"""A dataset is read without its deleted rows, across files and batches."""

from pathlib import Path

import pytest

from penstock.dataset import table as reading
from penstock.dataset.combine import combine
from penstock.dataset.table import iterate, read_table
from penstock.errors import StoreError
from penstock.settings import Dataset
from tests.dataset.samples import HOUSES, houses, part


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    parts = [part(tmp_path / "a", houses(13)), part(tmp_path / "b", houses(13, 9), name="b")]
    combine(parts, HOUSES, Dataset(), tmp_path / "dataset")
    return tmp_path / "dataset"


@pytest.mark.parametrize("batch_rows", [1, 3, 8, 100])
def test_deleted_rows_are_left_out_whatever_the_batch(dataset: Path, batch_rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_BATCH_ROWS", batch_rows)
    ids = [value for table in iterate(dataset) for value in table.column("id").to_pylist()]
    assert ids == [f"h{number}" for number in range(22)]


def test_columns_come_in_the_order_asked_for(dataset: Path) -> None:
    assert read_table(dataset, ["price", "id"]).column_names == ["price", "id"]


def test_a_limit_reads_the_first_rows(dataset: Path) -> None:
    assert read_table(dataset, limit=11).column("id").to_pylist() == [f"h{number}" for number in range(11)]
    assert read_table(dataset, limit=0).num_rows == 0
    assert read_table(dataset, limit=10**6).num_rows == 22


def test_a_folder_without_a_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="manifest"):
        read_table(tmp_path)
