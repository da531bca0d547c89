"""Show a run as it goes: one live table on a terminal, plain lines elsewhere."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.table import Table

from penstock.registry.bundle import short
from pipelines.local import Outcome
from pipelines.runner import Event, TaskStarted

_MARKS = {"succeeded": "[green]done[/]", "failed": "[red]failed[/]", "timed out": "[red]timed out[/]"}


class Screen:
    """Draw the tasks of one run; groups without a process of their own are not shown."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._started: dict[str, float] = {}
        self._ended: dict[str, tuple[str, float]] = {}
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
        if isinstance(event, TaskStarted):
            self._started.setdefault(event.name, time.monotonic())
            return
        if event.state == "skipped" or event.name not in self._started:
            return
        self._ended[event.name] = (event.state, event.seconds)
        if self._live is None:
            self.console.print(f"{event.name:<20} {event.state:<10} {event.seconds:6.1f} s", highlight=False)

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for name, began in self._started.items():
            state, seconds = self._ended.get(name, ("running", time.monotonic() - began))
            table.add_row(name, _MARKS.get(state, f"[yellow]{state}[/]"), f"{seconds:.1f} s")
        return table


def describe(outcome: Outcome) -> list[str]:
    """Return what a run led to in at most seven lines: what, how good beside baseline and champion, and what is next."""
    found, name = outcome.report.evaluation, outcome.report.evaluation.metric
    own = found.values[name]
    spread = f" ({own.low:,.4g} to {own.high:,.4g})" if own.low is not None and own.high is not None else ""
    verb = "registered" if outcome.registered else "refused"
    lines = [
        f"{verb} {short(outcome.digest)} in {outcome.seconds:.1f} s (run {outcome.run})",
        f"  {name} {_number(own.value)}{spread} on {found.rows:,} untouched rows",
        f"  baseline {_number(found.baseline.values[name])}",
    ]
    if found.champion is not None and outcome.report.champion is not None:
        lines.append(f"  champion {_number(found.champion.values[name])} ({short(outcome.report.champion)})")
    else:
        lines.append("  champion none before this run")
    return lines


def _number(value: float | None) -> str:
    return "undefined" if value is None else f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
