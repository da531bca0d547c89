"""Runs every sample under both runners, under KFP's once a session however many processes the tests are spread over."""

import fcntl
import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from pipelines.runner import Pool
from tests.parity import penstock_side
from tests.parity.outcome import Outcome, Reference

ROOT = Path(__file__).parents[2]
PROCESSES = 2


@dataclass(frozen=True)
class Both:
    """What came of a sample under each runner."""

    kfp: Outcome
    penstock: Outcome


Compare = Callable[[str], Both]


@pytest.fixture(scope="session")
def references(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder with each sample's spec and what came of it under KFP's runner."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    folder = shared / "parity"
    with (shared / "parity.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            shutil.rmtree(shared / "parity.part", ignore_errors=True)
            run_under_kfp(shared / "parity.part")
            (shared / "parity.part").rename(folder)
    return folder


def run_under_kfp(folder: Path) -> None:
    folder.mkdir()
    # KFP would install what a component asks for.
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore", "PIP_NO_INDEX": "1"}
    command = [sys.executable, "-m", "tests.parity.kfp_side", str(folder)]
    with (folder / "kfp.log").open("w") as log:
        sides = [
            subprocess.Popen([*command, str(share), str(PROCESSES)], cwd=ROOT, env=environment, stdout=log, stderr=log)
            for share in range(PROCESSES)
        ]
        codes = [side.wait() for side in sides]
    assert codes == [0] * PROCESSES, (folder / "kfp.log").read_text()[-2000:]


@pytest.fixture(scope="session")
def compare(references: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Compare]:
    """Give a call that returns what both runners made of a sample; penstock's runs it when it is first asked for."""
    work = tmp_path_factory.mktemp("penstock")
    with Pool([]) as pool:

        @functools.cache
        def both(name: str) -> Both:
            reference = msgspec.json.decode((references / f"{name}.json").read_bytes(), type=Reference)
            ours = penstock_side.run(references / f"{name}.yaml", reference, work / name, pool)
            return Both(reference.outcome, ours)

        yield both
