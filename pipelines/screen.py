"""Show a run as it goes: one live table on a terminal, plain lines elsewhere, never more than fit one screen."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import click
from rich.console import Console
from rich.live import Live
from rich.table import Table

from penstock.cli.printing import print_json
from penstock.registry.bundle import short
from pipelines.cache.memory import Verdict
from pipelines.outcome import Outcome
from pipelines.report.words import interval, number
from pipelines.runner import Event, TaskEnded, TaskStarted

_MARKS = {
    "succeeded": "[green]done[/]",
    "cached": "[green]cached[/]",
    "failed": "[red]failed[/]",
    "timed out": "[red]timed out[/]",
}
# More sources than these share one line.
_MOST_SOURCES = 6


@dataclass(slots=True)
class _Line:
    """One line of the screen: a task, or all sources together."""

    members: int
    began: float
    seconds: float = 0.0
    states: list[str] = field(default_factory=list)
    attempts: int = 1

    @property
    def ended(self) -> bool:
        return len(self.states) == self.members

    @property
    def state(self) -> str:
        worse = next((state for state in self.states if state not in ("succeeded", "cached")), None)
        if worse is not None:
            return worse
        if self.ended:
            return "cached" if set(self.states) == {"cached"} else "succeeded"
        return "running" if self.members == 1 else f"{len(self.states)} of {self.members}"


class Screen:
    """Draw the tasks of one run; groups without a process of their own are not shown."""

    def __init__(self, console: Console, sources: int) -> None:
        self.console = console
        self.sources = sources
        self._lines: dict[str, _Line] = {}
        self._live = Live(get_renderable=self._table, console=console, refresh_per_second=8) if console.is_terminal else None

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._live is not None:
            self._live.stop()

    def show(self, event: Event) -> None:
        """Take one event of the run."""
        name, members = self._place(event.name)
        if isinstance(event, TaskStarted):
            self._lines.setdefault(name, _Line(members, time.monotonic()))
        elif event.cached or (name in self._lines and event.attempts):
            self._end(name, self._lines.setdefault(name, _Line(members, time.monotonic())), event)

    def _place(self, name: str) -> tuple[str, int]:
        if name.startswith("ingest-") and self.sources > _MOST_SOURCES:
            return f"ingest {self.sources} sources", self.sources
        return name, 1

    def _end(self, name: str, line: _Line, event: TaskEnded) -> None:
        state = "cached" if event.cached else event.state
        line.states.append(state)
        line.seconds = time.monotonic() - line.began if line.members > 1 else event.seconds
        line.attempts = max(line.attempts, event.attempts)
        good = event.state == "succeeded"
        if self._live is None and (line.ended or not good):
            shown, word = (name, line.state) if good else (event.name, state)
            self.console.print(f"{shown:<20} {word:<10} {line.seconds:6.1f} s{_tries(line)}", highlight=False)

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for name, line in self._lines.items():
            seconds = line.seconds if line.ended else time.monotonic() - line.began
            table.add_row(name, _MARKS.get(line.state, f"[yellow]{line.state}[/]"), f"{seconds:.1f} s{_tries(line)}")
        return table


def _tries(line: _Line) -> str:
    return f"  after {line.attempts} tries" if line.attempts > 1 else ""


def describe(outcome: Outcome) -> list[str]:
    """Return what a run led to in at most seven lines: what, how good beside baseline and champion."""
    found, name = outcome.report.evaluation, outcome.report.evaluation.metric
    own = found.values[name]
    spread = f" ({interval(own.low, own.high)})" if own.low is not None and own.high is not None else ""
    verb = "registered" if outcome.registered else "refused"
    lines = [
        f"{verb} {short(outcome.digest)} in {outcome.seconds:.1f} s (run {outcome.run})",
        f"  {name:<9} {number(own.value)}{spread} on {found.rows:,} untouched rows",
        f"  baseline  {number(found.baseline.values[name])}",
    ]
    if outcome.same_as_before:
        lines.append("  champion  this same bundle: nothing has changed")
    elif found.champion is None or outcome.report.champion is None:
        lines.append("  champion  none before this run")
    else:
        lines.append(f"  champion  {number(found.champion.values[name])} ({short(outcome.report.champion)})")
    return lines


def print_verdicts(verdicts: Sequence[Verdict], as_json: bool) -> None:
    """Print a line a stage: hit or miss, and why; or one JSON list."""
    if as_json:
        print_json(verdicts)
        return
    for verdict in verdicts:
        click.echo(f"{verdict.name:<20} {'hit' if verdict.hit else 'miss':<5} {'; '.join(verdict.reasons)}")
