"""Stores of runs as they are left by what writes real ones, made in no time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from penstock.files import tree_digest, write_bytes
from penstock.model.report import Check, Comparison, Evaluation, GateResult, Measured, Report
from penstock.registry.aliases import CHAMPION
from penstock.registry.bundle import CARD, CONTRACT, LINEAGE, METRICS, MODEL, PLAN, write_bundle
from penstock.registry.lineage import Lineage
from penstock.registry.registry import Registry
from penstock.tracking.checkout import Commit
from penstock.tracking.environment import Environment
from penstock.tracking.flat import Plain, Setting
from pipelines.cache.artifacts import ArtifactStore
from pipelines.cache.ingredients import Ingredients, artifact_digest
from pipelines.cache.outcomes import KeptArtifact, Outcome, outcome_file, write_outcome
from pipelines.origin import ORIGIN_NAME, Origin
from pipelines.record import RECORD_NAME, RunRecord, StageRecord
from pipelines.runner.values import Artifact
from pipelines.runs import at_work

PROJECT = '[project]\nname = "houses"\n[[sources]]\nname = "north"\nkind = "csv"\npath = "a.csv"\n'
BEGAN = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
TASKS = {"ingest-north": "ingest", **{name: name for name in ("combine", "split", "tune", "train", "evaluate")}}
BEFORE = {
    "combine": ("ingest-north",),
    "split": ("combine",),
    "tune": ("split",),
    "train": ("split",),
    "evaluate": ("split", "train"),
}
ARTIFACTS = {
    "ingest-north": "part",
    "combine": "dataset",
    "split": "splits",
    "tune": "trials",
    "train": "model",
    "evaluate": "report",
}


@dataclass(frozen=True, slots=True)
class Made:
    """Hold a run that was made: its folder, and the digest of what it led to."""

    folder: Path
    bundle: str

    @property
    def name(self) -> str:
        """Return the run's name."""
        return self.folder.name


