"""Bare numbers and spelled ones are read alike, and only what is surely a number counts as bare."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from penstock.ingest.numbers import Decimal, Number, bare_cells, bare_numbers, spelled_numbers

NUMBERS: st.SearchStrategy[Number] = st.sampled_from(["number", "integer"])
DECIMALS: st.SearchStrategy[Decimal] = st.sampled_from([".", ","])
TEXTS = st.lists(st.text(st.sampled_from("0123456789.,-+ exn"), max_size=20), min_size=1, max_size=10)


def bare(texts: list[str | None], kind: Number, decimal: Decimal = ".", words: tuple[str, ...] = ()) -> list[bool]:
    found: list[bool] = bare_cells(pa.array(texts, pa.string()), kind, decimal, words).to_pylist()
    return found


@given(TEXTS, NUMBERS, DECIMALS)
def test_a_bare_number_reads_as_its_spelling_does(texts: list[str], kind: Number, decimal: Decimal) -> None:
    certain = [text for text, is_bare in zip(texts, bare(list(texts), kind, decimal), strict=True) if is_bare]
    column = pa.array(certain, pa.string())
    read = bare_numbers(column, kind, decimal)
    assert read.null_count == 0
    assert read.equals(spelled_numbers(column, kind, decimal))


@given(st.integers(-(10**18) + 1, 10**18 - 1))
def test_plain_digits_are_bare_for_both_kinds(value: int) -> None:
    assert bare([str(value)], "integer") == bare([str(value)], "number") == [True]


def test_missing_cells_and_declared_words_are_not_bare() -> None:
    assert bare([None, "", "-999", "7", "8"], "number", words=("-999", "7", "NA")) == [False, False, False, False, True]


def test_a_float_is_whole_when_it_is_near_one_and_small_enough_to_be_exact() -> None:
    texts = pa.array(["2.0", "2.0000000001", "2.01", "1e15", "1e17", "9223372036854775808"], pa.string())
    assert spelled_numbers(texts, "integer", ".").to_pylist() == [2, 2, None, 10**15, None, None]
