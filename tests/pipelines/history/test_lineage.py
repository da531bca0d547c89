"""A run is told as events that OpenLineage's own client could have written: who ran, on what, what came of it."""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from penstock.contract.columns import Column, Contract
from penstock.errors import StoreError
from penstock.tracking.flat import Plain
from pipelines.history.lineage import events_of
from pipelines.history.openlineage import encode
from pipelines.history.summary import Reader
from pipelines.runs import at_work
from tests.pipelines.history.published import check_event
from tests.pipelines.history.stores import BEGAN, Made, Stores

NOW = datetime(2026, 5, 31, tzinfo=UTC)
SETTINGS: Mapping[str, Plain | list[Plain]] = {
    "sources.north.kind": "csv",
    "sources.north.path": "data/a.csv",
    "tuning.trials": 8,
}

Event = dict[str, Any]


def told(stores: Stores, made: Made, namespace: str = "penstock") -> list[Event]:
    """Return the events of a run, each of them held against the specification."""
    lines = [encode(event) for event in events_of(Reader(stores.store, NOW), made.folder, stores.project, namespace)]
    for line in lines:
        check_event(line)
    return [json.loads(line) for line in lines]


def one(events: list[Event], job: str, kind: str) -> Event:
    (found,) = [event for event in events if event["job"]["name"] == job and event["eventType"] == kind]
    return found


def names(datasets: list[Event]) -> list[tuple[str, str]]:
    return [(dataset["namespace"], dataset["name"]) for dataset in datasets]


def test_a_run_and_each_of_its_stages_begin_and_end_in_the_order_of_time(stores: Stores) -> None:
    events = told(stores, stores.run(metrics={"mae": 1.0}, ends="champion", settings=SETTINGS))
    assert len(events) == 2 * (1 + 7)
    assert [event["eventType"] for event in events[:3]] == ["START", "START", "COMPLETE"]
    assert events[0]["job"]["name"] == events[-1]["job"]["name"] == "houses-training"
    moments = [datetime.fromisoformat(event["eventTime"]) for event in events]
    assert moments == sorted(moments)
    assert events[0]["eventTime"] == "2026-05-01T12:00:00Z"
    assert events[-1]["eventTime"] == "2026-05-01T12:00:12.500000Z"


def test_a_stage_names_the_run_it_belongs_to_and_what_it_took(stores: Stores) -> None:
    events = told(stores, stores.run(metrics={"mae": 1.0}))
    end = one(events, "houses-training.train", "COMPLETE")
    parent = end["run"]["facets"]["parent"]
    assert parent["run"]["runId"] == events[0]["run"]["runId"] != end["run"]["runId"]
    assert parent["job"] == {"namespace": "penstock", "name": "houses-training"}
    resources = end["run"]["facets"]["penstock_resources"]
    assert (resources["seconds"], resources["cpuSeconds"], resources["memoryBytes"]) == (0.5, 0.25, 100 << 20)
    assert (resources["attempts"], resources["cached"]) == (1, False)
    assert end["job"]["facets"]["jobType"]["jobType"] == "TASK"


def test_what_a_stage_reads_is_what_another_wrote_down_to_the_digest(stores: Stores) -> None:
    events = told(stores, stores.run(metrics={"mae": 1.0}, ends="register", settings=SETTINGS))
    read = one(events, "houses-training.ingest-north", "COMPLETE")
    assert names(read["inputs"]) == [("file", str(stores.project / "data" / "a.csv"))]
    joined, evaluated = (one(events, f"houses-training.{stage}", "COMPLETE") for stage in ("combine", "evaluate"))
    (part,) = joined["inputs"]
    assert (part["namespace"], part["name"]) == ("penstock", "houses.ingest-north.part")
    assert part["facets"]["version"] == read["outputs"][0]["facets"]["version"]
    assert part["facets"]["version"]["datasetVersion"].startswith("sha256:")
    assert sorted(names(evaluated["inputs"])) == [("penstock", "houses.split.splits"), ("penstock", "houses.train.model")]


