"""Runs a compiled sample under penstock's runner."""

from itertools import pairwise
from pathlib import Path

from penstock.errors import PenstockError
from penstock.tracking.modules import ModuleFinder, Root
from pipelines.cache.durable import Durability
from pipelines.cache.ingredients import Kitchen
from pipelines.cache.memory import RunMemory
from pipelines.runner import Place, Pool, TaskEnded, run_spec
from tests.parity.outcome import Outcome, Ran, Reference, State, content, furnish, names
from tests.pipelines.cache.conftest import SealedWorld

# More than KFP's runner has at once, whatever the machine has.
AT_ONCE = 3


def run(spec: Path, reference: Reference, work: Path, pool: Pool) -> Outcome:
    """Run a spec with the arguments and as often as KFP's side did, in a project of its own and with the cache on."""
    project = work / "project"
    furnish(project)
    finder = ModuleFinder([Root(project)], work / "modules.json")
    tasks: dict[str, Ran] = {}
    state: State = "refused"
    for number in range(reference.rounds):
        place = Place(work / "runs" / f"run-{number}", project, run=f"run-{number}")
        try:
            with Durability() as durability:
                memory = RunMemory(work, place.workspace, SealedWorld(), Kitchen(finder, {}, {}), durability)
                result = run_spec(spec, reference.arguments, place, pool, lambda event: None, AT_ONCE, memory)
        except PenstockError as error:
            return Outcome("refused", tasks, str(error), names(project), names(place.shared))
        state = "succeeded" if result.state == "succeeded" else "failed"
        tasks |= {path_of(task): described(task, project) for task in result.tasks if task.state not in ("skipped", "cancelled")}
    return Outcome(state, tasks, "", names(project), names(place.shared))


def path_of(task: TaskEnded) -> str:
    """Return a task's path as KFP's runner has it: of all groups around it only the turns of loops are there."""
    parts = task.task.split("/")
    turns = [f"{group}/{turn}" for group, turn in pairwise(parts) if turn.isdigit()]
    return "/".join([*turns, parts[-1]])


def described(task: TaskEnded, project: Path) -> Ran:
    """Take the digests of a task's artifacts."""
    artifacts = {name: [content(project / uri) for uri in uris] for name, uris in task.artifacts.items()}
    cause = "" if task.cause is None else f"{task.cause.what}\n  where: {task.cause.where}\n  fix:   {task.cause.fix}"
    return Ran(task.state, dict(task.parameters), artifacts, cause)
