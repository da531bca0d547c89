"""Recognise the kind of a column from its values: number, integer, category, boolean, time, text or key.

Dates written as text are moments by now: how a table spells them is found out before.
"""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from penstock.contract.columns import Kind
from penstock.contract.dates import READABLE, share
from penstock.contract.numbers import plain_numbers

_INTEGER = r"^-?\d{1,18}$"
_LEADING_ZERO = r"^0\d+$"
_LARGEST_INTEGER = 2**63 - 1
_MANY_CATEGORIES = 500
_FEW_CATEGORIES = 20
_LONGEST_KEY = 64


@dataclass(frozen=True, slots=True)
class Recognised:
    """A column's kind, and its values cast to it, unreadable cells null."""

    kind: Kind
    values: pa.Array


def recognise(column: pa.ChunkedArray) -> Recognised | None:
    """Return what `column` is, or nothing if its type (nested, binary, a duration) has no kind."""
    values = column.combine_chunks()
    values = values.dictionary_decode() if pa.types.is_dictionary(values.type) else values
    kind = values.type
    if pa.types.is_boolean(kind):
        return Recognised("boolean", values)
    if pa.types.is_integer(kind):
        return _from_integers(values)
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return Recognised("number", _finite(values.cast(pa.float64())))
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return Recognised("time", as_utc(values))
    if pa.types.is_null(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return _from_text(values.cast(pa.string()))
    return None


def _from_integers(values: pa.Array) -> Recognised:
    if pa.types.is_uint64(values.type) and (pc.max(values).as_py() or 0) > _LARGEST_INTEGER:
        text = values.cast(pa.string())
        return Recognised(_kind_of_text(text.drop_null()), text)
    return Recognised("integer", values.cast(pa.int64()))


def why_unusable(kind: pa.DataType) -> str:
    """Say in words what a column of a type without a kind holds."""
    if pa.types.is_nested(kind):
        return "lists or objects"
    if pa.types.is_duration(kind) or pa.types.is_time(kind):
        return "durations or times of day"
    return "bytes" if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) else f"values of the type {kind}"


def _from_text(values: pa.Array) -> Recognised:
    filled = values.drop_null()
    if len(filled) == 0:
        return Recognised("text", values)
    if pc.all(pc.is_in(pc.utf8_lower(filled), pa.array(["true", "false"]))).as_py():
        return Recognised("boolean", pc.equal(pc.utf8_lower(values), "true"))
    return _number(values) or Recognised(_kind_of_text(filled), values)


def _number(values: pa.Array) -> Recognised | None:
    if _is_code(values):
        return None
    readable = plain_numbers(values, ".")
    if len(readable) - readable.null_count < READABLE * (len(values) - values.null_count):
        return None
    if pc.all(pc.match_substring_regex(readable, _INTEGER)).as_py():
        return Recognised("integer", readable.cast(pa.int64()))
    if pc.all(pc.match_substring_regex(readable, r"^-?\d+$")).as_py():
        return None
    return Recognised("number", _finite(readable.cast(pa.float64())))


def _is_code(values: pa.Array) -> bool:
    """Tell whether the digits are a code such as 01234, which would lose its zero as a number."""
    zeros = share(pc.match_substring_regex(values, _LEADING_ZERO))
    lengths = pc.min_max(pc.utf8_length(values)).as_py()
    return zeros > 1 - READABLE or (zeros > 0 and lengths["min"] == lengths["max"])


def as_utc(values: pa.Array) -> pa.Array:
    """Return timestamps or dates as microseconds in UTC; what has no zone is taken to be in UTC."""
    zone = values.type.tz if pa.types.is_timestamp(values.type) else None
    plain = values.cast(pa.timestamp("us", tz=zone), safe=False)
    return plain.cast(pa.timestamp("us", tz="UTC"))


def _finite(values: pa.Array) -> pa.Array:
    return pc.if_else(pc.is_finite(values), values, pa.scalar(None, pa.float64()))


def _kind_of_text(filled: pa.Array) -> Kind:
    distinct = pc.count_distinct(filled).as_py()
    if distinct <= _FEW_CATEGORIES or (distinct <= _MANY_CATEGORIES and distinct <= len(filled) / 2):
        return "category"
    longest = pc.max(pc.utf8_length(filled)).as_py()
    spaced = pc.any(pc.match_substring(filled, " ")).as_py()
    return "key" if distinct == len(filled) and longest <= _LONGEST_KEY and not spaced else "text"
