"""The state of a run as data: nodes, graphs inside nodes, and what their ends mean for each other."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pipelines.runner.events import State
from pipelines.runner.memory import Call
from pipelines.runner.spec import Component, Selector, Task
from pipelines.runner.values import Values

Phase: TypeAlias = Literal["waiting", "queued", "running", "pausing", "open", "ended"]


@dataclass(slots=True)
class Node:
    """A task in a run; `graphs` are its inside, one for each turn if it is a loop."""

    path: str
    task: Task
    component: Component
    handler: bool = False
    phase: Phase = "waiting"
    state: State = "succeeded"
    inputs: Values = field(default_factory=Values)
    outputs: Values = field(default_factory=Values)
    graphs: "list[GraphRun]" = field(default_factory=list)
    attempts: int = 0
    cpu_seconds: float = 0.0
    memory_bytes: int = 0
    began: float | None = None
    resume_at: float = 0.0
    stop_at: float | None = None
    kill_at: float | None = None
    stopped: Literal["", "timed out", "cancelled"] = ""
    call: Call | None = None
    cached: bool = False

    @property
    def name(self) -> str:
        """Give the name people see."""
        return self.task.task_info.name or self.path.rpartition("/")[2]


@dataclass(slots=True)
class GraphRun:
    """One execution of a graph with its inputs."""

    inputs: Values
    nodes: dict[str, Node]

    @property
    def ended(self) -> bool:
        """Tell whether every node has ended."""
        return all(node.phase == "ended" for node in self.nodes.values())


def open_graph(component: Component, components: dict[str, Component], inputs: Values, path: str, handler: bool) -> GraphRun:
    """Lay out the nodes of a component's graph; inside an exit handler every node is one."""
    tasks = component.dag.tasks if component.dag else {}
    prefix = f"{path}/" if path else ""
    nodes = {
        name: Node(prefix + name, task, components[task.component_ref.name], handler or task.exit_handler)
        for name, task in tasks.items()
    }
    return GraphRun(inputs, nodes)


def walk(graph: GraphRun) -> Iterator[tuple[GraphRun, Node]]:
    """List every node with its graph, outer before inner, in the spec's order."""
    for node in graph.nodes.values():
        yield graph, node
        for inner in node.graphs:
            yield from walk(inner)


def joint_state(nodes: list[Node]) -> State:
    """Give the state of a group: a failure outweighs a cancellation, and skipped tasks do no harm."""
    states = {node.state for node in nodes}
    if states & {"failed", "timed out"}:
        return "failed"
    return "cancelled" if "cancelled" in states else "succeeded"


def graph_outputs(component: Component, graph: GraphRun) -> Values:
    """Collect what one execution of a graph gives out; what a skipped task would have given is absent."""
    found = Values()
    if component.dag is None:
        return found
    for name, output in component.dag.outputs.parameters.items():
        for selector in output.selectors:
            parameters = _produced(graph, selector).parameters
            if selector.output_parameter_key in parameters:
                found.parameters[name] = parameters[selector.output_parameter_key]
                break
    for name, artifact_output in component.dag.outputs.artifacts.items():
        for selector in artifact_output.artifact_selectors:
            artifacts = _produced(graph, selector).artifacts.get(selector.output_artifact_key)
            if artifacts:
                found.artifacts[name] = artifacts
                break
    return found


def node_outputs(node: Node) -> Values:
    """Collect what a node's graphs give out; a loop gives lists, in the order of its items."""
    turns = [graph_outputs(node.component, graph) for graph in node.graphs]
    if not node.task.loops:
        return turns[0]
    defined = node.component.output_definitions
    parameters: dict[str, object] = {
        name: [turn.parameters[name] for turn in turns if name in turn.parameters] for name in defined.parameters
    }
    artifacts = {name: tuple(item for turn in turns for item in turn.artifacts.get(name, ())) for name in defined.artifacts}
    return Values(parameters, artifacts)


def _produced(graph: GraphRun, selector: Selector) -> Values:
    return graph.nodes[selector.producer_subtask].outputs
