"""What a run tells while it goes on, and what it leaves behind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

State: TypeAlias = Literal["succeeded", "failed", "timed out", "skipped", "cancelled"]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a task did not succeed; `kind` is the error's class name, or a short word of the runner's own."""

    kind: str
    what: str
    where: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True)
class TaskStarted:
    """A task's process began. `attempt` counts from 1."""

    task: str
    name: str
    attempt: int
    log: Path


@dataclass(frozen=True, slots=True)
class TaskEnded:
    """A task reached its last state. `seconds` is wall-clock time over all attempts; artifacts are local paths."""

    task: str
    name: str
    state: State
    seconds: float
    attempts: int
    log: Path | None = None
    cause: Cause | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    artifacts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


Event: TypeAlias = TaskStarted | TaskEnded


@dataclass(frozen=True, slots=True)
class RunResult:
    """The whole run: its state, wall-clock seconds, and every task in the order in which they ended."""

    state: State
    seconds: float
    tasks: tuple[TaskEnded, ...]
