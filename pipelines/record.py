"""Keep what one run did: every stage's state, seconds and log, in one small file beside its artifacts."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from penstock.documents import read_kept
from penstock.errors import StoreError
from penstock.files import write_bytes, writing
from pipelines.runner import Event, TaskEnded, TaskStarted

RECORD_NAME = "run.json"
_ROOM_BYTES = 1024


class StageRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Be one stage of a run. Times count from the run's beginning; `log` is relative to the record's folder.

    `memory_bytes` is the largest resident set of one of its processes.
    """

    name: str
    state: str
    attempts: int
    began_seconds: float
    ended_seconds: float
    cpu_seconds: float
    memory_bytes: int
    cached: bool
    log: str
    cause: str


class RunRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Be one run of a project's pipeline, as it last went on. `state` is `running` in a record whose run was killed.

    `spec` is the file of the compiled pipeline in the store, and `resumed` counts how often the run went on after a stop.
    """

    run: str
    project: str
    spec: str
    resumed: int
    state: str
    began_at: datetime
    seconds: float
    stages: tuple[StageRecord, ...]


def read_record(run: Path) -> RunRecord | None:
    """Return the record in the folder of a run, or None when there is none that can be read."""
    return read_kept(run / RECORD_NAME, RunRecord)


@contextmanager
def recording(folder: Path, project: str, spec: str) -> Iterator["Recorder"]:
    """Write the record of a run when the block begins and, whatever happens, when it ends."""
    recorder = Recorder(folder, project, spec)
    recorder.write()
    recorder.state = "failed"
    try:
        yield recorder
    except KeyboardInterrupt:
        recorder.state = "cancelled"
        raise
    finally:
        recorder.close()


class Recorder:
    """Follow one run; its last `state` is set by who runs it."""

    def __init__(self, folder: Path, project: str, spec: str) -> None:
        self.folder = folder
        self.project = project
        self.spec = spec
        before = read_record(folder)
        self.resumed = 0 if before is None else before.resumed + 1
        self.began_at = datetime.now(UTC) if before is None else before.began_at
        self._began = time.monotonic()
        self._starts: dict[str, float] = {}
        self._stages: list[StageRecord] = []
        self.state = "running"

    def take(self, event: Event) -> None:
        """Note one event; groups without a process of their own leave no trace."""
        now = time.monotonic() - self._began
        if isinstance(event, TaskStarted):
            self._starts.setdefault(event.task, now)
        elif event.cached or event.task in self._starts:
            self._stages.append(self._stage(event, self._starts.get(event.task, now), now))

    def _stage(self, ended: TaskEnded, began: float, now: float) -> StageRecord:
        return StageRecord(
            name=ended.name,
            state=ended.state,
            attempts=ended.attempts,
            began_seconds=round(began, 4),
            ended_seconds=round(now, 4),
            cpu_seconds=round(ended.cpu_seconds, 4),
            memory_bytes=ended.memory_bytes,
            cached=ended.cached,
            log=ended.log.relative_to(self.folder).as_posix() if ended.log else "",
            cause=ended.cause.what if ended.cause else "",
        )

    def write(self) -> None:
        """Write what is known by now."""
        write_bytes(self.folder / RECORD_NAME, self._document(self._stages))

    def close(self) -> None:
        """Write the last state; where there is no room for a new file, without the stages and over the old one."""
        try:
            self.write()
        except StoreError:
            with writing(self.folder), (self.folder / RECORD_NAME).open("r+b") as file:
                file.write(self._document([]))

    def _document(self, stages: Sequence[StageRecord]) -> bytes:
        record = RunRecord(
            run=self.folder.name,
            project=self.project,
            spec=self.spec,
            resumed=self.resumed,
            state=self.state,
            began_at=self.began_at,
            seconds=round(time.monotonic() - self._began, 4),
            stages=tuple(stages),
        )
        # The blanks are the room for a last state on a disk that is full by then.
        return (msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n").ljust(_ROOM_BYTES)