class Stores:
    """Make runs in the store of a project, each a minute after the one before."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.store = project / ".penstock"
        self.registry = Registry(self.store / "registry")
        self.artifacts = ArtifactStore(self.store / "artifacts")
        self._count = 0
        project.mkdir(parents=True, exist_ok=True)
        (project / "penstock.toml").write_text(PROJECT)

    def run(
        self,
        state: str = "succeeded",
        metrics: Mapping[str, float | None] | None = None,
        *,
        ends: str = "",
        rows: str = "rows",
        cached_from: str = "",
        settings: Mapping[str, Plain | list[Plain]] | None = None,
        libraries: Mapping[str, str] | None = None,
        parameters: str = "{}",
        broken: str = "",
    ) -> Made:
        """Make one run.

        Args:
            state: as of its record.
            metrics: what its candidate measured, the deciding one first; without them it did not come so far.
            ends: `register`, `refuse`, or `champion` (registered, and made champion).
            rows: the content that its stages read; equal rows have equal digests.
            cached_from: the run that all outcomes were taken from.
            settings: those that are not the default.
            parameters: what the search chose, as JSON.
            broken: the stage that failed.
        """
        began = BEGAN + timedelta(minutes=self._count)
        run = self.store / "runs" / f"{began:%Y%m%d-%H%M%S}-{self._count:06x}"
        self._count += 1
        with at_work(run):
            pass
        names = [*TASKS] if metrics else [*TASKS][: [*TASKS].index(broken) + 1] if broken else []
        texts = {name: f"{name} of {rows}" + (f" with {parameters}" if name == "train" else "") for name in names}
        if metrics:
            texts["evaluate"] = _report(metrics, refused=ends == "refuse")
        told: dict[str, dict[str, object]] = {
            "ingest-north": {"Output": 120},
            "tune": {"Output": parameters},
            "evaluate": {"Output": ends != "refuse"},
        }
        kept: dict[str, KeptArtifact] = {}
        for name in (name for name in names if name != broken):
            inputs = {ARTIFACTS[each]: (as_input(kept[each]),) for each in BEFORE.get(name, ())}
            kept[name] = self.content(ARTIFACTS[name], texts[name])
            made = _ingredients(TASKS[name], inputs, libraries or {"numpy": "2.4.0"})
            artifacts = {ARTIFACTS[name]: (kept[name],)}
            _write(run, _outcome(run, f"exit-handler-1/{TASKS[name]}", name, told.get(name, {}), artifacts, made, cached_from))
        bundle = self._bundle(metrics, ends, rows) if metrics and ends else ""
        if bundle:
            stage = "refuse" if ends == "refuse" else "register"
            _write(run, _outcome(run, f"condition/{stage}", stage, {"Output": bundle}, {}, None, cached_from))
            names.append(stage)
        stages = tuple(_stage(run, name, number, name == broken, bool(cached_from)) for number, name in enumerate(names))
        record = RunRecord(
            run=run.name, project="houses", spec="a.yaml", resumed=0, state=state, began_at=began, seconds=12.5, stages=stages
        )
        write_bytes(run / RECORD_NAME, msgspec.json.encode(record))
        if settings is not None:
            write_bytes(run / ORIGIN_NAME, msgspec.json.encode(origin(settings)))
        return Made(run, bundle)

    def content(self, name: str, text: str) -> KeptArtifact:
        """Put the content of an artifact into the store."""
        scratch = self.project / "scratch"
        scratch.write_text(text)
        digest = tree_digest(scratch)
        place = self.artifacts.place(digest)
        place.parent.mkdir(parents=True, exist_ok=True)
        scratch.rename(place)
        title = "system.Dataset" if name in ("part", "dataset", "splits") else "system.Artifact"
        return KeptArtifact(name=name, uri=str(place), digest=digest, schema_title=title, schema_version="0.0.1", metadata={})

    def _bundle(self, metrics: Mapping[str, float | None], ends: str, rows: str) -> str:
        lineage = Lineage(dataset=_digest("1"), split=_digest("2"), settings=_digest("3"), code=_digest("c"), sources={})
        members = dict.fromkeys((CONTRACT, PLAN, MODEL, CARD), b"{}")
        members |= {LINEAGE: lineage.encode(), METRICS: evaluation(metrics).encode(), CARD: rows.encode()}
        folder = self.project / f"bundle-{self._count}"
        write_bundle(members, folder)
        if ends == "refuse":
            return self.registry.refuse(folder, ["mae is too large"], BEGAN).digest
        version = self.registry.register(folder, BEGAN)
        if ends == "champion":
            held = self.registry.aliases.current(CHAMPION)
            self.registry.move(CHAMPION, held.digest if held else None, version.digest)
        return version.digest


def as_input(kept: KeptArtifact) -> str:
    """Return the digest under which a later stage knows an artifact."""
    return artifact_digest(Artifact(kept.name, kept.uri, kept.schema_title, kept.schema_version, kept.metadata, kept.digest))


def evaluation(metrics: Mapping[str, float | None]) -> Evaluation:
    """Return the evaluation of a candidate with these metrics, the deciding one first."""
    return Evaluation(
        task="binary" if "auc" in metrics else "regression",
        metric=next(iter(metrics)),
        rows=200,
        confidence=0.95,
        values={
            name: Measured(value, None if value is None else value * 0.9, None if value is None else value * 1.1)
            for name, value in metrics.items()
        },
        baseline=Comparison(dict.fromkeys(metrics, 1000.0), Measured(-1.0, None, None)),
        champion=None,
        segments=(),
        importance=(),
    )


def origin(settings: Mapping[str, Plain | list[Plain]]) -> Origin:
    """Return what a run was started with; one setting is the default."""
    return Origin(
        settings={
            "tuning.sampler": Setting("tpe", default=True),
            **{name: Setting(value, default=False) for name, value in settings.items()},
        },
        contract=_digest("d"),
        project_commit=Commit("a" * 40, changed=False),
        penstock_commit=Commit("b" * 40, changed=True),
        environment=Environment(
            penstock="0.1.0",
            python="3.11.7",
            system="Linux 6.1",
            machine="x86_64",
            processors=2,
            memory_bytes=24 << 30,
            libraries={"numpy": "2.4.0"},
        ),
    )


def _report(metrics: Mapping[str, float | None], *, refused: bool) -> str:
    reasons = ("mae is too large",) if refused else ()
    check = Check("limit mae", not refused, 1.0, 2.0, "mae is too large" if refused else "mae is small enough")
    report = Report(evaluation=evaluation(metrics), gate=GateResult(not refused, reasons, (check,)), champion=None)
    return msgspec.json.encode(report).decode()


def _stage(run: Path, name: str, number: int, broken: bool, cached: bool) -> StageRecord:
    task = f"exit-handler-1.{TASKS[name]}" if name in TASKS else f"condition.{name}"
    log = "" if cached else f"logs/{task}.log"
    if log:
        write_bytes(run / log, f"{name} began\n{name} ended\n".encode())
    return StageRecord(
        name=name,
        state="failed" if broken else "succeeded",
        attempts=0 if cached else 2 if broken else 1,
        began_seconds=float(number),
        ended_seconds=number + 0.5,
        cpu_seconds=0.25,
        memory_bytes=100 << 20,
        cached=cached,
        log=log,
        cause="no row is left" if broken else "",
    )


def _ingredients(function: str, inputs: Mapping[str, tuple[str, ...]], libraries: Mapping[str, str]) -> Ingredients:
    return Ingredients(
        function=function,
        source="",
        image="penstock-stage:dev",
        modules={"penstock.files": _digest("e")},
        libraries={"python": "3.11.7", "machine": "x86_64", **libraries},
        parameters={},
        inputs=dict(inputs),
        variables={},
        files={},
        outside="",
    )


def _outcome(
    run: Path,
    task: str,
    name: str,
    parameters: dict[str, object],
    artifacts: Mapping[str, tuple[KeptArtifact, ...]],
    made: Ingredients | None,
    cached_from: str,
) -> Outcome:
    return Outcome(
        task=task,
        name=name,
        run=cached_from or run.name,
        seconds=0.5,
        parameters=parameters,
        artifacts=dict(artifacts),
        ingredients=made,
    )


def _write(run: Path, outcome: Outcome) -> None:
    write_outcome(outcome, outcome_file(run, outcome.task))


def _digest(letter: str) -> str:
    return f"sha256:{letter * 64}"
