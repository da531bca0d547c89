"""Lay out a compiled pipeline for the eye: its stages, what each directly follows, and at what distance from the first."""

from dataclasses import dataclass

from pipelines.runner.reach import stages
from pipelines.runner.spec import Component, Spec


@dataclass(frozen=True, slots=True)
class Placed:
    """Be one stage: its name, the paths of those it directly follows, and how many lie between it and the first."""

    name: str
    needs: tuple[str, ...]
    level: int


def lay_out(spec: Spec) -> dict[str, Placed]:
    """Return every stage by its path, those that come first at level 0; what follows from another edge is left out."""
    names = stages(spec)
    before = {path: set[str]() for path in names}
    _link(spec, spec.root, "", before)
    order: dict[str, int] = {}
    above: dict[str, set[str]] = {}
    while len(order) < len(names):
        ready = [path for path in names if path not in order and before[path] <= order.keys()]
        for path in ready:
            above[path] = before[path].union(*(above[need] for need in before[path]))
        order |= {path: max((order[need] + 1 for need in before[path]), default=0) for path in ready}
        if not ready:
            break
    direct = {path: before[path].difference(*(above[need] for need in before[path])) for path in order}
    return {path: Placed(names[path], tuple(sorted(direct[path])), level) for path, level in order.items()}


def _link(spec: Spec, component: Component, prefix: str, before: dict[str, set[str]]) -> None:
    """Note for every stage all stages that end before it begins, because its task or a group around it waits for them."""
    for key, task in (component.dag.tasks if component.dag else {}).items():
        path = f"{prefix}{key}"
        waited = {at for need in task.dependent_tasks for at in _inside(before, f"{prefix}{need}")}
        for inner in _inside(before, path):
            before[inner] |= waited
        _link(spec, spec.components[task.component_ref.name], f"{path}/", before)


def _inside(before: dict[str, set[str]], path: str) -> list[str]:
    return [other for other in before if other == path or other.startswith(f"{path}/")]
