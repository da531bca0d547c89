"""Find out how one table spells its cells: what marks a missing one, and how each column writes its dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from penstock.contract.dates import ISO, READABLE, Dates, find_dates, parse_dates, parse_iso, share
from penstock.contract.numbers import plain_numbers

# Nobody means a value by these; the others may be one, unless all the rest are numbers or dates.
_CERTAIN_MARKS = ("?", "??", "NULL", "Null", "(null)", "<NA>", "NaT", "#N/A", "#NA", "#VALUE!", "#DIV/0!", "\\N", "n/a", "n.a.")
_NO_DAYS = ("0000-00-00", "0000-00-00 00:00:00", "00.00.0000", "00/00/0000")
_ENDLESS = ("inf", "-inf", "+inf", "Inf", "-Inf", "INF", "Infinity", "-Infinity", "infinity", "∞")
_NOTHING_KNOWN = ("-", "--", "---", "–", "—", ".", "..", "*", "na", "nil", "none", "missing", "Missing", "unknown", "Unknown")
_LIKELY_MARKS = (*_ENDLESS, *_NOTHING_KNOWN)
_MARKS = (*_CERTAIN_MARKS, *_NO_DAYS, *_LIKELY_MARKS)
Decimal = Literal[".", ","]
_FIRST_YEAR, _LAST_YEAR = 1800, 2100


@dataclass(frozen=True, slots=True)
class Spelling:
    """How one table spells its cells.

    `missing` are marks besides those every source knows, `time_formats` gives the format of each column of dates that
    is not ISO 8601, and `ambiguous` are the columns whose dates could be day first as well as month first.
    """

    missing: tuple[str, ...] = ()
    time_formats: Mapping[str, str] = field(default_factory=dict)
    ambiguous: tuple[str, ...] = ()


def spell(table: pa.Table, decimal: Decimal = ".", time: str | None = None) -> tuple[pa.Table, Spelling]:
    """Return `table` with marks made null, numbers plain and dates moments, and how they were spelled.

    `decimal` is the table's decimal sign. `time` is the column that is said to hold the event time: there, whole numbers
    may be years or days.
    """
    named = zip(table.column_names, table.columns, strict=True)
    texts = {name: text for name, column in named if (text := _text(column, year=name == time)) is not None}
    marks = _marks(list(texts.values()), decimal)
    if marks:
        texts = {name: _without(text, marks) for name, text in texts.items()}
    found = {name: dates for name, text in texts.items() if (dates := find_dates(text)) is not None}
    written = _settle(found)
    if time is not None and time in texts and time not in found:
        written |= _years(texts[time], time)
    columns = dict(zip(table.column_names, table.columns, strict=True))
    for name, text in texts.items():
        if name in written or pa.types.is_string(columns[name].type):
            columns[name] = _moments(text, name, written) if name in written or name in found else _numbers(text, decimal)
    ambiguous = tuple(name for name, dates in found.items() if dates.ambiguous)
    return pa.table(columns), Spelling(marks, written, ambiguous)


def _text(column: pa.ChunkedArray, *, year: bool) -> pa.Array | None:
    if pa.types.is_string(column.type) or (year and pa.types.is_integer(column.type)):
        return column.combine_chunks().cast(pa.string())
    return None


def _marks(texts: Sequence[pa.Array], decimal: Decimal) -> tuple[str, ...]:
    found = {mark for text in texts for mark in _marks_of(text, decimal)}
    return tuple(mark for mark in _MARKS if mark in found)


def _marks_of(text: pa.Array, decimal: Decimal) -> list[str]:
    known = pc.unique(text.filter(pc.is_in(text, value_set=pa.array(_MARKS)))).to_pylist()
    if not known:
        return []
    rest = _without(text, known).drop_null()
    plain = pc.or_(pc.is_valid(plain_numbers(rest, decimal)), pc.match_substring_regex(rest, ISO))
    return known if share(plain) >= READABLE else [mark for mark in known if mark not in _LIKELY_MARKS]


def _without(text: pa.Array, marks: Sequence[str]) -> pa.Array:
    return pc.if_else(pc.is_in(text, value_set=pa.array(marks)), pa.scalar(None, text.type), text)


def _settle(found: Mapping[str, Dates]) -> dict[str, str]:
    """Choose one format a column; where two fit, the order of day and month is that of the table's clear columns."""
    clear = [dates.formats[0] for dates in found.values() if dates.formats and not dates.ambiguous]
    month_first = any(form.startswith("%m") for form in clear) and not any(form.startswith("%d/") for form in clear)
    return {
        name: next((form for form in dates.formats if form.startswith("%m") == month_first), dates.formats[0])
        for name, dates in found.items()
        if dates.formats
    }


def _years(text: pa.Array, name: str) -> dict[str, str]:
    for form, shape in (("%Y", r"^\d{4}$"), ("%Y-%m", r"^\d{4}-\d{2}$")):
        filled = text.drop_null()
        if len(filled) and share(pc.match_substring_regex(filled, shape)) >= READABLE:
            years = pc.year(parse_dates(filled, form)).drop_null()
            if len(years) and pc.min(years).as_py() >= _FIRST_YEAR and pc.max(years).as_py() <= _LAST_YEAR:
                return {name: form}
    return {}


def _moments(text: pa.Array, name: str, written: Mapping[str, str]) -> pa.Array:
    return pc.assume_timezone(parse_dates(text, written[name]), "UTC") if name in written else parse_iso(text)


def _numbers(text: pa.Array, decimal: Decimal) -> pa.Array:
    """Write numbers plainly where nearly all filled cells are some; what is none stays as it is."""
    plain = plain_numbers(text, decimal)
    mostly = len(plain) - plain.null_count >= READABLE * (len(text) - text.null_count)
    return pc.coalesce(plain, text) if mostly else text
