"""One row of each identity stays, whichever bucket it fell into."""

from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penstock.dataset import duplicates
from penstock.dataset.duplicates import find_duplicates
from penstock.dataset.hashes import mix
from penstock.dataset.parts import HASH_RECORD

Winner = Literal["latest", "first", "last"]
Row = tuple[int, int, int]


def _deleted(rows: list[Row], winner: Winner, folder: Path) -> tuple[list[int], int, int]:
    records = np.array(rows, dtype=HASH_RECORD)
    records["identity"] = mix(records["identity"])
    cut = len(rows) // 2
    files = [folder / "one", folder / "two"]
    records[:cut].tofile(files[0])
    records[cut:].tofile(files[1])
    found = find_duplicates(files, len(rows), winner, folder)
    bits = np.unpackbits(found.bits, bitorder="little")[: len(rows)]
    return np.flatnonzero(bits).tolist(), found.duplicates, found.superseded


def _expected(rows: list[Row], winner: Winner) -> tuple[list[int], int, int]:
    groups: dict[int, list[int]] = {}
    for place, (identity, _, _) in enumerate(rows):
        groups.setdefault(identity, []).append(place)
    lost, same = [], 0
    for places in groups.values():
        rank = {"first": lambda p: -p, "last": lambda p: p, "latest": lambda p: (rows[p][2], p)}[winner]
        best = max(places, key=rank)
        lost += [place for place in places if place != best]
        same += sum(rows[place][1] == rows[best][1] for place in places if place != best)
    return sorted(lost), same, len(lost) - same


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2), st.integers(-2, 2)), max_size=60),
    st.sampled_from(["latest", "first", "last"]),
    st.sampled_from([3, 1000]),
)
def test_the_declared_winner_stays_and_the_rest_goes(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row], winner: Winner, chunk: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duplicates, "_CHUNK", chunk)
        assert _deleted(rows, winner, tmp_path_factory.mktemp("spill")) == _expected(rows, winner)


def test_the_bucket_files_are_gone_afterwards(tmp_path: Path) -> None:
    _deleted([(number, 0, 0) for number in range(50)], "last", tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]
