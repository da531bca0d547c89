"""Write what is known of runs for people; every moment is in UTC."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from penstock.cli.printing import in_columns, one_line
from penstock.registry.bundle import short
from penstock.tracking.checkout import Commit
from penstock.tracking.environment import Environment
from pipelines.history.details import Details, Metric
from pipelines.history.summary import Summary
from pipelines.history.tasks import Stage
from pipelines.report.words import interval, number, seconds, size


def list_lines(found: Sequence[Summary]) -> Iterator[str]:
    """Yield a line a run: its name, state, when it began, how long it took, what decides, what it led to, what was cached."""
    return in_columns(
        [
            (
                each.run,
                each.state,
                moment(each.began_at),
                "" if each.seconds is None else seconds(each.seconds).rjust(9),
                f"{each.metric} {number(each.value)}" if each.metric else "",
                each.outcome,
                f"{each.cached} of {each.stages} cached" if each.stages else "",
            )
            for each in found
        ]
    )


def moment(when: datetime | None) -> str:
    """Return a moment to the minute."""
    return f"{when:%Y-%m-%d %H:%M}" if when else ""


def detail_lines(found: Details) -> Iterator[str]:
    """Yield all that is known of a run, a section after the other; what is not known is left out."""
    yield from _head(found)
    yield from _section("settings that are not the default", _values(found.settings or {}))
    yield from _section("parameters that the search chose", _values(found.parameters))
    yield from _section(_measured_on(found), _metrics(found.metrics))
    yield from _section("stages", in_columns([_stage(stage) for stage in found.stages]))
    yield from _section("artifacts", in_columns([_artifact(*each) for each in _artifacts(found)]))
    yield from _section("code", in_columns(list(_code(found))))
    yield from _section("environment", in_columns(list(_environment(found.environment))) if found.environment else [])


def _head(found: Details) -> Iterator[str]:
    summary = found.summary
    word = "for" if summary.state == "running" else "in"
    took = f" {word} {seconds(summary.seconds)}" if summary.seconds is not None else ""
    began = f", began {moment(summary.began_at)} UTC" if summary.began_at else ""
    again = f", resumed {found.resumed} times" if found.resumed > 1 else ", resumed once" if found.resumed else ""
    yield f"run {summary.run}: {summary.state}{took}{began}{again}"
    if summary.outcome:
        is_champion = ", the champion now" if summary.outcome == "champion" else ""
        yield f"{summary.outcome.replace('champion', 'registered')} {short(summary.bundle)}{is_champion}"
    yield from (f"  {one_line(check.detail)}" for check in found.gate if not check.passed)


def _section(title: str, lines: Iterator[str] | Sequence[str]) -> Iterator[str]:
    for first, line in enumerate(lines):
        if first == 0:
            yield ""
            yield title
        yield f"  {line}"


def _values(values: Mapping[str, object]) -> Iterator[str]:
    return in_columns([(one_line(name), shown(value)) for name, value in sorted(values.items())])


def shown(value: object) -> str:
    """Return a value as JSON has it, texts without quotes."""
    return one_line(value if isinstance(value, str) and value else msgspec.json.encode(value).decode())


def _measured_on(found: Details) -> str:
    rows = f" on {found.rows:,} untouched rows" if found.rows is not None else ""
    sure = f", with intervals of {found.confidence:.0%}" if found.confidence is not None else ""
    return f"metrics{rows}{sure}"


def _metrics(metrics: Sequence[Metric]) -> Iterator[str]:
    held = any(metric.champion is not None for metric in metrics)
    yield from in_columns(
        [
            (
                metric.name,
                number(metric.value),
                interval(metric.low, metric.high),
                f"baseline {number(metric.baseline)}",
                f"champion then {number(metric.champion)}" if held else "",
            )
            for metric in metrics
        ]
    )


def _stage(stage: Stage) -> tuple[str, ...]:
    tries = f"{stage.attempts} tries" if stage.attempts and stage.attempts > 1 else ""
    return (
        stage.name,
        stage.state,
        "" if stage.seconds is None or stage.cached else seconds(stage.seconds),
        "" if stage.cpu_seconds is None or stage.cached else f"cpu {seconds(stage.cpu_seconds)}",
        size(stage.memory_bytes) if stage.memory_bytes else "",
        "; ".join(part for part in (tries, stage.why, one_line(stage.cause)) if part),
    )


def _artifacts(found: Details) -> Iterator[tuple[str, str, int | None]]:
    for each in found.artifacts:
        yield f"{each.stage}/{each.name}", each.digest, each.bytes


def _artifact(name: str, digest: str, held: int | None) -> tuple[str, ...]:
    return name, digest or "not in the store", "gone" if held is None else size(held)


def _code(found: Details) -> Iterator[tuple[str, str]]:
    for name, commit in (("project", found.code.project), ("penstock", found.code.penstock)):
        if commit is not None:
            yield f"{name} commit", commit_words(commit)
    for name, digest in (("code", found.code.digest), ("contract", found.contract), ("pipeline", found.pipeline)):
        if digest:
            yield name, digest


def commit_words(commit: Commit, letters: int | None = None) -> str:
    """Return a commit, or its first `letters`, with whether files differed from it."""
    return f"{commit.name[:letters]}{', changed since' if commit.changed else ''}"


def _environment(found: Environment) -> Iterator[tuple[str, str]]:
    yield "python", found.python
    yield "system", f"{found.system}, {found.machine}"
    yield "machine", f"{found.processors} processors, {size(found.memory_bytes)}"
    yield "penstock", found.penstock
    yield from sorted(found.libraries.items())
