"""Writes a report where and how it is wanted: plain, as JSON, or as SARIF."""

import io
from pathlib import Path
from typing import Literal

import click
import msgspec
from rich.console import Console

from penstock.files import write_bytes
from pipelines.lint.plain import write_plain
from pipelines.lint.report import Finding, Report
from pipelines.lint.rule import Severity
from pipelines.lint.sarif import as_sarif

Form = Literal["plain", "json", "sarif"]


class _Unreadable(msgspec.Struct, frozen=True):
    where: str
    what: str
    fix: str


class _Document(msgspec.Struct, frozen=True):
    files: tuple[str, ...]
    counts: dict[Severity, int]
    findings: tuple[Finding, ...]
    unreadable: tuple[_Unreadable, ...]


def as_json(report: Report) -> bytes:
    """Return the whole report, whatever its severities, as one JSON object."""
    unreadable = tuple(_Unreadable(error.where, error.what, error.fix) for error in report.unreadable)
    document = _Document(report.files, report.counts, report.findings, unreadable)
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def write(report: Report, form: Form, output: Path | None, least: Severity) -> None:
    """Write `report` to standard output or to the file `output`; plain, only what is at least as severe as `least`.

    Raises `StoreError` if the file cannot be written.
    """
    if form == "plain" and output is None:
        write_plain(report, Console(), least)
    elif output is None:
        click.echo(_encoded(report, form, least), nl=False)
    else:
        write_bytes(output, _encoded(report, form, least))


def _encoded(report: Report, form: Form, least: Severity) -> bytes:
    if form == "json":
        return as_json(report)
    if form == "sarif":
        return as_sarif(report)
    text = io.StringIO()
    write_plain(report, Console(file=text, color_system=None), least)
    return text.getvalue().encode()
