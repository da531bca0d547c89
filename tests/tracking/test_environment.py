"""The environment of a run names what can change its result, with the versions that are installed."""

import platform
from importlib.metadata import version

from penstock import __version__
from penstock.tracking.environment import environment


def test_python_machine_and_main_libraries_are_told() -> None:
    found = environment()
    assert (found.penstock, found.python, found.machine) == (__version__, platform.python_version(), platform.machine())
    assert found.processors >= 1
    assert found.memory_bytes > 100_000_000
    assert {"numpy", "scikit-learn", "kfp"} <= found.libraries.keys()
    assert all(version(name) == told for name, told in found.libraries.items())
