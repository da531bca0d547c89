"""A compiled pipeline runs as its spec says, and leaves nothing running."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.errors import RunError
from pipelines.runner import Event, RunResult, TaskEnded, TaskStarted
from pipelines.runner.executors import Bounds

Run = Callable[..., RunResult]


def states(result: RunResult) -> dict[str, str]:
    return {task.task: task.state for task in result.tasks}


def task(result: RunResult, path: str) -> TaskEnded:
    return next(item for item in result.tasks if item.task == path)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until(true: Callable[[], bool]) -> None:
    """Wait for what must come about; what never does is a failure and no endless test."""
    patience = 6000
    while not true():
        patience -= 1
        assert patience, "it did not come about"
        time.sleep(0.01)


def test_two_branches_run_at_the_same_time(run: Run) -> None:
    assert states(run("branches")) == {"meet": "succeeded", "meet-2": "succeeded"}


def test_a_chain_hands_on_datasets_parameters_defaults_and_placeholders(run: Run) -> None:
    result = run("chain", {"lines": 4})
    assert result.state == "succeeded"
    assert task(result, "read").parameters == {"Output": "<kept>: 4 of 4, 4, x2, int"}
    assert Path(task(result, "write").artifacts["table"][0]).read_text() == "row\n" * 4


def test_each_start_and_end_is_told_in_order(run: Run, events: list[Event]) -> None:
    run("chain")
    told = [(type(event), event.task) for event in events]
    assert told == [(TaskStarted, "write"), (TaskEnded, "write"), (TaskStarted, "read"), (TaskEnded, "read")]


@pytest.mark.parametrize(("lines", "said", "full"), [(5, "big", True), (2, "small", False)])
def test_a_condition_chooses_the_branch(run: Run, lines: int, said: str, full: bool) -> None:
    result = run("choice", {"lines": lines})
    told = next(item for item in result.tasks if item.name == "told")
    assert result.state == "succeeded"
    assert told.parameters == {"Output": said}
    assert sorted(item.name for item in result.tasks if item.state == "skipped") == sorted(
        [{"big": "small", "small": "big"}[said]] + ([] if full else ["full"])
    )


def test_a_condition_on_text_is_refused_before_anything_runs(run: Run, events: list[Event]) -> None:
    with pytest.raises(RunError, match="the condition compares text"):
        run("textual", {"word": "go"})
    assert not events


def test_a_loop_collects_in_the_order_of_its_items(run: Run) -> None:
    result = run("loop", {"names": ["c", "a", "b"]})
    assert task(result, "join").parameters == {"Output": "c+a+b"}
    rows = [item.parameters["rows"] for item in sorted(result.tasks, key=lambda item: item.task) if "rows" in item.parameters]
    assert rows == [1, 2]


def test_a_limited_loop_runs_one_turn_after_the_other(run: Run, events: list[Event]) -> None:
    run("loop", max_parallel=4)
    turns = [type(event) for event in events if "/say" in event.task]
    assert turns == [TaskStarted, TaskEnded] * 3


def test_a_loop_over_nothing_gives_an_empty_list(run: Run) -> None:
    assert task(run("loop", {"names": []}), "join").parameters == {"Output": ""}


def test_a_retry_succeeds_after_failures(run: Run) -> None:
    result = run("retry", {"times": 2})
    assert (result.state, result.tasks[0].attempts) == ("succeeded", 3)
    assert result.tasks[0].log is not None
    assert result.tasks[0].log.read_text().count("ValueError: ") == 2


def test_a_task_that_fails_each_time_fails_without_quoting_its_message(run: Run) -> None:
    result = run("retry", {"times": 9})
    assert (result.state, result.tasks[0].attempts) == ("failed", 3)
    cause = result.tasks[0].cause
    assert cause is not None
    assert (cause.kind, cause.what) == ("ValueError", "the stage raised ValueError")


def test_a_task_says_what_it_used_with_all_that_it_started(run: Run) -> None:
    (used,) = run("hungry").tasks
    assert used.cpu_seconds > 0.1
    assert used.memory_bytes > 200 * 2**20


def test_a_task_that_takes_more_memory_than_it_may_is_told_so_and_harms_no_other(run: Run) -> None:
    (greedy,) = run("greedy").tasks
    assert greedy.state == "failed"
    assert greedy.cause is not None
    assert (greedy.cause.kind, greedy.cause.fix) == ("MemoryError", "give it more memory, or fewer rows")


@pytest.mark.parametrize(
    ("written", "read"),
    [("512Mi", 512 << 20), ("4Gi", 4 << 30), ("2G", 2 * 10**9), ("1.5k", 1500), ("123", 123), ("", None), ("{{x}}", None)],
)
def test_a_memory_limit_is_read_as_kubernetes_writes_it(written: str, read: int | None) -> None:
    assert Bounds(written).memory_bytes == read


def test_a_timeout_kills_the_task_and_what_it_started(run: Run, project: Path) -> None:
    result = run("timeout")
    assert (result.state, states(result)) == ("failed", {"hang": "timed out"})
    wait_until(lambda: not any(alive(int(pid)) for pid in (project / "pids").read_text().split()))


def test_the_exit_handler_runs_after_a_failure_and_learns_of_it(run: Run, project: Path) -> None:
    result = run("guarded")
    assert result.state == "failed"
    assert {item.name: item.state for item in result.tasks} == {
        "refuse": "failed",
        "say": "cancelled",
        "apart": "succeeded",
        "farewell": "succeeded",
    }
    assert (project / "farewell").read_text() == "FAILED refuse: no row is left"


def test_an_error_of_the_family_keeps_its_kind_place_and_fix(run: Run) -> None:
    cause = next(item.cause for item in run("guarded").tasks if item.name == "refuse")
    assert cause is not None
    assert (cause.kind, cause.what, cause.where, cause.fix) == ("DataError", "no row is left", "combine", "widen the contract")


def test_a_task_sees_its_variables_its_secrets_and_the_project(run: Run, project: Path) -> None:
    (project / ".penstock").mkdir()
    (project / ".penstock" / "secrets.toml").write_text('[database]\npassword = "hidden"\n')
    assert run("variables").tasks[0].parameters == {"Output": f"plain hidden {project}"}


def test_no_log_and_no_cause_shows_a_secret(run: Run, project: Path, tmp_path: Path) -> None:
    (project / ".penstock").mkdir()
    (project / ".penstock" / "secrets.toml").write_text('[database]\npassword = "hidden words"\n')
    result = run("indiscreet", secrets=["postgresql://me:other%20words@host/db"])
    (told,) = result.tasks
    assert told.state == "failed"
    assert told.cause is not None
    assert told.cause.what == "cannot log in with ***"
    log = (tmp_path / "run" / "logs" / "blab.log").read_text()
    assert "I know *** and ***" in log
    assert "words" not in log


def test_a_missing_secret_names_its_key(run: Run) -> None:
    cause = run("variables").tasks[0].cause
    assert cause is not None
    assert (cause.what, cause.where) == ("the secret `database` has no key `password` here", ".penstock/secrets.toml")


def test_an_unknown_argument_names_the_nearest_input(run: Run) -> None:
    with pytest.raises(RunError, match="no input `lined`") as caught:
        run("chain", {"lined": 3})
    assert caught.value.fix == "did you mean `lines`?"


def test_a_module_that_cannot_be_preloaded_is_named(compiled: Path, project: Path, tmp_path: Path) -> None:
    from pipelines.runner import Place, Pool, run_spec

    with pytest.raises(RunError, match="cannot import absent_module"), Pool(["absent_module"]) as pool:
        run_spec(compiled / "chain.yaml", {}, Place(tmp_path / "run", project), pool, lambda _: None, 1)


_SCRIPT = """
import sys
from pathlib import Path
from pipelines.runner import Place, Pool, run_spec
spec, workspace, project = map(Path, sys.argv[1:])
with Pool([]) as pool:
    result = run_spec(spec, {}, Place(workspace, project), pool, lambda event: None, 2)
