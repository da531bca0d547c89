"""Print what the stages of a run wrote to their logs, and go on while they write."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from penstock.cli.printing import one_line
from penstock.errors import ProjectError
from penstock.names import suggest
from pipelines.cache.outcomes import outcomes_of
from pipelines.history.tasks import Log, logs_of, names_of
from pipelines.record import read_record
from pipelines.runs import is_going_on

PAUSE_SECONDS = 0.2
_BLOCK = 1 << 16


def chosen_logs(store: Path, run: Path, stage: str | None) -> list[Log]:
    """Return the logs of a run, or those of one stage.

    Raises:
        ProjectError: there is no such stage, or it has no log since it did not run.
    """
    record = read_record(run)
    names = names_of(store, record)
    logs = logs_of(run, record, names)
    if stage is None:
        return logs
    found = [log for log in logs if log.name == stage]
    if not found:
        raise _without_log(run, stage, {*names.values(), *(log.name for log in logs)})
    return found


def _without_log(run: Path, stage: str, names: set[str]) -> ProjectError:
    taken = next((outcome.run for outcome in outcomes_of(run) if outcome.name == stage), run.name)
    where = f"run {run.name}"
    if taken != run.name:
        what = f"{stage} did not run: its outcome was taken from run {taken}"
        return ProjectError(what, where=where, fix=f"read its log there: penstock runs logs {taken} {stage}")
    if stage in names:
        return ProjectError(f"{stage} has not run", where=where, fix="see how far the run came with `penstock runs show`")
    return ProjectError(f"the run has no stage {stage!r}", where=where, fix=suggest(stage, names))


def log_lines(logs: list[Log]) -> Iterator[str]:
    """Yield the lines of logs one after the other; where there are several, each under its stage, and empty ones are left out."""
    written = [log for log in logs if log.path.stat().st_size] if len(logs) > 1 else logs
    for number, log in enumerate(written):
        if len(logs) > 1:
            yield f"{'' if number == 0 else chr(10)}==> {log.name} <=="
        with log.path.open(encoding="utf-8", errors="replace") as file:
            yield from (line.rstrip("\n") for line in file)


def for_terminal(line: str) -> str:
    """Return a line without what a terminal would obey; tabs stay."""
    return "\t".join(map(one_line, line.split("\t")))


@dataclass(slots=True)
class _Tail:
    """Read what is new in a growing log, a whole line at a time."""

    path: Path
    offset: int = 0
    rest: bytes = b""

    def lines(self, *, last: bool) -> Iterator[str]:
        """Yield the lines that are whole by now; with `last` the unfinished one too."""
        with self.path.open("rb") as file:
            file.seek(self.offset)
            while block := file.read(_BLOCK):
                self.offset += len(block)
                *whole, self.rest = (self.rest + block).split(b"\n")
                yield from (line.decode(errors="replace") for line in whole)
        if last and self.rest:
            yield self.rest.decode(errors="replace")
            self.rest = b""


def follow(store: Path, run: Path, stage: str | None, pause: Callable[[float], object]) -> Iterator[str]:
    """Yield the lines of a run's logs as they are written, until nobody is at work in it.

    Without `stage` each line begins with the name of its own; a stage that has not begun is waited for.

    Args:
        pause: waits for some seconds.
    """
    tails: dict[Path, _Tail] = {}
    names: dict[str, str] = {}
    while True:
        # Asked before reading: what is written before the end is then read after it.
        going = is_going_on(run)
        record = read_record(run)
        names = names or names_of(store, record)
        for log in logs_of(run, record, names):
            if stage in (None, log.name):
                lines = tails.setdefault(log.path, _Tail(log.path)).lines(last=not going)
                yield from (line if stage else f"{log.name} | {line}" for line in lines)
        if not going:
            return
        pause(PAUSE_SECONDS)
