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
    """A task's turn came: its process begins as soon as its libraries are there. `attempt` counts from 1."""

    task: str
    name: str
    attempt: int
    log: Path


@dataclass(frozen=True, slots=True)
class TaskEnded:
    """A task reached its last state; artifacts are local paths.

    `seconds` is wall-clock time over all attempts, the wait for its libraries and the pauses between included. `cached`
    says that an earlier outcome stands for it. `cpu_seconds` adds up all attempts, and `memory_bytes` is the largest
    resident set of any of its processes.
    """

    task: str
    name: str
    state: State
    seconds: float
    attempts: int
    cpu_seconds: float = 0.0
    memory_bytes: int = 0
    log: Path | None = None
    cause: Cause | None = None
    cached: bool = False
    parameters: Mapping[str, object] = field(default_factory=dict)
    artifacts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


Event: TypeAlias = TaskStarted | TaskEnded


@dataclass(frozen=True, slots=True)
class RunResult:
    """The whole run: its state, wall-clock seconds, and every task in the order in which they ended."""

    state: State
    seconds: float
    tasks: tuple[TaskEnded, ...]
