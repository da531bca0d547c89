"""Units convert by a line, and only between things of one nature."""

import pytest

from penstock.errors import ContractError
from penstock.ingest.units import Conversion, conversion


@pytest.mark.parametrize(
    ("given", "wanted", "value", "expected"),
    [
        ("sqft", "m2", 1000.0, 92.90304),
        ("m2", "sqft", 92.90304, 1000.0),
        ("F", "C", 212.0, 100.0),
        ("C", "F", 100.0, 212.0),
        ("K", "F", 273.15, 32.0),
        ("miles", "km", 10.0, 16.09344),
        ("thousands", None, 2.5, 2500.0),
        ("thousands USD", "USD", 2.5, 2500.0),
        ("thousands of USD", "USD", 2.5, 2500.0),
        ("°F", "°C", 32.0, 0.0),
        ("percent", "one", 12.0, 0.12),
    ],
)
def test_a_value_arrives_in_the_wanted_unit(given: str, wanted: str | None, value: float, expected: float) -> None:
    made = conversion(given, wanted, "x")
    assert made is not None
    assert value * made.scale + made.offset == pytest.approx(expected, abs=1e-9)


def test_the_same_unit_needs_no_conversion_even_if_unknown() -> None:
    assert conversion("smoots", "smoots", "x") is None
    assert conversion("sqm", "m2", "x") is None


@pytest.mark.parametrize(("given", "wanted", "message"), [("smoots", "m", "unknown"), ("km", "kg", "length")])
def test_an_unknown_unit_or_another_nature_is_refused(given: str, wanted: str, message: str) -> None:
    with pytest.raises(ContractError, match=message):
        conversion(given, wanted, "x")


def test_a_conversion_defaults_to_no_offset() -> None:
    assert Conversion(2.0).offset == 0.0
