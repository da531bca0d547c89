"""Read dates that are written as text, and find out which format a column writes them in."""

from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

READABLE = 0.98
"""The share of cells that must read as a kind; the rest is left to quarantine."""

ISO = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}(:\d{2}(:\d{2}(\.\d+)?)?)?(Z|[+-]\d{2}(:?\d{2})?)?)?$"
_SHAPE = r"^(\d{1,4}[-/. ]\s?(\d{1,2}|[A-Za-z]{3,9})[-/. ,]\s?\d{2,4}|[A-Za-z]{3,9} \d{1,2},? \d{4}|\d{8})( \d{1,2}:[\d: ]+([AaPp][Mm])?)?$"
_DAY_FIRST = ("%d/%m/%Y", "%d-%m-%Y", "%d/%m/%y", "%d-%m-%y")
_MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%m-%d-%y")
_OTHERS = ("%d.%m.%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d.%m.%y")
_NAMED = ("%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y")
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
_PROBE = 500
_EARLIEST_YEAR = 1000


@dataclass(frozen=True, slots=True)
class Dates:
    """Hold the formats that fit a column of texts, the likeliest first; nothing in their place means ISO 8601."""

    formats: tuple[str, ...] | None

    @property
    def ambiguous(self) -> bool:
        """Say whether the dates could be day first as well as month first."""
        return self.formats is not None and len({written.startswith("%m") for written in self.formats}) == 2


def parse_dates(text: pa.Array, written: str) -> pa.Array:
    """Return the moments in `text`, as microseconds, with null for what does not follow the format or is no day.

    Local times stay without a zone; with `%z` in the format they become UTC.
    """
    if "%z" in written:
        return _exactly(text, written)
    times = pc.strptime(text, format=written, unit="us", error_is_null=True)
    # Arrow is 25 times faster than pandas, but rolls the 31st of April over to the 1st of May, and reads no fractions.
    rolled = pc.or_(pc.less_equal(pc.day(times), 3), pc.less(pc.year(times), _EARLIEST_YEAR))
    doubtful = pc.and_(pc.is_valid(text), pc.fill_null(rolled, True))
    if not pc.any(doubtful).as_py():
        return times
    return pc.replace_with_mask(times, doubtful, _exactly(text.filter(doubtful), written))


def check_format(written: str) -> bool:
    """Tell whether `written` is a format that dates can be read with."""
    try:
        pd.to_datetime(pd.Series(["x"]), format=written, errors="coerce")
    except ValueError:
        return False
    return "%" in written


def find_dates(text: pa.Array) -> Dates | None:
    """Return how the column writes dates, or nothing when it holds none; at least `READABLE` of its cells must fit."""
    filled = text.drop_null()
    if len(filled) == 0:
        return None
    if _share(pc.match_substring_regex(filled, ISO)) >= READABLE:
        return Dates(None)
    probe = filled.slice(0, _PROBE)
    if _share(pc.match_substring_regex(probe, _SHAPE)) < READABLE:
        return None
    formats = [written for written in _FORMATS if _fits(probe, written) and _fits(filled, written, exactly=True)]
    return Dates(tuple(formats)) if formats else None


_FORMATS = tuple(date + clock for date in (*_DAY_FIRST, *_MONTH_FIRST, *_OTHERS, *_NAMED) for clock in _CLOCKS)


def _fits(text: pa.Array, written: str, *, exactly: bool = False) -> bool:
    times = parse_dates(text, written) if exactly else pc.strptime(text, format=written, unit="us", error_is_null=True)
    return _share(pc.is_valid(times)) >= READABLE


def _exactly(text: pa.Array, written: str) -> pa.Array:
    texts = pd.Series(text.to_numpy(zero_copy_only=False), dtype=object)
    times = pd.to_datetime(texts, format=written, errors="coerce", utc="%z" in written)
    zone = "UTC" if "%z" in written else None
    return pa.Array.from_pandas(times, type=pa.timestamp("us", tz=zone), safe=False)


def _share(truth: pa.Array) -> float:
    return float(pc.mean(truth.cast(pa.int8())).as_py() or 0.0)
