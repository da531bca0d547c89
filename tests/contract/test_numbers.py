"""Numbers written as text are read with either decimal sign, and what is no number is never guessed at."""

import pyarrow as pa
import pytest

from penstock.contract.numbers import plain_numbers


@pytest.mark.parametrize(
    ("cell", "point", "comma"),
    [
        ("12", "12", "12"),
        ("+12", "12", "12"),
        ("-1.5", "-1.5", None),
        ("-1,5", None, "-1.5"),
        ("1.500", "1.500", "1500"),
        ("1,500", "1500", "1.500"),
        ("1.234.567,8", None, "1234567.8"),
        ("1,234,567.8", "1234567.8", None),
        ("12 345", "12345", "12345"),
        ("12\u00a0345,5", None, "12345.5"),
        ("1,23,456", None, None),
        ("1e-3", "1e-3", "1e-3"),
        (".5", ".5", None),
        (",5", None, ".5"),
        ("5.", "5.", None),
        ("1 2", None, None),
        ("0x1F", None, None),
        ("1_000", None, None),
        ("inf", None, None),
        ("--1", None, None),
        ("+-1", None, None),
        ("", None, None),
        ("\u0661", None, None),
        (None, None, None),
    ],
)
def test_a_number_is_read_by_the_sign_of_its_table(cell: str | None, point: str | None, comma: str | None) -> None:
    text = pa.array([cell], pa.string())
    assert plain_numbers(text, ".").to_pylist() == [point]
    assert plain_numbers(text, ",").to_pylist() == [comma]
