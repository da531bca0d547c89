"""Which tasks a compiled pipeline has, and which of them come after a given one."""

import difflib

from penstock.errors import ProjectError
from pipelines.runner.spec import Component, Spec


def from_stage(spec: Spec, stage: str) -> frozenset[str]:
    """Return the paths of the tasks called `stage` and of all that come after them; the turns of a loop have no numbers.

    Raises:
        ProjectError: no task has this name; names the nearest.
    """
    names = set(stages(spec).values())
    if stage not in names:
        near = difflib.get_close_matches(stage, names, 1)
        fix = f"did you mean {near[0]!r}?" if near else f"use one of: {', '.join(sorted(names))}"
        raise ProjectError(f"the pipeline has no stage {stage!r}", where="--from", fix=fix)
    return frozenset(_reached(spec, spec.root, stage, "", whole=False))


def without_turns(task: str) -> str:
    """Return the path of a task without the numbers of turns in loops."""
    return "/".join(part for part in task.split("/") if not part.isdigit())


def stages(spec: Spec) -> dict[str, str]:
    """Return the name of every task that is no group, by its path; the turns of a loop have no numbers."""
    return _stages(spec, spec.root, "")


def _stages(spec: Spec, component: Component, prefix: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, task in (component.dag.tasks if component.dag else {}).items():
        inner, path = spec.components[task.component_ref.name], f"{prefix}{key}"
        found |= {path: task.task_info.name or key} if inner.dag is None else _stages(spec, inner, f"{path}/")
    return found


def _reached(spec: Spec, component: Component, stage: str, prefix: str, *, whole: bool) -> set[str]:
    tasks = component.dag.tasks if component.dag else {}
    found: set[str] = set()
    touched: set[str] = set()
    waiting = dict(tasks)
    # Dependencies may be listed in any order: go round until nothing more is touched.
    while True:
        before = len(touched)
        for key, task in waiting.items():
            follows = whole or any(name in touched for name in task.dependent_tasks)
            inner = spec.components[task.component_ref.name]
            path = f"{prefix}{key}"
            if inner.dag is not None:
                inside = _reached(spec, inner, stage, f"{path}/", whole=follows)
            else:
                inside = {path} if follows or (task.task_info.name or key) == stage else set()
            if inside:
                touched.add(key)
                found |= inside
        if len(touched) == before:
            return found
