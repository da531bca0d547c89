"""Names that differ in spelling only agree in plain form."""

import pytest

from penstock.contract.naming import plain_name


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("CustomerID", "customer_id"),
        ("customer id", "customer_id"),
        ("customer-Id ", "customer_id"),
        ("HTTPServerName", "http_server_name"),
        ("Unnamed: 0", "unnamed_0"),
        ("Straße", "straße"),
        ("x2Rooms", "x2_rooms"),
        ("", ""),
        ("%", ""),
    ],
)
def test_words_are_parted_and_small(name: str, plain: str) -> None:
    assert plain_name(name) == plain
