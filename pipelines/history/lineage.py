"""Tell a run as events of OpenLineage: one when it began and one when it ended, and the same of every stage."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import UNSET, UnsetType

from penstock import __version__
from penstock.errors import StoreError
from pipelines.cache.outcomes import outcomes_of
from pipelines.history import openlineage as documents
from pipelines.history.datasets import Datasets
from pipelines.history.details import Details, details
from pipelines.history.output import commit_words, shown
from pipelines.history.summary import Reader
from pipelines.origin import read_origin
from pipelines.record import RunRecord, StageRecord, read_record

NAMESPACE = "penstock"
_ENDS: dict[str, documents.EventType] = {"succeeded": "COMPLETE", "failed": "FAIL", "timed out": "FAIL"}
_BROKEN = ("failed", "timed out")


@dataclass(frozen=True, slots=True)
class _Told:
    """Hold what the events of one run are made from."""

    namespace: str
    job: str
    record: RunRecord
    found: Details
    datasets: Datasets

    def run_id(self, stage: str = "") -> str:
        """Return a UUID that is the same however often a run is told."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:penstock:{self.namespace}:{self.job}:{self.record.run}:{stage}"))


def events_of(reader: Reader, run: Path, folder: Path, namespace: str = NAMESPACE) -> list[documents.RunEvent]:
    """Return the events of the run in the folder `run`, in the order of time; of a run that goes on, those until now.

    Args:
        folder: the project's, which paths of sources start from.
        namespace: of jobs and of the datasets that stages hand on.

    Raises:
        StoreError: the run has no readable record.
    """
    record, origin = read_record(run), read_origin(run)
    if record is None:
        raise StoreError("the run has no readable record", where=str(run), fix="choose another run")
    settings = origin.settings if origin else {}
    datasets = Datasets(namespace, record.project, folder, reader.artifacts, settings, outcomes_of(run))
    told = _Told(namespace, f"{record.project}-training", record, details(reader, run), datasets)
    began, *ended = _whole(told, run)
    stages = (event for stage in record.stages for event in _stage(told, stage))
    return [began, *sorted(stages, key=lambda event: event.event_time), *ended]


def _whole(told: _Told, run: Path) -> Iterator[documents.RunEvent]:
    state, record = told.found.summary.state, told.record
    engine = documents.EngineFacet(version=__version__)
    began = documents.RunFacets(processing_engine=engine, execution_parameters=_parameters(told.found, {}))
    yield _event(told, "", "START", record.began_at, began, told.datasets.sources())
    if state == "running":
        return
    end = _last_sign(run) if state == "crashed" else record.began_at + timedelta(seconds=record.seconds)
    cause = next((f"{stage.name}: {stage.cause}" for stage in record.stages if stage.state in _BROKEN), "")
    ended = documents.RunFacets(
        processing_engine=engine,
        execution_parameters=_parameters(told.found, told.found.parameters),
        tags=documents.TagsFacet(tags=tuple(_tags(told.found))),
        test=_gate(told.found),
        penstock_metrics=_metrics(told.found),
        error_message=_error(cause) if state in _BROKEN else UNSET,
    )
    yield _event(told, "", _ENDS.get(state, "ABORT"), end, ended, told.datasets.sources(), told.datasets.model())


def _stage(told: _Told, stage: StageRecord) -> Iterator[documents.RunEvent]:
    parent = documents.ParentFacet(
        run=documents.RunReference(run_id=told.run_id()),
        job=documents.JobReference(namespace=told.namespace, name=told.job),
    )
    began, ended = (told.record.began_at + timedelta(seconds=each) for each in (stage.began_seconds, stage.ended_seconds))
    read = told.datasets.read_by(stage.name)
    yield _event(told, stage.name, "START", began, documents.RunFacets(parent=parent), read)
    resources = documents.ResourcesFacet(
        seconds=round(stage.ended_seconds - stage.began_seconds, 4),
        cpu_seconds=stage.cpu_seconds,
        memory_bytes=stage.memory_bytes,
        attempts=stage.attempts,
        cached=stage.cached,
    )
    facets = documents.RunFacets(
        parent=parent,
        penstock_resources=resources,
        error_message=_error(stage.cause) if stage.state in _BROKEN else UNSET,
    )
    yield _event(told, stage.name, _ENDS.get(stage.state, "ABORT"), ended, facets, read, told.datasets.written_by(stage.name))


def _event(
    told: _Told,
    stage: str,
    kind: documents.EventType,
    when: datetime,
    facets: documents.RunFacets,
    read: Sequence[documents.Dataset],
    written: Sequence[documents.Dataset] = (),
) -> documents.RunEvent:
    job_type = documents.JobTypeFacet(job_type="TASK" if stage else "PIPELINE")
    return documents.RunEvent(
        event_type=kind,
        event_time=when,
        run=documents.Run(run_id=told.run_id(stage), facets=facets),
        job=documents.Job(
            namespace=told.namespace,
            name=f"{told.job}.{stage}" if stage else told.job,
            facets=documents.JobFacets(job_type=job_type),
        ),
        inputs=tuple(read),
        outputs=tuple(written),
    )


def _parameters(found: Details, chosen: Mapping[str, object]) -> documents.ParametersFacet | UnsetType:
    told = [documents.Parameter(key=name, value=shown(value)) for name, value in sorted((found.settings or {}).items())]
    told += [documents.Parameter(key=f"chosen.{name}", value=shown(value)) for name, value in sorted(chosen.items())]
    return documents.ParametersFacet(parameters=tuple(told)) if told else UNSET


def _tags(found: Details) -> Iterator[documents.Tag]:
    summary = found.summary
    facts = {"run": summary.run, "state": summary.state, "outcome": summary.outcome, "bundle": summary.bundle}
    facts |= {"contract": found.contract or "", "code": found.code.digest}
    for name, commit in (("project_commit", found.code.project), ("penstock_commit", found.code.penstock)):
        facts[name] = commit_words(commit) if commit else ""
    on = found.environment
    if on is not None:
        facts |= {"python": on.python, "system": on.system, "machine": on.machine, **on.libraries}
    yield from (documents.Tag(key=name, value=value) for name, value in facts.items() if value)


def _gate(found: Details) -> documents.TestFacet | UnsetType:
    tests = tuple(
        documents.Test(
            name=check.rule,
            status="pass" if check.passed else "fail",
            description=check.detail,
            expected=UNSET if check.allowed is None else shown(check.allowed),
            actual=UNSET if check.measured is None else shown(check.measured),
        )
        for check in found.gate
    )
    return documents.TestFacet(tests=tests) if tests else UNSET


def _metrics(found: Details) -> documents.MetricsFacet | UnsetType:
    if not found.metrics:
        return UNSET
    return documents.MetricsFacet(deciding=found.summary.metric, rows=found.rows, metrics=found.metrics)


def _error(cause: str) -> documents.ErrorFacet:
    return documents.ErrorFacet(message=cause or "the run failed, see its logs")


def _last_sign(run: Path) -> datetime:
    """Return when a run that crashed last wrote something."""
    places = [run, *run.glob("*"), *run.glob("logs/*"), *run.glob("outcomes/*")]
    return datetime.fromtimestamp(max(place.lstat().st_mtime for place in places), UTC)
