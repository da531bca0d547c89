"""The linter's reading of a compiled pipeline: its tasks by path and what each of them starts, every part with its line.

The runner's reading in `pipelines.runner.spec` takes what it can run and forgets where it stood; this one takes every valid spec.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipelines.lint.tree import Node, ShapeError

ROOT = "root"
# As compilers and manifests write it, and as the service's interface gives it out.
_WRAPPERS = ("pipelineSpec", "pipeline_spec")
# The driver handles these names itself and starts no pod for them.
_STUBS = frozenset({"argostub/createpvc", "argostub/deletepvc"})
_NOTHING = Node(1, 1, {})


@dataclass(frozen=True, slots=True)
class Container:
    """Describe what a pod starts: the task's own container, or an init container of it."""

    node: Node
    image: Node | None
    words: tuple[Node, ...]
    environment: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Executor:
    """Describe how components with one label are executed; `platform` is what Kubernetes adds, `users` are the tasks' paths."""

    node: Node
    platform: Node
    container: Container | None
    initial: tuple[Container, ...]
    users: tuple[str, ...]

    @property
    def containers(self) -> tuple[Container, ...]:
        """Return every container of the pod."""
        return (*((self.container,) if self.container is not None else ()), *self.initial)


@dataclass(frozen=True, slots=True)
class Component:
    """Describe a component; `users` are the paths of the tasks that use it."""

    node: Node
    executor: Executor | None
    users: tuple[str, ...]

    @property
    def parameters(self) -> Mapping[str, Node]:
        """Return the definitions of its input parameters."""
        return self.node.map_at("inputDefinitions", "parameters")

    @property
    def has_inputs(self) -> bool:
        """Tell whether it takes anything."""
        return bool(self.parameters or self.node.map_at("inputDefinitions", "artifacts"))

    @property
    def has_outputs(self) -> bool:
        """Tell whether it gives anything."""
        return bool(self.node.map_at("outputDefinitions", "parameters") or self.node.map_at("outputDefinitions", "artifacts"))


