"""One attempt of a task on disk: its folder, what the executor is told, and what it gave back."""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from penstock.errors import RunError
from penstock.files import writing
from pipelines.runner.events import Cause
from pipelines.runner.executors import Executor, KubernetesExecutor
from pipelines.runner.graph import Node
from pipelines.runner.memory import Call
from pipelines.runner.messages import DIGESTS_FILE, ERROR_BYTES, ERROR_FILE, Failure, Job
from pipelines.runner.redact import spellings
from pipelines.runner.secrets import secret_environment
from pipelines.runner.spec import Component, Spec
from pipelines.runner.values import Artifact, Values, coerce

# The same inputs give these errors again and again: a retry would only keep the person waiting.
LASTING = frozenset({"ContractError", "DataError", "ProjectError", "RegistryError", "SourceError"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run keeps its tasks, in which folder stages run, what they find in their environment, and the run's name.

    `workspace` is an own folder of the run: outputs go to `tasks/`, logs to `logs/`. Neither a log nor a cause shows a
    secret of `secrets`, or of those that the spec mounts.
    """

    workspace: Path
    project: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    secrets: Sequence[str] = ()
    run: str = "local"
    began: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def shared(self) -> Path:
        """Give the folder that the tasks of a pipeline with a workspace share."""
        return self.workspace / "workspace"

    def folder(self, task: str) -> Path:
        """Give the folder of a task's outputs."""
        return self.workspace / "tasks" / task

    def log(self, task: str) -> Path:
        """Give the log file of a task; all attempts append to it."""
        return self.workspace / "logs" / f"{task.replace('/', '.')}.log"


def executor_of(spec: Spec, component: Component, task: str) -> tuple[Executor, KubernetesExecutor]:
    """Find a component's executor and its platform part. Raises `RunError` if the spec has none."""
    label = component.executor_label or ""
    executor = spec.deployment_spec.executors.get(label)
    if executor is None:
        raise RunError("the pipeline names an executor that it does not hold", where=task, fix="compile it anew")
    return executor, spec.kubernetes.executors.get(label, KubernetesExecutor())


def prepare(spec: Spec, component: Component, task: str, inputs: Values, place: Place) -> Job:
    """Empty the task's folder and write down the job. Raises `RunError` or `StoreError`."""
    executor, kubernetes = executor_of(spec, component, task)
    source, function = executor.program(task)
    declared = {variable.name: variable.value for variable in executor.container.env} if executor.container else {}
    mounted = secret_environment(place.project, kubernetes.secret_as_env)
    folder, log = place.folder(task), place.log(task)
    with writing(folder):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        log.parent.mkdir(parents=True, exist_ok=True)
        if spec.workspace:
            place.shared.mkdir(exist_ok=True)
        (folder / ERROR_FILE).write_bytes(b" " * ERROR_BYTES)
    text = json.dumps(_executor_input(component, inputs, folder), sort_keys=True)
    environment = {**place.environment, **declared, **mounted}
    limit = executor.container.resources.memory_bytes if executor.container else None
    hidden = spellings((*place.secrets, *mounted.values()))
    return Job(task, source, function, text, environment, str(place.project), str(folder), str(log), hidden, limit)


def call_of(spec: Spec, node: Node) -> Call:
    """Describe the task of `node`, whose inputs are there, to the memory. Raises `RunError` if it cannot run here."""
    executor, _ = executor_of(spec, node.component, node.path)
    source, function = executor.program(node.path)
    container = executor.container
    return Call(
        task=node.path,
        name=node.name,
        function=function,
        source=source,
        image=container.image if container else "",
        variables={variable.name: variable.value for variable in container.env} if container else {},
        cached=node.task.caching_options.enable_cache,
        handler=node.handler,
        inputs=node.inputs,
    )


def written_digests(folder: Path) -> dict[str, str]:
    """Return the digests that the child took of what it wrote, by local path."""
    try:
        return msgspec.json.decode((folder / DIGESTS_FILE).read_bytes(), type=dict[str, str])
    except (OSError, msgspec.DecodeError):
        return {}


def _executor_input(component: Component, inputs: Values, folder: Path) -> dict[str, object]:
    written = component.output_definitions
    return {
        "inputs": {
            "parameterValues": inputs.parameters,
            "artifacts": {
                name: {"artifacts": [item.as_executor_input() for item in items]} for name, items in inputs.artifacts.items()
            },
        },
        "outputs": {
            "parameters": {name: {"outputFile": str(_parameter_file(folder, name))} for name in written.parameters},
            "artifacts": {
                name: {"artifacts": [_planned(component, name, folder).as_executor_input()]} for name in written.artifacts
            },
            "outputFile": str(folder / "executor_output.json"),
        },
    }


def _parameter_file(folder: Path, name: str) -> Path:
    return folder / "parameters" / name


def _planned(component: Component, name: str, folder: Path) -> Artifact:
    kind = component.output_definitions.artifacts[name].artifact_type
    return Artifact(name, str(folder / name), kind.schema_title, kind.schema_version)


class _WrittenArtifact(msgspec.Struct, frozen=True):
    name: str = ""
    uri: str = ""
    metadata: dict[str, object] = {}
    custom_path: str = ""


class _WrittenArtifacts(msgspec.Struct, frozen=True):
    artifacts: list[_WrittenArtifact] = []


class _Written(msgspec.Struct, frozen=True, rename="camel"):
    parameter_values: dict[str, object] = {}
    artifacts: dict[str, _WrittenArtifacts] = {}


def collect(component: Component, task: str, place: Place) -> Values:
    """Read what a successful attempt gave back. Raises `RunError` if a declared parameter does not fit its type."""
    folder = place.folder(task)
    report = folder / "executor_output.json"
    written = msgspec.json.decode(report.read_bytes(), type=_Written) if report.exists() else _Written()
    found = Values()
    for name, definition in component.output_definitions.parameters.items():
        value, file = written.parameter_values.get(name), _parameter_file(folder, name)
        if value is None and file.is_file():
            value = file.read_text(encoding="utf-8")
        if value is not None:
            found.parameters[name] = coerce(value, definition, f"{task}: output {name}")
    for name in component.output_definitions.artifacts:
        planned = _planned(component, name, folder)
        given = written.artifacts.get(name, _WrittenArtifacts()).artifacts or [_WrittenArtifact()]
        found.artifacts[name] = tuple(
            Artifact(
                name, item.custom_path or item.uri or planned.uri, planned.schema_title, planned.schema_version, item.metadata
            )
            for item in given
        )
    return found


def cause_of_failure(folder: Path, code: int) -> Cause:
    """Say why a child failed: the error it left, else the signal or exit code."""
    left = _left(folder / ERROR_FILE)
    if left is not None:
        return Cause(left.kind, left.what, left.where, left.fix)
    what = f"the stage's process was ended by signal {-code}" if code < 0 else f"the stage left with exit code {code}"
    fix = "it may have run out of memory: give it more, or fewer rows" if code == -9 else ""
    return Cause("ended", what, "", fix)


def _left(file: Path) -> Failure | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Failure)
    except (OSError, msgspec.DecodeError):
        return None
