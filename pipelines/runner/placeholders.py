"""Writes values as text, as a cluster does, and puts them in place of the placeholders in a spec's constants."""

import json
import re
from collections.abc import Mapping

from penstock.errors import RunError

_PLACEHOLDER = re.compile(
    r"\{\{\$(?:\.inputs\.parameters\[(?P<quote>['\"])(?P<parameter>.+?)(?P=quote)\]|(?P<name>(?:\.\w+)*))\}\}"
)
# They stand for files of KFP's own, which only the command line of a container component has a use for.
_OF_CONTAINERS = frozenset({"", ".outputs.output_file", ".outputMetadataUri"})


def fill(value: object, parameters: Mapping[str, object], names: Mapping[str, str], where: str) -> object:
    """Replace the placeholders in a constant, however deep in lists and maps.

    Args:
        value: a constant of the spec.
        parameters: the parameters of the task that the constant is for.
        names: what each name such as `.pipeline_job_uuid` stands for; text between `{{$` and `}}` that is no name stays.
        where: the task.

    Raises:
        RunError: a placeholder names a parameter that has no value, or is for container components.
    """
    if isinstance(value, list):
        return [fill(item, parameters, names, where) for item in value]
    if isinstance(value, dict):
        return {key: fill(item, parameters, names, where) for key, item in value.items()}
    if not isinstance(value, str):
        return value

    def replacement(match: re.Match[str]) -> str:
        name = match["parameter"]
        if name is None:
            if match["name"] in _OF_CONTAINERS:
                fix = "let the stage have what it needs as inputs and outputs"
                raise RunError(f"the placeholder `{match[0]}` is for container components", where=where, fix=fix)
            return names.get(match["name"], match[0])
        if name not in parameters:
            raise RunError(f"a text needs the parameter `{name}`, which has no value", where=where)
        return as_text(parameters[name])

    return _PLACEHOLDER.sub(replacement, value)


def as_text(value: object) -> str:
    """Write a parameter as text; anything but text becomes JSON, whole floats without a point."""
    return value if isinstance(value, str) else json.dumps(narrow(value), sort_keys=True)


def narrow(value: object) -> object:
    """Turn whole floats into integers, however deep: a spec writes every number as a float."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [narrow(item) for item in value]
    if isinstance(value, dict):
        return {key: narrow(item) for key, item in value.items()}
    return value
