"""Moments are split in UTC, alike for arrays and for one moment."""

from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from penstock.features.time_parts import TimePart, microseconds, part_of_moment, part_of_moments

PARTS: tuple[TimePart, ...] = get_args(TimePart)
MOMENTS = st.datetimes(timezones=st.just(UTC))


@given(st.lists(MOMENTS, min_size=1, max_size=20), MOMENTS)
def test_arrays_and_single_moments_agree_bit_for_bit(moments: list[datetime], start: datetime) -> None:
    array = np.array([microseconds(moment) for moment in moments], dtype="datetime64[us]")
    for part in PARTS:
        one = part_of_moment(part, microseconds(start))
        singles = np.array([one(moment) for moment in moments])
        assert part_of_moments(array, part, microseconds(start)).tobytes() == singles.tobytes()


def test_parts_of_a_known_moment() -> None:
    moment = datetime(2024, 2, 29, 18, 30, tzinfo=UTC)
    origin = microseconds(datetime(2024, 2, 28, 6, 30, tzinfo=UTC))
    assert [part_of_moment(part, origin)(moment) for part in PARTS] == [2024.0, 2.0, 29.0, 3.0, 18.0, 1.5]


def test_zones_are_turned_into_utc_and_a_naive_moment_is_taken_as_utc() -> None:
    east = datetime(2024, 1, 1, 1, tzinfo=timezone(timedelta(hours=3)))
    assert part_of_moment("year", 0)(east) == 2023.0
    assert part_of_moment("hour", 0)(datetime(2024, 1, 1, 1)) == 1.0
    assert microseconds(datetime(1970, 1, 1, 0, 0, 1)) == 1_000_000


def test_a_missing_moment_has_missing_parts() -> None:
    array = np.array(["NaT", "2024-01-01"], dtype="datetime64[us]")
    for part in PARTS:
        assert np.isnan(part_of_moments(array, part, 0)).tolist() == [True, False]
