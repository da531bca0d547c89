"""The typed reading of a compiled pipeline spec: components, tasks, executors and what Kubernetes adds to them."""

from pathlib import Path

import msgspec
import yaml

from penstock.errors import RunError
from pipelines.runner.bindings import TaskInputs
from pipelines.runner.executors import Executors, KubernetesExecutors, PlatformDocument

# libyaml reads a spec ten times as fast; it is not part of every build of the library.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ComponentReference(msgspec.Struct, frozen=True, rename="camel"):
    """Name a component of the spec."""

    name: str


class TaskInfo(msgspec.Struct, frozen=True, rename="camel"):
    """Hold the name people see."""

    name: str = ""


class TriggerPolicy(msgspec.Struct, frozen=True, rename="camel"):
    """Say when a task runs: a condition, and whether upstream must have succeeded."""

    condition: str | None = None
    strategy: str = ""


class RetryPolicy(msgspec.Struct, frozen=True, rename="camel"):
    """Say how often and how patiently a task is tried again; durations are text such as `1.5s`."""

    max_retry_count: int = 0
    backoff_duration: str = "0s"
    backoff_factor: float = 2.0
    backoff_max_duration: str = "3600s"

    def delay_seconds(self, failures: int) -> float:
        """Give the pause after the `failures`-th failure, in seconds."""
        return min(_seconds(self.backoff_duration) * self.backoff_factor ** (failures - 1), _seconds(self.backoff_max_duration))


class Items(msgspec.Struct, frozen=True, rename="camel"):
    """Hold what a loop walks over: JSON text, or the name of an input of the loop's task."""

    raw: str | None = None
    input_parameter: str | None = None


class ParameterIterator(msgspec.Struct, frozen=True, rename="camel"):
    """Make a task a loop; each item arrives as `item_input`."""

    item_input: str
    items: Items


class ArtifactItems(msgspec.Struct, frozen=True, rename="camel"):
    """Name the input of the loop's task whose artifacts a loop walks over."""

    input_artifact: str


class ArtifactIterator(msgspec.Struct, frozen=True, rename="camel"):
    """Make a task a loop over artifacts; each arrives as `item_input`."""

    item_input: str
    items: ArtifactItems


class IteratorPolicy(msgspec.Struct, frozen=True, rename="camel"):
    """Limit how many turns of a loop run at once; 0 is no limit."""

    parallelism_limit: int = 0


class CachingOptions(msgspec.Struct, frozen=True, rename="camel"):
    """Say whether an earlier outcome may stand for a task."""

    enable_cache: bool = False


class Task(msgspec.Struct, frozen=True, rename="camel"):
    """One node of a graph."""

    component_ref: ComponentReference
    inputs: TaskInputs = TaskInputs()
    dependent_tasks: list[str] = []
    task_info: TaskInfo = TaskInfo()
    trigger_policy: TriggerPolicy = TriggerPolicy()
    retry_policy: RetryPolicy = RetryPolicy()
    caching_options: CachingOptions = CachingOptions()
    parameter_iterator: ParameterIterator | None = None
    artifact_iterator: ArtifactIterator | None = None
    iterator_policy: IteratorPolicy = IteratorPolicy()

    @property
    def loops(self) -> bool:
        """Tell whether the task runs once for each item of a list."""
        return self.parameter_iterator is not None or self.artifact_iterator is not None

    @property
    def always(self) -> bool:
        """Tell whether the task runs however its upstream ended."""
        return self.trigger_policy.strategy == "ALL_UPSTREAM_TASKS_COMPLETED"

    @property
    def exit_handler(self) -> bool:
        """Tell whether the task is the exit handler of a group, which runs even when the run was interrupted."""
        return self.always and any(name.startswith("exit-handler-") for name in self.dependent_tasks)


class Selector(msgspec.Struct, frozen=True, rename="camel"):
    """Point at an output of a task inside a graph."""

    producer_subtask: str
    output_parameter_key: str = ""
    output_artifact_key: str = ""


