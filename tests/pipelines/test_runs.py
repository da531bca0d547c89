"""One process at a time works in a run's folder, and the run to go on with is the last one that did not come to its end."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from penstock.errors import ProjectError, RunError
from pipelines.record import read_record, recording
from pipelines.runs import at_work, is_going_on, new_run, newest_run, run_called, run_to_resume, runs_of, state_of

_WORKER = """
import sys, time
from pathlib import Path
from pipelines.runs import at_work
with at_work(Path(sys.argv[1])):
    print("at work", flush=True)
    time.sleep(1000)
"""


def made(store: Path, name: str, state: str) -> Path:
    run = store / "runs" / name
    with at_work(run), recording(run, "houses", "a.yaml") as record:
        record.state = state
    return run


def test_names_of_runs_are_in_the_order_of_time_and_differ(tmp_path: Path) -> None:
    names = [new_run(tmp_path).name for _ in range(20)]
    assert len(set(names)) == 20
    assert [name[:15] for name in names] == sorted(name[:15] for name in names)


def test_a_second_process_is_kept_out_and_a_killed_one_leaves_nothing_behind(tmp_path: Path) -> None:
    run = tmp_path / "run"
    with subprocess.Popen([sys.executable, "-c", _WORKER, str(run)], stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "at work\n"
        assert is_going_on(run)
        with pytest.raises(RunError, match="still going on"), at_work(run):
            pass
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    assert not is_going_on(run)
    with at_work(run):
        assert is_going_on(run)


def test_the_last_run_is_resumed_if_it_did_not_end_well(tmp_path: Path) -> None:
    made(tmp_path, "20260101-000000-aaaaaa", "succeeded")
    last = made(tmp_path, "20260102-000000-aaaaaa", "failed")
    run, record = run_to_resume(tmp_path)
    assert (run, record.state, record.spec) == (last, "failed", "a.yaml")
    assert newest_run(tmp_path) == last
    assert [path.name[:8] for path in runs_of(tmp_path)] == ["20260101", "20260102"]


def test_a_run_that_succeeded_or_goes_on_is_not_resumed(tmp_path: Path) -> None:
    run = made(tmp_path, "20260101-000000-aaaaaa", "succeeded")
    with pytest.raises(ProjectError, match="the last run succeeded"):
        run_to_resume(tmp_path)
    stopped = made(tmp_path, "20260102-000000-aaaaaa", "cancelled")
    with at_work(stopped):
        with pytest.raises(RunError, match="still going on"):
            run_to_resume(tmp_path)
        assert newest_run(tmp_path) == run


def test_where_nothing_ran_there_is_nothing_to_go_on_with(tmp_path: Path) -> None:
    assert runs_of(tmp_path) == []
    for find in (run_to_resume, newest_run):
        with pytest.raises(ProjectError, match="there is no"):
            find(tmp_path)


def test_a_run_is_found_by_its_name_and_the_newest_without_one(tmp_path: Path) -> None:
    first, last = made(tmp_path, "20260101-000000-aaaaaa", "succeeded"), made(tmp_path, "20260102-000000-bbbbbb", "failed")
    assert run_called(tmp_path, first.name) == first
    assert run_called(tmp_path, "") == last


@pytest.mark.parametrize("name", ["20260101-000000-aaaaab", "..", "../runs/20260101-000000-aaaaaa"])
def test_a_run_that_is_none_is_refused_with_the_nearest_name(tmp_path: Path, name: str) -> None:
    made(tmp_path, "20260101-000000-aaaaaa", "succeeded")
    with pytest.raises(ProjectError, match="there is no run") as told:
        run_called(tmp_path, name)
    assert "20260101-000000-aaaaaa" in told.value.fix


def test_a_store_without_runs_says_how_to_start_one(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="there is no run") as told:
        run_called(tmp_path, "")
    assert "penstock run" in told.value.fix


def test_a_run_is_found_by_a_beginning_that_no_other_has_and_the_newest_as_the_last(tmp_path: Path) -> None:
    first, last = made(tmp_path, "20260101-000000-aaaaaa", "succeeded"), made(tmp_path, "20260102-000000-bbbbbb", "failed")
    assert run_called(tmp_path, "20260101") == first
    assert run_called(tmp_path, "last") == last
    with pytest.raises(ProjectError, match="2 runs begin with '2026'") as told:
        run_called(tmp_path, "2026")
    assert first.name in told.value.fix


def test_a_run_whose_process_is_gone_without_a_last_word_has_crashed(tmp_path: Path) -> None:
    run = tmp_path / "runs" / "20260101-000000-aaaaaa"
    with at_work(run):
        assert state_of(run, read_record(run)) == "running"
        with recording(run, "houses", "a.yaml") as record:
            assert state_of(run, read_record(run)) == "running"
            left = (run / "run.json").read_bytes()
            record.state = "succeeded"
    assert state_of(run, read_record(run)) == "succeeded"
    (run / "run.json").write_bytes(left)
    assert state_of(run, read_record(run)) == "crashed"
    (run / "run.json").write_text("{")
    assert state_of(run, read_record(run)) == "damaged"
    (run / "run.json").unlink()
    assert state_of(run, read_record(run)) == "crashed"
