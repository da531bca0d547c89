"""Lints files: reads each, asks the chosen rules, and gathers what they found and what could not be read."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from penstock.errors import ProjectError
from pipelines.lint.catalog import Selection
from pipelines.lint.rule import SEVERITIES, Rule, Severity
from pipelines.lint.spec import Pipeline, find_pipelines
from pipelines.lint.tree import ShapeError, read_documents

_LARGEST_MIB = 100


class Finding(msgspec.Struct, frozen=True):
    """Report one broken rule: which, where in which file, for which tasks (by path), and what to do."""

    rule: str
    slug: str
    severity: Severity
    file: str
    line: int
    column: int
    tasks: tuple[str, ...]
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Report:
    """Hold what was found in `files`, in their order and by line; `unreadable` says what kept a file from being linted."""

    files: tuple[str, ...]
    findings: tuple[Finding, ...]
    unreadable: tuple[ProjectError, ...]

    def count(self, least: Severity = "info") -> int:
        """Return how many findings are at least as severe as `least`."""
        return sum(number for severity, number in self.counts.items() if is_at_least(severity, least))

    @property
    def counts(self) -> dict[Severity, int]:
        """Return the number of findings by severity, the worst first."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found[severity] for severity in reversed(SEVERITIES)}


def is_at_least(severity: Severity, least: Severity) -> bool:
    """Compare two severities."""
    return SEVERITIES.index(severity) >= SEVERITIES.index(least)


def lint(files: Sequence[Path], selection: Selection) -> Report:
    """Lint `files`, each once. A file that cannot be read is reported and keeps no other from being linted."""
    findings: list[Finding] = []
    unreadable: list[ProjectError] = []
    names = {file: os.fsencode(file).decode(errors="backslashreplace") for file in files}
    for file, name in names.items():
        try:
            found = dict.fromkeys(_lint_file(file, name, selection))
            findings += sorted(found, key=lambda finding: (finding.line, finding.column, finding.rule))
        except ProjectError as error:
            unreadable.append(error)
    return Report(tuple(names.values()), tuple(findings), tuple(unreadable))


def _lint_file(file: Path, name: str, selection: Selection) -> list[Finding]:
    try:
        pipelines = find_pipelines(read_documents(_content(file, name)))
        return [
            finding
            for pipeline in pipelines
            for rule in selection.rules
            for finding in _findings(rule, pipeline, name, selection)
        ]
    except ShapeError as error:
        fix = "give the file that `kfp dsl compile`, or `penstock compile`, writes"
        raise ProjectError(f"this pipeline cannot be read: {error.what}", where=f"{name}:{error.line}", fix=fix) from None


def _content(file: Path, name: str) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(_LARGEST_MIB * 2**20 + 1)
    except OSError as error:
        why = (error.strerror or "the system refused").lower()
        raise ProjectError(f"this file cannot be read: {why}", where=name, fix="name a compiled pipeline") from error
    if len(content) > _LARGEST_MIB * 2**20:
        raise ProjectError(f"more than {_LARGEST_MIB} MiB are no pipeline", where=name, fix="name a compiled pipeline")
    return content


def _findings(rule: Rule, pipeline: Pipeline, file: str, selection: Selection) -> Iterator[Finding]:
    for hit in rule.check(pipeline):
        tasks = tuple(task for task in dict.fromkeys(hit.tasks) if selection.keeps(rule, task))
        if tasks:
            place = hit.node
            yield Finding(rule.id, rule.slug, rule.severity, file, place.line, place.column, tasks, hit.message, rule.fix)
