"""Take runs away: never one that goes on, never the last one that led to a registered version."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from penstock.errors import ProjectError, RunError
from penstock.files import sweep, writing
from penstock.registry.bundle import short
from penstock.registry.registry import Registry
from pipelines.cache.outcomes import registered_by
from pipelines.history.filters import parse_span
from pipelines.history.summary import Reader
from pipelines.runs import at_work, is_going_on, run_called, runs_of

# Nobody takes an hour to take one run away.
_ABANDONED_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Fate:
    """Say of a run why it stays; an empty reason means that it goes."""

    run: Path
    reason: str


def choose(store: Path, names: Sequence[str], older_than: str | None, keep: int | None, now: datetime) -> list[Path]:
    """Return the runs that are called `names`; without names, those begun longer ago than `older_than` but for the newest `keep`.

    Raises:
        ProjectError: nothing says which runs are meant, or two things do; or there is no run of a name.
    """
    if bool(names) == (older_than is not None or keep is not None):
        what = "both names and rules say which runs to delete" if names else "nothing says which runs to delete"
        raise ProjectError(what, where="penstock runs delete", fix="name runs, or give --older-than, --keep or both")
    if names:
        return [run_called(store, name) for name in names]
    rest = list(reversed(runs_of(store)))[keep or 0 :]
    if older_than is None:
        return rest
    reader, limit = Reader(store, now), now - parse_span(older_than, "--older-than")
    began = ((run, reader.summary(run).began_at) for run in rest)
    return [run for run, moment in began if moment is not None and moment < limit]


def delete_runs(store: Path, chosen: Sequence[Path], now: datetime, *, all_or_none: bool, only_tell: bool) -> list[Fate]:
    """Take the runs `chosen` away and return what became of each, oldest first.

    The content of artifacts stays in the cache, which has a limit of its own.

    Args:
        all_or_none: raise and take nothing away when one of the runs has to stay.
        only_tell: take nothing away.

    Raises:
        RunError: one of the runs has to stay, and `all_or_none` is asked for.
        RegistryError: the registry is damaged, so that nobody can tell which runs it needs.
        StoreError: a run cannot be taken away.
    """
    with _one_at_a_time(store / "runs"):
        sweep(store, now.timestamp() - _ABANDONED_SECONDS)
        fates = list(_fates(store, chosen))
        kept = [fate for fate in fates if fate.reason]
        if kept and all_or_none:
            fix = "leave it out; nothing was deleted"
            raise RunError(f"a run cannot be deleted: {kept[0].reason}", where=f"run {kept[0].run.name}", fix=fix)
        for fate in fates:
            if not fate.reason and not only_tell:
                _remove(store, fate.run)
    return fates


def _fates(store: Path, chosen: Sequence[Path]) -> Iterator[Fate]:
    needed = _needed_versions(store)
    led = {run: registered_by(run) for run in runs_of(store)}
    for run in sorted(set(chosen)):
        digest = led.get(run)
        reason = ""
        if is_going_on(run):
            reason = "it still goes on"
        elif digest is not None and digest in needed and not any(held == digest for each, held in led.items() if each != run):
            reason = f"it is the only run that led to {short(digest)}, {needed[digest]}"
        if not reason:
            led.pop(run, None)
        yield Fate(run, reason)


def _needed_versions(store: Path) -> dict[str, str]:
    """Return of every registered version how it is known."""
    registry = Registry(store / "registry")
    needed = {version.digest: "which is registered" for version in registry.versions()}
    for name in registry.aliases.names():
        held = registry.aliases.current(name)
        if held is not None:
            needed[held.digest] = f"which is the {name}"
    return needed


def _remove(store: Path, run: Path) -> None:
    """Take a run out of sight in one step, and then off the disk."""
    with writing(run), at_work(run):
        aside = Path(tempfile.mkdtemp(prefix=".deleted.", dir=store))
        run.rename(aside / run.name)
    (store / "endings" / f"{run.name}.json").unlink(missing_ok=True)
    shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def _one_at_a_time(runs: Path) -> Iterator[None]:
    """Wait for others who delete: two who each leave the other's run to a version would leave it none."""
    descriptor = os.open(runs, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def fate_lines(fates: Sequence[Fate], *, only_tell: bool) -> Iterator[str]:
    """Yield a line a run, and how many they were."""
    verb: Callable[[str], str] = (lambda run: f"would delete {run}") if only_tell else (lambda run: f"deleted {run}")
    for fate in fates:
        yield f"kept {fate.run.name}: {fate.reason}" if fate.reason else verb(fate.run.name)
    gone = sum(not fate.reason for fate in fates)
    yield f"{'would delete' if only_tell else 'deleted'} {gone} of {len(fates)} runs"
