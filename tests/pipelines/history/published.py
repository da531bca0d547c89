"""Hold an event against the specification: OpenLineage's own client must be able to say the very same.

The client's classes are made from the published schemas; what they do not know, lack, or would write otherwise is an error.
"""

import json
import re
import typing
from collections.abc import Mapping
from enum import Enum
from types import UnionType

import attr
from openlineage.client import event_v2
from openlineage.client.generated import (
    dataset_version_dataset,
    error_message_run,
    execution_parameters_run,
    job_type_job,
    output_statistics_output_dataset,
    parent_run,
    processing_engine_run,
    schema_dataset,
    tags_run,
    test_run,
)
from openlineage.client.generated.base import BaseFacet
from openlineage.client.serde import Serde

FACETS: Mapping[str, type[BaseFacet]] = {
    "parent": parent_run.ParentRunFacet,
    "errorMessage": error_message_run.ErrorMessageRunFacet,
    "processing_engine": processing_engine_run.ProcessingEngineRunFacet,
    "executionParameters": execution_parameters_run.ExecutionParametersRunFacet,
    "tags": tags_run.TagsRunFacet,
    "test": test_run.TestRunFacet,
    "jobType": job_type_job.JobTypeJobFacet,
    "version": dataset_version_dataset.DatasetVersionDatasetFacet,
    "schema": schema_dataset.SchemaDatasetFacet,
    "outputStatistics": output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet,
}
_HOLDERS = ("facets", "inputFacets", "outputFacets")
_MINOR = re.compile(r"/(\d+)-\d+-\d+/")


def check_event(line: bytes | str) -> None:
    """Assert that an event is one that OpenLineage's own client reads and writes."""
    document = json.loads(line)
    published = _without_ours(document)
    built = _build(event_v2.RunEvent, published)
    assert _core(json.loads(Serde.to_json(built))) == _core(published)


def _build(kind: object, value: object) -> object:
    """Return `value` as a `kind`, as the client declares it."""
    if typing.get_origin(kind) in (typing.Union, UnionType):
        (kind,) = [each for each in typing.get_args(kind) if each is not type(None)]
    if typing.get_origin(kind) is list:
        assert isinstance(value, list)
        return [_build(typing.get_args(kind)[0], item) for item in value]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if isinstance(kind, type) and attr.has(kind):
        assert isinstance(value, dict)
        return _object(kind, value)
    assert kind is typing.Any or (isinstance(kind, type) and isinstance(value, kind)), f"{value!r} is no {kind}"
    return value


def _object(kind: type, value: Mapping[str, object]) -> object:
    hints = typing.get_type_hints(kind)
    fields = {field.name: field for field in attr.fields(kind)}
    assert value.keys() <= fields.keys(), f"{kind.__name__} has no {value.keys() - fields.keys()}"
    arguments: dict[str, object] = {}
    for name, inner in value.items():
        if not fields[name].init:
            _check_schema(str(inner), kind)
        elif name in _HOLDERS and isinstance(inner, dict):
            arguments[name] = {each: _build(FACETS[each], facet) for each, facet in inner.items()}
        else:
            arguments[fields[name].alias or name] = _build(hints[name], inner)
    return kind(**arguments)


def _check_schema(address: str, kind: type) -> None:
    """Hold the address of a schema against the client's; later versions of the same major number are compatible."""
    expected = kind._get_schema()  # type: ignore[attr-defined]
    assert _MINOR.sub(r"/\1/", address) == _MINOR.sub(r"/\1/", expected)


def _without_ours(value: object) -> object:
    """Return a document without our own facets, which must say who made them and where they are described."""
    if isinstance(value, list):
        return [_without_ours(item) for item in value]
    if not isinstance(value, dict):
        return value
    ours = {name: facet for name, facet in value.items() if name.startswith("penstock_")}
    assert all(facet["_producer"] and facet["_schemaURL"].startswith("urn:penstock:") for facet in ours.values())
    return {name: _without_ours(inner) for name, inner in value.items() if name not in ours}


def _core(value: object) -> object:
    """Return a document without what either side may leave out, the empty, and without the schemas, which are held apart."""
    if isinstance(value, list):
        return [_core(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {name: _core(inner) for name, inner in value.items() if name not in ("schemaURL", "_schemaURL")}
    return {name: inner for name, inner in kept.items() if inner not in ({}, [])}
