"""Read a column of text as moments: ISO 8601 with or without a zone, day first with dots, or in a declared format."""

import datetime
from contextlib import suppress

import pyarrow as pa
import pyarrow.compute as pc

from penstock.contract.dates import parse_dates
from penstock.contract.frames import ARROW_TYPES

# Little but the 29th of February is left for Arrow to refuse, which refuses all cells for one.
_DAY = r"\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|[12]\d))"
_CLOCK = r"([01]\d|2[0-3])(:[0-5]\d(:[0-5]\d(\.\d{1,6})?)?)?"
_ISO = rf"^{_DAY}([T ]{_CLOCK})?"
_ZONE = r"(Z|[+-]\d{2}(:?\d{2})?)"
_DAY_FIRST = ("%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S")
_LOCAL, _ZONED = pa.timestamp("us"), pa.timestamp("us", tz="UTC")
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
    for kind in (_LOCAL, _ZONED):
        with suppress(pa.ArrowInvalid):
            # Arrow words a complaint about every cell it cannot cast, so a few are tried first.
            text.slice(0, _FEW).cast(kind)
            return to_utc(text.cast(kind), timezone)
    moments = to_utc(_readable(_where(text, _ISO + "$"), _LOCAL), timezone)
    odd = pc.and_(pc.is_valid(text), pc.is_null(moments))
    return pc.replace_with_mask(moments, odd, _spelled(text.filter(odd), timezone))


def to_utc(times: pa.Array, timezone: str) -> pa.Array:
    """Return timestamps as the contract's, in UTC, with null outside the years 1 to 9999.

    Those without a zone are local times in `timezone`.
    """
    if times.type.tz is None and timezone != "UTC":
        # An hour that the clock skips or repeats must not stop the run: the earlier reading is taken.
        times = pc.assume_timezone(times, timezone, ambiguous="earliest", nonexistent="earliest")
    moments = times.cast(ARROW_TYPES["time"], safe=False)
    return pc.if_else(pc.and_(pc.greater_equal(moments, _FIRST), pc.less_equal(moments, _LAST)), moments, None)


def _spelled(text: pa.Array, timezone: str) -> pa.Array:
    # Some clocks write seven or nine decimals; the contract keeps microseconds.
    text = pc.replace_substring_regex(text, r"(\.\d{6})\d+", r"\1")
    zoned = _readable(_where(text, _ISO + _ZONE + "$"), _ZONED)
    local = _readable(_where(text, _ISO + "$"), _LOCAL)
    rest = pc.if_else(pc.or_(pc.is_valid(zoned), pc.is_valid(local)), None, text)
    local = pc.coalesce(local, *(parse_dates(rest, each) for each in _DAY_FIRST))
    return pc.coalesce(to_utc(zoned, timezone), to_utc(local, timezone))


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
