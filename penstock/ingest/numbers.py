"""Read a column of text as numbers: cells of bare digits all at once, the others by how they are spelled."""

import re
from collections.abc import Collection
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from penstock.contract.numbers import plain_numbers

Decimal = Literal[".", ","]
Number = Literal["number", "integer"]

# Digits alone go straight to int64: by way of a float, identifiers above 2**53 would change.
_WHOLE = r"^-?\d{1,18}$"
_LONGEST = ((r"^\d{19}$", "9223372036854775807"), (r"^-\d{19}$", "-9223372036854775808"))
_BARE: dict[Decimal, str] = {".": r"^-?\d+(\.\d+)?$", ",": r"^-?\d+(,\d+)?$"}
_LARGEST_WHOLE = float(2**53)


def bare_cells(text: pa.Array, kind: Number, decimal: Decimal, words: Collection[str]) -> pa.Array:
    """Return which cells are bare numbers (digits, a minus, a decimal sign) and none of `words`, which mean something else."""
    pattern = _WHOLE if kind == "integer" else _BARE[decimal]
    bare = pc.fill_null(pc.match_substring_regex(text, pattern), False)
    numeric = [word for word in words if re.match(pattern, word)]
    return pc.and_not(bare, pc.is_in(text, value_set=pa.array(numeric, pa.string()))) if numeric else bare


def bare_numbers(text: pa.Array, kind: Number, decimal: Decimal) -> pa.Array:
    """Return text that holds only bare numbers and nulls as int64 or float64."""
    if kind == "integer":
        return text.cast(pa.int64())
    return (pc.replace_substring(text, ",", ".") if decimal == "," else text).cast(pa.float64())


def spelled_numbers(text: pa.Array, kind: Number, decimal: Decimal) -> pa.Array:
    """Return trimmed text as int64 or float64, with null for what is no number, or no whole one."""
    numbers = plain_numbers(text, decimal).cast(pa.float64())
    if kind == "number":
        return numbers
    fits = pc.match_substring_regex(text, _WHOLE)
    for pattern, limit in _LONGEST:
        fits = pc.or_(fits, pc.and_(pc.match_substring_regex(text, pattern), pc.less_equal(text, limit)))
    return pc.coalesce(pc.if_else(fits, text, None).cast(pa.int64()), to_whole(numbers))


def to_whole(numbers: pa.Array) -> pa.Array:
    """Return floats as int64, with null for what is not whole or too large to be exact."""
    # A converted unit leaves a last-digit error (2.3 thousands is 2299.9999999999995), so near-whole is whole.
    nearest = pc.round(numbers)
    near = pc.less_equal(pc.abs(pc.subtract(numbers, nearest)), 1e-6)
    small = pc.less_equal(pc.abs(numbers), _LARGEST_WHOLE)
    return pc.if_else(pc.and_(near, small), nearest, None).cast(pa.int64())
