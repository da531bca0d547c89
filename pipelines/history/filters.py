"""Say which runs are meant: by state, by time and by metrics. What a person writes is parsed here, and never evaluated."""

import math
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from penstock.errors import ProjectError
from penstock.model.objectives import OBJECTIVES
from penstock.names import suggest
from pipelines.history.summary import Summary

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "==": operator.eq,
    "!=": operator.ne,
}
_CONDITION = re.compile(r"\s*([A-Za-z][A-Za-z0-9_]*)\s*([<>=!]+)\s*(\S+)\s*")
_SPAN = re.compile(r"(\d{1,6})\s*([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Condition:
    """Hold what a metric is compared with; a run that did not measure it does not meet it."""

    metric: str
    relation: str
    bound: float

    def holds(self, summary: Summary) -> bool:
        """Tell whether a run meets it."""
        value = summary.metrics.get(self.metric)
        return value is not None and _COMPARE[self.relation](value, self.bound)


@dataclass(frozen=True, slots=True)
class Filters:
    """Hold which runs are meant; `since` is the first moment that counts and `until` the first that no longer does."""

    states: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    conditions: tuple[Condition, ...] = ()

    @property
    def narrow(self) -> bool:
        """Tell whether any run could be left out."""
        return self != Filters()

    def keeps(self, summary: Summary) -> bool:
        """Tell whether a run is meant; one that did not say when it began is meant only where time does not count."""
        began = summary.began_at
        if self.states and summary.state not in self.states:
            return False
        if self.since is not None and (began is None or began < self.since):
            return False
        if self.until is not None and (began is None or began >= self.until):
            return False
        return all(condition.holds(summary) for condition in self.conditions)


def parse_filters(
    states: Sequence[str], since: str | None, until: str | None, conditions: Sequence[str], now: datetime
) -> Filters:
    """Turn what a person wrote into filters; raises `ProjectError` that names the option."""
    return Filters(
        frozenset(states),
        parse_moment(since, "--since", now) if since is not None else None,
        parse_moment(until, "--until", now, whole_day=True) if until is not None else None,
        tuple(map(parse_condition, conditions)),
    )


def parse_condition(text: str) -> Condition:
    """Turn `mae < 22000` into a condition; raises `ProjectError` that names the nearest metric or shows the form."""
    match = _CONDITION.fullmatch(text)
    if match is None or match[2] not in _COMPARE:
        raise ProjectError(f"{text!r} is no condition on a metric", where="--metric", fix="write for example 'mae < 22000'")
    return Condition(check_metric(match[1]), match[2], _number(match[3]))


def check_metric(name: str) -> str:
    """Return the name of a metric; raises `ProjectError` with the nearest where there is none of this name."""
    if name not in OBJECTIVES:
        raise ProjectError(f"there is no metric {name!r}", where="--metric", fix=suggest(name, OBJECTIVES))
    return name


def _number(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise ProjectError(f"{text!r} is no number", where="--metric", fix="write a number such as 0.85 or 22000, without commas")
    return found


def parse_moment(text: str, option: str, now: datetime, *, whole_day: bool = False) -> datetime:
    """Turn `2026-05-31`, `2026-05-31 14:00` or `7d` (before `now`) into a moment; without a zone it is UTC.

    With `whole_day` a date alone is the moment at which that day ends. Raises `ProjectError` that names `option`.
    """
    try:
        if _SPAN.fullmatch(text.strip()):
            return now - parse_span(text, option)
        moment = datetime.fromisoformat(text.strip())
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment + timedelta(days=1) if whole_day and _DAY.fullmatch(text.strip()) else moment
    except (ValueError, OverflowError):
        fix = "write a day (2026-05-31), a moment (2026-05-31T14:00), or a span before now (7d, 12h)"
        raise ProjectError(f"{text!r} is no moment", where=option, fix=fix) from None


def parse_span(text: str, option: str) -> timedelta:
    """Turn `30d`, `12h`, `90m` or `2w` into a span; raises `ProjectError` that names `option`."""
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        fix = "write a number and m, h, d or w, such as 30d"
        raise ProjectError(f"{text!r} is no span of time", where=option, fix=fix)
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
