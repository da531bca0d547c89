"""Choose the range that a column's contract allows: wider than what was seen, but not past what the column can mean."""

import math
import re

from penstock.contract.naming import plain_name

Bounds = tuple[float, float]

_NATURAL: tuple[tuple[str, Bounds], ...] = (
    (r"(.*_)?lat(itude)?", (-90.0, 90.0)),
    (r"(.*_)?(lon|lng|long|longitude)", (-180.0, 180.0)),
    (r"(.*_)?(month|monat)", (1.0, 12.0)),
    (r"(.*_)?(weekday|day_of_week|dayofweek|wochentag)", (0.0, 7.0)),
    (r"(.*_)?(day_of_year|dayofyear)", (1.0, 366.0)),
    (r"(.*_)?hour(_of_day)?", (0.0, 24.0)),
    (r"(.*_)?minute", (0.0, 60.0)),
    (r"(.*_)?(percent|percentage|pct|prozent|humidity)", (0.0, 100.0)),
    (r"(.*_)?(share|fraction|ratio|rate|probability|proba|prob)", (0.0, 1.0)),
    (r"(.*_)?hue", (0.0, 360.0)),
)
_YEAR_NAME = r"(.*_)?(year|yr|jahr|baujahr|built|vintage|founded|annee|ano)(_.*)?"
_YEARS: Bounds = (1500.0, 2100.0)
_YEARS_AHEAD = 10
_LARGEST = 1e300
_SCALES: tuple[Bounds, ...] = ((0.0, 1.0), (-1.0, 1.0), (0.0, 100.0))


def allowed_range(name: str, low: float, high: float, slack: float, *, whole: bool) -> Bounds:
    """Return the range to allow for a column whose values, whole numbers or not, lie in [low, high].

    The range seen is widened by `slack` of its span, and then held inside what a column of this name or shape can be:
    a latitude, a share, a month; a calendar year ends ten years after the latest seen.
    """
    wide = widen(low, high, slack)
    if whole:
        wide = float(math.floor(wide[0])), float(math.ceil(wide[1]))
    if whole and _YEARS[0] <= low and high <= _YEARS[1] and re.fullmatch(_YEAR_NAME, plain_name(name)):
        return max(wide[0], _YEARS[0]), high + _YEARS_AHEAD
    bounds = _natural(name, low, high)
    return (max(wide[0], bounds[0]), min(wide[1], bounds[1])) if bounds else wide


def _natural(name: str, low: float, high: float) -> Bounds | None:
    plain = plain_name(name)
    for pattern, (least, most) in _NATURAL:
        if re.fullmatch(pattern, plain) and least <= low and high <= most:
            return least, most
    # Values that reach both ends of a usual scale, and never pass them, are on that scale.
    return next((scale for scale in _SCALES if (low, high) == scale), None)


def widen(low: float, high: float, slack: float) -> Bounds:
    """Return a range around [low, high] with `slack` of its span on both sides, rounded outward; zero is not crossed."""
    if max(abs(low), abs(high)) > _LARGEST:
        return low, high
    room = (high - low) * slack or abs(high) * slack or 1.0
    step = 10.0 ** math.floor(math.log10(room))
    below, above = math.floor((low - room) / step) * step, math.ceil((high + room) / step) * step
    below, above = min(_tidy(below), low), max(_tidy(above), high)
    return (0.0 if low >= 0 > below else below), (0.0 if low < 0 and high <= 0 < above else above)


def _tidy(value: float) -> float:
    return float(f"{value:.12g}")
