"""What a run gave, in a form in which two runners can be compared: task by task, content by digest."""

from pathlib import Path
from typing import Literal

import msgspec

from penstock.files import tree_digest

State = Literal["succeeded", "failed", "refused"]
GIVEN = frozenset({"table.csv", ".penstock"})


class Ran(msgspec.Struct, frozen=True):
    """A task that ran: its parameters, the digests of its artifacts' content, and why it failed."""

    state: str
    parameters: dict[str, object] = {}
    artifacts: dict[str, list[str]] = {}
    cause: str = ""


class Outcome(msgspec.Struct, frozen=True):
    """A whole run: its tasks by path, with the number of each loop's turn.

    `refused` is a run that the runner itself broke off, with the error in `problem`. `files` are the names that stages left in
    their folder, and `kept` those that are still in the workspace.
    """

    state: State
    tasks: dict[str, Ran] = {}
    problem: str = ""
    files: list[str] = []
    kept: list[str] = []

    def value(self, task: str, name: str = "Output") -> object:
        """Return a parameter that a task gave, or None."""
        return self.tasks[task].parameters.get(name) if task in self.tasks else None

    def results(self) -> object:
        """Return all that is to be the same under another runner: everything but why something failed."""
        return self.state, self.files, {path: (ran.state, ran.parameters, ran.artifacts) for path, ran in self.tasks.items()}


class Reference(msgspec.Struct, frozen=True):
    """What KFP's side leaves of a sample: with which arguments and how often it ran, and what came of it."""

    arguments: dict[str, object]
    rounds: int
    outcome: Outcome


def content(path: Path) -> str:
    """Return the digest of an artifact's content."""
    return tree_digest(path) if path.exists() else "absent"


def names(folder: Path) -> list[str]:
    """List what stages left in a folder."""
    return sorted(path.name for path in folder.glob("*") if path.name not in GIVEN)


def furnish(folder: Path) -> None:
    """Make the folder that stages run in, with a table to import and a secret."""
    (folder / ".penstock").mkdir(parents=True)
    (folder / ".penstock" / "secrets.toml").write_text('[database]\npassword = "hidden words"\n')
    (folder / "table.csv").write_text("a,b\n1,2\n")
