"""Gives each task its inputs: bindings resolved, defaults filled, placeholders replaced, types as a cluster would have them."""

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from penstock.errors import RunError
from pipelines.runner.bindings import ParameterInput
from pipelines.runner.placeholders import as_text, fill, narrow
from pipelines.runner.spec import Component, ParameterDefinition, Task

_SELECTOR = re.compile(r"""parseJson\(string_value\)(?P<keys>(?:\[(?:"[^"]*"|'[^']*'|\d+)\])+)""")
_KEY = re.compile(r"""\[(?:"([^"]*)"|'([^']*)'|(\d+))\]""")


@dataclass(frozen=True, slots=True)
class Artifact:
    """An artifact that a task wrote; `uri` is a local path, `digest` that of its content where it is known."""

    name: str
    uri: str
    schema_title: str
    schema_version: str
    metadata: Mapping[str, object] = field(default_factory=dict)
    digest: str = ""

    def as_executor_input(self) -> dict[str, object]:
        """Give the form that KFP's executor reads."""
        kind = {"schemaTitle": self.schema_title, "schemaVersion": self.schema_version}
        return {"name": self.name, "uri": self.uri, "type": kind, "metadata": dict(self.metadata)}


Artifacts: TypeAlias = tuple[Artifact, ...]


@dataclass(slots=True)
class Values:
    """Parameters and artifacts by name: the inputs or the outputs of a task."""

    parameters: dict[str, object] = field(default_factory=dict)
    artifacts: dict[str, Artifacts] = field(default_factory=dict)


def resolve(
    task: Task,
    graph_inputs: Values,
    outputs: Mapping[str, Values],
    statuses: Mapping[str, object],
    names: Mapping[str, str],
    where: str,
) -> Values:
    """Resolve a task's bindings against its graph's inputs and its siblings' outputs; what does not exist is left out.

    Only constants have their placeholders replaced, by parameters of the task and by `names`: what comes from elsewhere is
    never a template.
    """
    found = Values()
    constants: dict[str, object] = {}
    for name, binding in task.inputs.parameters.items():
        if binding.runtime_value is not None:
            constants[name] = binding.runtime_value.constant
            continue
        present, value = _parameter(binding, graph_inputs, outputs, statuses)
        if present:
            found.parameters[name] = value
    for name, source in task.inputs.artifacts.items():
        if source.component_input_artifact is not None:
            artifacts = graph_inputs.artifacts.get(source.component_input_artifact)
        elif (reference := source.task_output_artifact) is not None:
            artifacts = outputs[reference.producer_task].artifacts.get(reference.output_artifact_key)
        else:
            artifacts = None
        if artifacts is not None:
            found.artifacts[name] = artifacts
    filled = {name: fill(value, found.parameters, names, where) for name, value in constants.items()}
    return Values(found.parameters | filled, found.artifacts)


def _parameter(
    binding: ParameterInput, graph_inputs: Values, outputs: Mapping[str, Values], statuses: Mapping[str, object]
) -> tuple[bool, object]:
    if binding.task_final_status is not None:
        return True, statuses[binding.task_final_status.producer_task]
    if (reference := binding.task_output_parameter) is not None:
        values, name = outputs[reference.producer_task].parameters, reference.output_parameter_key
    else:
        values, name = graph_inputs.parameters, binding.component_input_parameter or ""
    if name not in values:
        return False, None
    return True, _select(values[name], binding.parameter_expression_selector)


def _select(value: object, selector: str | None) -> object:
    if selector is None:
        return value
    match = _SELECTOR.fullmatch(selector)
    if match is None:
        raise RunError("this selection from a parameter is not supported", where=selector)
    chosen = json.loads(value) if isinstance(value, str) else value
    for double, single, index in _KEY.findall(match["keys"]):
        key = double or single
        if isinstance(chosen, dict) and not index and key in chosen:
            chosen = chosen[key]
        elif isinstance(chosen, list) and index and int(index) < len(chosen):
            chosen = chosen[int(index)]
        else:
            raise RunError("a loop's item lacks a part that a stage needs", where=selector)
    return chosen


def complete(component: Component, given: Values, where: str) -> Values:
    """Fill defaults and bring each declared parameter to its type.

    Raises:
        RunError: a required input has no value, or a value does not fit its type.
    """
    declared = component.input_definitions
    # A graph's loop items may be declared as text whatever they are: types are enforced where a stage reads them.
    strict = component.dag is None
    parameters: dict[str, object] = {}
    for name, definition in declared.parameters.items():
        value = given.parameters.get(name)
        value = definition.default_value if value is None else value
        if value is not None:
            parameters[name] = coerce(value, definition, f"{where}: {name}") if strict else value
        elif strict and not definition.is_optional:
            raise RunError(f"the input `{name}` has no value", where=where, fix="an upstream stage was skipped or gave none")
    for name, artifact in declared.artifacts.items():
        if strict and name not in given.artifacts and not artifact.is_optional and not artifact.is_artifact_list:
            raise RunError(f"the input `{name}` has no artifact", where=where, fix="an upstream stage was skipped or gave none")
    return Values(parameters, {name: given.artifacts[name] for name in declared.artifacts if name in given.artifacts})


def pipeline_arguments(root: Component, arguments: Mapping[str, object]) -> Values:
    """Check the arguments of a run against the pipeline's inputs. Raises `RunError` naming the nearest input."""
    declared = root.input_definitions.parameters
    for name in arguments:
        if name not in declared:
            near = difflib.get_close_matches(name, declared, 1)
            raise RunError(
                f"the pipeline has no input `{name}`", where="arguments", fix=f"did you mean `{near[0]}`?" if near else ""
            )
    found: dict[str, object] = {}
    for name, definition in declared.items():
        value = arguments.get(name, definition.default_value)
        if value is not None:
            found[name] = coerce(value, definition, f"arguments: {name}")
        elif not definition.is_optional:
            raise RunError(f"the pipeline's input `{name}` has no value", where="arguments", fix=f"give a value for `{name}`")
    return Values(found)


def coerce(value: object, definition: ParameterDefinition, where: str) -> object:
    """Bring `value` to the declared type; whole floats become integers, as the spec writes every number as a float."""
    kind = definition.parameter_type
    fitting: object = None
    if kind in ("NUMBER_INTEGER", "NUMBER_DOUBLE"):
        fitting = _number(value, kind == "NUMBER_INTEGER")
    elif kind == "BOOLEAN":
        fitting = {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else value
        fitting = fitting if isinstance(fitting, bool) else None
    elif kind == "STRING":
        fitting = as_text(value)
    elif kind in ("LIST", "STRUCT"):
        fitting = _container(value, list if kind == "LIST" else dict)
    else:
        fitting = value
    if fitting is None:
        raise RunError(f"a value does not fit the type {kind}", where=where, fix="pass a value of that type")
    return fitting


def _number(value: object, whole: bool) -> int | float | None:
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not whole:
        return float(value)
    return int(value) if isinstance(value, int) or value.is_integer() else None


def _container(value: object, kind: type[list[object]] | type[dict[str, object]]) -> object:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    return narrow(value) if isinstance(value, kind) else None
