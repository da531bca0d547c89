"""Run one component as a cluster does: the command of the compiled spec, in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from penstock.stages.places import PROJECT, STORE
from pipelines.runner.spec import Spec, read_spec
from tests.stages.samples import Made, make_candidate

GOLDEN = Path(__file__).parents[1] / "pipelines" / "golden" / "house_prices.yaml"


@dataclass(frozen=True)
class Ended:
    """Hold how a component ended, what it said, the parameter it gave, and where its artifacts and the store are."""

    code: int
    said: str
    output: object
    folder: Path
    store: Path

    def artifact(self, name: str) -> Path:
        return self.folder / name


RunComponent = Callable[..., Ended]


class _Given(msgspec.Struct):
    parameter_values: dict[str, object] = msgspec.field(default={}, name="parameterValues")


@pytest.fixture(scope="session")
def spec() -> Spec:
    return read_spec(GOLDEN)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(STORE, str(folder / "store"))
        return make_candidate(folder)


@pytest.fixture
def run_component(spec: Spec, tmp_path: Path) -> RunComponent:
    """Give a call that runs the component of a stage on parameters and artifacts, with `tmp_path` as the project."""

    def go(stage: str, parameters: Mapping[str, object], **artifacts: Path) -> Ended:
        container = spec.deployment_spec.executors[f"exec-{stage}"].container
        assert container is not None
        folder = tmp_path / "outputs"
        written = spec.components[f"comp-{stage}"].output_definitions.artifacts
        document = json.dumps(executor_input(parameters, artifacts, list(written), folder))
        command = [*container.command, *(document if argument == "{{$}}" else argument for argument in container.args)]
        store = tmp_path / "store"
        # The image's `python3` is this interpreter.
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        environment = {**os.environ, "PATH": path, PROJECT: str(tmp_path), STORE: str(store)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
        report = folder / "executor_output.json"
        given = msgspec.json.decode(report.read_bytes(), type=_Given) if report.exists() else _Given()
        return Ended(done.returncode, done.stderr, given.parameter_values.get("Output"), folder, store)

    return go


def executor_input(
    parameters: Mapping[str, object], artifacts: Mapping[str, Path], written: list[str], folder: Path
) -> dict[str, object]:
    """Return what the orchestrator's launcher tells the executor."""

    def listed(places: Mapping[str, Path]) -> dict[str, object]:
        kind = {"schemaTitle": "system.Artifact", "schemaVersion": "0.0.1"}
        return {
            name: {"artifacts": [{"name": name, "type": kind, "uri": str(place), "metadata": {}}]}
            for name, place in places.items()
        }

    return {
        "inputs": {"parameterValues": dict(parameters), "artifacts": listed(artifacts)},
        "outputs": {
            "parameters": {"Output": {"outputFile": str(folder / "Output")}},
            "artifacts": listed({name: folder / name for name in written}),
            "outputFile": str(folder / "executor_output.json"),
        },
    }
