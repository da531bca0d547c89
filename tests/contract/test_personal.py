"""Columns about people are recognised, and ordinary ones are not taken for them."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from penstock.contract.personal import looks_personal

ROWS = 200
RANDOM = np.random.default_rng(4)
PEOPLE = [f"{first} {last}" for first in ("Ann", "Émile", "Bo", "Zoë") for last in ("Lee", "O'Hara", "van Dyk", "Öz", "Ek")]
SURNAMES = ["Braund", "Heikkinen", "Allen", "Moran", "McCarthy", "Palsson", "Nasser", "Sandström", "Bonnell", "Vestrom"]
MANIFEST = [f"{name}{letter}, Mrs. {first} (Anna)" for name in SURNAMES for first in ("Owen", "Laina") for letter in "abcde"]


def _texts(*values: str) -> pa.Array:
    return pa.array([values[place % len(values)] for place in range(ROWS)])


def _whole(low: int, high: int) -> pa.Array:
    return pa.array(RANDOM.integers(low, high, ROWS))


@pytest.mark.parametrize(
    ("name", "values", "thing"),
    [
        ("customerName", _texts("Ann Lee", "Bo Ek"), "names of people"),
        ("Nachname", _texts("Lee", "Ek"), "names of people"),
        ("Name", pa.array(MANIFEST), "names of people"),
        ("seller_email", pa.array([f"{number:x}" * 8 for number in range(ROWS)]), "e-mail addresses"),
        ("contact", _texts("a@mail.example", "b@mail.example"), "e-mail addresses"),
        ("phone", _whole(5_550_000, 5_559_999), "telephone numbers"),
        ("Telefonnummer", _texts("030/1234567", "0171 2345678"), "telephone numbers"),
        ("call", _texts("+49 30 1234567", "+1 (212) 555-0123"), "telephone numbers"),
        ("reach", pa.array([f"0{number} {5_550_000 + number}" for number in range(30, 30 + ROWS)]), "telephone numbers"),
        ("address", pa.array([f"{number} Mill Lane" for number in range(ROWS)]), "addresses"),
        ("client_ip", _texts("192.168.0.1", "10.0.0.24"), "network addresses"),
        ("origin", _texts("2001:db8::8a2e:370:7334", "fe80::1:2:3"), "network addresses"),
        ("dateOfBirth", pa.array([dt.datetime(1960, 1, 1) + dt.timedelta(days=n) for n in range(ROWS)]), "birth dates"),
        ("SSN", pa.array([f"123-45-{number:04d}" for number in range(ROWS)]), "personal numbers"),
    ],
)
def test_what_is_about_a_person_is_recognised(name: str, values: pa.Array, thing: str) -> None:
    assert looks_personal(name, values) == thing


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("total_rooms", _whole(2, 40_000)),
        ("latitude", pa.array(RANDOM.uniform(32, 42, ROWS))),
        ("median_house_value", _whole(15_000, 500_001)),
        ("name", _texts("Harbour", "Hill", "Mill Lane")),
        ("name", pa.array([f"Screw M{number % 12}x{number}" for number in range(ROWS)])),
        ("name", _whole(1, 9)),
        ("product_name", pa.array(PEOPLE * 10)),
        ("file_name", pa.array([f"scan{number}.png" for number in range(ROWS)])),
        ("phone", _texts("yes", "no")),
        ("phone", _texts("iPhone 12", "Galaxy S20")),
        ("phone_service", _texts("Yes", "No")),
        ("email", pa.array([True, False] * 100)),
        ("mail", _texts("opened", "bounced")),
        ("mobile", _whole(0, 2)),
        ("cell", _texts("A1", "B7")),
        ("ip", pa.array(RANDOM.uniform(0, 200, ROWS))),
        ("street", _texts("High Street", "Mill Lane")),
        ("address", _whole(0, 2**20)),
        ("dob", _whole(0, 2)),
        ("tax_id", _texts("yes", "no")),
        ("zip", pa.array([f"{number:05d}" for number in range(10_000, 10_000 + ROWS)])),
        ("zip4", pa.array([f"94105-{number:04d}" for number in range(ROWS)])),
        ("part", _texts("100-2000", "100-2001", "200 300-400")),
        ("day", _texts("2024-01-05", "12/31/2023")),
        ("clock", _texts("12:30:45", "7:05")),
        ("version", _texts("1.2.3", "1.10.0")),
        ("account", _whole(2**53, 2**60)),
        ("void", pa.nulls(ROWS, pa.string())),
    ],
)
def test_what_is_not_about_a_person_is_left_alone(name: str, values: pa.Array) -> None:
    assert looks_personal(name, values) is None
