"""A run is summed up from what it left, however little that is."""

import os
import shutil
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from pipelines.history.summary import Reader, Summary
from pipelines.record import read_record
from pipelines.runs import at_work
from tests.pipelines.history.stores import BEGAN, Made, Stores

NOW = datetime(2026, 5, 31, tzinfo=UTC)


def summed(stores: Stores, made: Made) -> Summary:
    return Reader(stores.store, NOW).summary(made.folder)


def test_state_time_metric_outcome_and_cached_stages_are_told(stores: Stores) -> None:
    first = stores.run(metrics={"mae": 21_915.0, "r2": 0.9}, ends="champion")
    second = stores.run(metrics={"mae": 21_915.0, "r2": 0.9}, ends="champion", cached_from=first.name)
    found = summed(stores, second)
    assert (found.run, found.state, found.began_at, found.seconds) == (
        second.name,
        "succeeded",
        BEGAN + timedelta(minutes=1),
        12.5,
    )
    assert (found.metric, found.value, found.metrics) == ("mae", 21_915.0, {"mae": 21_915.0, "r2": 0.9})
    assert (found.outcome, found.bundle) == ("champion", second.bundle)
    assert (found.cached, found.stages) == (7, 7)
    assert summed(stores, first).cached == 0


def test_only_the_champion_of_now_is_called_so(stores: Stores) -> None:
    old = stores.run(metrics={"mae": 3.0}, ends="champion")
    new = stores.run(metrics={"mae": 2.0}, ends="champion", rows="others")
    refused = stores.run(metrics={"mae": 9.0}, ends="refuse")
    assert [summed(stores, made).outcome for made in (old, new, refused)] == ["registered", "champion", "refused"]


def test_runs_on_the_same_rows_say_so(stores: Stores) -> None:
    one, two, other = (stores.run(metrics={"mae": 3.0}, rows=rows) for rows in ("a", "a", "b"))
    digests = [summed(stores, made).measured_on for made in (one, two, other)]
    assert digests[0] == digests[1] != digests[2]
    assert digests[0].startswith("sha256:")


def test_metrics_are_known_from_the_bundle_when_the_cache_was_emptied(stores: Stores) -> None:
    made = stores.run(metrics={"auc": 0.75}, ends="refuse")
    shutil.rmtree(stores.store / "artifacts")
    assert summed(stores, made).metrics == {"auc": 0.75}
    shutil.rmtree(stores.store / "registry")
    assert summed(stores, made).metrics == {}
    assert summed(stores, made).outcome == "refused"


def test_an_undefined_metric_has_no_value(stores: Stores) -> None:
    found = summed(stores, stores.run(metrics={"auc": None}))
    assert (found.metric, found.value) == ("auc", None)


def test_a_run_that_goes_on_has_taken_as_long_as_until_now(stores: Stores) -> None:
    made = stores.run("running")
    with at_work(made.folder):
        found = summed(stores, made)
    assert found.state == "running"
    assert found.seconds == (NOW - BEGAN).total_seconds()


def test_of_a_crashed_run_nobody_knows_how_long_it_took(stores: Stores) -> None:
    found = summed(stores, stores.run("running"))
    assert (found.state, found.seconds, found.began_at) == ("crashed", None, BEGAN)


def test_a_run_without_a_readable_record_is_known_by_its_name(stores: Stores) -> None:
    made = stores.run(metrics={"mae": 1.0})
    (made.folder / "run.json").write_text("{")
    found = summed(stores, made)
    assert (found.state, found.began_at, found.seconds, found.stages) == ("damaged", BEGAN, None, 0)
    strange = made.folder.with_name("strange")
    made.folder.rename(strange)
    assert Reader(stores.store, NOW).summary(strange).began_at is None


def test_damaged_outcomes_reports_and_aliases_leave_the_rest_readable(stores: Stores) -> None:
    made = stores.run(metrics={"mae": 1.0}, ends="champion")
    for place in (*stores.artifacts.root.iterdir(), *(stores.store / "registry" / "aliases" / "champion").iterdir()):
        place.write_text("{")
    found = summed(stores, made)
    assert (found.outcome, found.value) == ("registered", 1.0)
    for outcome in (made.folder / "outcomes").iterdir():
        outcome.write_text("{")
    found = summed(stores, made)
    assert (found.outcome, found.metric, found.state) == ("", "", "succeeded")


@pytest.mark.parametrize("told", ["../../../etc", 3, None, "sha256:short"])
def test_what_an_outcome_says_in_place_of_a_digest_leads_nowhere(stores: Stores, told: object) -> None:
    made = stores.run(metrics={"mae": 1.0}, ends="register")
    path = made.folder / "outcomes" / "condition.register.json"
    outcome = msgspec.json.decode(path.read_bytes())
    path.write_bytes(msgspec.json.encode({**outcome, "parameters": {"Output": told}}))
    assert summed(stores, made).bundle == ""


def test_runs_are_read_newest_first_and_only_as_far_as_they_are_asked_for(stores: Stores) -> None:
    made = [stores.run() for _ in range(5)]
    summaries = Reader(stores.store, NOW).summaries()
    assert next(summaries).run == made[-1].name
    # Had they all been read at once, this would not be noticed.
    (made[0].folder / "run.json").unlink()
    assert [summary.state for summary in summaries] == ["succeeded"] * 3 + ["crashed"]


def test_a_thousand_runs_are_summed_up(stores: Stores) -> None:
    made = stores.run(metrics={"mae": 21_915.0}, ends="champion")
    record = read_record(made.folder)
    for number in range(999):
        run = made.folder.with_name(f"20260601-000000-{number:06x}")
        (run / "outcomes").mkdir(parents=True)
        (run / "lock").touch()
        for name in os.listdir(made.folder / "outcomes"):
            os.link(made.folder / "outcomes" / name, run / "outcomes" / name)
        (run / "run.json").write_bytes(msgspec.json.encode(record))
    found = list(Reader(stores.store, NOW).summaries())
    assert len(found) == 1000
    assert {(each.state, each.value, each.outcome, each.stages) for each in found} == {("succeeded", 21_915.0, "champion", 7)}
