"""Dates written as text are read exactly, and their format is told from the column."""

import datetime as dt

import pyarrow as pa
import pytest

from penstock.contract.dates import check_format, find_dates, parse_dates

DAYS = [dt.datetime(2023, 11, 20, 15, 4, 5) + dt.timedelta(days=number) for number in range(400)]


@pytest.mark.parametrize(
    "written",
    [
        "%d.%m.%Y",
        "%d/%m/%Y",
        "%m/%d/%Y",
        "%Y/%m/%d",
        "%d-%m-%Y",
        "%Y%m%d",
        "%d %b %Y",
        "%d %B %Y",
        "%b %d, %Y",
        "%B %d, %Y",
        "%d-%b-%y",
        "%d.%m.%y",
        "%m/%d/%y",
        "%d.%m.%Y %H:%M",
        "%m/%d/%Y %I:%M %p",
        "%m/%d/%Y %I:%M:%S %p",
    ],
)
def test_a_format_is_found_and_reads_every_cell_back(written: str) -> None:
    text = pa.array([day.strftime(written) for day in DAYS])
    found = find_dates(text)
    assert found is not None
    assert found.formats is not None
    assert found.formats[0] == written
    assert not found.ambiguous
    assert [moment.date() for moment in parse_dates(text, written).to_pylist()] == [day.date() for day in DAYS]


@pytest.mark.parametrize(
    "written", ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M+02:00"]
)
def test_iso_dates_need_no_format(written: str) -> None:
    found = find_dates(pa.array([day.strftime(written) for day in DAYS]))
    assert found is not None
    assert found.formats is None


def test_days_up_to_the_twelfth_leave_open_which_number_is_the_month() -> None:
    found = find_dates(pa.array([f"{1 + number % 12:02d}/{1 + number % 11:02d}/2024" for number in range(300)]))
    assert found is not None
    assert found.formats == ("%d/%m/%Y", "%m/%d/%Y")
    assert found.ambiguous


@pytest.mark.parametrize(
    "cells",
    [
        ["1.2.3", "2.10.1"],
        ["555-1234", "555-9999"],
        ["12/31", "1/1"],
        ["may contain nuts", "june"],
        ["20240231", "99999999"],
        ["192.168.0.1", "10.0.0.24"],
        [None],
    ],
)
def test_what_is_no_date_is_not_taken_for_one(cells: list[str | None]) -> None:
    assert find_dates(pa.array(cells * 60, pa.string())) is None


def test_a_few_unreadable_cells_do_not_hide_a_format_and_become_null() -> None:
    text = pa.array(["soon", *(day.strftime("%d/%m/%Y") for day in DAYS)])
    found = find_dates(text)
    assert found is not None
    assert found.formats == ("%d/%m/%Y",)
    assert parse_dates(text, "%d/%m/%Y").null_count == 1


def test_a_zone_in_the_format_gives_utc() -> None:
    made = parse_dates(pa.array(["2024-07-01 12:00 +0200", "x"]), "%Y-%m-%d %H:%M %z")
    assert made.to_pylist() == [dt.datetime(2024, 7, 1, 10, tzinfo=dt.UTC), None]


def test_fractions_of_a_second_are_read() -> None:
    made = parse_dates(pa.array(["01.07.2024 12:00:00.250"]), "%d.%m.%Y %H:%M:%S.%f")
    assert made.to_pylist() == [dt.datetime(2024, 7, 1, 12, 0, 0, 250_000)]


def test_what_is_no_format_is_told() -> None:
    assert [check_format(written) for written in ("%d.%m.%Y", "%Q", "%", "day")] == [True, False, False, False]
