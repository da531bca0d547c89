"""A store, and calls of one imaginary task."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from penstock.files import tree_digest
from penstock.tracking.modules import ModuleFinder, Root
from pipelines.cache.durable import Durability
from pipelines.cache.ingredients import Kitchen
from pipelines.cache.memory import RunMemory, Wishes
from pipelines.cache.world import World
from pipelines.runner.memory import Call
from pipelines.runner.values import Artifact, Values

Remember = Callable[..., RunMemory]


class SealedWorld:
    """Be the world of tasks that read and change nothing outside; the spec says which may be cached."""

    def outside(self, call: Call) -> str | None:
        """Return an empty text where the spec allows caching."""
        return "" if call.cached else None

    def holds(self, call: Call, outputs: Values) -> bool:
        """Return True."""
        return True


def call(task: str = "group/train", *, cached: bool = True, handler: bool = False, **parameters: object) -> Call:
    inputs = Values(parameters)
    return Call(task, task.rpartition("/")[2], "train", "import rooms", "stage:1", {}, cached, handler, inputs)


def wrote(memory: RunMemory, asked: Call, text: str = "rows") -> Values:
    """Let a task run: it writes one artifact, whose digest its child takes, and returns a number."""
    path = memory.run_folder / "tasks" / asked.task / "model"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    outputs = Values({"Output": 3}, {"model": (Artifact("model", str(path), "system.Model", "0.0.1", {"depth": 4}),)})
    return memory.keep(asked, outputs, {str(path): tree_digest(path)}, 1.5)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "rooms.py").write_text("SIZE = 1\n")
    return folder


@pytest.fixture
def remember(tmp_path: Path, project: Path) -> Remember:
    def make(
        run: str, wishes: Wishes | None = None, world: World | None = None, variables: Mapping[str, str] | None = None
    ) -> RunMemory:
        store = tmp_path / "store"
        files = {"lock.txt": project / "lock.txt"}
        kitchen = Kitchen(ModuleFinder([Root(project)], store / "cache" / "modules.json"), variables or {}, files)
        return RunMemory(store, store / "runs" / run, world or SealedWorld(), kitchen, Durability(), wishes or Wishes())

    return make
