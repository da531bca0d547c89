"""Recognise the kind of a column from its values: number, integer, category, boolean, time, text or key."""

from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from penstock.contract.columns import Kind

READABLE = 0.98
"""The share of cells that must read as a kind; the rest is left to quarantine."""

_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_INTEGER = r"^[+-]?\d{1,18}$"
_LEADING_ZERO = r"^0\d+$"
_ISO = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$"
_DATES = ("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d-%m-%Y", "%Y%m%d", "%d %b %Y", "%d %B %Y")
_FORMATS = tuple(date + clock for date in _DATES for clock in ("", " %H:%M", " %H:%M:%S"))
_PROBE = 500
_MANY_CATEGORIES = 500


@dataclass(frozen=True, slots=True)
class Recognised:
    """A column's kind, its values cast to it (unreadable cells null), and the format its dates are written in.

    `time_format` is nothing for ISO dates and true timestamps.
    """

    kind: Kind
    values: pa.Array
    time_format: str | None = None


def recognise(column: pa.ChunkedArray) -> Recognised | None:
    """Return what `column` is, or nothing if its type (nested, binary, a duration) has no kind."""
    values = column.combine_chunks()
    values = values.dictionary_decode() if pa.types.is_dictionary(values.type) else values
    kind = values.type
    if pa.types.is_boolean(kind):
        return Recognised("boolean", values)
    if pa.types.is_integer(kind):
        return Recognised("integer", values.cast(pa.int64(), safe=False))
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return Recognised("number", _finite(values.cast(pa.float64())))
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return Recognised("time", _as_utc(values))
    if pa.types.is_null(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return _from_text(values.cast(pa.string()))
    return None


def _from_text(values: pa.Array) -> Recognised:
    filled = values.drop_null()
    if len(filled) == 0:
        return Recognised("text", values)
    if pc.all(pc.is_in(pc.utf8_lower(filled), pa.array(["true", "false"]))).as_py():
        return Recognised("boolean", pc.equal(pc.utf8_lower(values), "true"))
    return _number(values) or _time(values) or Recognised(_kind_of_text(filled), values)


def _number(values: pa.Array) -> Recognised | None:
    # A code such as 01234 loses its zero as a number.
    if pc.any(pc.match_substring_regex(values, _LEADING_ZERO)).as_py():
        return None
    fits = pc.match_substring_regex(values, _NUMBER)
    if _share(fits) < READABLE:
        return None
    readable = pc.if_else(fits, values, pa.scalar(None, pa.string()))
    readable = pc.replace_substring_regex(readable, r"^\+", "")
    if pc.all(pc.match_substring_regex(readable, _INTEGER)).as_py():
        return Recognised("integer", readable.cast(pa.int64()))
    if pc.all(pc.match_substring_regex(readable, r"^-?\d+$")).as_py():
        return None
    return Recognised("number", _finite(readable.cast(pa.float64())))


def _time(values: pa.Array) -> Recognised | None:
    if _share(pc.match_substring_regex(values, _ISO)) >= READABLE:
        return _parsed(values, None)
    probe = values.drop_null().slice(0, _PROBE)
    if _share(pc.match_substring_regex(probe, r"\d{4}")) < READABLE:
        return None
    for form in _FORMATS:
        if _share(pc.is_valid(_parse(probe, form))) >= READABLE:
            whole = _parsed(values, form)
            if whole is not None:
                return whole
    return None


def _parsed(values: pa.Array, form: str | None) -> Recognised | None:
    times = _parse(values, form)
    filled = len(values) - values.null_count
    return Recognised("time", times, form) if len(times) - times.null_count >= READABLE * filled else None


def _parse(values: pa.Array, form: str | None) -> pa.Array:
    text = pd.Series(values.to_numpy(zero_copy_only=False), dtype=object)
    times = pd.to_datetime(text, format=form or "ISO8601", errors="coerce", utc=True)
    return pa.Array.from_pandas(times, type=pa.timestamp("us", tz="UTC"), safe=False)


def _as_utc(values: pa.Array) -> pa.Array:
    zone = values.type.tz if pa.types.is_timestamp(values.type) else None
    plain = values.cast(pa.timestamp("us", tz=zone), safe=False)
    return plain.cast(pa.timestamp("us", tz="UTC"))


def _finite(values: pa.Array) -> pa.Array:
    return pc.if_else(pc.is_finite(values), values, pa.scalar(None, pa.float64()))


def _share(truth: pa.Array) -> float:
    return float(pc.mean(truth.cast(pa.int8())).as_py() or 0.0)


def _kind_of_text(filled: pa.Array) -> Kind:
    distinct = pc.count_distinct(filled).as_py()
    if distinct <= 20 or (distinct <= _MANY_CATEGORIES and distinct <= len(filled) / 2):
        return "category"
    longest = pc.max(pc.utf8_length(filled)).as_py()
    spaced = pc.any(pc.match_substring(filled, " ")).as_py()
    return "key" if distinct == len(filled) and longest <= 64 and not spaced else "text"
