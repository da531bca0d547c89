"""A candidate's bundle is a function of what went into it: equal inputs give equal bytes, whatever the champion."""

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from penstock.dataset.manifests import SplitManifest, load, save
from penstock.errors import StoreError
from penstock.files import tree_digest
from penstock.model.report import read_report, write_report
from penstock.registry.bundle import REQUIRED
from penstock.stages.candidate import write_candidate
from tests.stages.samples import CODE, SETTINGS, Made


def test_equal_inputs_made_twice_in_two_places_give_equal_bytes(made: Made, make: Callable[[str], Made], tmp_path: Path) -> None:
    first, second = made.bundle(tmp_path / "a"), make("again").bundle(tmp_path / "b")
    assert first.digest == second.digest
    assert tree_digest(first.folder) == tree_digest(second.folder)
    assert sorted(first.manifest.files) == sorted(REQUIRED)


def test_the_champion_it_was_held_against_leaves_no_trace(made: Made, tmp_path: Path) -> None:
    evaluation = msgspec.structs.replace(made.report.evaluation, champion=made.report.evaluation.baseline)
    report = msgspec.structs.replace(made.report, evaluation=evaluation, champion=f"sha256:{'c' * 64}")
    write_report(report, tmp_path / "report.json")
    assert made.bundle(tmp_path / "a", report=read_report(tmp_path / "report.json")).digest == made.bundle(tmp_path / "b").digest


def test_another_name_another_bundle(made: Made, tmp_path: Path) -> None:
    assert made.bundle(tmp_path / "a").digest != made.bundle(tmp_path / "b", name="flats").digest


def test_the_lineage_names_dataset_split_settings_code_and_sources(made: Made, tmp_path: Path) -> None:
    bundle = made.bundle(tmp_path / "a")
    lineage = json.loads(bundle.read("lineage.json"))
    assert sorted(lineage) == ["code", "dataset", "settings", "sources", "split"]
    assert lineage["dataset"] == load(made.splits, SplitManifest).dataset
    assert (lineage["settings"], lineage["code"], list(lineage["sources"])) == (SETTINGS, CODE, ["a"])


def test_another_split_of_the_same_rows_is_seen_in_the_lineage(made: Made, tmp_path: Path) -> None:
    other = tmp_path / "splits"
    other.mkdir()
    save(msgspec.structs.replace(load(made.splits, SplitManifest), seed=8), other)
    changed = write_candidate("houses", SETTINGS, CODE, made.dataset, other, made.model, made.report, tmp_path / "b")
    assert changed.digest != made.bundle(tmp_path / "a").digest


def test_an_absent_stage_output_is_named_and_leaves_no_bundle(made: Made, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="manifest"):
        write_candidate("houses", SETTINGS, CODE, tmp_path / "none", made.splits, made.model, made.report, tmp_path / "a")
    assert not (tmp_path / "a").exists()
