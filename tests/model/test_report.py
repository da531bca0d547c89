"""A report that is absent is one of the store's troubles; one that holds something else is bad data."""

from pathlib import Path

import pytest

from penstock.errors import DataError, StoreError
from penstock.model.report import read_report


def test_an_absent_report_names_its_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        read_report(tmp_path / "report.json")
    assert caught.value.where == str(tmp_path / "report.json")


@pytest.mark.parametrize("content", [b"", b"{}", b'{"evaluation": 1}', b"\xff"])
def test_a_file_without_a_report_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "report.json").write_bytes(content)
    with pytest.raises(DataError, match="the report does not fit"):
        read_report(tmp_path / "report.json")
