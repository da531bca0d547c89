"""Parts become one dataset with a version by content, or a refusal that names the worst offenders."""

from pathlib import Path

import pytest

from penstock.contract import Column, Contract
from penstock.dataset.combine import combine
from penstock.dataset.manifests import DatasetManifest, load
from penstock.dataset.table import read_table
from penstock.errors import ContractError, DataError, StoreError
from penstock.files import tree_digest
from penstock.settings import Dataset
from tests.dataset.samples import HOUSES, START, houses, part


def test_the_last_row_of_a_key_wins_across_parts(tmp_path: Path) -> None:
    changed = houses(10, 5)
    changed["price"][0] = 7.0
    manifest = combine(
        [part(tmp_path / "a", houses(10)), part(tmp_path / "b", changed, name="b")], HOUSES, Dataset(), tmp_path / "all"
    )
    assert (manifest.rows, manifest.stored, manifest.duplicates, manifest.superseded) == (15, 20, 4, 1)
    prices = dict(zip(*(read_table(tmp_path / "all").column(name).to_pylist() for name in ("id", "price")), strict=True))
    assert prices["h5"] == 7.0
    assert load(tmp_path / "all", DatasetManifest) == manifest


def test_the_latest_row_of_a_key_wins_when_declared(tmp_path: Path) -> None:
    rows = houses(3)
    rows["id"], rows["sold"] = ["x", "x", "y"], [START.replace(year=2025), START, None]
    combine([part(tmp_path / "a", rows)], HOUSES, Dataset(winner="latest"), tmp_path / "all")
    assert read_table(tmp_path / "all").column("price").to_pylist() == [1000.0, 1002.0]


def test_equal_rows_without_a_key_are_one_unless_each_counts(tmp_path: Path) -> None:
    columns = (Column(name="x", kind="number"), Column(name="y", kind="number", role="target"))
    contract = Contract(task="regression", columns=columns)
    rows = {"x": [1.0, 1.0, 1.0], "y": [2.0, 2.0, 3.0]}
    manifest = combine([part(tmp_path / "a", rows, contract)], contract, Dataset(), tmp_path / "all")
    assert (manifest.rows, manifest.duplicates, manifest.superseded) == (2, 1, 0)
    manifest = combine([part(tmp_path / "b", rows, contract)], contract, Dataset(repeats="keep"), tmp_path / "kept")
    assert (manifest.rows, manifest.duplicates) == (3, 0)
    assert read_table(tmp_path / "kept").num_rows == 3


def test_rows_of_one_key_are_one_whatever_is_said_of_repeats(tmp_path: Path) -> None:
    parts = [part(tmp_path / "a", houses(3)), part(tmp_path / "b", houses(3), name="b")]
    assert combine(parts, HOUSES, Dataset(repeats="keep"), tmp_path / "all").rows == 3


def test_the_version_follows_the_content_alone(tmp_path: Path) -> None:
    for name in ("one", "two"):
        combine([part(tmp_path / f"{name}-part", houses(10))], HOUSES, Dataset(), tmp_path / name)
    other = combine([part(tmp_path / "other-part", houses(11))], HOUSES, Dataset(), tmp_path / "other")
    assert tree_digest(tmp_path / "one") == tree_digest(tmp_path / "two")
    assert load(tmp_path / "one", DatasetManifest).version != other.version


def test_too_many_refused_rows_name_the_worst_columns_and_the_source_but_no_value(tmp_path: Path) -> None:
    rows = houses(10)
    rows["rooms"][:3], rows["district"][9] = [77, 77, 77], "westside"
    parts = [part(tmp_path / "a", houses(5, 50)), part(tmp_path / "b", rows, name="south")]
    with pytest.raises(DataError) as caught:
        combine(parts, HOUSES, Dataset(), tmp_path / "all")
    assert str(caught.value) == (
        "4 of 15 rows (26.7%) break the contract; the limit is 5.0%. Worst: "
        "column 'rooms': above the maximum (3 times); column 'district': unseen category (1 times)\n"
        f"  where: source 'south'; each row and its reason: {tmp_path}/b/quarantine.parquet\n"
        "  fix:   set the source's `units`, raise the maximum in the contract, or mend those cells; "
        "or raise dataset.quarantine_limit"
    )
    assert not (tmp_path / "all").exists()


def test_quarantine_below_the_limit_is_kept_with_the_dataset(tmp_path: Path) -> None:
    rows = houses(10)
    rows["rooms"][4] = None
    manifest = combine([part(tmp_path / "a", rows)], HOUSES, Dataset(quarantine_limit=0.1), tmp_path / "all")
    assert (manifest.rows, manifest.quarantined, manifest.problems[0].reason) == (9, 1, "missing")
    assert (tmp_path / "all" / "quarantine.parquet").is_file()


def test_a_dataset_with_no_row_left_is_refused_at_any_limit(tmp_path: Path) -> None:
    rows = houses(2)
    rows["rooms"] = [99, 99]
    with pytest.raises(DataError, match="2 of 2 rows"):
        combine([part(tmp_path / "a", rows)], HOUSES, Dataset(quarantine_limit=1.0), tmp_path / "all")


def test_sources_without_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no rows"):
        combine([part(tmp_path / "a", houses(0))], HOUSES, Dataset(), tmp_path / "all")


@pytest.mark.parametrize(("prices", "message"), [([5.0, 5.0, None], "same value"), ([None] * 3, "no row has a value")])
def test_a_target_that_teaches_nothing_is_refused(tmp_path: Path, prices: list[object], message: str) -> None:
    rows = houses(3)
    rows["price"] = prices
    with pytest.raises(DataError, match=message):
        combine([part(tmp_path / "a", rows)], HOUSES, Dataset(), tmp_path / "all")
    assert not (tmp_path / "all").exists()


def test_a_part_of_another_contract_is_refused(tmp_path: Path) -> None:
    other = Contract(task="regression", columns=HOUSES.columns, out_of_range="accept")
    with pytest.raises(ContractError, match="another contract"):
        combine([part(tmp_path / "a", houses(3))], other, Dataset(), tmp_path / "all")


def test_a_damaged_part_is_refused(tmp_path: Path) -> None:
    folder = part(tmp_path / "a", houses(3))
    with (folder / "rows-00000.parquet").open("ab") as file:
        file.write(b"x")
    with pytest.raises(StoreError, match="changed"):
        combine([folder], HOUSES, Dataset(), tmp_path / "all")


def test_the_latest_cannot_win_without_an_event_time(tmp_path: Path) -> None:
    contract = Contract(task="regression", columns=(Column(name="y", kind="number", role="target"),))
    with pytest.raises(ContractError, match="'time'"):
        combine([part(tmp_path / "a", {"y": [1.0, 2.0]}, contract)], contract, Dataset(winner="latest"), tmp_path / "all")
