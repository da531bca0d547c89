"""The specification, as OpenLineage's own client has it, refuses what is not an event, and takes what is."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from pipelines.history import openlineage as documents
from tests.pipelines.history.published import check_event

PARENT = documents.ParentFacet(
    run=documents.RunReference(run_id="5be937e9-06b8-5387-98bb-937d41f492f3"),
    job=documents.JobReference(namespace="penstock", name="houses-training"),
)
EVENT = documents.RunEvent(
    event_type="FAIL",
    event_time=datetime(2026, 5, 1, 12, 0, 0, 250_000, tzinfo=UTC),
    run=documents.Run(
        run_id="0b1d6b60-2a7f-5d2c-9f6b-c2a7f2b0c0de",
        facets=documents.RunFacets(parent=PARENT, error_message=documents.ErrorFacet(message="no row is left")),
    ),
    job=documents.Job(
        namespace="penstock",
        name="houses-training.combine",
        facets=documents.JobFacets(job_type=documents.JobTypeFacet(job_type="TASK")),
    ),
    inputs=(documents.Dataset(namespace="file", name="/data/a.csv", facets=documents.DatasetFacets()),),
    outputs=(),
)


def test_an_event_is_one_line_in_the_words_of_the_specification() -> None:
    line = documents.encode(EVENT)
    assert b"\n" not in line
    check_event(line)
    found = json.loads(line)
    assert found["eventTime"] == "2026-05-01T12:00:00.250000Z"
    assert found["run"]["facets"]["errorMessage"]["programmingLanguage"] == "PYTHON"
    assert found["run"]["facets"].keys() == {"parent", "errorMessage"}


BREAKS: list[Callable[[dict[str, Any]], object]] = [
    lambda event: event.pop("eventTime"),
    lambda event: event.update(eventTime="2026-05-01"),
    lambda event: event.update(eventType="ENDED"),
    lambda event: event.update(reason="none"),
    lambda event: event["run"].update(runId="20260501-120000-000000"),
    lambda event: event["run"]["facets"]["parent"].pop("job"),
    lambda event: event["run"]["facets"]["errorMessage"].update(message=3),
    lambda event: event["run"]["facets"].update(cause={"message": "x"}),
    lambda event: event["job"].pop("namespace"),
    lambda event: event["job"]["facets"]["jobType"].update(_schemaURL="https://openlineage.io/spec/facets/1-0-0/Other.json"),
    lambda event: event["inputs"][0].pop("name"),
]


@pytest.mark.parametrize("damage", BREAKS)
def test_what_the_specification_does_not_allow_is_noticed(damage: Callable[[dict[str, Any]], object]) -> None:
    event = json.loads(documents.encode(EVENT))
    damage(event)
    with pytest.raises((AssertionError, KeyError, TypeError, ValueError)):
        check_event(json.dumps(event))
