"""What a rule is, and what it says when it is broken."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines.lint.spec import Pipeline
from pipelines.lint.tree import Node

Severity = Literal["info", "warning", "error"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")
_LONGEST = 120
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """Report one place where a rule is broken: the node, the paths of the tasks it concerns, and what is wrong there."""

    node: Node
    tasks: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Describe a rule, for people too: `bad` and `good` are Python that compiles to a pipeline with and without the finding."""

    id: str
    slug: str
    severity: Severity
    what: str
    why: str
    fix: str
    bad: str
    good: str
    check: Callable[[Pipeline], Iterator[Hit]]


def printable(text: str) -> str:
    """Return `text` of a file so that it fits a line and cannot steer a terminal."""
    shown = "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in text[:_LONGEST])
    return f"{shown}..." if len(text) > _LONGEST else shown


def listed(names: Sequence[str], most: int = _MOST_NAMED) -> str:
    """Return the first of `names` in a row, and how many more there are."""
    shown = [printable(name) for name in names[:most]]
    left = len(names) - len(shown)
    return ", ".join(shown) + (f" and {left} more" if left else "")
