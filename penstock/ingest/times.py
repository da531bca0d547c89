"""Read a column of text as moments: ISO 8601 with or without a zone, day first with dots, or in a declared format."""

import datetime

import pyarrow as pa
import pyarrow.compute as pc

from penstock.contract.dates import parse_dates
from penstock.contract.frames import ARROW_TYPES

_ISO = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}(:\d{2}(:\d{2}(\.\d{1,6})?)?)?)?"
_ZONE = r"(Z|[+-]\d{2}(:?\d{2})?)"
_DAY_FIRST = ("%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S")
_FEW = 8

# A zone may carry the first or the last day into a year that Python and most other readers cannot write.
_FIRST = pa.scalar(datetime.datetime.min.replace(tzinfo=datetime.UTC), ARROW_TYPES["time"])
_LAST = pa.scalar(datetime.datetime.max.replace(tzinfo=datetime.UTC), ARROW_TYPES["time"])


def read_times(text: pa.Array, written: str | None, timezone: str) -> pa.Array:
    """Return the moments in trimmed text as microseconds in UTC, with null for what is none.

    Moments without a zone of their own are in `timezone`; `written` is their format, None the usual ones.
    """
    if written is not None:
        return to_utc(parse_dates(text, written), timezone)
    try:
        return to_utc(text.cast(pa.timestamp("us")), timezone)
    except pa.ArrowInvalid:
        return _mixed(text, timezone)


def to_utc(times: pa.Array, timezone: str) -> pa.Array:
    """Return timestamps as the contract's, in UTC, with null outside the years 1 to 9999.

    Those without a zone are local times in `timezone`.
    """
    if times.type.tz is None and timezone != "UTC":
        # An hour that the clock skips or repeats must not stop the run: the earlier reading is taken.
        times = pc.assume_timezone(times, timezone, ambiguous="earliest", nonexistent="earliest")
    moments = times.cast(ARROW_TYPES["time"], safe=False)
    return pc.if_else(pc.and_(pc.greater_equal(moments, _FIRST), pc.less_equal(moments, _LAST)), moments, None)


def _mixed(text: pa.Array, timezone: str) -> pa.Array:
    # Some clocks write seven or nine decimals; the contract keeps microseconds.
    text = pc.replace_substring_regex(text, r"(\.\d{6})\d+", r"\1")
    moments = _readable(_where(text, _ISO + _ZONE + "$"), pa.timestamp("us", tz="UTC"))
    local = _readable(_where(text, _ISO + "$"), pa.timestamp("us"))
    rest = pc.if_else(pc.or_(pc.is_valid(moments), pc.is_valid(local)), None, text)
    local = pc.coalesce(local, *(parse_dates(rest, each) for each in _DAY_FIRST))
    return pc.coalesce(moments, to_utc(local, timezone))


def _where(text: pa.Array, pattern: str) -> pa.Array:
    return pc.if_else(pc.match_substring_regex(text, pattern), text, None)


def _readable(text: pa.Array, kind: pa.DataType) -> pa.Array:
    """Cast what can be, by halves, since one day that is in no calendar makes Arrow refuse all of them."""
    try:
        return text.cast(kind)
    except pa.ArrowInvalid:
        if len(text) <= _FEW:
            return pa.array([_one(value, kind) for value in text], kind)
        half = len(text) // 2
        return pa.concat_arrays([_readable(text.slice(0, half), kind), _readable(text.slice(half), kind)])


def _one(value: pa.Scalar, kind: pa.DataType) -> pa.Scalar | None:
    try:
        return value.cast(kind)
    except pa.ArrowInvalid:
        return None
