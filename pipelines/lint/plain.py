"""Writes a report for people: one line a finding, what to do about each rule, and how many there are."""

from collections import Counter
from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from pipelines.lint.report import Finding, Report, is_at_least
from pipelines.lint.rule import Severity, listed, printable

_STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_NAMES: dict[Severity, tuple[str, str]] = {
    "error": ("error", "errors"),
    "warning": ("warning", "warnings"),
    "info": ("note", "notes"),
}


def write_plain(report: Report, console: Console, least: Severity) -> None:
    """Write the findings that are at least as severe as `least`, then what to do about each rule, then how many there are."""
    shown = [finding for finding in report.findings if is_at_least(finding.severity, least)]
    before = ""
    for finding in shown:
        if before not in ("", finding.file):
            console.print()
        before = finding.file
        _print(console, _line(finding))
    if shown:
        console.print()
        for line in _advice(shown):
            _print(console, line)
        console.print()
    _print(console, Text(_summary(report, shown)))


def _print(console: Console, line: Text) -> None:
    # A line is one line, so that editors and grep find the place.
    console.print(line, soft_wrap=True, highlight=False)


def _line(finding: Finding) -> Text:
    return Text.assemble(
        f"{printable(finding.file)}:{finding.line}: ",
        (f"{finding.rule} {finding.slug}", _STYLES[finding.severity]),
        f": {listed(finding.tasks, 1)}: {finding.message}",
    )


def _advice(shown: list[Finding]) -> Iterator[Text]:
    rules = {finding.rule: finding for finding in shown}
    counts = Counter(finding.rule for finding in shown)
    for name, finding in sorted(rules.items()):
        yield Text.assemble((f"{name} {finding.slug}", _STYLES[finding.severity]), f" ({counts[name]}): {finding.fix}")


def _summary(report: Report, shown: list[Finding]) -> str:
    counts = Counter(finding.severity for finding in shown)
    told = [f"{counts[severity]} {_NAMES[severity][counts[severity] != 1]}" for severity in report.counts if counts[severity]]
    read, unread = len(report.files) - len(report.unreadable), len(report.unreadable)
    files = f"{read} file{'s' if read != 1 else ''}" + (f", {unread} not read" if unread else "")
    hidden = len(report.findings) - len(shown)
    more = f"; {hidden} below that, `--fail-on info` shows all" if hidden else ""
    return f"{', '.join(told) or 'nothing found'} in {files}{more}"
