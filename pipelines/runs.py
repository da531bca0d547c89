"""The folders of a project's runs: a new one, the one to go on with, and who is at work in one."""

import fcntl
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from penstock.errors import ProjectError, RunError
from penstock.files import writing
from penstock.names import suggest
from pipelines.record import RECORD_NAME, RunRecord, read_record

LOCK = "lock"
LAST = "last"
_SHOWN = 3
UNFINISHED = frozenset({"running", "failed", "cancelled"})


def new_run(store: Path) -> Path:
    """Return the folder of a new run; names are in the order of time."""
    return store / "runs" / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:6]}"


def runs_of(store: Path) -> list[Path]:
    """Return the folders of all runs, oldest first."""
    place = store / "runs"
    return sorted(path for path in place.iterdir() if (path / LOCK).exists()) if place.is_dir() else []


@contextmanager
def at_work(run: Path) -> Iterator[None]:
    """Be the one process that works in the folder of a run.

    The system lets go of the lock when the process ends, however it ends, so that it cannot be left behind.

    Raises:
        RunError: another process is at work there.
        StoreError: the folder cannot be written.
    """
    with writing(run):
        run.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(run / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _locked(descriptor):
            raise RunError("this run is still going on", where=f"run {run.name}", fix="wait for its end, or stop it")
        yield
    finally:
        os.close(descriptor)


def is_going_on(run: Path) -> bool:
    """Tell whether a process is at work in the folder of a run."""
    try:
        descriptor = os.open(run / LOCK, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _locked(descriptor)
    finally:
        os.close(descriptor)


def run_to_resume(store: Path) -> tuple[Path, RunRecord]:
    """Return the newest run, if it did not come to its end and nobody is at work in it. Raises `ProjectError`, `RunError`."""
    runs = [(run, record) for run in reversed(runs_of(store)) if (record := read_record(run)) is not None]
    if not runs:
        raise ProjectError("there is no run to resume", where=str(store), fix="start one with `penstock run`")
    run, record = runs[0]
    if record.state not in UNFINISHED:
        raise ProjectError(f"the last run {record.state}", where=f"run {run.name}", fix="start a new one with `penstock run`")
    if is_going_on(run):
        raise RunError("this run is still going on", where=f"run {run.name}", fix="wait for its end, or stop it")
    return run, record


def state_of(run: Path, record: RunRecord | None) -> str:
    """Return how the run in the folder `run`, whose record is `record`, stands.

    Beside the states of a record, that is `crashed` for one whose process is gone without a last word, and `damaged` for
    one whose record cannot be read.
    """
    if record is not None and record.state != "running":
        return record.state
    if is_going_on(run):
        return "running"
    return "damaged" if record is None and (run / RECORD_NAME).exists() else "crashed"


def run_called(store: Path, name: str) -> Path:
    """Return the folder of the run called `name`, or whose name alone begins so; of the newest one for `last` or no name.

    Raises:
        ProjectError: there is no run, none or more than one of this name.
    """
    runs = runs_of(store)
    if not runs:
        raise ProjectError("there is no run", where=str(store), fix="start one with `penstock run`")
    if name in ("", LAST):
        return runs[-1]
    found = [run for run in runs if run.name == name] or [run for run in runs if run.name.startswith(name)]
    if not found:
        fix = suggest(name, [run.name for run in runs])
        raise ProjectError(f"there is no run {name!r}", where=str(store), fix=fix)
    if len(found) > 1:
        more = ", ..." if len(found) > _SHOWN else ""
        fix = f"give more of it, to choose from {', '.join(run.name for run in found[:_SHOWN])}{more}"
        raise ProjectError(f"{len(found)} runs begin with {name!r}", where=str(store), fix=fix)
    return found[0]


def newest_run(store: Path) -> Path:
    """Return the newest run that nobody is at work in; raises `ProjectError` when there is none."""
    for run in reversed(runs_of(store)):
        if not is_going_on(run):
            return run
    raise ProjectError("there is no earlier run", where=str(store), fix="start one with `penstock run`")


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
