"""Read dates that are written as text, and find out which format a column writes them in."""

from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

READABLE = 0.98
"""The share of cells that must read as a kind; the rest is left to quarantine."""

ISO = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}(:\d{2}(:\d{2}(\.\d+)?)?)?(Z|[+-]\d{2}(:?\d{2})?)?)?$"
_SHAPE = (
    r"^(\d{1,4}[-/. ]\s?(\d{1,2}|[A-Za-z]{3,9})[-/. ,]\s?\d{2,4}|[A-Za-z]{3,9} \d{1,2},? \d{4}|(1[89]|20)\d{6})"
    r"( \d{1,2}:[\d: ]+([AaPp][Mm])?)?$"
)
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
        return _exactly(text, written, utc=True)
    times = pc.strptime(text, format=written, unit="us", error_is_null=True)
    # Arrow is 25 times faster than pandas, but rolls the 31st of April over to the 1st of May, and reads no fractions.
    rolled = pc.or_(pc.less_equal(pc.day(times), 3), pc.less(pc.year(times), _EARLIEST_YEAR))
    doubtful = pc.and_(pc.is_valid(text), pc.fill_null(rolled, True))
    if not pc.any(doubtful).as_py():
        return times
    return pc.replace_with_mask(times, doubtful, _exactly(text.filter(doubtful), written))


def parse_iso(text: pa.Array) -> pa.Array:
    """Return the moments in `text`, written as ISO 8601, as microseconds in UTC, with null for what is none."""
    return _exactly(text, "ISO8601", utc=True)


def check_format(written: str) -> bool:
    """Tell whether `written` is a format that dates can be read with."""
    try:
        pd.to_datetime(pd.Series(["x"]), format=written, errors="coerce")
    except ValueError:
        return False
    return "%" in written


def find_dates(text: pa.Array) -> Dates | None:
    """Return the formats that read most cells of the column; nothing when none reads at least `READABLE` of them."""
    filled = text.drop_null()
    if len(filled) == 0:
        return None
    if share(pc.match_substring_regex(filled, ISO)) >= READABLE:
        return Dates(None)
    probe = filled.slice(0, _PROBE)
    if share(pc.match_substring_regex(probe, _SHAPE)) < READABLE:
        return None
    likely = [written for written in _FORMATS if _fits(probe, written)]
    read = {written: len(filled) - parse_dates(filled, written).null_count for written in likely}
    most = max(read.values(), default=0)
    formats = tuple(written for written in likely if read[written] == most)
    return Dates(formats) if formats and most >= READABLE * len(filled) else None


_FORMATS = tuple(date + clock for date in (*_DAY_FIRST, *_MONTH_FIRST, *_OTHERS, *_NAMED) for clock in _CLOCKS)


def _fits(text: pa.Array, written: str) -> bool:
    return share(pc.is_valid(pc.strptime(text, format=written, unit="us", error_is_null=True))) >= READABLE


def _exactly(text: pa.Array, written: str, *, utc: bool = False) -> pa.Array:
    texts = pd.Series(text.to_numpy(zero_copy_only=False), dtype=object)
    times = pd.to_datetime(texts, format=written, errors="coerce", utc=utc)
    return pa.Array.from_pandas(times, type=pa.timestamp("us", tz="UTC" if utc else None), safe=False)


def share(truth: pa.Array) -> float:
    """Return the share of true among the cells that are not null; 0.0 when there are none."""
    return float(pc.mean(truth.cast(pa.int8())).as_py() or 0.0)
