"""A view holds what the run left, and what is gone or damaged is left out rather than in the way."""

import shutil
from pathlib import Path

import pytest

from penstock.errors import StoreError
from pipelines.report.gather import gather
from pipelines.runs import at_work
from tests.pipelines.report import samples
from tests.pipelines.report.conftest import RUN


def test_everything_that_a_run_left_is_found(store: Path) -> None:
    found = gather(store, store / "runs" / RUN)
    assert (found.run, found.project, found.state) == (RUN, "houses", "failed")
    assert [part.source for part in found.parts] == ["north", "south"]
    assert (found.dataset, found.split) == (samples.dataset(), samples.split())
    assert found.search is not None and len(found.search.trials) == 40
    assert found.report is not None and found.report.evaluation.metric == "mae"


def test_stages_have_their_place_in_the_graph_and_their_end(store: Path) -> None:
    stages = {stage.name: stage for stage in gather(store, store / "runs" / RUN).stages}
    assert (stages["combine"].state, stages["combine"].needs, stages["combine"].level) == (
        "succeeded",
        ("ingest-north", "ingest-south"),
        1,
    )
    assert (stages["register"].state, stages["register"].cause) == ("failed", "the disk is full")
    assert stages["register"].log == "logs/register.log"
    assert (stages["refuse"].state, stages["finish"].state) == ("not reached", "not reached")


@pytest.mark.parametrize("number", range(1, 7))
@pytest.mark.parametrize("damage", ["gone", "torn"])
def test_an_artifact_that_is_gone_or_damaged_leaves_the_others(store: Path, number: int, damage: str) -> None:
    place = store / "artifacts" / f"{number:064x}"
    file = place / "manifest.json" if place.is_dir() else place
    if damage == "torn":
        file.write_bytes(file.read_bytes()[:50])
    else:
        shutil.rmtree(place) if place.is_dir() else place.unlink()
    found = gather(store, store / "runs" / RUN)
    left = [*found.parts, found.dataset, found.split, found.search, found.report]
    assert len([each for each in left if each is not None]) == 5


def test_without_the_pipeline_the_stages_stand_in_the_order_they_ended(store: Path) -> None:
    (store / "specs" / "a.yaml").unlink()
    found = gather(store, store / "runs" / RUN)
    assert [stage.name for stage in found.stages][:3] == ["ingest-north", "ingest-south", "combine"]


def test_a_run_without_outcomes_still_has_a_view(store: Path) -> None:
    shutil.rmtree(store / "runs" / RUN / "outcomes")
    found = gather(store, store / "runs" / RUN)
    assert (found.parts, found.dataset, found.report, found.bundle) == ((), None, None, "")


def test_a_run_that_goes_on_is_told_from_one_that_was_killed(store: Path) -> None:
    run = store / "runs" / RUN
    (run / "run.json").write_text((run / "run.json").read_text().replace('"state": "failed"', '"state": "running"'))
    assert gather(store, run).state == "crashed"
    with at_work(run):
        assert gather(store, run).state == "running"


def test_a_run_without_a_record_is_refused(store: Path) -> None:
    (store / "runs" / RUN / "run.json").write_text("{")
    with pytest.raises(StoreError, match="no readable record"):
        gather(store, store / "runs" / RUN)