def test_the_run_reads_its_sources_and_writes_the_model_that_was_registered(stores: Stores) -> None:
    made = stores.run(metrics={"mae": 1.0}, ends="register", settings=SETTINGS)
    end = told(stores, made)[-1]
    assert names(end["inputs"]) == [("file", str(stores.project / "data" / "a.csv"))]
    (model,) = end["outputs"]
    assert (model["name"], model["facets"]["version"]["datasetVersion"]) == ("houses.model", made.bundle)
    registered = one(told(stores, made), "houses-training.register", "COMPLETE")
    assert names(registered["outputs"]) == [("penstock", "houses.model")]
    assert told(stores, stores.run(metrics={"mae": 1.0}, ends="refuse"))[-1]["outputs"] == []


@pytest.mark.parametrize(
    ("settings", "namespace", "name"),
    [
        ({"url": "https://example.org:8443/a/b.csv?***"}, "https://example.org:8443", "/a/b.csv"),
        ({"database": "postgresql+psycopg://db.example.org:5432/houses"}, "postgres://db.example.org:5432", "houses"),
        ({"database": "sqlite:///data/a.db"}, "file", "/data/a.db"),
    ],
)
def test_a_source_elsewhere_is_named_by_where_it_lies(
    stores: Stores, settings: dict[str, str], namespace: str, name: str
) -> None:
    placed = {f"sources.north.{key}": value for key, value in settings.items()}
    made = stores.run(metrics={"mae": 1.0}, settings={"sources.north.kind": "csv", **placed})
    assert names(told(stores, made)[0]["inputs"]) == [(namespace, name)]


def test_a_source_with_a_pinned_digest_has_it_as_version(stores: Stores) -> None:
    settings = {**SETTINGS, "sources.north.sha256": "a" * 64}
    (source,) = told(stores, stores.run(metrics={"mae": 1.0}, settings=settings))[0]["inputs"]
    assert source["facets"]["version"]["datasetVersion"] == f"sha256:{'a' * 64}"


def test_two_sources_of_the_same_rows_are_both_inputs(stores: Stores) -> None:
    made = stores.run(metrics={"mae": 1.0})
    outcomes = made.folder / "outcomes"
    south = msgspec.json.decode((outcomes / "exit-handler-1.ingest.json").read_bytes())
    (outcomes / "exit-handler-1.ingest-2.json").write_bytes(msgspec.json.encode({**south, "name": "ingest-south"}))
    joined = outcomes / "exit-handler-1.combine.json"
    document = msgspec.json.decode(joined.read_bytes())
    (digest,) = document["ingredients"]["inputs"]["part"]
    document["ingredients"]["inputs"] = {"part_1": [digest], "part_2": [digest]}
    joined.write_bytes(msgspec.json.encode(document))
    read = one(told(stores, made), "houses-training.combine", "COMPLETE")["inputs"]
    assert sorted(names(read)) == [("penstock", "houses.ingest-north.part"), ("penstock", "houses.ingest-south.part")]


def test_tables_have_columns_rows_and_bytes(stores: Stores) -> None:
    contract = Contract(
        task="regression",
        columns=(
            Column(name="area", kind="number", unit="m2"),
            Column(name="price", kind="number", role="target"),
        ),
    )
    made = stores.run(metrics={"mae": 1.0})
    path = made.folder / "outcomes" / "exit-handler-1.ingest.json"
    document = msgspec.json.decode(path.read_bytes())
    document["ingredients"]["parameters"] = {"contract": contract.encode().decode()}
    path.write_bytes(msgspec.json.encode(document))
    events = told(stores, made)
    (part,) = one(events, "houses-training.ingest-north", "COMPLETE")["outputs"]
    assert part["facets"]["schema"]["fields"] == [
        {"name": "area", "type": "number", "description": "in m2"},
        {"name": "price", "type": "number"},
    ]
    statistics = part["outputFacets"]["outputStatistics"]
    assert (statistics["rowCount"], statistics["size"]) == (120, len("ingest-north of rows"))
    (model,) = one(events, "houses-training.train", "COMPLETE")["outputs"]
    assert "schema" not in model["facets"]
    assert "rowCount" not in model["outputFacets"]["outputStatistics"]


