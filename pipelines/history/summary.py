"""Sum a run up in one line: how it stands, what it led to and how good that is. Reads no more than that of each run."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from penstock.documents import read_kept
from penstock.errors import PenstockError
from penstock.model.report import Measured
from penstock.registry.aliases import CHAMPION
from penstock.registry.bundle import METRICS
from penstock.registry.registry import Registry
from pipelines.cache.artifacts import ArtifactStore
from pipelines.record import RunRecord, read_record
from pipelines.runs import runs_of, state_of

_NAMED = re.compile(r"(\d{8}-\d{6})-[0-9a-f]{6}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
ENDS = {"register": "registered", "refuse": "refused"}


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """Be one line of the list.

    `seconds` is None for a run that left no last word. `metric` is the one that decides and `value` what it came to;
    `metrics` has all, and `measured_on` is the digest of the rows. `outcome` is `registered`, `champion` (registered, and
    the champion now), `refused` or empty, and `bundle` the digest of what was. Of `stages` that ended, `cached` did not run.
    """

    run: str
    state: str
    began_at: datetime | None
    seconds: float | None
    metric: str
    value: float | None
    metrics: dict[str, float | None]
    outcome: str
    bundle: str
    measured_on: str
    stages: int
    cached: int


class _Artifact(msgspec.Struct, frozen=True):
    digest: str


class _Inputs(msgspec.Struct, frozen=True):
    inputs: dict[str, tuple[str, ...]] = {}


class _Outcome(msgspec.Struct, frozen=True):
    """Be the little of an outcome that is needed here: all of it is twenty times as long."""

    name: str
    parameters: dict[str, object]
    artifacts: dict[str, tuple[_Artifact, ...]]
    ingredients: _Inputs | None = None


class _Evaluation(msgspec.Struct, frozen=True):
    metric: str
    values: dict[str, Measured]


class _Report(msgspec.Struct, frozen=True):
    evaluation: _Evaluation


class Reader:
    """Read the runs of one store; the champion is looked up once."""

    def __init__(self, store: Path, now: datetime) -> None:
        self.store = store
        self.now = now
        self.artifacts = ArtifactStore(store / "artifacts")
        self.registry = Registry(store / "registry")
        self._champion = ""
        # A damaged alias is for those to report who need it.
        with suppress(PenstockError):
            held = self.registry.aliases.current(CHAMPION)
            self._champion = held.digest if held else ""

    def summaries(self) -> Iterator[Summary]:
        """Yield the summary of every run, newest first, each read when it is asked for."""
        for run in reversed(runs_of(self.store)):
            yield self.summary(run)

    def summary(self, run: Path) -> Summary:
        """Return the summary of the run in the folder `run`; what is absent or damaged is left empty."""
        record = read_record(run)
        state = state_of(run, record)
        ends, evaluated = self._outcomes(run)
        told = str(ends.parameters.get("Output")) if ends else ""
        bundle = told if _DIGEST.fullmatch(told) else ""
        found = self._evaluation(evaluated, bundle)
        outcome = ENDS[ends.name] if ends else ""
        return Summary(
            run=run.name,
            state=state,
            began_at=record.began_at if record else _began(run.name),
            seconds=self._seconds(record, state),
            metric=found.metric if found else "",
            value=found.values[found.metric].value if found and found.metric in found.values else None,
            metrics={name: measured.value for name, measured in found.values.items()} if found else {},
            outcome=CHAMPION if outcome == "registered" and bundle == self._champion else outcome,
            bundle=bundle,
            measured_on="".join(evaluated.ingredients.inputs.get("splits", ())) if evaluated and evaluated.ingredients else "",
            stages=len(record.stages) if record else 0,
            cached=sum(stage.cached for stage in record.stages) if record else 0,
        )

    def _outcomes(self, run: Path) -> tuple[_Outcome | None, _Outcome | None]:
        """Return what the last stage of a run gave, and what its evaluation gave."""
        ends: _Outcome | None = None
        evaluated: _Outcome | None = None
        for name in _listed(run / "outcomes"):
            if name.endswith(("register.json", "refuse.json")):
                found = read_kept(run / "outcomes" / name, _Outcome)
                ends = found if found and found.name in ENDS else ends
            elif name.endswith("evaluate.json"):
                evaluated = read_kept(run / "outcomes" / name, _Outcome) or evaluated
        return ends, evaluated

    def _evaluation(self, evaluated: _Outcome | None, bundle: str) -> _Evaluation | None:
        """Return what was measured: from the report, else from the bundle, which stays when the cache is emptied."""
        reports = evaluated.artifacts.get("report", ()) if evaluated else ()
        for digest in (each.digest for each in reports if _DIGEST.fullmatch(each.digest)):
            report = read_kept(self.artifacts.place(digest), _Report)
            if report is not None:
                return report.evaluation
        return read_kept(self.registry.place(bundle) / METRICS, _Evaluation) if bundle else None

    def _seconds(self, record: RunRecord | None, state: str) -> float | None:
        if record is None or state == "crashed":
            return None
        return (self.now - record.began_at).total_seconds() if state == "running" else record.seconds


def _began(name: str) -> datetime | None:
    match = _NAMED.fullmatch(name)
    return datetime.strptime(match[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC) if match else None


def _listed(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []
