"""`penstock init` and then `penstock run`, unedited, make a champion of tables of many shapes."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e import tables
from tests.e2e.conftest import Command, change
from tests.e2e.tables import Table

CALIFORNIA = Path(__file__).parents[2] / "examples" / "california"
LOOSE_BOUND_DOLLARS = 60_000.0
Maker = Callable[[Path], Table]
Told = dict[str, str]

SECOND_CLASS = "of its two classes, the second in the contract is the positive one"
SPARSE = {f"sensor_{number}": f"missing in {share}% of the rows" for number, share in enumerate((61, 70, 75, 81, 88, 95))}

UNEDITED: list[tuple[Maker, Told]] = [
    (tables.binary, {"state": SECOND_CLASS}),
    (tables.rare_classes, {"species": "3 of 5 classes have fewer than 10 rows: kept"}),
    (tables.heavy_missing, {"output": "missing in 15 of 1,500 rows", "grade": "of the rows", **SPARSE}),
    (tables.wide, {"alloy": SECOND_CLASS}),
    (tables.dates, {}),
    (tables.german, {}),
]
WITHOUT_SEARCH: list[tuple[Maker, Told]] = [
    (tables.json_lines, {"listing_id": "taken as the key", "tags, agent": "left out: it holds lists or objects"}),
    (tables.parquet, {"photo": "left out: it holds bytes"}),
    (tables.yes_no, {"bought": f"missing in 12 of 1,500 rows; nothing is learned from those; {SECOND_CLASS}"}),
    (tables.folder_of_files, {}),
    (tables.three_tables, {"garage, heating": "left out: not every table has such a column"}),
    (
        tables.junk_columns,
        {
            "Unnamed: 0": "left out: it numbers the rows",
            "listing_id": "taken as the key",
            "description": "left out: it is free text",
            "seller_email": "left out: it seems to hold e-mail addresses",
            "reached_at": "left out: it seems to hold telephone numbers",
            "owner_name": "left out: it seems to hold names of people",
            "currency": "left out: it holds the same value in every row",
            "remark": "left out: it holds no values",
            "price_in_thousands": "left out: alone it gives the target away",
            "account, serial": "left out: it is different in every row",
        },
    ),
    (tables.tiny, {"rent": "known in 60 rows only"}),
    (tables.odd_names, {}),
    (tables.few_values, {"survived": SECOND_CLASS, "all rows": "likely by chance: each counts"}),
    (tables.marks_for_missing, {"all rows": '"?" is taken as a mark for missing cells'}),
]


def _shape(case: object) -> str | None:
    return getattr(case, "__name__", "")


@pytest.fixture
def census() -> Path:
    """Return a copy of the California table: where PENSTOCK_CALIFORNIA points, or in the folder beside the checkout."""
    beside = Path(__file__).parents[3] / "shared" / "data" / "california_housing.csv"
    place = Path(os.environ.get("PENSTOCK_CALIFORNIA") or beside)
    if not place.is_file():
        pytest.skip(f"no copy of the California table at {place.name}: point PENSTOCK_CALIFORNIA at one")
    return place


def _init(penstock: Command, table: Table, project: Path) -> list[str]:
    made = penstock("init", *table.places, "--target", table.target, *table.options, "--into", project)
    assert made.returncode == 0, made.stderr
    assert made.stderr == ""
    return made.stdout.splitlines()


def _told(lines: list[str]) -> Told:
    """Return what the command said of each column: names and message stand in columns of their own."""
    pairs = [line.strip().split("  ", 1) for line in lines if line.startswith("  ")]
    told: Told = {}
    for names, message in pairs:
        told[names] = f"{told[names]}; {message.strip()}" if names in told else message.strip()
    return told


def _run(penstock: Command, project: Path) -> dict[str, float]:
    """Run the project, and return the champion's loss, the baseline's, and the upper end of their difference."""
    done = penstock("run", project)
    assert done.returncode == 0, done.stdout + done.stderr
    (model,) = json.loads(penstock("models", project, "--json").stdout)
    assert (model["state"], model["aliases"]) == ("registered", ["champion"])
    metrics = json.loads((Path(model["folder"]) / "metrics.json").read_bytes())
    name, beside = metrics["metric"], metrics["baseline"]
    return {"own": metrics["values"][name]["value"], "baseline": beside["values"][name], "at_most": beside["difference"]["high"]}


def test_the_unedited_california_table_is_learned(penstock: Command, census: Path, tmp_path: Path) -> None:
    lines = _init(penstock, Table((census,), "median_house_value"), tmp_path)
    assert lines[0] == "20,640 rows, 10 columns: regression of median_house_value from 9 of them"
    assert _told(lines) == {}
    loss = _run(penstock, tmp_path)
    assert loss["own"] < LOOSE_BOUND_DOLLARS
    assert loss["at_most"] < 0.0


@pytest.mark.parametrize(("maker", "expected"), UNEDITED, ids=_shape)
def test_an_unedited_project_beats_the_baseline(penstock: Command, tmp_path: Path, maker: Maker, expected: Told) -> None:
    told = _told(_init(penstock, maker(tmp_path), tmp_path / "project"))
    _has_said(told, expected)
    loss = _run(penstock, tmp_path / "project")
    assert loss["at_most"] < 0.0
    if maker is tables.rare_classes:
        _has_kept_every_row_and_class(tmp_path / "project")


def _has_kept_every_row_and_class(project: Path) -> None:
    (parted,) = (project / ".penstock" / "runs").glob("*/tasks/**/splits/manifest.json")
    split = json.loads(parted.read_bytes())
    # The hash holds all rows of one class out; one of them is learned from nevertheless.
    assert split["moved"] == 1
    assert split["train"] + split["validation"] + split["test"] == 2008


@pytest.mark.parametrize(("maker", "expected"), WITHOUT_SEARCH, ids=_shape)
def test_a_project_with_a_single_training_beats_the_baseline(
    penstock: Command, tmp_path: Path, maker: Maker, expected: Told
) -> None:
    told = _told(_init(penstock, maker(tmp_path), tmp_path / "project"))
    _has_said(told, expected)
    change(tmp_path / "project", "trials = 30", "trials = 0")
    loss = _run(penstock, tmp_path / "project")
    assert loss["own"] < loss["baseline"]


def _has_said(told: Told, expected: Told) -> None:
    # Of equal rows a word may always be said; of columns without anything odd, none.
    assert set(told) - {"all rows"} == set(expected) - {"all rows"}
    for names, words in expected.items():
        assert words in told[names]


def test_the_california_example_reads_a_local_copy_and_only_the_true_one(
    penstock: Command, census: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "california"
    shutil.copytree(CALIFORNIA, project, ignore=shutil.ignore_patterns(".penstock"))
    change(project, "trials = 20", "trials = 2")
    monkeypatch.setenv("PENSTOCK_CALIFORNIA", str(census.resolve()))
    assert penstock("check", project).returncode == 0
    assert _run(penstock, project)["own"] < LOOSE_BOUND_DOLLARS

    (tmp_path / "forged.csv").write_bytes(census.read_bytes().replace(b"452600.0", b"452601.0", 1))
    monkeypatch.setenv("PENSTOCK_CALIFORNIA", str(tmp_path / "forged.csv"))
    refused = penstock("run", project)
    assert refused.returncode == 5
    assert "sha256" in refused.stderr
    monkeypatch.setenv("PENSTOCK_CALIFORNIA", str(tmp_path / "absent.csv"))
    absent = penstock("check", project)
    assert absent.returncode == 5
    assert "PENSTOCK_CALIFORNIA" in absent.stderr
