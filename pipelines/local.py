"""Run a project's training pipeline on this machine: compile it once, execute the spec, say what came of it."""

import hashlib
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import components
import pipelines
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
)
from penstock.ingest.secrets import reveal
from penstock.model.report import Report, read_report
from penstock.project import Project, check_files
from penstock.settings import encode_section
from penstock.stages.places import PROJECT, STORE
from pipelines.record import recording
from pipelines.runner import Cause, Event, Place, Pool, RunResult, TaskEnded, run_spec

_FAMILY: dict[str, type[PenstockError]] = {
    kind.__name__: kind for kind in (ContractError, DataError, ProjectError, RegistryError, SourceError, StoreError)
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Say what a run that reached the gate led to: the bundle's digest, whether it is champion now, and the report."""

    run: str
    seconds: float
    digest: str
    registered: bool
    report: Report


def run_training(project: Project, pool: Pool, on_event: Callable[[Event], None], max_parallel: int) -> Outcome:
    """Run the training pipeline of `project` on the workers of `pool` and return its outcome.

    Raises:
        PenstockError: the error of the stage that failed, of its own family.
        RunInterruptedError: a person or the system stopped the run.
    """
    check_files(project)
    folder = project.folder.resolve()
    store = (folder / project.settings.store).resolve()
    run = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:6]}"
    workspace = store / "runs" / run
    place = Place(workspace, folder, {PROJECT: str(folder), STORE: str(store)}, _secrets(project), run)
    with recording(workspace, run, project.settings.project.name) as record:

        def follow(event: Event) -> None:
            record.take(event)
            on_event(event)

        result = run_spec(compiled_spec(project, store), {}, place, pool, follow, max_parallel)
        record.state = result.state
    return _outcome(run, result)


def _secrets(project: Project) -> list[str]:
    """Return what the sources' references lead to; what is absent is for the stage that needs it to report."""
    found: list[str | None] = []
    for source in project.settings.sources:
        with suppress(PenstockError):
            found.append(reveal(source, project.folder))
    return [secret for secret in found if secret]


def compiled_spec(project: Project, store: Path) -> Path:
    """Return the compiled pipeline of `project`, compiled anew only when what it depends on has changed."""
    spec = store / "specs" / f"{_spec_key(project)}.yaml"
    if not spec.exists():
        from pipelines.compile import compile_training

        compile_training(project, spec)
    return spec


def _spec_key(project: Project) -> str:
    total = hashlib.sha256(f"{version('kfp')}\n{encode_section(project.settings)}\n".encode() + project.contract.encode())
    for package in (components, pipelines):
        root = Path(str(package.__file__)).parent
        for path in sorted(root.rglob("*.py")):
            total.update(f"\n{path.relative_to(root.parent).as_posix()}\n".encode() + path.read_bytes())
    return total.hexdigest()


def _outcome(run: str, result: RunResult) -> Outcome:
    tasks = {task.name: task for task in result.tasks}
    if result.state == "cancelled":
        raise RunInterruptedError("the run was stopped", where=f"run {run}", fix="start it again with `penstock run`")
    broken = next((task for task in result.tasks if task.state in ("failed", "timed out")), None)
    if broken is not None:
        raise _stage_error(broken)
    last = tasks["register"] if "register" in tasks and tasks["register"].state == "succeeded" else tasks["refuse"]
    report = read_report(Path(tasks["evaluate"].artifacts["report"][0]))
    return Outcome(run, result.seconds, str(last.parameters["Output"]), last.name == "register", report)


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
