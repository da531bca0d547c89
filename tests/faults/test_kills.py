"""A run that is killed, at a boundary or anywhere inside a stage, goes on to the same bundle and leaves nothing to clean.

The thorough form, `make faults`, kills every stage twenty times.
"""

import os
import random
import signal
import time
from pathlib import Path

import pytest

from penstock.registry.aliases import CHAMPION
from penstock.registry.registry import Registry
from pipelines.cache.outcomes import outcomes_of
from pipelines.record import RunRecord, StageRecord, read_record
from pipelines.runs import runs_of
from tests.faults import homes
from tests.faults.conftest import command, last_words, processes_left

BOUNDARIES = ("ingest-homes", "combine", "split", "tune", "train", "evaluate", "register")
QUICK, THOROUGH = 4, 20


def make_project(folder: Path) -> Path:
    """Make the small project with a search, so that every stage has something to lose."""
    homes.write_project(folder)
    settings = folder / "penstock.toml"
    settings.write_text(settings.read_text().replace("trials = 0", "trials = 6"))
    return folder


def last_record(project: Path) -> RunRecord:
    record = read_record(runs_of(project / ".penstock")[-1])
    assert record is not None
    return record


def champion(project: Path) -> str:
    registry = Registry(project / ".penstock" / "registry")
    (version,) = registry.versions()
    (revision,) = registry.aliases.history(CHAMPION)
    assert registry.open(version.digest).digest == revision.digest
    return revision.digest


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, RunRecord]:
    """Run the project undisturbed; return its champion and its record."""
    folder = tmp_path_factory.mktemp("whole")
    project = make_project(folder / "homes")
    with command("run", project, scratch=folder / "scratch") as run:
        said = last_words(run)
    assert run.returncode == 0, said
    return champion(project), last_record(project)


def resumes_to(project: Path, scratch: Path, digest: str) -> None:
    """Go on with a killed run and check that exactly the rest ran, to the same bundle."""
    done = {outcome.name for outcome in outcomes_of(runs_of(project / ".penstock")[-1])}
    while processes_left(scratch):
        time.sleep(0.01)
    with command("run", project, "--resume", scratch=scratch) as run:
        said = last_words(run)
    assert run.returncode == 0, said
    record = last_record(project)
    assert (record.state, record.resumed, len(runs_of(project / ".penstock"))) == ("succeeded", 1, 1)
    assert {stage.name for stage in record.stages if stage.cached} == done - {"finish"}
    assert champion(project) == digest
    assert processes_left(scratch) == []


@pytest.mark.parametrize("stage", BOUNDARIES[:-1])
def test_a_run_killed_after_a_stage_does_exactly_the_rest(stage: str, whole: tuple[str, RunRecord], tmp_path: Path) -> None:
    project = make_project(tmp_path / "homes")
    with command("run", project, scratch=tmp_path / "scratch") as run:
        assert run.stdout is not None
        for line in run.stdout:
            if line.startswith(f"{stage} "):
                os.kill(run.pid, signal.SIGKILL)
                break
    resumes_to(project, tmp_path / "scratch", whole[0])


def killed_within(stage: StageRecord, share: float, whole: RunRecord, folder: Path) -> tuple[Path, bool]:
    """Kill a new run as far into a stage as `share` says; return the project, and whether the run was still going on."""
    project = make_project(folder / "homes")
    with command("run", project, scratch=folder / "scratch") as run:
        while not runs_of(project / ".penstock"):
            time.sleep(0.002)
        time.sleep(stage.began_seconds + share * (stage.ended_seconds - stage.began_seconds))
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
    record = read_record(runs_of(project / ".penstock")[-1])
    return project, record is None or record.state == "running"


def test_a_run_killed_at_random_moments_goes_on_to_the_same_bundle(whole: tuple[str, RunRecord], tmp_path: Path) -> None:
    chance = random.Random(1)
    digest, record = whole
    for number, stage in enumerate(chance.choices(record.stages, k=QUICK)):
        kill_and_resume(stage, chance.random(), record, tmp_path / f"{number}", digest)


@pytest.mark.thorough
@pytest.mark.parametrize("name", BOUNDARIES)
def test_a_run_killed_inside_a_stage_twenty_times_goes_on(name: str, whole: tuple[str, RunRecord], tmp_path: Path) -> None:
    chance = random.Random(name)
    digest, record = whole
    stage = next(each for each in record.stages if each.name == name)
    for number in range(THOROUGH):
        kill_and_resume(stage, chance.random(), record, tmp_path / f"{number}", digest)


def kill_and_resume(stage: StageRecord, share: float, whole: RunRecord, folder: Path, digest: str) -> None:
    folder.mkdir()
    project, going_on = killed_within(stage, share, whole, folder)
    if not going_on:
        # This one was faster than the first; it must stand whole all the same.
        assert champion(project) == digest
        return
    if last_record_or_none(project) is None:
        return
    resumes_to(project, folder / "scratch", digest)


def last_record_or_none(project: Path) -> RunRecord | None:
    return read_record(runs_of(project / ".penstock")[-1])
