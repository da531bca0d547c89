"""A part is whole or absent, says what it holds, and is the same bytes for the same batches."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from penstock.dataset.manifests import PartManifest, load
from penstock.dataset.parts import HASH_RECORD, write_part
from penstock.errors import SourceError
from penstock.files import tree_digest
from penstock.ingest.batch import Batch, Fault
from tests.dataset.samples import HOUSES, batch, houses


def _batches() -> Iterator[Batch]:
    yield batch(houses(10))
    rows = houses(10, 10)
    rows["rooms"][0], rows["rooms"][1], rows["area"][2] = 99, 99, None
    yield batch(rows, faults=(Fault(15, "", "malformed line"),), first=11)


def test_a_part_counts_what_it_kept_refused_and_misses(tmp_path: Path) -> None:
    manifest = write_part(_batches(), HOUSES, "north", tmp_path / "part")
    assert (manifest.rows, manifest.quarantined, manifest.missing) == (17, 3, {"area": 1})
    assert [(problem.column, problem.reason, problem.cells) for problem in manifest.problems] == [
        ("rooms", "above the maximum", 2),
        ("", "malformed line", 1),
    ]
    assert (manifest.first_time, manifest.last_time) == ("2024-01-01T00:00:00+00:00", "2024-01-20T00:00:00+00:00")
    assert load(tmp_path / "part", PartManifest) == manifest


def test_a_part_holds_rows_quarantine_and_hashes(tmp_path: Path) -> None:
    write_part(_batches(), HOUSES, "north", tmp_path / "part")
    assert pq.read_table(tmp_path / "part" / "rows-00000.parquet").num_rows == 17
    assert pq.read_table(tmp_path / "part" / "quarantine.parquet").to_pylist() == [
        {"source": "north", "row": 11, "column": "rooms", "reason": "above the maximum"},
        {"source": "north", "row": 12, "column": "rooms", "reason": "above the maximum"},
        {"source": "north", "row": 15, "column": "", "reason": "malformed line"},
    ]
    assert (tmp_path / "part" / "hashes.bin").stat().st_size == 17 * HASH_RECORD.itemsize


def test_the_same_batches_give_the_same_bytes(tmp_path: Path) -> None:
    first = write_part(_batches(), HOUSES, "north", tmp_path / "one")
    second = write_part(_batches(), HOUSES, "north", tmp_path / "two")
    assert first == second
    assert tree_digest(tmp_path / "one") == tree_digest(tmp_path / "two")


def test_a_source_that_fails_midway_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[Batch]:
        yield batch(houses(5))
        raise SourceError("the connection was cut")

    with pytest.raises(SourceError):
        write_part(broken(), HOUSES, "north", tmp_path / "part")
    assert list(tmp_path.iterdir()) == []


def test_a_source_without_rows_gives_an_empty_part(tmp_path: Path) -> None:
    manifest = write_part(iter([]), HOUSES, "north", tmp_path / "part")
    assert (manifest.rows, manifest.files, manifest.first_time) == (0, (), None)
