"""What every benchmark shares: a copy of a project to run in, the real command, and a report with its raw rounds."""

import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from pipelines.record import RECORD_NAME, RunRecord

RESULTS = Path(__file__).parent / "results"
EXAMPLES = Path(__file__).parents[1] / "examples"


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """Say what a benchmark ran on."""

    python: str
    processors: int
    memory_gib: int


def this_machine() -> Machine:
    """Return the machine that this process runs on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Machine(python=platform.python_version(), processors=len(os.sched_getaffinity(0)), memory_gib=round(memory / 2**30))


def write_report(report: msgspec.Struct, into: Path) -> None:
    """Write a benchmark's report as indented JSON."""
    into.parent.mkdir(parents=True, exist_ok=True)
    into.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")


def copy_project(source: Path, into: Path) -> Path:
    """Copy a project folder without its store, so that nothing was ever run in it."""
    shutil.copytree(source, into, ignore=shutil.ignore_patterns(".penstock"))
    return into


@dataclass(frozen=True, slots=True)
class Timed:
    """Hold a command's wall-clock seconds and what it printed."""

    seconds: float
    printed: str


def timed(*arguments: str | Path) -> Timed:
    """Run a command of this environment; raises `CalledProcessError` when it fails."""
    command = [str(Path(sys.executable).with_name(str(arguments[0]))), *map(str, arguments[1:])]
    began = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Timed(time.perf_counter() - began, done.stdout)


def last_record(project: Path) -> RunRecord:
    """Read the record of a project's newest run."""
    newest = max((project / ".penstock" / "runs").iterdir(), key=lambda folder: folder.name)
    return msgspec.json.decode((newest / RECORD_NAME).read_bytes(), type=RunRecord)


def busy_seconds(spans: Sequence[tuple[float, float]]) -> float:
    """Return how long at least one of the spans (begin, end) lasted."""
    total, reached = 0.0, float("-inf")
    for began, ended in sorted(spans):
        total += max(0.0, ended - max(began, reached))
        reached = max(reached, ended)
    return total