print(result.state, *(f"{task.name}={task.state}" for task in result.tasks))
"""


def interrupted(compiled: Path, project: Path, workspace: Path, number: int, again_after: str = "") -> str:
    command = [sys.executable, "-c", _SCRIPT, str(compiled / "stuck.yaml"), str(workspace), str(project)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as runner:
        wait_until((project / "pids").exists)
        runner.send_signal(number)
        if again_after:
            wait_until((project / again_after).exists)
            runner.send_signal(number)
        return runner.communicate()[0].strip()


def test_a_second_interrupt_ends_the_exit_handler_too(compiled: Path, project: Path, tmp_path: Path) -> None:
    (project / "linger").touch()
    told = interrupted(compiled, project, tmp_path / "run", signal.SIGINT, again_after="lingering")
    assert told.split()[-1] == "farewell=cancelled"
    wait_until(lambda: not any(alive(int(pid)) for pid in (project / "pids").read_text().split()))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_leaves_no_child_and_still_runs_the_exit_handler(
    compiled: Path, project: Path, tmp_path: Path, number: int
) -> None:
    told = interrupted(compiled, project, tmp_path / "run", number)
    state, *first, last = told.split()
    assert (state, sorted(first), last) == ("cancelled", ["hang=cancelled", "say=cancelled"], "farewell=succeeded")
    wait_until(lambda: not any(alive(int(pid)) for pid in (project / "pids").read_text().split()))
    assert (project / "farewell").read_text().startswith("CANCELLED")


def test_a_killed_runner_leaves_no_child(compiled: Path, project: Path, tmp_path: Path) -> None:
    interrupted(compiled, project, tmp_path / "run", signal.SIGKILL)
    pids = [int(pid) for pid in (project / "pids").read_text().split()]
    wait_until(lambda: not any(alive(pid) for pid in pids))
    assert os.listdir(tmp_path / "run" / "logs")
