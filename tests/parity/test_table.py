"""The table of features says what both runners truly do."""

import os

from penstock.files import write_bytes
from tests.parity.conftest import Compare
from tests.parity.table import PAGE, render


def test_the_table_says_what_both_runners_do(compare: Compare) -> None:
    page = render(compare)
    if "PENSTOCK_RENEW" in os.environ:
        write_bytes(PAGE, page.encode())
    assert PAGE.read_text(encoding="utf-8") == page
