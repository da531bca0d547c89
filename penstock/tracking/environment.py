"""Say what a run ran on: Python, the machine, and the libraries that can change a model or its pipeline."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version

import msgspec

from penstock import __version__
from penstock.stages.code import LIBRARIES

_MAIN = (*LIBRARIES, "pandera", "sqlalchemy", "kfp")


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """Hold versions and sizes; `processors` are those that the process may use, `memory_bytes` is all of the machine's."""

    penstock: str
    python: str
    system: str
    machine: str
    processors: int
    memory_bytes: int
    libraries: dict[str, str]


def environment() -> Environment:
    """Return what this process runs on; libraries that are not installed are left out."""
    return Environment(
        penstock=__version__,
        python=platform.python_version(),
        system=f"{platform.system()} {platform.release()}",
        machine=platform.machine(),
        processors=len(os.sched_getaffinity(0)),
        memory_bytes=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        libraries={name: found for name in _MAIN if (found := _installed(name))},
    )


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
