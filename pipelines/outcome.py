"""Say what a training run led to: a bundle with its report, or the error of the stage that failed."""

from dataclasses import dataclass
from pathlib import Path

from penstock.errors import (
    CandidateRefusedError,
    ContractError,
    DataError,
    PenstockError,
    ProjectError,
    RegistryError,
    RunError,
    RunInterruptedError,
    SourceError,
    StoreError,
    UnreachableError,
)
from penstock.model.report import Report, read_report
from pipelines.runner import Cause, RunResult, TaskEnded

_FAMILY: dict[str, type[PenstockError]] = {
    kind.__name__: kind
    for kind in (ContractError, DataError, ProjectError, RegistryError, SourceError, StoreError, UnreachableError)
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Say what a run that reached the gate led to: the bundle's digest, whether it is champion now, and the report.

    `same_as_before` tells that the champion was this very bundle before the run.
    """

    run: str
    seconds: float
    digest: str
    registered: bool
    same_as_before: bool
    report: Report


def outcome_of(run: str, result: RunResult) -> Outcome:
    """Return what a run led to; raises the error of the stage that failed, or `RunInterruptedError`."""
    tasks = {task.name: task for task in result.tasks}
    if result.state == "cancelled":
        raise RunInterruptedError("the run was stopped", where=f"run {run}", fix="go on with `penstock run --resume`")
    broken = next((task for task in result.tasks if task.state in ("failed", "timed out")), None)
    if broken is not None:
        raise _stage_error(broken)
    last = tasks["register"] if "register" in tasks and tasks["register"].state == "succeeded" else tasks["refuse"]
    report = read_report(Path(tasks["evaluate"].artifacts["report"][0]))
    digest = str(last.parameters["Output"])
    same = last.name == "register" and (last.cached or report.champion == digest)
    return Outcome(run, result.seconds, digest, last.name == "register", same, report)


def _stage_error(task: TaskEnded) -> PenstockError:
    cause = task.cause or Cause("ended", f"the stage {task.state}")
    where = f"{task.name}: {cause.where}" if cause.where not in ("", task.name) else task.name
    log = f"read the log: {task.log}" if task.log else ""
    if cause.kind == "timeout":
        fix = f"raise resources.{task.name}.timeout_seconds, or give the stage less to do; {log}"
        return RunError(cause.what, where=where, fix=fix)
    kind = _FAMILY.get(cause.kind)
    if kind is not None:
        return kind(cause.what, where=where, fix=cause.fix or log)
    return RunError(cause.what, where=where, fix="; ".join(part for part in (cause.fix, log) if part))


def refusal(outcome: Outcome) -> CandidateRefusedError:
    """Return the error that says why the gate refused the candidate."""
    reasons = "; ".join(outcome.report.gate.reasons)
    return CandidateRefusedError(
        f"the gate refused the candidate: {reasons}",
        where=f"run {outcome.run}",
        fix="improve the data or features, or change [gate]; the champion still serves",
    )
