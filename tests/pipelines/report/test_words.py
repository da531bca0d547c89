"""Figures are short, and what is not nothing is never written as nothing."""

import pytest

from pipelines.report.words import interval, number, seconds, share, shortened, size


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "undefined"), (0.0, "0"), (0.0816124, "0.08161"), (999.96, "1,000"), (21915.2, "21,915"), (-70583.1, "-70,583")],
)
def test_a_number_has_four_digits_or_is_whole(value: float | None, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize("value", [1e-300, 3e15, -2e13, 1.7e308])
def test_a_number_far_from_one_stays_short(value: float) -> None:
    assert len(number(value)) <= 11
    assert float(number(value)) == pytest.approx(value, rel=1e-3)


def test_an_interval_has_both_bounds_or_none() -> None:
    assert interval(1.0, 2.5) == "1 to 2.5"
    assert interval(None, 2.5) == interval(1.0, None) == "no interval"


@pytest.mark.parametrize(
    ("value", "text"), [(0.04, "0.0 s"), (9.94, "9.9 s"), (59.6, "1 min 0 s"), (192, "3 min 12 s"), (7500, "2 h 5 min")]
)
def test_a_span_is_told_in_its_own_units(value: float, text: str) -> None:
    assert seconds(value) == text


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (130_461_696, "124 MiB"), (9 << 50, "9216 TiB")]
)
def test_bytes_are_told_in_the_largest_unit(count: int, text: str) -> None:
    assert size(count) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 10, "0 %"),
        (1, 100_000, "< 0.1 %"),
        (69, 16_160, "0.4 %"),
        (99_999, 100_000, "> 99.9 %"),
        (10, 10, "100.0 %"),
        (3, 0, "0 %"),
    ],
)
def test_a_share_hides_neither_the_few_nor_the_last(part: int, whole: int, text: str) -> None:
    assert share(part, whole) == text


def test_a_text_is_cut_at_its_limit_and_not_before() -> None:
    assert shortened("ingest-north", 12) == "ingest-north"
    assert shortened("ingest-northern", 12) == "ingest-nort…"
