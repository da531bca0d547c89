"""Equal values hash equally however they are batched, and different values differently."""

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from penstock.dataset.hashes import content_hashes, mix, row_hashes
from tests.dataset.samples import HOUSES, batch, houses


def test_a_row_has_the_same_hash_in_any_batch() -> None:
    table = batch(houses(100)).table
    pieces = pa.concat_tables([table.slice(60, 7), table.slice(67, 33)])
    assert np.array_equal(content_hashes(table)[60:], content_hashes(pieces))
    assert np.array_equal(content_hashes(table)[63:64], content_hashes(table.slice(63, 1)))


@given(st.lists(st.one_of(st.none(), st.text(max_size=9)), min_size=1, max_size=20), st.booleans())
def test_a_word_has_the_same_hash_among_few_and_among_many_others(words: list[str | None], many: bool) -> None:
    others = [f"other {number if many else number % 7}" for number in range(3000)]
    among = content_hashes(pa.table({"word": pa.array([*words, *others], pa.string())}))
    alone = [content_hashes(pa.table({"word": pa.array([word], pa.string())}))[0] for word in words]
    assert among[: len(words)].tolist() == alone


def test_hashes_stay_the_same_from_one_release_to_the_next() -> None:
    row: dict[str, list[object]] = {
        "id": ["h"],
        "sold": [datetime(2024, 1, 1, tzinfo=UTC)],
        "area": [20.5],
        "rooms": [3],
        "district": [None],
        "price": [1.0],
    }
    table = batch(row).table
    assert [int(hashes[0]) for hashes in row_hashes(table, HOUSES)] == [7527356379696654587, 12671498388055950371]


def test_rows_that_differ_in_one_cell_differ() -> None:
    rows = houses(6)
    rows = {name: [values[0]] * 6 for name, values in rows.items()}
    rows["id"][1], rows["area"][2], rows["rooms"][3], rows["district"][4], rows["price"][5] = "other", None, 2, None, 7.0
    assert len(set(content_hashes(batch(rows).table).tolist())) == 6


def test_a_value_moved_to_the_next_column_differs() -> None:
    table = pa.table({"a": [1, 2, None], "b": [2, 1, 1]})
    assert len(set(content_hashes(table).tolist())) == 3


def test_the_two_zeros_are_one_value() -> None:
    first, second = content_hashes(pa.table({"a": [0.0, -0.0]})).tolist()
    assert first == second


def test_a_missing_key_is_identified_by_the_whole_row() -> None:
    rows = houses(3)
    rows["id"] = [None, None, "h"]
    table = batch(rows).table
    content, identity = row_hashes(table, HOUSES)
    assert np.array_equal(content, content_hashes(table))
    assert (identity == content).tolist() == [True, True, False]


def test_mixing_is_one_to_one_and_even() -> None:
    mixed = mix(np.arange(100_000, dtype=np.uint64))
    assert np.unique(mixed).size == 100_000
    assert abs(float((mixed / 2.0**64).mean()) - 0.5) < 0.01
