"""Brings a file or folder of this machine into a run as an artifact, where it lies."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from penstock.errors import RunError
from pipelines.runner.executors import Importer
from pipelines.runner.placeholders import fill
from pipelines.runner.spec import Component
from pipelines.runner.values import Artifact, Values


def import_artifact(importer: Importer, component: Component, inputs: Values, project: Path, where: str) -> Values:
    """Give the artifact at the address in the input `uri`; a relative path starts in the project.

    Each run looks at the file anew, whatever `reimport` says. Raises `RunError` if it is absent or not on this machine.
    """
    path = _local(str(inputs.parameters["uri"]), project, where)
    metadata = fill(importer.metadata, inputs.parameters, {}, where)
    ((name, definition),) = component.output_definitions.artifacts.items()
    kind = definition.artifact_type
    artifact = Artifact(name, str(path), kind.schema_title, kind.schema_version, metadata if isinstance(metadata, dict) else {})
    return Values({}, {name: (artifact,)})


def _local(address: str, project: Path, where: str) -> Path:
    scheme, host, path = urlsplit(address)[:3] if "://" in address else ("", "", address)
    if scheme not in ("", "file") or host not in ("", "localhost"):
        fix = "fetch it in a stage, or import a copy on this machine"
        raise RunError(f"an import over {scheme or 'the network'} does not run here", where=where, fix=fix)
    found = project / (unquote(path) if scheme else path)
    if not found.exists():
        raise RunError("the file to import does not exist", where=f"{where}: {found}", fix="put it there, or correct its address")
    return found
