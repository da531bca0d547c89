"""An import gives a file of this machine as it is now, and says at once when it cannot."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from penstock.errors import RunError
from pipelines.runner.executors import Importer
from pipelines.runner.importer import import_artifact
from pipelines.runner.spec import ArtifactDefinition, ArtifactType, Component, Definitions
from pipelines.runner.values import Artifact, Values

COMPONENT = Component(
    output_definitions=Definitions(artifacts={"artifact": ArtifactDefinition(ArtifactType("system.Dataset", "0.0.2"))})
)


NOTHING: Mapping[str, object] = {}


def brought(address: str, project: Path, metadata: Mapping[str, object] = NOTHING, **parameters: object) -> Artifact:
    outputs = import_artifact(Importer(dict(metadata)), COMPONENT, Values({"uri": address, **parameters}), project, "importer")
    (artifact,) = outputs.artifacts["artifact"]
    return artifact


@pytest.mark.parametrize(
    "form", ["some table.csv", "{}/some table.csv", "file://{}/some%20table.csv", "file://localhost{}/some table.csv"]
)
def test_a_path_and_a_file_address_lead_to_the_file(tmp_path: Path, form: str) -> None:
    (tmp_path / "some table.csv").touch()
    artifact = brought(form.format(tmp_path), tmp_path)
    assert artifact == Artifact("artifact", str(tmp_path / "some table.csv"), "system.Dataset", "0.0.2", {})


def test_a_folder_is_imported_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    assert Path(brought("images", tmp_path).uri).is_dir()


def test_metadata_is_filled_with_the_importer_s_own_parameters(tmp_path: Path) -> None:
    metadata = {
        "rows": "{{$.inputs.parameters['rows']}}",
        "sizes": [0.5, {"of": "{{$.inputs.parameters['owner']}}"}],
    }
    artifact = brought(".", tmp_path, metadata, rows=3, owner="us")
    assert artifact.metadata == {"rows": "3", "sizes": [0.5, {"of": "us"}]}


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="does not exist") as caught:
        brought("absent.csv", tmp_path)
    assert caught.value.where == f"importer: {tmp_path}/absent.csv"


@pytest.mark.parametrize(
    "address", ["s3://bucket/table.csv", "gs://bucket/table.csv", "https://host/table.csv", "file://host/table.csv"]
)
def test_what_lies_elsewhere_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(RunError, match="does not run here") as caught:
        brought(address, tmp_path)
    assert caught.value.where == "importer"
    assert caught.value.fix