class OneOf(msgspec.Struct, frozen=True, rename="camel"):
    """List outputs of which the first present one counts."""

    parameter_selectors: list[Selector] = []


class ParameterOutput(msgspec.Struct, frozen=True, rename="camel"):
    """Say which inner parameter a graph gives out."""

    value_from_parameter: Selector | None = None
    value_from_oneof: OneOf | None = None

    @property
    def selectors(self) -> list[Selector]:
        """List the candidates in order."""
        if self.value_from_parameter is not None:
            return [self.value_from_parameter]
        return self.value_from_oneof.parameter_selectors if self.value_from_oneof else []


class ArtifactOutput(msgspec.Struct, frozen=True, rename="camel"):
    """Say which inner artifacts a graph gives out."""

    artifact_selectors: list[Selector] = []


class GraphOutputs(msgspec.Struct, frozen=True, rename="camel"):
    """Hold what a graph gives out, by name."""

    parameters: dict[str, ParameterOutput] = {}
    artifacts: dict[str, ArtifactOutput] = {}


class Graph(msgspec.Struct, frozen=True, rename="camel"):
    """Hold tasks that depend on each other."""

    tasks: dict[str, Task] = {}
    outputs: GraphOutputs = GraphOutputs()


class ParameterDefinition(msgspec.Struct, frozen=True, rename="camel"):
    """Describe a parameter of a component."""

    parameter_type: str
    is_optional: bool = False
    default_value: object = None


class ArtifactType(msgspec.Struct, frozen=True, rename="camel"):
    """Name an artifact's schema."""

    schema_title: str = "system.Artifact"
    schema_version: str = "0.0.1"


class ArtifactDefinition(msgspec.Struct, frozen=True, rename="camel"):
    """Describe an artifact of a component."""

    artifact_type: ArtifactType = ArtifactType()
    is_optional: bool = False
    is_artifact_list: bool = False


class Definitions(msgspec.Struct, frozen=True, rename="camel"):
    """Describe the inputs or the outputs of a component."""

    parameters: dict[str, ParameterDefinition] = {}
    artifacts: dict[str, ArtifactDefinition] = {}


class Component(msgspec.Struct, frozen=True, rename="camel"):
    """Describe a component: a graph, or the label of an executor."""

    executor_label: str | None = None
    dag: Graph | None = None
    input_definitions: Definitions = Definitions()
    output_definitions: Definitions = Definitions()


class PipelineInfo(msgspec.Struct, frozen=True, rename="camel"):
    """Hold the pipeline's name."""

    name: str


class Spec(msgspec.Struct, frozen=True, rename="camel"):
    """A whole compiled pipeline; `workspace` says whether its tasks share a folder."""

    pipeline_info: PipelineInfo
    root: Component
    components: dict[str, Component] = {}
    deployment_spec: Executors = Executors()
    kubernetes: KubernetesExecutors = KubernetesExecutors()
    workspace: bool = False


def read_spec(path: Path) -> Spec:
    """Read a compiled pipeline, with its platform part if it has one. Raises `RunError` if it is absent or no such file."""
    try:
        documents = list(yaml.load_all(path.read_text(encoding="utf-8"), Loader=_LOADER))
        spec = msgspec.convert(documents[0], Spec)
        extra = msgspec.convert(documents[1], PlatformDocument) if len(documents) > 1 else PlatformDocument()
    except (OSError, yaml.YAMLError, msgspec.ValidationError, IndexError, UnicodeDecodeError) as error:
        raise RunError(f"the compiled pipeline cannot be read: {error}", where=str(path), fix="compile it anew") from error
    platform = extra.platforms.kubernetes
    shared = platform.pipeline_config.workspace is not None
    return msgspec.structs.replace(spec, kubernetes=platform.deployment_spec, workspace=shared)


def _seconds(duration: str) -> float:
    return float(duration.removesuffix("s"))
