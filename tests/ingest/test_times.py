"""Moments are read one cell at a time in effect, however many are read at once."""

import datetime

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from penstock.ingest.times import read_times

UTC = datetime.UTC
GOOD = ("2024-02-29", "2024-02-29 12:30", "2024-02-29T12:30:15.5", "2024-02-29T12:30Z", "2024-02-29T12:30:15-0330", "29.02.2024")
BAD = (
    "2023-02-29",
    "9999-12-31T23:00-02:00",
    "0001-01-01T01:00+02:00",
    "2024-13-01",
    "2024-02-29T24:00",
    "2024-02-29T12:60Z",
    "2024-02-29Z",
    "29.02.2023",
    "29/02/2024",
    "soon",
    "",
)


def read(cells: list[str], zone: str = "UTC") -> list[object]:
    made: list[object] = read_times(pa.array(cells, pa.string()), None, zone).to_pylist()
    return made


@given(st.lists(st.sampled_from(GOOD + BAD), min_size=1, max_size=40))
def test_a_moment_that_is_none_takes_no_other_with_it(cells: list[str]) -> None:
    assert [moment is not None for moment in read(cells)] == [cell in GOOD for cell in cells]


@given(st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2100, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_a_written_moment_is_read_back_among_any_others(moment: datetime.datetime, offset: int) -> None:
    zone = datetime.timezone(datetime.timedelta(minutes=offset))
    cells = [moment.isoformat(), moment.replace(tzinfo=zone).isoformat(), "2024-02-31"]
    assert read(cells) == [moment.replace(tzinfo=UTC), moment.replace(tzinfo=zone).astimezone(UTC), None]


def test_one_wrong_day_among_many_is_found_whatever_its_place() -> None:
    for place in (0, 1, 499, 998, 999):
        cells = ["2024-02-28"] * 1000
        cells[place] = "2024-02-30"
        assert [at for at, moment in enumerate(read(cells)) if moment is None] == [place]


def test_local_times_are_of_their_zone_and_moments_keep_their_own() -> None:
    summer = datetime.datetime(2024, 7, 1, 10, tzinfo=UTC)
    assert read(["2024-07-01 12:00", "2024-07-01T12:00+02:00", "01.07.2024 12:00"], "Europe/Berlin") == [summer] * 3