@dataclass(frozen=True, slots=True)
class Task:
    """Describe one task; `path` names it inside the pipeline, `retries` are its own or those of the group around it."""

    path: str
    node: Node
    component: Component
    retries: int

    @property
    def starts_pod(self) -> bool:
        """Tell whether it runs a container, not a group of tasks, an importer or a volume request."""
        return self.component.executor is not None and self.component.executor.container is not None

    @property
    def ends_run(self) -> bool:
        """Tell whether it is an exit handler's task, which runs however the run went."""
        upstream = [name.text for name in self.node.list_at("dependentTasks")]
        always = self.node.text_at("triggerPolicy", "strategy") == "ALL_UPSTREAM_TASKS_COMPLETED"
        return always and any(name.startswith("exit-handler-") for name in upstream)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Describe a compiled pipeline: its components by name (`root` among them), executors by label, and tasks.

    Each task of a graph appears once, at the first path that leads to it. `platform` is what is said of Kubernetes.
    """

    name: str
    node: Node
    platform: Node
    components: Mapping[str, Component]
    executors: Mapping[str, Executor]
    tasks: tuple[Task, ...]

    @property
    def used_executors(self) -> Iterator[Executor]:
        """Give each executor that some task uses."""
        return (executor for executor in self.executors.values() if executor.users)


@dataclass(frozen=True, slots=True)
class _Step:
    path: str
    node: Node
    component: str
    retries: int


def find_pipelines(documents: Sequence[Node]) -> list[Pipeline]:
    """Return the pipelines in the documents of one file. Raises `ShapeError` if there is none, or one is incomplete."""
    found: list[tuple[Node, Node]] = []
    for document in documents:
        if document.text_at("kind") == "Pipeline":
            continue
        holder = (document.find("spec") if document.text_at("kind") == "PipelineVersion" else None) or document
        spec = next((inner for name in _WRAPPERS if (inner := holder.find(name)) is not None), holder)
        if spec.find("pipelineInfo") is not None and spec.find(ROOT) is not None:
            found.append((spec, holder.find("platformSpec", "platforms", "kubernetes") or _NOTHING))
        elif found and document.find("platforms") is not None:
            found[-1] = (found[-1][0], document.find("platforms", "kubernetes") or _NOTHING)
        else:
            raise ShapeError(_kind(document), document.line)
    if not found:
        raise ShapeError("there is no pipeline in it", 1)
    return [_pipeline(spec, platform) for spec, platform in found]


def _kind(document: Node) -> str:
    if document.text_at("kind") == "Workflow":
        return "this is an Argo workflow, not the pipeline it was made from"
    if document.find("implementation") is not None:
        return "this is a component, not a pipeline"
    return "this is no compiled pipeline: `pipelineInfo` and `root` are not there"


def _pipeline(spec: Node, platform: Node) -> Pipeline:
    name = spec.text_at("pipelineInfo", "name") or ROOT
    nodes = {**spec.map_at("components"), ROOT: spec.fields[ROOT]}
    steps = list(_walk(name, nodes))
    users: dict[str, list[str]] = {}
    for step in steps:
        users.setdefault(step.component, []).append(step.path)
    users.setdefault(ROOT, [name])
    executors = _executors(spec, platform, nodes, users)
    components = {
        each: Component(node, executors.get(node.text_at("executorLabel")), tuple(users.get(each, ())))
        for each, node in nodes.items()
    }
    tasks = tuple(Task(step.path, step.node, components[step.component], step.retries) for step in steps)
    return Pipeline(name, spec, platform, components, executors, tasks)


def _walk(name: str, nodes: Mapping[str, Node]) -> Iterator[_Step]:
    """Give the tasks in the order a reader meets them, each graph once: nested pipelines may multiply without end."""
    if nodes[ROOT].find("executorLabel") is not None:
        yield _Step(name, nodes[ROOT], ROOT, 0)
    waiting = [("", ROOT, 0)]
    seen = {ROOT}
    while waiting:
        path, graph, retries = waiting.pop()
        inner = []
        for task, node in nodes[graph].map_at("dag", "tasks").items():
            step = _step(f"{path}{task}", node, nodes, retries)
            yield step
            if step.component not in seen:
                seen.add(step.component)
                inner.append((f"{step.path}/", step.component, step.retries))
        waiting.extend(reversed(inner))


def _step(path: str, node: Node, nodes: Mapping[str, Node], around: int) -> _Step:
    component = node.text_at("componentRef", "name")
    if component not in nodes:
        raise ShapeError("a task names a component that is not there", node.line)
    # As the backend does: what has no policy of its own takes that of the group around it.
    own = node.find("retryPolicy") is not None
    return _Step(path, node, component, int(node.number_at("retryPolicy", "maxRetryCount")) if own else around)


def _executors(spec: Node, platform: Node, nodes: Mapping[str, Node], users: Mapping[str, Sequence[str]]) -> dict[str, Executor]:
    found = spec.map_at("deploymentSpec", "executors")
    added = platform.map_at("deploymentSpec", "executors")
    paths: dict[str, list[str]] = {}
    for name, component in nodes.items():
        label = component.find("executorLabel")
        if label is not None and label.text not in found:
            raise ShapeError("a component names an executor that is not there", label.line)
        if label is not None:
            paths.setdefault(label.text, []).extend(users.get(name, ()))
    return {label: _executor(node, added.get(label, _NOTHING), tuple(paths.get(label, ()))) for label, node in found.items()}


def _executor(node: Node, platform: Node, users: tuple[str, ...]) -> Executor:
    container = node.find("container")
    stub = container is not None and container.text_at("image") in _STUBS
    initial = tuple(_container(each) for each in platform.list_at("initContainers"))
    return Executor(node, platform, _container(container) if container is not None and not stub else None, initial, users)


def _container(node: Node) -> Container:
    hook = ("lifecycle", "preCacheCheck")
    words = [*node.list_at("command"), *node.list_at("args"), *node.list_at(*hook, "command"), *node.list_at(*hook, "args")]
    environment = [(each.text_at("name"), value) for each in node.list_at("env") if (value := each.find("value")) is not None]
    return Container(node, node.find("image"), tuple(words), tuple(environment))
