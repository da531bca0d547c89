"""Run a project's training pipeline on this machine: compile it once, execute the spec, say what came of it."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from penstock.errors import PenstockError, StoreError
from penstock.files import sweep
from penstock.ingest.secrets import reveal
from penstock.project import Project, check_files
from penstock.registry.registry import Registry
from penstock.settings import settings_digest
from penstock.stages.places import PROJECT, STORE
from penstock.tracking.modules import ModuleFinder, project_roots
from pipelines.cache.durable import Durability
from pipelines.cache.evict import evict
from pipelines.cache.ingredients import Kitchen
from pipelines.cache.memory import RunMemory, Verdict, Wishes
from pipelines.cache.outcomes import registered_by
from pipelines.origin import keep_origin
from pipelines.outcome import Outcome, outcome_of
from pipelines.outside import TrainingWorld
from pipelines.record import recording
from pipelines.report.write import reported
from pipelines.runner import Event, Place, Pool, foresee, run_spec
from pipelines.runner.reach import from_stage, stages, without_turns
from pipelines.runner.redact import mask, spellings
from pipelines.runner.spec import read_spec
from pipelines.runs import at_work, is_going_on, new_run, newest_run, run_to_resume, runs_of
from pipelines.specs import compiled_spec

# No writer takes an hour over one file.
_ABANDONED_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Options:
    """Say how to run: how many stages at once, and what may stand for running a stage.

    `resume` goes on with the last run that did not come to its end; `start` names the stage from which on everything runs
    again, after what the last run left; `fresh` names stages that run whatever the cache holds.
    """

    parallel: int
    cache: bool = True
    fresh: tuple[str, ...] = ()
    resume: bool = False
    start: str | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    """Hold what a run needs: its folder, the compiled pipeline, and what it remembers."""

    run: Path
    spec: Path
    place: Place
    memory: RunMemory


def run_training(project: Project, pool: Pool, on_event: Callable[[Event], None], options: Options) -> Outcome:
    """Run the training pipeline of `project` on the workers of `pool` and return its outcome.

    Raises:
        PenstockError: the error of the stage that failed, of its own family.
        RunInterruptedError: a person or the system stopped the run.
    """
    check_files(project)
    store = _store(project)
    durability = Durability()
    plan = _plan(project, store, options, durability)
    name = project.settings.project.name
    with at_work(plan.run), reported(store, plan.run), recording(plan.run, name, plan.spec.name) as record, durability:

        def follow(event: Event) -> None:
            record.take(event)
            on_event(event)

        keep_origin(plan.run, project, partial(mask, hidden=spellings(plan.place.secrets)))
        result = run_spec(plan.spec, {}, plan.place, pool, follow, options.parallel, plan.memory)
        record.state = result.state
    plan.memory.kitchen.clear_up()
    _tidy(project, store)
    return outcome_of(plan.run.name, result)


def _tidy(project: Project, store: Path) -> None:
    registry = store / "registry"
    for folder in (
        *(store / name for name in ("artifacts", "specs", "cache")),
        *registry.glob("*/"),
        *registry.glob("aliases/*/"),
    ):
        sweep(folder, time.time() - _ABANDONED_SECONDS)
    versions = {version.digest for version in Registry(registry).versions()}
    needed = [run for run in runs_of(store) if is_going_on(run) or registered_by(run) in versions]
    evict(store, project.settings.cache.max_bytes, needed)


def explain_training(project: Project, options: Options) -> list[Verdict]:
    """Say of every stage whether it would run, and why, without running any."""
    plan = _plan(project, _store(project), options, Durability())
    result = foresee(plan.spec, {}, plan.place, plan.memory)
    plan.memory.kitchen.clear_up()
    told = {without_turns(verdict.task) for verdict in plan.memory.verdicts}
    closed = [task.task for task in result.tasks if task.cause is not None and task.cause.kind == "condition"]
    later = {
        path: name
        for path, name in stages(read_spec(plan.spec)).items()
        if path not in told and not any(path.startswith(f"{group}/") for group in closed)
    }
    follows = [Verdict(path, name, False, ("it comes after one that runs",)) for path, name in later.items()]
    return [*plan.memory.verdicts, *follows]


def _store(project: Project) -> Path:
    return (project.folder.resolve() / project.settings.store).resolve()


def _plan(project: Project, store: Path, options: Options, durability: Durability) -> _Plan:
    folder = project.folder.resolve()
    began = datetime.now(UTC)
    if options.resume:
        run, record = run_to_resume(store)
        began = record.began_at
        spec = store / "specs" / record.spec
        if not spec.exists():
            raise StoreError("the run's pipeline is gone", where=str(spec), fix="start a new run with `penstock run`")
    else:
        run, spec = new_run(store), compiled_spec(project, store)
    place = Place(run, folder, {PROJECT: str(folder), STORE: str(store)}, _secrets(project), run.name, began)
    world = TrainingWorld(folder, store, settings_digest(project.settings))
    memory = RunMemory(store, run, world, _kitchen(project, store), durability, _wishes(options, spec, store))
    return _Plan(run, spec, place, memory)


def _kitchen(project: Project, store: Path) -> Kitchen:
    folder, cache = project.folder.resolve(), project.settings.cache
    finder = ModuleFinder(project_roots(folder), store / "cache" / "modules.json")
    variables = {name: os.environ.get(name, "") for name in cache.variables}
    return Kitchen(finder, variables, {name: folder / name for name in cache.files})


def _wishes(options: Options, spec: Path, store: Path) -> Wishes:
    if options.start is None:
        return Wishes(options.cache, frozenset(options.fresh))
    again = from_stage(read_spec(spec), options.start)
    return Wishes(True, frozenset(options.fresh), newest_run(store), lambda call: without_turns(call.task) in again)


def _secrets(project: Project) -> list[str]:
    """Return what the sources' references lead to; what is absent is for the stage that needs it to report."""
    found: list[str | None] = []
    for source in project.settings.sources:
        with suppress(PenstockError):
            found.append(reveal(source, project.folder))
    return [secret for secret in found if secret]
