"""Gather all that is known of one run: settings, parameters, metrics, stages, artifacts, code and environment."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from penstock.documents import read_kept
from penstock.errors import PenstockError
from penstock.model.report import Check, Evaluation, Report, read_report
from penstock.model.trials import Parameter
from penstock.registry.bundle import LINEAGE, METRICS
from penstock.registry.lineage import Lineage
from penstock.tracking.checkout import Commit
from penstock.tracking.environment import Environment
from penstock.tracking.flat import Plain
from pipelines.cache.artifacts import size_of
from pipelines.cache.outcomes import KeptArtifact, Outcome, outcome_file, outcomes_of
from pipelines.history.summary import Reader, Summary
from pipelines.history.tasks import Stage, names_of, stages_of
from pipelines.origin import Origin, read_origin
from pipelines.record import read_record
from pipelines.runner.memory import local_path


class Metric(msgspec.Struct, frozen=True, kw_only=True):
    """Hold what a metric came to with its interval, and what baseline and champion came to on the same rows."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    baseline: float | None
    champion: float | None


class Artifact(msgspec.Struct, frozen=True, kw_only=True):
    """Hold an artifact's digest (empty where it was not taken into the store) and size; None where the content is gone."""

    stage: str
    name: str
    digest: str
    bytes: int | None


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """Hold the commits of project and penstock, and the digest of the code that made the bundle (empty without one)."""

    project: Commit | None
    penstock: Commit | None
    digest: str


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """Be all that is known of one run.

    `settings` are those that differ from their defaults; they, `contract` and `environment` are None where the run did not
    come to writing them down. `parameters` are those that the search chose. `rows` counts the rows that the metrics are of,
    and `compared_with` is the digest of the champion they stand beside.
    """

    summary: Summary
    project: str
    pipeline: str
    resumed: int
    gate: tuple[Check, ...]
    settings: dict[str, Plain | list[Plain]] | None
    contract: str | None
    parameters: dict[str, Parameter]
    rows: int | None
    confidence: float | None
    metrics: tuple[Metric, ...]
    compared_with: str | None
    stages: tuple[Stage, ...]
    artifacts: tuple[Artifact, ...]
    code: Code
    environment: Environment | None


def details(reader: Reader, run: Path) -> Details:
    """Return all that is known of the run in the folder `run`; what is absent or damaged is left out."""
    record, origin = read_record(run), read_origin(run)
    outcomes = _in_order(run, outcomes_of(run), [stage.name for stage in record.stages] if record else [])
    summary = reader.summary(run)
    report = _report(reader, outcomes)
    bundle = reader.registry.place(summary.bundle) if summary.bundle else None
    evaluation = report.evaluation if report else read_kept(bundle / METRICS, Evaluation) if bundle else None
    lineage = read_kept(bundle / LINEAGE, Lineage) if bundle else None
    return Details(
        summary=summary,
        project=record.project if record else "",
        pipeline=record.spec.removesuffix(".yaml") if record else "",
        resumed=record.resumed if record else 0,
        gate=report.gate.checks if report else (),
        settings=_settings(origin),
        contract=origin.contract if origin else None,
        parameters=_parameters(outcomes),
        rows=evaluation.rows if evaluation else None,
        confidence=evaluation.confidence if evaluation else None,
        metrics=_metrics(evaluation) if evaluation else (),
        compared_with=report.champion if report else None,
        stages=stages_of(run, record, summary.state, outcomes, names_of(reader.store, record)),
        artifacts=_artifacts(reader, outcomes),
        code=Code(
            project=origin.project_commit if origin else None,
            penstock=origin.penstock_commit if origin else None,
            digest=lineage.code if lineage else "",
        ),
        environment=origin.environment if origin else None,
    )


def _in_order(run: Path, outcomes: Sequence[Outcome], names: Sequence[str]) -> list[Outcome]:
    """Return outcomes in the order in which their stages ended: the record's, else that in which they were written."""
    place = {name: number for number, name in enumerate(names)}
    return sorted(outcomes, key=lambda outcome: (place.get(outcome.name, len(place)), _written(run, outcome)))


def _written(run: Path, outcome: Outcome) -> int:
    try:
        return outcome_file(run, outcome.task).stat().st_mtime_ns
    except OSError:
        return 0


def _settings(origin: Origin | None) -> dict[str, Plain | list[Plain]] | None:
    return {name: each.value for name, each in origin.settings.items() if not each.default} if origin else None


def _report(reader: Reader, outcomes: Sequence[Outcome]) -> Report | None:
    reports = [item for outcome in outcomes if outcome.name == "evaluate" for item in outcome.artifacts.get("report", ())]
    for item in reports:
        with suppress(PenstockError):
            return read_report(reader.artifacts.place(item.digest) if item.digest else Path(item.uri))
    return None


def _parameters(outcomes: Sequence[Outcome]) -> dict[str, Parameter]:
    chosen = next((outcome.parameters.get("Output") for outcome in outcomes if outcome.name == "tune"), None)
    with suppress(msgspec.DecodeError):
        return msgspec.json.decode(str(chosen), type=dict[str, Parameter])
    return {}


def _metrics(evaluation: Evaluation) -> tuple[Metric, ...]:
    champion = evaluation.champion.values if evaluation.champion else {}
    names = sorted(evaluation.values, key=lambda name: (name != evaluation.metric, name))
    return tuple(
        Metric(
            name=name,
            value=evaluation.values[name].value,
            low=evaluation.values[name].low,
            high=evaluation.values[name].high,
            baseline=evaluation.baseline.values.get(name),
            champion=champion.get(name),
        )
        for name in names
    )


def _artifacts(reader: Reader, outcomes: Sequence[Outcome]) -> tuple[Artifact, ...]:
    return tuple(
        Artifact(stage=outcome.name, name=name, digest=item.digest, bytes=_bytes(reader, item))
        for outcome in outcomes
        for name, items in sorted(outcome.artifacts.items())
        for item in items
    )


def _bytes(reader: Reader, item: KeptArtifact) -> int | None:
    place = reader.artifacts.place(item.digest) if item.digest else local_path(item.uri)
    return size_of(place) if place is not None and place.exists() else None
