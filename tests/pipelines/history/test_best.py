"""The best run is best in the direction of its metric, and is told what it was compared with."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from penstock.errors import ProjectError
from pipelines.history.best import best_lines, best_of
from pipelines.history.summary import Reader, Summary
from tests.pipelines.history.stores import Stores


def summaries(stores: Stores) -> Iterator[Summary]:
    return Reader(stores.store, datetime(2026, 5, 31, tzinfo=UTC)).summaries()


def test_the_lowest_error_or_the_highest_share_is_best(stores: Stores) -> None:
    accurate = stores.run(metrics={"mae": 3.0, "r2": 0.7})
    fitting = stores.run(metrics={"mae": 4.0, "r2": 0.9})
    stores.run(metrics={"mae": 5.0, "r2": None})
    assert best_of(summaries(stores), None, "store").summary.run == accurate.name
    found = best_of(summaries(stores), "r2", "store")
    assert (found.summary.run, found.value, found.higher_is_better, found.among) == (fitting.name, 0.9, True, 2)


def test_what_decides_in_the_newest_run_is_compared(stores: Stores) -> None:
    stores.run(metrics={"rmse": 1.0, "mae": 9.0})
    newest = stores.run(metrics={"mae": 4.0, "rmse": 5.0})
    found = best_of(summaries(stores), None, "store")
    assert (found.metric, found.summary.run) == ("mae", newest.name)


def test_only_runs_that_succeeded_are_compared(stores: Stores) -> None:
    good = stores.run(metrics={"mae": 4.0})
    stores.run("failed", metrics={"mae": 1.0})
    assert best_of(summaries(stores), "mae", "store").summary.run == good.name


def test_of_equal_runs_the_newest_is_best(stores: Stores) -> None:
    stores.run(metrics={"mae": 4.0})
    newest = stores.run(metrics={"mae": 4.0})
    assert best_of(summaries(stores), None, "store").summary.run == newest.name


def test_runs_that_were_measured_on_other_rows_are_counted_and_told(stores: Stores) -> None:
    stores.run(metrics={"mae": 5.0}, rows="old")
    stores.run(metrics={"mae": 4.0}, rows="new")
    stores.run(metrics={"mae": 6.0}, rows="new")
    found = best_of(summaries(stores), None, "store")
    assert (found.among, found.elsewhere) == (3, 1)
    assert "1 of them measured on another split of rows" in "\n".join(best_lines(found))


def test_an_unknown_metric_and_one_that_nothing_measured_are_told_apart(stores: Stores) -> None:
    stores.run(metrics={"mae": 5.0})
    with pytest.raises(ProjectError, match="there is no metric 'mea'") as told:
        best_of(summaries(stores), "mea", "store")
    assert told.value.fix == "did you mean 'mae'?"
    with pytest.raises(ProjectError, match="no run has measured 'auc'") as told:
        best_of(summaries(stores), "auc", "store")
    assert "mae" in told.value.fix


def test_where_nothing_was_measured_nothing_is_best(stores: Stores) -> None:
    stores.run("failed")
    with pytest.raises(ProjectError, match="no run has measured a candidate"):
        best_of(summaries(stores), None, "store")
