"""What the runner and its fork server say to each other: one JSON document a line."""

import msgspec

# In the job's folder; it holds a `Failure`, or blanks. Its room is taken before the stage starts, so that a stage
# which fills the disk can still say so.
ERROR_FILE = "error.json"
ERROR_BYTES = 8192
# Beside it: the digest of the content at each path that a stage wrote.
DIGESTS_FILE = "digests.json"


class Job(msgspec.Struct, frozen=True, tag=True):
    """Run one attempt of a task in a child.

    `executor_input` is JSON; `environment` adds to the server's; `hidden` are texts that must not reach log or message;
    no process of the task may take more than `memory_bytes`.
    """

    task: str
    source: str
    function: str
    executor_input: str
    environment: dict[str, str]
    project: str
    folder: str
    log: str
    hidden: tuple[str, ...] = ()
    memory_bytes: int | None = None


class Stop(msgspec.Struct, frozen=True, tag=True):
    """Send a signal to the whole process group of a task."""

    task: str
    signal: int


class Ready(msgspec.Struct, frozen=True, tag=True):
    """The server has imported everything, or says what it could not import."""

    problem: str = ""


class Forked(msgspec.Struct, frozen=True, tag=True):
    """A child began: what its task needs is imported."""

    task: str


class Ended(msgspec.Struct, frozen=True, tag=True):
    """A child ended: exit code, or minus the signal that ended it; and what it and all it waited for used.

    `memory_bytes` is the largest resident set of one process.
    """

    task: str
    code: int
    cpu_seconds: float = 0.0
    memory_bytes: int = 0


class Failure(msgspec.Struct, frozen=True):
    """The error a child met, for the person who reads the run."""

    kind: str
    what: str
    where: str = ""
    fix: str = ""


Request = Job | Stop
Reply = Ready | Forked | Ended
