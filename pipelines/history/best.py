"""Find the run whose candidate measured best."""

from collections.abc import Iterable, Iterator

import msgspec

from penstock.errors import ProjectError
from penstock.model.objectives import OBJECTIVES
from penstock.names import suggest
from pipelines.history.filters import check_metric
from pipelines.history.output import moment
from pipelines.history.summary import Summary
from pipelines.report.words import number


class Best(msgspec.Struct, frozen=True, kw_only=True):
    """Hold the best of `among` runs by `metric`; `elsewhere` of them were measured on another split, and compare but roughly."""

    summary: Summary
    metric: str
    value: float
    higher_is_better: bool
    among: int
    elsewhere: int


def best_of(summaries: Iterable[Summary], metric: str | None, where: str) -> Best:
    """Return the best of the runs that succeeded, of equal ones the first given.

    Args:
        summaries: the runs, newest first.
        metric: what to compare; by default what decides in the first run that measured anything.
        where: the store, for messages.

    Raises:
        ProjectError: there is no such metric, or no run that succeeded measured it.
    """
    found = [each for each in summaries if each.state == "succeeded" and each.metric]
    if metric is not None:
        check_metric(metric)
    if not found:
        raise ProjectError("no run has measured a candidate", where=where, fix="start one with `penstock run`")
    name = metric or found[0].metric
    measured = [(value, each) for each in found if (value := each.metrics.get(name)) is not None]
    if not measured:
        known = sorted({known for each in found for known in each.metrics})
        raise ProjectError(f"no run has measured {name!r}", where=where, fix=suggest(name, known))
    higher = OBJECTIVES[name].higher_is_better if name in OBJECTIVES else False
    value, best = min(measured, key=lambda pair: -pair[0] if higher else pair[0])
    return Best(
        summary=best,
        metric=name,
        value=value,
        higher_is_better=higher,
        among=len(measured),
        elsewhere=sum(each.measured_on != best.measured_on for _, each in measured),
    )


def best_lines(found: Best) -> Iterator[str]:
    """Yield the best run, and what it was compared with."""
    summary = found.summary
    led = summary.outcome or "nothing"
    yield f"{summary.run}  {found.metric} {number(found.value)}  {led}  {moment(summary.began_at)}"
    direction = "higher" if found.higher_is_better else "lower"
    yield f"best of {found.among} that measured {found.metric}, {direction} is better"
    if found.elsewhere:
        yield f"{found.elsewhere} of them measured on another split of rows, and compare but roughly"
