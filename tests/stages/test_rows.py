"""A split is read whole and in order, or not at all."""

from pathlib import Path

import pytest

from penstock.errors import StoreError
from penstock.stages.rows import read_split
from tests.stages.samples import CONTRACT, Made


def test_a_split_comes_back_with_the_contracts_columns_in_order(made: Made) -> None:
    frame = read_split(made.splits, "train")
    assert list(frame.columns) == [column.name for column in CONTRACT.columns]
    assert len(frame) > 0


@pytest.mark.parametrize("damage", ["absent", "cut", "overwritten"])
def test_a_damaged_split_names_its_file(made: Made, tmp_path: Path, damage: str) -> None:
    content = bytearray((made.splits / "test.parquet").read_bytes())
    if damage == "cut":
        (tmp_path / "test.parquet").write_bytes(content[:-20])
    elif damage == "overwritten":
        content[4:200] = bytes(196)
        (tmp_path / "test.parquet").write_bytes(content)
    with pytest.raises(StoreError) as caught:
        read_split(tmp_path, "test")
    assert caught.value.where == str(tmp_path / "test.parquet")
