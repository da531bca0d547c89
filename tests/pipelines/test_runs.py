"""One process at a time works in a run's folder, and the run to go on with is the last one that did not come to its end."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from penstock.errors import ProjectError, RunError
from pipelines.record import recording
from pipelines.runs import at_work, is_going_on, new_run, newest_run, run_to_resume, runs_of

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
