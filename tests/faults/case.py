"""One project to make a mistake in: how it is changed, and what surrounds the command that meets the mistake."""

import ctypes
import functools
import http.server
import json
import os
import resource
import shutil
import subprocess
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import homes

# From linux/prctl.h and linux/capability.h: without these two, permission bits bind root as they bind everybody.
_DROP_FROM_BOUNDING_SET = 24
_OVERRIDES = (1, 2)


@dataclass(slots=True)
class Case:
    """Hold a copy of the project; `golden` is the text that its message is held against."""

    project: Path
    golden: str
    stack: ExitStack
    arguments: list[str | Path] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    limits: list[Callable[[], object]] = field(default_factory=list)

    @property
    def table(self) -> Path:
        """Return the place of the project's table."""
        return self.project / "data" / "homes.csv"

    @property
    def store(self) -> Path:
        """Return the place of the project's store."""
        return self.project / ".penstock"

    def replace(self, old: str, new: str) -> None:
        """Replace a text of the project file, which must be there."""
        file = self.project / "penstock.toml"
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))

    def add(self, text: str) -> None:
        """Append tables to the project file."""
        with (self.project / "penstock.toml").open("a") as file:
            file.write(text)

    def source(self, text: str) -> None:
        """Add settings to the source."""
        self.replace(homes.SPELLING, f"{homes.SPELLING}\n{text}")

    def contract(self, change: Callable[[list[dict[str, object]]], object], task: str = "regression") -> None:
        """Change the columns of the contract."""
        columns = json.loads((self.project / "contract.json").read_text())["columns"]
        change(columns)
        (self.project / "contract.json").write_text(json.dumps({"task": task, "columns": columns}, indent=1))

    def rows(self, change: Callable[[list[str]], list[str]], count: int = homes.ROWS) -> None:
        """Write the table with every row changed."""
        self.table.write_text(homes.table([change(row) for row in homes.rows(count)]))

    def serve(self) -> str:
        """Serve the project's data until the case ends, and return the address."""
        handler = functools.partial(_Quiet, directory=self.project / "data")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.stack.callback(thread.join)
        self.stack.callback(server.server_close)
        self.stack.callback(server.shutdown)
        return f"http://127.0.0.1:{server.server_port}"

    def mount_store(self) -> bool:
        """Put the store on a file system of its own of 4 MB, if this user may mount one."""
        aside = self.project.with_name("aside")
        shutil.copytree(self.store, aside)
        if _mount("-t", "tmpfs", "-o", "size=4m", "tmpfs", str(self.store)).returncode:
            return False
        self.stack.callback(_unmount, self.store)
        shutil.copytree(aside, self.store, dirs_exist_ok=True)
        return True

    def fill_store(self, room_bytes: int) -> None:
        """Leave `room_bytes` on the store's file system."""
        found = os.statvfs(self.store)
        (self.store / "ballast").write_bytes(bytes(found.f_bavail * found.f_frsize - room_bytes))

    def remount_read_only(self) -> None:
        """Forbid writing to the store's file system."""
        _mount("-o", "remount,ro", str(self.store)).check_returncode()

    def limit_files(self, size_bytes: int) -> None:
        """Let no file of the command grow past `size_bytes`."""
        self.limits.append(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, size_bytes)))

    def obey_permissions(self) -> None:
        """Take from the command root's right to write where permission bits forbid it."""
        self.limits.append(_drop_overrides)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _mount(*arguments: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(["mount", *arguments], capture_output=True)  # noqa: S607


def _unmount(place: Path) -> None:
    subprocess.run(["umount", place], check=True)  # noqa: S607


def _drop_overrides() -> None:
    if os.geteuid() == 0:
        for capability in _OVERRIDES:
            assert ctypes.CDLL(None).prctl(_DROP_FROM_BOUNDING_SET, capability, 0, 0, 0) == 0
