"""What a task receives when it is its turn: resolved inputs, the graphs of groups and loops, and a loop's limit."""

import json
from collections.abc import Sequence

from penstock.errors import RunError
from pipelines.runner.attempt import Place
from pipelines.runner.events import State, TaskEnded
from pipelines.runner.graph import GraphRun, Node, open_graph, walk
from pipelines.runner.spec import Spec
from pipelines.runner.values import Values, complete, resolve

_STATES: dict[State, str] = {"succeeded": "SUCCEEDED", "cancelled": "CANCELLED", "skipped": "SKIPPED"}


def given_inputs(spec: Spec, place: Place, graph: GraphRun, node: Node, failed: Sequence[TaskEnded]) -> Values:
    """Resolve a node's inputs once its upstream has ended; `failed` feeds the status that exit handlers read."""
    upstream = {name: graph.nodes[name] for name in node.task.dependent_tasks}
    outputs = {name: other.outputs for name, other in upstream.items()}
    job = f"{spec.pipeline_info.name}-{place.run}"
    statuses = {name: _final_status(job, other, failed) for name, other in upstream.items()}
    return resolve(node.task, graph.inputs, outputs, statuses, _names(job, place, node), node.path)


def _names(job: str, place: Place, node: Node) -> dict[str, str]:
    """Say what the placeholders of KFP stand for that name the run, the task and their folders."""
    began = place.began.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        ".pipeline_job_name": job,
        ".pipeline_job_resource_name": job,
        ".pipeline_job_uuid": place.run,
        ".pipeline_job_create_time_utc": began,
        ".pipeline_job_schedule_time_utc": began,
        ".pipeline_task_name": node.path.rpartition("/")[2],
        ".pipeline_task_uuid": f"{place.run}/{node.path}",
        ".pipeline_root": str(place.workspace),
        ".workspace_path": str(place.shared),
    }


def inner_graphs(spec: Spec, node: Node, given: Values) -> list[GraphRun]:
    """Lay out what is inside a group, or each turn of a loop. Raises `RunError` if a loop's items are no list."""
    if not node.task.loops:
        inputs = complete(node.component, given, node.path)
        return [open_graph(node.component, spec.components, inputs, node.path, node.handler)]
    turns: list[GraphRun] = []
    for number, turn in enumerate(_turns(node, given)):
        inputs = complete(node.component, turn, node.path)
        turns.append(open_graph(node.component, spec.components, inputs, f"{node.path}/{number}", node.handler))
    return turns


def _turns(node: Node, given: Values) -> list[Values]:
    """Give the inputs of each turn of a loop: all of the loop's own, and one item."""
    if (over := node.task.artifact_iterator) is not None:
        artifacts = given.artifacts.get(over.items.input_artifact, ())
        return [Values(given.parameters, {**given.artifacts, over.item_input: (item,)}) for item in artifacts]
    loop = node.task.parameter_iterator
    if loop is None:
        return [given]
    raw = loop.items.raw
    items = _items(raw if raw is not None else given.parameters.get(loop.items.input_parameter or ""), node)
    return [Values({**given.parameters, loop.item_input: item}, given.artifacts) for item in items]


def _items(value: object, node: Node) -> list[object]:
    try:
        items = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        items = None
    if not isinstance(items, list):
        raise RunError("the loop's items are no list", where=node.path, fix="give the loop a list")
    return items


def turn_may_run(root: GraphRun, node: Node) -> bool:
    """Tell whether every loop around `node` may have the node's turn among those that run at once."""
    for _, loop in walk(root):
        limit = loop.task.iterator_policy.parallelism_limit
        if loop.phase != "open" or not limit or not node.path.startswith(f"{loop.path}/"):
            continue
        begun = [turn for turn in loop.graphs if not turn.ended and any(inner.attempts for _, inner in walk(turn))]
        mine = next(turn for turn in loop.graphs if any(inner is node for _, inner in walk(turn)))
        if len(begun) >= limit and not any(turn is mine for turn in begun):
            return False
    return True


def _final_status(job: str, node: Node, failed: Sequence[TaskEnded]) -> object:
    inside = [item for item in failed if item.task == node.path or item.task.startswith(f"{node.path}/")]
    first = inside[0] if inside else None
    return {
        "state": _STATES.get(node.state, "FAILED"),
        "pipelineJobResourceName": job,
        "pipelineTaskName": node.name,
        "error": {
            "code": 0 if node.state == "succeeded" else 1,
            "message": f"{first.name}: {first.cause.what}" if first is not None and first.cause is not None else "",
        },
    }
