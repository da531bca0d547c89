"""Writes a report in SARIF 2.1.0, the format of code scanning (OASIS, Static Analysis Results Interchange Format)."""

import hashlib
from pathlib import PurePath
from urllib.parse import quote

import msgspec

from penstock import __version__
from pipelines.lint.catalog import RULES
from pipelines.lint.report import Finding, Report
from pipelines.lint.rule import Rule, Severity

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
_INDEX = {rule.id: index for index, rule in enumerate(RULES)}


def as_sarif(report: Report) -> bytes:
    """Return the whole report, whatever its severities, as a SARIF log with one run."""
    driver = {"name": "penstock lint-spec", "semanticVersion": __version__, "rules": [_descriptor(rule) for rule in RULES]}
    notifications = [{"level": "error", "message": {"text": str(error)}} for error in report.unreadable]
    invocation = {"executionSuccessful": not report.unreadable, "toolExecutionNotifications": notifications}
    run = {
        "tool": {"driver": driver},
        "invocations": [invocation],
        "results": [_result(finding) for finding in report.findings],
        "columnKind": "unicodeCodePoints",
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(msgspec.json.encode(log), indent=2) + b"\n"


def _descriptor(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "name": "".join(part.capitalize() for part in rule.slug.split("-")),
        "shortDescription": {"text": rule.what},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.why} {rule.fix}", "markdown": f"{rule.why}\n\n{rule.fix}\n\n```python\n{rule.good}\n```"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: Finding) -> dict[str, object]:
    # Without the line, so that a result stays the same one when something above it is added.
    told = "\0".join((finding.rule, finding.file, *finding.tasks, finding.message))
    place = {
        "artifactLocation": {"uri": _uri(finding.file)},
        "region": {"startLine": finding.line, "startColumn": finding.column},
    }
    tasks = [{"fullyQualifiedName": task} for task in finding.tasks]
    return {
        "ruleId": finding.rule,
        "ruleIndex": _INDEX[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{', '.join(finding.tasks)}: {finding.message}"},
        "locations": [{"physicalLocation": place, "logicalLocations": tasks}],
        "partialFingerprints": {"finding/v1": hashlib.sha256(told.encode()).hexdigest()},
    }


def _uri(file: str) -> str:
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
