"""Logs are printed stage by stage, and followed as long as somebody is at work in the run."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.errors import ProjectError
from pipelines.history.logs import chosen_logs, follow, for_terminal, log_lines
from pipelines.runs import at_work, is_going_on
from tests.pipelines.history.stores import Stores
from tests.pipelines.history.test_tasks import GOLDEN

_WRITER = """
import sys
from pathlib import Path
from pipelines.runs import at_work
with at_work(Path(sys.argv[1])):
    print("at work", flush=True)
    sys.stdin.readline()
"""


def test_every_log_stands_under_the_name_of_its_stage(stores: Stores) -> None:
    made = stores.run("failed", broken="combine")
    (made.folder / "logs" / "finish.log").touch()
    assert list(log_lines(chosen_logs(stores.store, made.folder, None))) == [
        "==> ingest-north <==",
        "ingest-north began",
        "ingest-north ended",
        "\n==> combine <==",
        "combine began",
        "combine ended",
    ]


def test_one_log_stands_alone_and_bytes_that_are_no_text_do_not_stop_it(stores: Stores) -> None:
    made = stores.run("failed", broken="combine")
    (made.folder / "logs" / "exit-handler-1.combine.log").write_bytes(b"caf\xe9\nno line end")
    assert list(log_lines(chosen_logs(stores.store, made.folder, "combine"))) == ["caf\N{REPLACEMENT CHARACTER}", "no line end"]


def test_a_stage_that_has_no_log_says_where_there_is_one(stores: Stores) -> None:
    (stores.store / "specs").mkdir(parents=True)
    shutil.copy(GOLDEN, stores.store / "specs" / "a.yaml")
    first = stores.run(metrics={"mae": 1.0})
    cached = stores.run(metrics={"mae": 1.0}, cached_from=first.name)
    with pytest.raises(ProjectError, match=f"its outcome was taken from run {first.name}") as told:
        chosen_logs(stores.store, cached.folder, "train")
    assert told.value.fix.endswith(f"penstock runs logs {first.name} train")
    with pytest.raises(ProjectError, match="refuse has not run"):
        chosen_logs(stores.store, first.folder, "refuse")
    with pytest.raises(ProjectError, match="no stage 'trian'") as told:
        chosen_logs(stores.store, first.folder, "trian")
    assert told.value.fix == "did you mean 'train'?"


def test_a_run_that_has_ended_is_read_to_its_end_and_left(stores: Stores) -> None:
    made = stores.run("failed", broken="combine")
    lines = list(follow(stores.store, made.folder, None, never))
    assert lines[:2] == ["ingest-north | ingest-north began", "ingest-north | ingest-north ended"]
    assert list(follow(stores.store, made.folder, "combine", never)) == ["combine began", "combine ended"]


def test_lines_are_told_whole_as_they_are_written_until_the_run_ends(stores: Stores) -> None:
    made = stores.run("running", broken="ingest-north")
    log = made.folder / "logs" / "exit-handler-1.ingest.log"
    log.write_text("one\nhal")
    later = made.folder / "logs" / "exit-handler-1.combine.log"
    working = at_work(made.folder)
    working.__enter__()

    def end() -> None:
        append(log, "last words")
        working.__exit__(None, None, None)

    steps: list[Callable[[], object]] = [
        lambda: append(log, "f\ntwo\n"),
        lambda: append(later, "begun"),
        end,
    ]
    lines = list(follow(stores.store, made.folder, None, lambda _: steps.pop(0)()))
    assert steps == []
    assert lines == [
        "ingest-north | one",
        "ingest-north | half",
        "ingest-north | two",
        "ingest-north | last words",
        "combine | begun",
    ]


def test_a_stage_that_has_not_begun_is_waited_for(stores: Stores) -> None:
    made = stores.run("running")
    log = made.folder / "logs" / "train.log"
    log.parent.mkdir()
    working = at_work(made.folder)
    working.__enter__()
    steps: list[Callable[[], object]] = [lambda: append(log, "begun\n"), lambda: working.__exit__(None, None, None)]
    assert list(follow(stores.store, made.folder, "train", lambda _: steps.pop(0)())) == ["begun"]


def test_a_run_that_is_killed_is_followed_no_longer(stores: Stores) -> None:
    made = stores.run("running", broken="ingest-north")
    command = [sys.executable, "-c", _WRITER, str(made.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "at work\n"

        def end(_: float) -> None:
            assert is_going_on(made.folder)
            writer.kill()
            writer.wait()

        lines = list(follow(stores.store, made.folder, None, end))
    assert lines == ["ingest-north | ingest-north began", "ingest-north | ingest-north ended"]


def test_a_log_longer_than_a_block_arrives_whole(stores: Stores) -> None:
    made = stores.run("failed", broken="ingest-north")
    lines = [f"{number:06d} {'x' * 50}é" for number in range(5000)]
    (made.folder / "logs" / "exit-handler-1.ingest.log").write_text("\n".join(lines), encoding="utf-8")
    assert list(follow(stores.store, made.folder, "ingest-north", never)) == lines


def test_a_terminal_gets_no_orders_and_keeps_its_tabs() -> None:
    assert for_terminal("a\tb\x1b[2Jc\rd") == "a\tb [2Jc d"


def never(_: float) -> None:
    raise AssertionError("the run has ended, so nothing is waited for")


def append(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)