def test_settings_stand_at_the_beginning_and_what_was_found_out_at_the_end(stores: Stores) -> None:
    made = stores.run(metrics={"mae": 21_915.0, "r2": None}, ends="champion", settings=SETTINGS, parameters='{"depth": 4}')
    events = told(stores, made)
    asked, found = (
        {each["key"]: each["value"] for each in event["run"]["facets"]["executionParameters"]["parameters"]}
        for event in (events[0], events[-1])
    )
    assert asked == {"sources.north.kind": "csv", "sources.north.path": "data/a.csv", "tuning.trials": "8"}
    assert found == {**asked, "chosen.depth": "4"}
    facets = events[-1]["run"]["facets"]
    tags = {tag["key"]: tag["value"] for tag in facets["tags"]["tags"]}
    assert (tags["outcome"], tags["bundle"], tags["project_commit"], tags["numpy"]) == (
        "champion",
        made.bundle,
        "a" * 40,
        "2.4.0",
    )
    assert facets["test"]["tests"] == [
        {
            "name": "limit mae",
            "status": "pass",
            "severity": "error",
            "type": "gate",
            "description": "mae is small enough",
            "expected": "2.0",
            "actual": "1.0",
        }
    ]
    assert facets["penstock_metrics"]["deciding"] == "mae"
    assert facets["penstock_metrics"]["metrics"][0]["value"] == 21_915.0


def test_a_stage_that_failed_fails_its_run_with_the_cause(stores: Stores) -> None:
    events = told(stores, stores.run("failed", broken="combine"))
    stage = one(events, "houses-training.combine", "FAIL")
    assert stage["run"]["facets"]["errorMessage"]["message"] == "no row is left"
    assert stage["outputs"] == []
    run = one(events, "houses-training", "FAIL")
    assert run["run"]["facets"]["errorMessage"]["message"] == "combine: no row is left"


def test_a_run_that_was_stopped_or_crashed_is_aborted(stores: Stores) -> None:
    stopped, crashed = stores.run("cancelled"), stores.run("running")
    assert told(stores, stopped)[-1]["eventType"] == "ABORT"
    last = datetime(2026, 5, 2, tzinfo=UTC)
    for path in (crashed.folder, *crashed.folder.iterdir()):
        os.utime(path, (last.timestamp(), last.timestamp()))
    end = told(stores, crashed)[-1]
    assert (end["eventType"], end["eventTime"]) == ("ABORT", "2026-05-02T00:00:00Z")


def test_a_run_that_goes_on_has_begun(stores: Stores) -> None:
    made = stores.run("running")
    with at_work(made.folder):
        (event,) = told(stores, made)
    assert (event["eventType"], event["eventTime"]) == ("START", BEGAN.strftime("%Y-%m-%dT%H:%M:%SZ"))


def test_a_run_is_the_same_run_however_often_it_is_told(stores: Stores) -> None:
    made, other = stores.run(metrics={"mae": 1.0}), stores.run(metrics={"mae": 1.0})
    assert told(stores, made) == told(stores, made)
    ids = {event["run"]["runId"] for run in (made, other) for event in told(stores, run)}
    assert len(ids) == 2 * (1 + 6)


def test_a_namespace_is_that_of_jobs_and_of_what_stages_hand_on(stores: Stores) -> None:
    events = told(stores, stores.run(metrics={"mae": 1.0}, settings=SETTINGS), "team-a")
    assert {event["job"]["namespace"] for event in events} == {"team-a"}
    spaces = {dataset["namespace"] for event in events for dataset in (*event["inputs"], *event["outputs"])}
    assert spaces == {"team-a", "file"}


def test_a_run_without_a_record_cannot_be_told(stores: Stores) -> None:
    made = stores.run()
    (made.folder / "run.json").write_text("{")
    with pytest.raises(StoreError, match="no readable record"):
        told(stores, made)
