"""Compiles the sample pipelines once a session, with kfp kept out of the test process."""

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from pipelines.runner import Event, Place, Pool, RunResult, run_spec

Run = Callable[..., RunResult]


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compiled")
    script = Path(__file__).with_name("samples.py")
    subprocess.run([sys.executable, str(script), str(folder)], check=True, capture_output=True)
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
def run(compiled: Path, project: Path, tmp_path: Path, events: list[Event]) -> Run:
    def go(
        name: str, arguments: Mapping[str, object] | None = None, max_parallel: int = 2, secrets: Sequence[str] = ()
    ) -> RunResult:
        with Pool([]) as pool:
            spec = compiled / f"{name}.yaml"
            place = Place(tmp_path / "run", project, secrets=secrets)
            return run_spec(spec, arguments or {}, place, pool, events.append, max_parallel)

    return go
