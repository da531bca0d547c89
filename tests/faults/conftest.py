"""A trained project to make mistakes in, the real command, and what must hold after it has failed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tests.faults import homes

# Every process that the command starts inherits it.
MARK = "PENSTOCK_FAULT_TEST"
LONGEST_SECONDS = 120


def command(
    *arguments: str | Path,
    scratch: Path,
    environment: Mapping[str, str] | None = None,
    limits: Sequence[Callable[[], object]] = (),
) -> "subprocess.Popen[str]":
    """Start the installed command with its temporary files in `scratch`."""

    def limit() -> None:
        for each in limits:
            each()

    scratch.mkdir(exist_ok=True)
    words = [str(Path(sys.executable).with_name("penstock")), *map(str, arguments)]
    surroundings = {**os.environ, "TMPDIR": str(scratch), MARK: str(scratch), **(environment or {})}
    return subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=surroundings,
        preexec_fn=limit if limits else None,  # noqa: PLW1509
    )


def last_words(run: "subprocess.Popen[str]") -> str:
    """Wait for a command to end and return what it said on standard error."""
    try:
        return run.communicate(timeout=LONGEST_SECONDS)[1]
    except subprocess.TimeoutExpired:
        run.kill()
        raise


def processes_left(scratch: Path) -> list[str]:
    """Return the command lines of processes that a command with this scratch folder left running."""
    wanted = f"{MARK}={scratch}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the project and train its first champion."""
    folder = tmp_path_factory.mktemp("trained")
    homes.write_project(folder / "homes")
    with command("run", folder / "homes", scratch=folder / "scratch") as run:
        said = last_words(run)
    assert run.returncode == 0, said
    return folder / "homes"


@pytest.fixture
def project(trained: Path, tmp_path: Path) -> Path:
    """Give a copy of the trained project."""
    return Path(shutil.copytree(trained, tmp_path / "homes"))
