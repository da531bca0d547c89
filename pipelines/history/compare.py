"""Hold runs against each other and tell what differs: settings, parameters, data, code, libraries, metrics, outcome."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from penstock.cli.printing import in_columns, one_line
from penstock.registry.bundle import short
from penstock.tracking.flat import Plain
from pipelines.cache.ingredients import Ingredients
from pipelines.cache.outcomes import Outcome, outcomes_of
from pipelines.history.details import Details, details
from pipelines.history.output import commit_words, shown
from pipelines.history.summary import Reader
from pipelines.origin import read_origin
from pipelines.report.words import number, shortened

Facts = dict[str, dict[str, Plain | list[Plain]]]

_SECTIONS = ("outcome", "settings", "parameters", "data", "code", "environment", "libraries", "metrics")
_OF_PYTHON = ("python", "machine")
_MOST_ROWS = 20
_WIDEST = 44
_LETTERS_OF_COMMIT = 12


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Hold what runs differ in; a run that has no such thing is absent from `values`."""

    section: str
    name: str
    values: dict[str, Plain | list[Plain]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Hold the differences between `runs`, and of each section the runs of which nothing is known in it."""

    runs: tuple[str, ...]
    differences: tuple[Difference, ...]
    lacking: dict[str, tuple[str, ...]]


def comparison(reader: Reader, runs: Sequence[Path]) -> Comparison:
    """Return what differs between the runs in the folders `runs`, in the order in which a run goes through it."""
    facts = {run.name: _facts(reader, run) for run in runs}
    differences: list[Difference] = []
    lacking: dict[str, tuple[str, ...]] = {}
    for section in _SECTIONS:
        # Beside a run of which nothing is known, all of it would differ, which tells nothing.
        held = {run: found[section] for run, found in facts.items() if found[section]}
        if held and len(held) < len(facts):
            lacking[section] = tuple(run for run in facts if run not in held)
        differences += _differences(section, held) if len(held) > 1 else []
    return Comparison(tuple(facts), tuple(differences), lacking)


def _differences(section: str, held: Mapping[str, Mapping[str, Plain | list[Plain]]]) -> Iterator[Difference]:
    for name in sorted({name for values in held.values() for name in values}):
        values = {run: found[name] for run, found in held.items() if name in found}
        first = next(iter(values.values()))
        if len(values) < len(held) or any(value != first for value in values.values()):
            yield Difference(section=section, name=name, values=values)


def _facts(reader: Reader, run: Path) -> Facts:
    found, outcomes, origin = details(reader, run), outcomes_of(run), read_origin(run)
    made = [outcome.ingredients for outcome in outcomes if outcome.ingredients is not None]
    settings = {name: setting.value for name, setting in origin.settings.items()} if origin else {}
    contract: dict[str, Plain | list[Plain]] = {"contract": found.contract} if found.contract else {}
    return {
        "outcome": _outcome(found),
        "settings": settings | contract,
        "parameters": dict(found.parameters),
        "data": _data(outcomes),
        "code": _code(found, made),
        "environment": _environment(found),
        "libraries": {name: version for each in made for name, version in each.libraries.items() if name not in _OF_PYTHON},
        "metrics": {metric.name: metric.value for metric in found.metrics},
    }


def _outcome(found: Details) -> dict[str, Plain | list[Plain]]:
    told: dict[str, Plain | list[Plain]] = {"state": found.summary.state, "led to": found.summary.outcome or "nothing"}
    if found.summary.bundle:
        told["bundle"] = found.summary.bundle
    if found.compared_with:
        told["champion then"] = found.compared_with
    return told


def _data(outcomes: Sequence[Outcome]) -> dict[str, Plain | list[Plain]]:
    return {
        f"{outcome.name}/{name}": [item.digest or item.uri for item in items]
        for outcome in outcomes
        for name, items in outcome.artifacts.items()
        if any(item.schema_title == "system.Dataset" for item in items)
    }


def _code(found: Details, made: Sequence[Ingredients]) -> dict[str, Plain | list[Plain]]:
    told: dict[str, Plain | list[Plain]] = {name: digest for each in made for name, digest in each.modules.items()}
    for name, commit in (("project commit", found.code.project), ("penstock commit", found.code.penstock)):
        if commit is not None:
            told[name] = commit_words(commit, _LETTERS_OF_COMMIT)
    return told


def _environment(found: Details) -> dict[str, Plain | list[Plain]]:
    on = found.environment
    if on is None:
        return {}
    return {
        "penstock": on.penstock,
        "python": on.python,
        "system": on.system,
        "machine": on.machine,
        "processors": on.processors,
        "memory_bytes": on.memory_bytes,
    }


def comparison_lines(found: Comparison) -> Iterator[str]:
    """Yield a line a difference with a column a run, the sections one after the other."""
    rows: list[tuple[str, ...]] = [("", *found.runs)] if found.differences else []
    for section in _SECTIONS:
        members = [each for each in found.differences if each.section == section]
        if members:
            rows.append((section,))
        rows += [(f"  {one_line(each.name)}", *_cells(each, found.runs)) for each in members[:_MOST_ROWS]]
        if len(members) > _MOST_ROWS:
            rows.append((f"  and {len(members) - _MOST_ROWS} more, see --json",))
    yield from in_columns(rows)
    if not found.differences:
        yield "no difference"
    for runs in sorted(set(found.lacking.values())):
        sections = ", ".join(section for section in _SECTIONS if found.lacking.get(section) == runs)
        yield f"nothing is known of {', '.join(runs)} in {sections}"


def _cells(difference: Difference, runs: Sequence[str]) -> list[str]:
    values = [difference.values.get(run) for run in runs]
    cells = [_cell(value) if run in difference.values else "-" for run, value in zip(runs, values, strict=True)]
    if difference.section == "metrics":
        rounded = [number(value) if isinstance(value, float) else cell for value, cell in zip(values, cells, strict=True)]
        # Rounding must not hide the difference that it is about.
        cells = rounded if len(set(rounded)) == len(set(cells)) else cells
    return cells


def _cell(value: Plain | list[Plain]) -> str:
    if isinstance(value, list):
        return ", ".join(map(_cell, value)) or "nothing"
    text = shown(value)
    return short(text) if text.startswith("sha256:") else shortened(text, _WIDEST)
