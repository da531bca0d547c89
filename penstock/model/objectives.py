"""Name the metrics: for which tasks each is, and which direction is better. How they are measured is told elsewhere.

Free of numpy, so that a command which only reads names need not wait for it.
"""

from dataclasses import dataclass
from types import MappingProxyType

from penstock.contract.columns import Task
from penstock.errors import ProjectError
from penstock.names import suggest


@dataclass(frozen=True, slots=True)
class Objective:
    """Name a metric, its tasks and its better direction."""

    name: str
    tasks: tuple[Task, ...]
    higher_is_better: bool


_CLASSES: tuple[Task, ...] = ("binary", "multiclass")
OBJECTIVES = MappingProxyType(
    {
        objective.name: objective
        for objective in (
            Objective("rmse", ("regression",), False),
            Objective("mae", ("regression",), False),
            Objective("mape", ("regression",), False),
            Objective("r2", ("regression",), True),
            Objective("log_loss", _CLASSES, False),
            Objective("auc", _CLASSES, True),
            Objective("f1", _CLASSES, True),
            Objective("accuracy", _CLASSES, True),
            Objective("calibration_error", _CLASSES, False),
        )
    }
)


def objectives_for(task: Task) -> tuple[Objective, ...]:
    """Return the metrics of a task; the first is its default."""
    return tuple(objective for objective in OBJECTIVES.values() if task in objective.tasks)


def choose_objective(name: str | None, task: Task) -> Objective:
    """Return the named metric, or the task's default; raises `ProjectError` that suggests the nearest name."""
    known = {objective.name: objective for objective in objectives_for(task)}
    if name is None:
        return next(iter(known.values()))
    if name in known:
        return known[name]
    raise ProjectError(f"{name!r} is no metric for a {task} task", fix=suggest(name, known))
