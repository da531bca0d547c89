"""The typed reading of where a task's inputs come from."""

import msgspec


class OutputReference(msgspec.Struct, frozen=True, rename="camel"):
    """Point at an output of another task of the same graph."""

    producer_task: str
    output_parameter_key: str = ""
    output_artifact_key: str = ""


class Constant(msgspec.Struct, frozen=True, rename="camel"):
    """Hold a value written into the spec; text may hold placeholders."""

    constant: object = None


class FinalStatus(msgspec.Struct, frozen=True, rename="camel"):
    """Ask for the final status of a task."""

    producer_task: str


class ParameterInput(msgspec.Struct, frozen=True, rename="camel"):
    """Say where a task's parameter comes from: exactly one field is set."""

    component_input_parameter: str | None = None
    parameter_expression_selector: str | None = None
    task_output_parameter: OutputReference | None = None
    runtime_value: Constant | None = None
    task_final_status: FinalStatus | None = None


class ArtifactInput(msgspec.Struct, frozen=True, rename="camel"):
    """Say where a task's artifact comes from: exactly one field is set."""

    component_input_artifact: str | None = None
    task_output_artifact: OutputReference | None = None


class TaskInputs(msgspec.Struct, frozen=True, rename="camel"):
    """Bind a task's inputs by name."""

    parameters: dict[str, ParameterInput] = {}
    artifacts: dict[str, ArtifactInput] = {}
