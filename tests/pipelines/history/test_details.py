"""All that is known of a run is gathered, and what is gone since is left out."""

import os
import shutil
from datetime import UTC, datetime

from pipelines.history.details import Details, details
from pipelines.history.summary import Reader
from tests.pipelines.history.stores import Made, Stores

CHOSEN = '{"depth": 4, "loss": "huber"}'
NOW = datetime(2026, 5, 31, tzinfo=UTC)


def gathered(stores: Stores, made: Made) -> Details:
    return details(Reader(stores.store, NOW), made.folder)


def test_settings_parameters_and_metrics_are_those_of_the_run(stores: Stores) -> None:
    made = stores.run(
        metrics={"rmse": 30.0, "mae": 20.0},
        ends="refuse",
        settings={"tuning.trials": 8},
        parameters=CHOSEN,
    )
    found = gathered(stores, made)
    assert found.settings == {"tuning.trials": 8}
    assert found.parameters == {"depth": 4, "loss": "huber"}
    assert [metric.name for metric in found.metrics] == ["rmse", "mae"]
    first = found.metrics[0]
    assert (first.value, first.low, first.high, first.baseline, first.champion) == (30.0, 27.0, 33.0, 1000.0, None)
    assert (found.rows, found.confidence) == (200, 0.95)
    assert [(check.rule, check.passed, check.detail) for check in found.gate] == [("limit mae", False, "mae is too large")]


def test_artifacts_have_digest_and_size_and_those_that_were_evicted_none(stores: Stores) -> None:
    made = stores.run(metrics={"mae": 1.0})
    found = {artifact.stage: artifact for artifact in gathered(stores, made).artifacts}
    assert list(found) == ["ingest-north", "combine", "split", "tune", "train", "evaluate"]
    assert (found["combine"].name, found["combine"].bytes) == ("dataset", len("combine of rows"))
    stores.artifacts.place(found["combine"].digest).unlink()
    assert {each.stage: each.bytes for each in gathered(stores, made).artifacts}["combine"] is None


def test_before_a_run_ends_its_outcomes_stand_in_the_order_in_which_they_were_written(stores: Stores) -> None:
    made = stores.run("running", broken="train")
    path = made.folder / "run.json"
    path.write_text(path.read_text().partition('"stages":')[0] + '"stages":[]}')
    for number, name in enumerate(("tune", "split", "combine", "ingest")):
        os.utime(made.folder / "outcomes" / f"exit-handler-1.{name}.json", ns=(number, number))
    found = gathered(stores, made)
    assert [stage.name for stage in found.stages] == ["tune", "split", "combine", "ingest-north", "train"]


def test_code_and_environment_are_those_that_the_run_wrote_down(stores: Stores) -> None:
    made = stores.run(metrics={"mae": 1.0}, ends="register", settings={})
    found = gathered(stores, made)
    assert found.code.project is not None
    assert found.code.project.name == "a" * 40
    assert found.code.penstock is not None
    assert found.code.penstock.changed
    assert found.code.digest == f"sha256:{'c' * 64}"
    assert found.environment is not None
    assert found.environment.python == "3.11.7"


def test_of_a_run_that_came_nowhere_little_is_known(stores: Stores) -> None:
    found = gathered(stores, stores.run("running"))
    assert (found.settings, found.environment, found.code.project, found.contract) == (None, None, None, None)
    assert (found.parameters, found.metrics, found.stages, found.artifacts) == ({}, (), (), ())
    assert found.summary.state == "crashed"


def test_metrics_outlive_the_cache_in_the_bundle(stores: Stores) -> None:
    made = stores.run(metrics={"mae": 1.0}, ends="register")
    shutil.rmtree(stores.store / "artifacts")
    found = gathered(stores, made)
    assert [(metric.name, metric.value) for metric in found.metrics] == [("mae", 1.0)]
    assert found.gate == ()


def test_what_cannot_be_read_is_left_out(stores: Stores) -> None:
    made = stores.run(metrics={"mae": 1.0}, settings={"a": 1}, parameters="not json")
    (made.folder / "run.json").write_text("{")
    (made.folder / "origin.json").write_text("{")
    for place in stores.artifacts.root.iterdir():
        place.write_text("{")
    found = gathered(stores, made)
    assert (found.project, found.settings, found.parameters, found.metrics) == ("", None, {}, ())
    assert found.summary.state == "damaged"
