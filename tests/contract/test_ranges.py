"""A range is wider than what was seen, and ends where the meaning of the column ends."""

import pytest

from penstock.contract.ranges import allowed_range, widen


@pytest.mark.parametrize(
    ("low", "high", "widened"),
    [
        (1, 41, (0, 60)),
        (-10, 10, (-15, 15)),
        (5, 5, (3, 7)),
        (0, 0, (0, 1)),
        (-9, -1, (-11, 0)),
        (-1e308, 1e308, (-1e308, 1e308)),
    ],
)
def test_ranges_are_widened_outward_and_do_not_cross_zero(low: float, high: float, widened: tuple[float, float]) -> None:
    assert widen(low, high, 0.25) == widened


@pytest.mark.parametrize(
    ("name", "seen", "allowed"),
    [
        ("Latitude", (32.5, 89.0), (10.0, 90.0)),
        ("drop_off_lon", (-179.0, 179.0), (-180.0, 180.0)),
        ("month", (1, 12), (1.0, 12.0)),
        ("pickupHour", (0, 23), (0.0, 24.0)),
        ("humidity", (12, 99), (0.0, 100.0)),
        ("churn_rate", (0.02, 0.97), (0.0, 1.0)),
        ("churn_rate", (0.02, 3.1), (0.0, 3.9)),
        ("p", (0.0, 1.0), (0.0, 1.0)),
        ("p", (0.0, 0.9), (0.0, 1.2)),
        ("score", (0, 100), (0.0, 100.0)),
        ("cosine", (-1.0, 1.0), (-1.0, 1.0)),
    ],
)
def test_a_scale_that_the_name_or_the_values_tell_of_is_not_left(
    name: str, seen: tuple[float, float], allowed: tuple[float, float]
) -> None:
    assert allowed_range(name, *seen, 0.25, whole=False) == allowed


@pytest.mark.parametrize("slack", [0.25, 1.0])
@pytest.mark.parametrize("name", ["year", "yearBuilt", "Baujahr", "yr_renovated"])
def test_a_year_ends_ten_years_after_the_latest_seen(name: str, slack: float) -> None:
    low, high = allowed_range(name, 1900, 2024, slack, whole=True)
    assert 1500 <= low <= 1900
    assert high == 2034


def test_amounts_of_the_size_of_years_are_no_years() -> None:
    assert allowed_range("rent", 1500, 2000, 0.25, whole=True) == (1300.0, 2200.0)
    assert allowed_range("year_of_service", 1, 40, 0.25, whole=True) == (0.0, 50.0)


def test_the_range_of_whole_numbers_has_whole_ends() -> None:
    assert allowed_range("steps", 1, 3, 0.25, whole=True) == (0.0, 4.0)
    assert allowed_range("steps", 1, 3, 0.25, whole=False) == (0.5, 3.5)
