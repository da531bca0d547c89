"""The whole way: tables in two formats become a registered model, and a worse one never replaces it."""

import json
from pathlib import Path

import pytest

from tests.e2e.conftest import Command, change


def listed(penstock: Command, project: Path) -> list[dict[str, object]]:
    models: list[dict[str, object]] = json.loads(penstock("models", project, "--json").stdout)
    return models


def last_report(project: Path) -> str:
    """Return the report of the newest run."""
    return max((project / ".penstock" / "runs").iterdir()).joinpath("report.html").read_text(encoding="utf-8")


def test_two_equal_runs_give_one_version_and_a_worse_candidate_is_refused(penstock: Command, houses: Path) -> None:
    first = penstock("run", houses)
    assert first.returncode == 0, first.stderr
    assert len(first.stdout.splitlines()) <= 20
    second = penstock("run", houses, "--parallel", "1")
    assert second.returncode == 0, second.stderr
    (model,) = listed(penstock, houses)
    for words in (
        "registered",
        "from the cache",
        "Residuals",
        "By <bdi>district</bdi>",
        "Why rows were quarantined",
        str(model["digest"]),
    ):
        assert words in last_report(houses), words
    assert (model["state"], model["aliases"]) == ("registered", ["champion"])

    change(houses, 'metric = "mae"', 'metric = "mae"\nbootstrap = 60')
    change(houses, "[tuning]", "[training]\nparameters = { max_iter = 1 }\n\n[tuning]")
    worse = penstock("run", houses)
    assert worse.returncode == 3
    assert "the gate refused the candidate" in worse.stderr
    assert "refused by the gate" in last_report(houses)
    states = {entry["state"]: entry for entry in listed(penstock, houses)}
    assert states["registered"]["digest"] == model["digest"]
    assert states["registered"]["aliases"] == ["champion"]
    assert states["refused"]["reasons"]


def test_the_spec_that_is_compiled_names_every_source(penstock: Command, houses: Path, tmp_path: Path) -> None:
    made = penstock("compile", houses, "--output", tmp_path / "pipeline.yaml")
    assert made.returncode == 0, made.stderr
    text = (tmp_path / "pipeline.yaml").read_text()
    assert "name: ingest-north" in text
    assert "name: ingest-south" in text


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("data/year1/north.csv", "data/year1/nroth.csv", 5, ["sources.north.path", "fix:"]),
        ("winner =", "winer =", 2, ["unknown setting 'dataset.winer'", "did you mean 'winner'?"]),
        ("quarantine_limit = 0.02", "quarantine_limit = 0.0", 4, ["combine", "fix:"]),
        ('area_a_room = "area_m2 / rooms"', 'area_a_room = "area / rooms"', 2, ["area_a_room", "area_m2"]),
    ],
)
def test_a_mistake_is_told_with_its_place_and_the_fix_and_registers_nothing(
    penstock: Command, houses: Path, old: str, new: str, code: int, words: list[str]
) -> None:
    change(houses, old, new)
    done = penstock("run", houses)
    assert done.returncode == code, done.stderr
    for word in words:
        assert word in done.stderr
    assert "Traceback" not in done.stderr
    assert not (houses / ".penstock" / "registry" / "versions").exists()


def test_a_run_whose_data_is_refused_reports_the_stage_and_the_reasons(penstock: Command, houses: Path) -> None:
    change(houses, "quarantine_limit = 0.02", "quarantine_limit = 0.0")
    assert penstock("run", houses).returncode == 4
    page = last_report(houses)
    assert "combine failed" in page
    assert "no dataset was made of them" in page
    assert "below the minimum" in page
