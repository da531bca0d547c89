"""A split has the shares asked for, keeps the future out of training, and keeps a row on its side."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from penstock.contract import Column, Contract
from penstock.dataset.combine import combine
from penstock.dataset.manifests import SplitManifest, load
from penstock.dataset.split import SIDES, split
from penstock.errors import DataError, ProjectError
from penstock.files import tree_digest
from penstock.settings import Dataset
from tests.dataset.samples import HOUSES, houses, part

KEYED = Contract(task="regression", columns=(HOUSES.columns[0], HOUSES.columns[-1]))
CLASSES = Contract(
    task="multiclass",
    columns=(HOUSES.columns[0], Column(name="kind", kind="category", role="target", categories=("a", "b"))),
)


def _dataset(folder: Path, rows: dict[str, list[object]], contract: Contract) -> Path:
    combine([part(folder / "part", rows, contract)], contract, Dataset(), folder / "dataset")
    return folder / "dataset"


def _keyed(count: int) -> dict[str, list[object]]:
    rows = houses(count)
    return {name: rows[name] for name in ("id", "price")}


def _sides(folder: Path) -> dict[str, pa.Table]:
    return {side: pq.read_table(folder / f"{side}.parquet") for side in SIDES}


def _ids(folder: Path) -> dict[str, set[str]]:
    return {side: set(table.column("id").to_pylist()) for side, table in _sides(folder).items()}


def test_the_latest_rows_are_the_test(tmp_path: Path) -> None:
    rows = {name: values[::-1] for name, values in houses(100).items()}
    manifest = split(_dataset(tmp_path, rows, HOUSES), HOUSES, Dataset(), 7, tmp_path / "split")
    assert (manifest.method, manifest.train, manifest.validation, manifest.test) == ("time", 60, 20, 20)
    times = {side: table.column("sold").to_pylist() for side, table in _sides(tmp_path / "split").items()}
    assert max(times["train"]) < min(times["validation"])
    assert max(times["validation"]) < min(times["test"])
    assert load(tmp_path / "split", SplitManifest) == manifest


def test_coarse_times_still_give_the_shares(tmp_path: Path) -> None:
    rows = houses(100)
    rows["sold"] = [rows["sold"][0]] * 100
    manifest = split(_dataset(tmp_path, rows, HOUSES), HOUSES, Dataset(), 7, tmp_path / "split")
    assert (manifest.train, manifest.validation, manifest.test) == (60, 20, 20)


def test_a_row_keeps_its_side_when_others_come(tmp_path: Path) -> None:
    few, many = tmp_path / "few", tmp_path / "many"
    for folder, count in ((few, 1000), (many, 2000)):
        split(_dataset(folder, _keyed(count), KEYED), KEYED, Dataset(), 7, folder / "split")
    before, after = _ids(few / "split"), _ids(many / "split")
    assert all(before[side] <= after[side] for side in SIDES)
    assert 350 < len(after["test"]) < 450


def test_another_seed_gives_another_split(tmp_path: Path) -> None:
    dataset = _dataset(tmp_path, _keyed(1000), KEYED)
    for seed in (7, 8):
        split(dataset, KEYED, Dataset(), seed, tmp_path / str(seed))
    common = _ids(tmp_path / "7")["test"] & _ids(tmp_path / "8")["test"]
    assert 20 <= len(common) <= 70


def test_the_same_dataset_gives_the_same_bytes(tmp_path: Path) -> None:
    dataset = _dataset(tmp_path, houses(50), HOUSES)
    for name in ("one", "two"):
        split(dataset, HOUSES, Dataset(), 7, tmp_path / name)
    assert tree_digest(tmp_path / "one") == tree_digest(tmp_path / "two")


def test_rows_without_a_target_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = houses(100)
    rows["price"][40:60] = [None] * 20
    manifest = split(_dataset(tmp_path, rows, HOUSES), HOUSES, Dataset(), 7, tmp_path / "split")
    assert (manifest.without_target, manifest.train, manifest.validation, manifest.test) == (20, 48, 16, 16)
    assert sum(table.column("price").null_count for table in _sides(tmp_path / "split").values()) == 0


def test_training_rows_above_the_limit_are_thinned_evenly(tmp_path: Path) -> None:
    settings = Dataset(max_training_rows=100)
    manifest = split(_dataset(tmp_path, houses(1000), HOUSES), HOUSES, settings, 7, tmp_path / "split")
    assert (manifest.train, manifest.thinned, manifest.test) == (100, 500, 200)
    kept = [int(name[1:]) for name in _ids(tmp_path / "split")["train"]]
    assert 30 <= sum(number < 300 for number in kept) <= 70


def test_without_a_key_the_rows_content_decides(tmp_path: Path) -> None:
    contract = Contract(task="regression", columns=(Column(name="y", kind="number", role="target"),))
    dataset = _dataset(tmp_path, {"y": [float(number) for number in range(200)]}, contract)
    manifest = split(dataset, contract, Dataset(), 7, tmp_path / "split")
    assert (manifest.method, manifest.train + manifest.validation + manifest.test) == ("content", 200)


def _classes(rows: dict[str, list[object]], second: set[str]) -> dict[str, list[object]]:
    return {"id": rows["id"], "kind": ["b" if name in second else "a" for name in rows["id"]]}


@pytest.mark.parametrize("size", [1, 2, 9])
def test_a_class_that_would_be_held_out_whole_gets_one_training_row(tmp_path: Path, size: int) -> None:
    rows = _keyed(100)
    split(_dataset(tmp_path / "probe", rows, KEYED), KEYED, Dataset(), 7, tmp_path / "probe" / "split")
    held_out = sorted(_ids(tmp_path / "probe" / "split")["test"])[:size]
    made = split(_dataset(tmp_path, _classes(rows, set(held_out)), CLASSES), CLASSES, Dataset(), 7, tmp_path / "split")
    kinds = {side: table.column("kind").to_pylist().count("b") for side, table in _sides(tmp_path / "split").items()}
    assert (made.moved, kinds) == (1, {"train": 1, "validation": 0, "test": size - 1})


def test_a_moved_row_yields_its_place_only_to_a_row_that_belongs_in_training(tmp_path: Path) -> None:
    rows = _keyed(100)
    split(_dataset(tmp_path / "probe", rows, KEYED), KEYED, Dataset(), 7, tmp_path / "probe" / "split")
    by_lot = _ids(tmp_path / "probe" / "split")
    held_out, native = sorted(by_lot["test"]), sorted(by_lot["train"])
    trained = []
    for number, second in enumerate(([*held_out[:4]], [*held_out[:4], native[0]])):
        dataset = _dataset(tmp_path / str(number), _classes(rows, set(second)), CLASSES)
        split(dataset, CLASSES, Dataset(), 7, tmp_path / str(number) / "split")
        trained.append(_ids(tmp_path / str(number) / "split")["train"] & set(second))
    assert len(trained[0]) == 1
    assert trained[1] == {native[0]}


def test_a_class_that_first_appears_late_gets_its_earliest_row_into_training(tmp_path: Path) -> None:
    kind = Column(name="kind", kind="category", role="target", categories=("a", "b"))
    contract = Contract(task="binary", columns=(*HOUSES.columns[:2], kind))
    rows = houses(100)
    dataset = _dataset(
        tmp_path, {"id": rows["id"], "sold": rows["sold"], "kind": ["b" if n >= 90 else "a" for n in range(100)]}, contract
    )
    manifest = split(dataset, contract, Dataset(), 7, tmp_path / "split")
    assert (manifest.moved, manifest.train, manifest.test) == (1, 61, 19)
    assert "h90" in _ids(tmp_path / "split")["train"]


def test_no_class_is_thinned_away(tmp_path: Path) -> None:
    rows = _keyed(1000)
    settings = Dataset(max_training_rows=20)
    manifest = split(_dataset(tmp_path, _classes(rows, {"h5"}), CLASSES), CLASSES, settings, 7, tmp_path / "split")
    assert manifest.train == 20
    assert "h5" in _ids(tmp_path / "split")["train"]


def test_a_declared_class_without_any_row_is_refused(tmp_path: Path) -> None:
    kind = Column(name="kind", kind="category", role="target", categories=("a", "b", "c"))
    contract = Contract(task="multiclass", columns=(CLASSES.columns[0], kind))
    dataset = _dataset(tmp_path, _classes(_keyed(100), {"h5", "h6"}), contract)
    with pytest.raises(DataError, match="1 of 3 classes have no row"):
        split(dataset, contract, Dataset(), 7, tmp_path / "split")
    assert not (tmp_path / "split").exists()


def test_equal_rows_that_are_kept_fall_on_every_side(tmp_path: Path) -> None:
    contract = Contract(task="regression", columns=(Column(name="y", kind="number", role="target"),))
    settings = Dataset(repeats="keep")
    combine([part(tmp_path / "part", {"y": [1.0, 2.0] * 500}, contract)], contract, settings, tmp_path / "dataset")
    manifest = split(tmp_path / "dataset", contract, settings, 7, tmp_path / "split")
    assert (manifest.train + manifest.validation + manifest.test) == 1000
    assert 150 < manifest.test < 250


def test_a_rare_class_stays(tmp_path: Path) -> None:
    rows = _keyed(200)
    classes: dict[str, list[object]] = {"id": rows["id"], "kind": ["b" if number < 12 else "a" for number in range(200)]}
    split(_dataset(tmp_path, classes, CLASSES), CLASSES, Dataset(), 7, tmp_path / "split")
    kinds = [kind for table in _sides(tmp_path / "split").values() for kind in table.column("kind").to_pylist()]
    assert kinds.count("b") == 12


def test_too_few_rows_for_a_side_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="none falls into"):
        split(_dataset(tmp_path, houses(2), HOUSES), HOUSES, Dataset(), 7, tmp_path / "split")


def test_shares_that_leave_no_training_rows_are_refused(tmp_path: Path) -> None:
    settings = Dataset(test_share=0.5, validation_share=0.5)
    with pytest.raises(ProjectError, match="nothing to train on"):
        split(tmp_path, HOUSES, settings, 7, tmp_path / "split")
