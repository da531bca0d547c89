"""What a person writes says which runs are meant, or is told what to write instead."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penstock.errors import ProjectError
from pipelines.history.filters import parse_condition, parse_filters, parse_moment, parse_span
from pipelines.history.summary import Summary

NOW = datetime(2026, 5, 31, 12, 0, tzinfo=UTC)


def summary(state: str = "succeeded", began_at: datetime | None = NOW, metrics: dict[str, float | None] | None = None) -> Summary:
    return Summary(
        run="r",
        state=state,
        began_at=began_at,
        seconds=1.0,
        metric="mae",
        value=1.0,
        metrics=metrics or {},
        outcome="",
        bundle="",
        measured_on="",
        stages=0,
        cached=0,
    )


@pytest.mark.parametrize(
    ("text", "value", "holds"),
    [
        ("mae < 22000", 21_999.0, True),
        ("mae<22000", 22_000.0, False),
        ("mae <= 22000", 22_000.0, True),
        ("mae > 2.2e4", 22_001.0, True),
        ("mae >= 22000", 21_999.0, False),
        ("mae = 1.5", 1.5, True),
        (" mae == 1.5 ", 1.5, True),
        ("mae != 1.5", 1.5, False),
        ("mae > -1", 0.0, True),
    ],
)
def test_a_condition_compares_a_metric_with_a_number(text: str, value: float, holds: bool) -> None:
    assert parse_condition(text).holds(summary(metrics={"mae": value})) is holds


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False))
def test_a_condition_says_what_python_says_of_the_two_numbers(value: float, bound: float) -> None:
    found = summary(metrics={"mae": value})
    assert parse_condition(f"mae < {bound!r}").holds(found) is (value < bound)
    assert parse_condition(f"mae >= {bound!r}").holds(found) is (value >= bound)


@pytest.mark.parametrize("metrics", [{}, {"mae": None}, {"rmse": 1.0}])
def test_a_run_that_did_not_measure_it_meets_no_condition(metrics: dict[str, float | None]) -> None:
    assert not parse_condition("mae < 22000").holds(summary(metrics=metrics))
    assert not parse_condition("mae != 22000").holds(summary(metrics=metrics))


@pytest.mark.parametrize(
    ("text", "what", "fix"),
    [
        ("mea < 1", "no metric 'mea'", "did you mean 'mae'?"),
        ("mae", "is no condition", "'mae < 22000'"),
        ("mae =< 1", "is no condition", "'mae < 22000'"),
        ("mae < 22,000", "'22,000' is no number", "without commas"),
        ("mae < nan", "'nan' is no number", "write a number"),
        ("mae < inf", "'inf' is no number", "write a number"),
        ("mae < __import__('os').system('true')", "is no number", "write a number"),
        ("mae < 1 or 1", "is no condition", "'mae < 22000'"),
    ],
)
def test_what_is_no_condition_is_told_with_what_to_write(text: str, what: str, fix: str) -> None:
    with pytest.raises(ProjectError) as told:
        parse_condition(text)
    assert what in told.value.what
    assert fix in told.value.fix
    assert told.value.where == "--metric"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-05-01", datetime(2026, 5, 1, tzinfo=UTC)),
        ("2026-05-01 14:30", datetime(2026, 5, 1, 14, 30, tzinfo=UTC)),
        ("2026-05-01T14:30:00+02:00", datetime(2026, 5, 1, 12, 30, tzinfo=UTC)),
        ("7d", NOW - timedelta(days=7)),
        ("90m", NOW - timedelta(minutes=90)),
        ("12h", NOW - timedelta(hours=12)),
        (" 2w ", NOW - timedelta(weeks=2)),
    ],
)
def test_a_moment_is_a_day_a_time_or_a_span_before_now(text: str, moment: datetime) -> None:
    assert parse_moment(text, "--since", NOW) == moment


def test_until_a_day_means_all_of_that_day() -> None:
    filters = parse_filters([], "2026-05-31", "2026-05-31", [], NOW)
    began = [NOW.replace(hour=0), NOW.replace(hour=23), NOW + timedelta(days=1), NOW - timedelta(days=1), None]
    assert [filters.keeps(summary(began_at=moment)) for moment in began] == [True, True, False, False, False]
    assert not parse_filters([], None, "2026-05-31T12:00", [], NOW).keeps(summary())


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "7", "d", "-7d", "7 years", "", "999999w", "9999-12-31"])
def test_what_is_no_moment_is_told_with_what_to_write(text: str) -> None:
    with pytest.raises(ProjectError, match="is no moment") as told:
        parse_moment(text, "--until", NOW, whole_day=True)
    assert told.value.where == "--until"
    assert "7d" in told.value.fix


@pytest.mark.parametrize("text", ["30", "d30", "1.5d", "30 days", "0x3d"])
def test_what_is_no_span_is_told_with_what_to_write(text: str) -> None:
    with pytest.raises(ProjectError, match="is no span of time"):
        parse_span(text, "--older-than")


def test_all_that_is_asked_for_must_hold() -> None:
    filters = parse_filters(["failed", "crashed"], None, None, ["mae < 2", "mae > 1"], NOW)
    assert filters.narrow
    assert filters.keeps(summary("crashed", metrics={"mae": 1.5}))
    assert not filters.keeps(summary("succeeded", metrics={"mae": 1.5}))
    assert not filters.keeps(summary("failed", metrics={"mae": 3.0}))


def test_without_a_filter_every_run_is_meant() -> None:
    filters = parse_filters([], None, None, [], NOW)
    assert not filters.narrow
    assert filters.keeps(summary("damaged", began_at=None))
