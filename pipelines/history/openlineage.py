"""The documents of OpenLineage that we write, as structs: one event, its run, its job, its datasets and their facets.

Source: the specification 2-0-2 and the facets that it publishes, whose addresses stand below; facets that begin with
`penstock_` are ours, and docs/reference/run-records.md says what they hold.
"""

from datetime import datetime
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType, field

from penstock import __version__
from pipelines.history.details import Metric

_SPEC = "https://openlineage.io/spec"
PRODUCER = f"urn:penstock:{__version__}"

EventType = Literal["START", "COMPLETE", "FAIL", "ABORT"]


def _published(version: str, name: str) -> str:
    return f"{_SPEC}/facets/{version}/{name}.json#/$defs/{name}"


class Document(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Be a part of an event; what is UNSET is left out."""


class Facet(Document, frozen=True, kw_only=True):
    """Be a facet; every kind gives the address of its schema."""

    producer: str = field(name="_producer", default=PRODUCER)


class RunReference(Document, frozen=True, kw_only=True):
    """Name a run of another event."""

    run_id: str


class JobReference(Document, frozen=True, kw_only=True):
    """Name a job of another event."""

    namespace: str
    name: str


class ParentFacet(Facet, frozen=True, kw_only=True):
    """Name the run that a stage belongs to."""

    run: RunReference
    job: JobReference
    schema_url: str = field(name="_schemaURL", default=_published("1-2-0", "ParentRunFacet"))


class ErrorFacet(Facet, frozen=True, kw_only=True):
    """Say why a run failed."""

    message: str
    programming_language: str = "PYTHON"
    schema_url: str = field(name="_schemaURL", default=_published("1-0-1", "ErrorMessageRunFacet"))


class EngineFacet(Facet, frozen=True, kw_only=True):
    """Say what ran."""

    version: str
    name: str = "penstock"
    openlineage_adapter_version: str = __version__
    schema_url: str = field(name="_schemaURL", default=_published("1-1-1", "ProcessingEngineRunFacet"))


class Parameter(Document, frozen=True, kw_only=True):
    """Hold one setting, or one parameter that the search chose."""

    key: str
    value: str


class ParametersFacet(Facet, frozen=True, kw_only=True):
    """Hold what a run was asked to do."""

    parameters: tuple[Parameter, ...]
    schema_url: str = field(name="_schemaURL", default=_published("1-0-0", "ExecutionParametersRunFacet"))


class Tag(Document, frozen=True, kw_only=True):
    """Hold one fact about a run."""

    key: str
    value: str
    source: str = "PENSTOCK"


class TagsFacet(Facet, frozen=True, kw_only=True):
    """Hold facts about a run: what it led to, its code and its environment."""

    tags: tuple[Tag, ...]
    schema_url: str = field(name="_schemaURL", default=_published("1-0-0", "TagsRunFacet"))


class Test(Document, frozen=True, kw_only=True):
    """Hold one check of the gate."""

    name: str
    status: Literal["pass", "fail"]
    description: str
    expected: str | UnsetType = UNSET
    actual: str | UnsetType = UNSET
    severity: str = "error"
    type: str = "gate"


class TestFacet(Facet, frozen=True, kw_only=True):
    """Hold every check of the gate."""

    tests: tuple[Test, ...]
    schema_url: str = field(name="_schemaURL", default=_published("1-0-1", "TestRunFacet"))


class MetricsFacet(Facet, frozen=True, kw_only=True):
    """Hold what a candidate measured; `deciding` names the metric that decides."""

    deciding: str
    rows: int | None
    metrics: tuple[Metric, ...]
    schema_url: str = field(name="_schemaURL", default="urn:penstock:facet:metrics:1")


class ResourcesFacet(Facet, frozen=True, kw_only=True):
    """Hold what a stage took."""

    seconds: float | None
    cpu_seconds: float | None
    memory_bytes: int | None
    attempts: int | None
    cached: bool
    schema_url: str = field(name="_schemaURL", default="urn:penstock:facet:resources:1")


class JobTypeFacet(Facet, frozen=True, kw_only=True):
    """Say what kind of job it is."""

    job_type: Literal["PIPELINE", "TASK"]
    processing_type: str = "BATCH"
    integration: str = "PENSTOCK"
    schema_url: str = field(name="_schemaURL", default=_published("2-0-4", "JobTypeJobFacet"))


class VersionFacet(Facet, frozen=True, kw_only=True):
    """Hold the digest of a dataset's content."""

    dataset_version: str
    schema_url: str = field(name="_schemaURL", default=_published("1-0-1", "DatasetVersionDatasetFacet"))


class SchemaField(Document, frozen=True, kw_only=True):
    """Hold one column of a dataset."""

    name: str
    type: str
    description: str | UnsetType = UNSET


class SchemaFacet(Facet, frozen=True, kw_only=True):
    """Hold the columns of a dataset."""

    fields: tuple[SchemaField, ...]
    schema_url: str = field(name="_schemaURL", default=_published("1-2-0", "SchemaDatasetFacet"))


class StatisticsFacet(Facet, frozen=True, kw_only=True):
    """Hold how much was written."""

    row_count: int | UnsetType = UNSET
    size: int | UnsetType = UNSET
    schema_url: str = field(name="_schemaURL", default=_published("1-0-2", "OutputStatisticsOutputDatasetFacet"))


class DatasetFacets(Document, frozen=True, kw_only=True):
    """Hold the facets of a dataset."""

    version: VersionFacet | UnsetType = UNSET
    schema: SchemaFacet | UnsetType = UNSET


class OutputFacets(Document, frozen=True, kw_only=True):
    """Hold the facets of a dataset that a run wrote."""

    output_statistics: StatisticsFacet


class Dataset(Document, frozen=True, kw_only=True):
    """Be a dataset that a run read or wrote."""

    namespace: str
    name: str
    facets: DatasetFacets
    output_facets: OutputFacets | UnsetType = UNSET


class RunFacets(Document, frozen=True, kw_only=True):
    """Hold the facets of a run."""

    parent: ParentFacet | UnsetType = UNSET
    error_message: ErrorFacet | UnsetType = UNSET
    processing_engine: EngineFacet | UnsetType = field(name="processing_engine", default=UNSET)
    execution_parameters: ParametersFacet | UnsetType = UNSET
    tags: TagsFacet | UnsetType = UNSET
    test: TestFacet | UnsetType = UNSET
    penstock_metrics: MetricsFacet | UnsetType = field(name="penstock_metrics", default=UNSET)
    penstock_resources: ResourcesFacet | UnsetType = field(name="penstock_resources", default=UNSET)


class Run(Document, frozen=True, kw_only=True):
    """Be the run of an event."""

    run_id: str
    facets: RunFacets


class JobFacets(Document, frozen=True, kw_only=True):
    """Hold the facets of a job."""

    job_type: JobTypeFacet


class Job(Document, frozen=True, kw_only=True):
    """Be the job of an event."""

    namespace: str
    name: str
    facets: JobFacets


class RunEvent(Document, frozen=True, kw_only=True):
    """Be one event: a run began or ended."""

    event_type: EventType
    event_time: datetime
    run: Run
    job: Job
    inputs: tuple[Dataset, ...]
    outputs: tuple[Dataset, ...]
    producer: str = PRODUCER
    schema_url: str = field(name="schemaURL", default=f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent")


def encode(event: RunEvent) -> bytes:
    """Return an event as one line of JSON, without the line end."""
    return msgspec.json.encode(event)
