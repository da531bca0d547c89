"""A record says how a run stands: running until it ends, then how it ended, whatever happened."""

import resource
from pathlib import Path

import pytest

from pipelines.record import RECORD_NAME, RunRecord, read_record, recording
from pipelines.runner import Cause, TaskEnded, TaskStarted


def read(folder: Path) -> RunRecord:
    record = read_record(folder)
    assert record is not None
    return record


def test_a_run_that_goes_on_says_so_and_ends_with_its_stages(tmp_path: Path) -> None:
    log = tmp_path / "r1" / "logs" / "train.log"
    with recording(tmp_path / "r1", "houses", "specs/a.yaml") as record:
        assert read(tmp_path / "r1").state == "running"
        record.take(TaskStarted("a/train", "train", 1, log))
        record.take(TaskEnded("a/train", "train", "failed", 0.5, 2, 1.25, 4096, log, Cause("DataError", "no row is left")))
        record.take(TaskEnded("b", "group", "skipped", 0.0, 0))
        record.state = "failed"
    found = read(tmp_path / "r1")
    assert (found.run, found.project, found.state, found.resumed) == ("r1", "houses", "failed", 0)
    (stage,) = found.stages
    assert (stage.name, stage.state, stage.attempts, stage.log, stage.cause) == (
        "train",
        "failed",
        2,
        "logs/train.log",
        "no row is left",
    )
    assert (stage.cpu_seconds, stage.memory_bytes) == (1.25, 4096)
    assert 0 <= stage.began_seconds <= stage.ended_seconds <= found.seconds


@pytest.mark.parametrize(("error", "state"), [(RuntimeError, "failed"), (KeyboardInterrupt, "cancelled")])
def test_a_run_that_breaks_off_is_not_left_running(tmp_path: Path, error: type[BaseException], state: str) -> None:
    with pytest.raises(error), recording(tmp_path / "r1", "houses", "specs/a.yaml"):
        raise error
    assert read(tmp_path / "r1").state == state


def test_where_no_new_file_fits_the_last_state_is_still_told(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    log = tmp_path / "r1" / "logs" / "train.log"
    try:
        with recording(tmp_path / "r1", "houses", "specs/a.yaml") as record:
            for number in range(9):
                record.take(TaskStarted(f"{number}", "train", 1, log))
                record.take(TaskEnded(f"{number}", "train", "succeeded", 0.5, 1, 1.25, 4096, log))
            record.state = "succeeded"
            resource.setrlimit(resource.RLIMIT_FSIZE, ((tmp_path / "r1" / RECORD_NAME).stat().st_size, hard))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (read(tmp_path / "r1").state, read(tmp_path / "r1").stages) == ("succeeded", ())
    assert [path.name for path in (tmp_path / "r1").iterdir()] == [RECORD_NAME]


def test_a_stage_that_an_earlier_outcome_stands_for_is_marked(tmp_path: Path) -> None:
    with recording(tmp_path, "houses", "specs/a.yaml") as record:
        record.take(TaskEnded("a/train", "train", "succeeded", 0.0, 0, cached=True))
    (stage,) = read(tmp_path).stages
    assert (stage.cached, stage.attempts, stage.began_seconds) == (True, 0, stage.ended_seconds)


def test_a_run_that_goes_on_counts_how_often(tmp_path: Path) -> None:
    for _ in range(3):
        with recording(tmp_path, "houses", "specs/a.yaml"):
            pass
    assert read(tmp_path).resumed == 2


def test_a_record_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    assert read_record(tmp_path) is None
    (tmp_path / "run.json").write_text('{"run": ')
    assert read_record(tmp_path) is None
