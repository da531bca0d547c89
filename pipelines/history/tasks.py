"""Say what each stage of a run did, and where its log lies, also while the run goes on and its record says little yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from penstock.errors import PenstockError
from pipelines.cache.outcomes import Outcome
from pipelines.record import RunRecord, StageRecord
from pipelines.runner.reach import stages
from pipelines.runner.spec import read_spec

UNFINISHED = "unfinished"


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """Be one stage of a run; None is not known: yet, or of a run that crashed.

    `why` says what the outcome of a stage that did not run was taken from, `cause` what made one fail. `memory_bytes` is the
    largest resident set of one of its processes, and `log` is relative to the run's folder.
    """

    name: str
    state: str
    seconds: float | None
    cpu_seconds: float | None
    memory_bytes: int | None
    attempts: int | None
    cached: bool
    why: str
    cause: str
    log: str


@dataclass(frozen=True, slots=True)
class Log:
    """Hold the name of a stage and the place of its log."""

    name: str
    path: Path


def logs_of(run: Path, record: RunRecord | None, names: Mapping[str, str]) -> list[Log]:
    """Return the log of every stage that began: those that ended in this order, then those that have not.

    `names` are the names of stages by their log, as `names_of` gives them.
    """
    ended = [Log(stage.name, run / stage.log) for stage in record.stages if stage.log] if record else []
    ended = [log for log in ended if log.path.is_file()]
    known = {log.path for log in ended}
    rest = sorted(path for path in (run / "logs").glob("*.log") if path not in known)
    return [*ended, *(Log(names.get(_key(path.stem), path.stem.rpartition(".")[2]), path) for path in rest)]


def stages_of(
    run: Path, record: RunRecord | None, state: str, outcomes: Sequence[Outcome], names: Mapping[str, str]
) -> tuple[Stage, ...]:
    """Return what every stage did, in the order in which they ended; `names` are as of `logs_of`.

    A record has no stages before its run ends: until then, outcomes and logs tell what is done and what was begun.
    """
    made = {outcome.name: outcome for outcome in outcomes}
    if record is not None and record.stages:
        return tuple(_ended(stage, made.get(stage.name), run.name) for stage in record.stages)
    done = [_done(outcome, run) for outcome in outcomes]
    logs = [log for log in logs_of(run, record, names) if log.path not in {_log(run, outcome) for outcome in outcomes}]
    return (*done, *(_begun(log, "running" if state == "running" else UNFINISHED, run) for log in logs))


def _ended(stage: StageRecord, outcome: Outcome | None, run: str) -> Stage:
    return Stage(
        name=stage.name,
        state="cached" if stage.cached else stage.state,
        seconds=round(stage.ended_seconds - stage.began_seconds, 4),
        cpu_seconds=stage.cpu_seconds,
        memory_bytes=stage.memory_bytes,
        attempts=stage.attempts,
        cached=stage.cached,
        why=_why(outcome, run) if stage.cached and outcome else "",
        cause=stage.cause,
        log=stage.log,
    )


def _done(outcome: Outcome, run: Path) -> Stage:
    taken = outcome.run != run.name
    return Stage(
        name=outcome.name,
        state="cached" if taken else "succeeded",
        seconds=0.0 if taken else outcome.seconds,
        cpu_seconds=None,
        memory_bytes=None,
        attempts=None,
        cached=taken,
        why=_why(outcome, run.name) if taken else "",
        cause="",
        log=log.relative_to(run).as_posix() if (log := _log(run, outcome)).is_file() else "",
    )


def _log(run: Path, outcome: Outcome) -> Path:
    return run / "logs" / f"{outcome.task.replace('/', '.')}.log"


def _begun(log: Log, state: str, run: Path) -> Stage:
    return Stage(
        name=log.name,
        state=state,
        seconds=None,
        cpu_seconds=None,
        memory_bytes=None,
        attempts=None,
        cached=False,
        why="",
        cause="",
        log=log.path.relative_to(run).as_posix(),
    )


def _why(outcome: Outcome, run: str) -> str:
    return "done before this run was stopped" if outcome.run == run else f"as in run {outcome.run}"


def names_of(store: Path, record: RunRecord | None) -> dict[str, str]:
    """Return the name of every stage of a run's pipeline, by what its log is called; nothing where the pipeline is gone."""
    try:
        spec = read_spec(store / "specs" / record.spec) if record else None
    except PenstockError:
        spec = None
    return {path.replace("/", "."): name for path, name in stages(spec).items()} if spec else {}


def _key(stem: str) -> str:
    """Return the path of a task, as its log is called, without the turns of loops."""
    return ".".join(part for part in stem.split(".") if not part.isdigit())
