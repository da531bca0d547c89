"""The screen shows each stage once, many sources in one line, and never more than twenty lines."""

import io
import re
from pathlib import Path

from rich.console import Console

from pipelines.runner import Event, State, TaskEnded, TaskStarted
from pipelines.screen import Screen

REST = ("combine", "split", "tune", "train", "evaluate", "register", "finish")


def started(name: str) -> Event:
    return TaskStarted(name, name, 1, Path("log"))


def ended(name: str, state: State = "succeeded", attempts: int = 1) -> Event:
    return TaskEnded(name, name, state, 1.5, attempts)


def shown(events: list[Event], sources: int, *, terminal: bool = False) -> list[str]:
    file = io.StringIO()
    console = Console(file=file, width=100, force_terminal=terminal)
    with Screen(console, sources) as screen:
        for event in events:
            screen.show(event)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", file.getvalue()).splitlines()


def whole(sources: int) -> list[Event]:
    reads = [f"ingest-s{number}" for number in range(sources)]
    return [*map(started, reads), *map(ended, reads), *(event for name in REST for event in (started(name), ended(name)))]


def test_each_stage_has_a_line_with_its_state_and_seconds() -> None:
    lines = shown(whole(2), 2)
    assert [line.split()[0] for line in lines] == ["ingest-s0", "ingest-s1", *REST]
    assert lines[0].split() == ["ingest-s0", "succeeded", "1.5", "s"]


def test_many_sources_share_a_line() -> None:
    lines = shown(whole(16), 16)
    assert len(lines) == 1 + len(REST)
    assert lines[0].startswith("ingest 16 sources")


def test_a_source_that_fails_among_many_is_named() -> None:
    reads = [f"ingest-s{number}" for number in range(16)]
    lines = shown([*map(started, reads), ended("ingest-s3", "failed")], 16)
    assert [line.split()[:2] for line in lines] == [["ingest-s3", "failed"]]


def test_tries_are_told_and_tasks_that_never_began_are_not() -> None:
    lines = shown([started("train"), ended("train", attempts=2), ended("refuse", "skipped", attempts=0)], 1)
    assert len(lines) == 1
    assert lines[0].endswith("after 2 tries")


def test_a_terminal_sees_the_same_stages_as_one_table() -> None:
    lines = [line for line in shown(whole(16), 16, terminal=True) if line.strip()]
    last = lines[-8:]
    assert last[0].split() == ["ingest", "16", "sources", "done", "0.0", "s"]
    assert [line.split()[0] for line in last[1:]] == list(REST)
