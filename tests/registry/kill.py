"""Carry out one action on a registry, killed with SIGKILL at the n-th touch of the file system; run as a script.

Arguments: the registry folder, the bundle folder, the action. For each n = 1, 2, ... a fresh child acts on a fresh
copy `<registry>/<n>` until one comes through unharmed; prints the number of kills.
"""

import os
import shutil
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from penstock.registry.bundle import open_bundle, write_bundle
from penstock.registry.registry import Registry

WATCHED = ("open", "os.mkdir", "os.rename", "os.link", "os.remove", "os.chmod", "os.listdir", "os.scandir", "tempfile.mkstemp")
WHEN = datetime(2030, 1, 1, tzinfo=UTC)


def act(action: str, root: Path, bundle: Path) -> None:
    """Do what is to be interrupted."""
    registry = Registry(root)
    opened = open_bundle(bundle)
    if action == "register":
        registry.register(bundle, WHEN)
    elif action == "refuse":
        registry.refuse(bundle, ["too weak"], WHEN)
    elif action == "move":
        held = registry.aliases.current("champion")
        registry.move("champion", held.digest if held else None, opened.digest)
    else:
        write_bundle({name: opened.read(name) for name in opened.manifest.files}, root / "written")


def kill_at(touch: int, root: Path) -> None:
    """Arrange for this process to be killed just before its n-th touch of a path below `root`."""
    left = touch

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event in WATCHED and any(isinstance(each, str | os.PathLike) and str(root) in str(each) for each in arguments):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def survives(touch: int, root: Path, bundle: Path, action: str) -> bool:
    """Fork a child that acts and is killed at `touch`; tell whether it came through."""
    child = os.fork()
    if child == 0:
        kill_at(touch, root)
        act(action, root, bundle)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return not os.WIFSIGNALED(status)


def main(start: Path, bundle: Path, action: str) -> None:
    """Kill at every touch in turn."""
    for touch in range(1, 1000):
        root = start.parent / f"killed-{touch}"
        shutil.copytree(start, root)
        if survives(touch, root, bundle, action):
            print(touch - 1)
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
