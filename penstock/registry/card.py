"""Write the model card: what a model predicts, how good it is and on what, and what it was made from. It holds no times."""

import re
from collections.abc import Iterable, Sequence

import msgspec

from penstock.contract.columns import Column, Contract
from penstock.errors import RegistryError
from penstock.model.report import Evaluation, Measured
from penstock.registry.lineage import Lineage

_MOST_SEGMENTS = 50
_MOST_IMPORTANT = 20
_MARKUP = re.compile(r"([\\`*_|<>\[\]#~])")


def render_card(name: str, contract: Contract, metrics: bytes, lineage: Lineage) -> str:
    """Return the model card in Markdown; equal arguments give equal text.

    Args:
        name: the project's name.
        metrics: the JSON of the evaluation, the bundle's `metrics.json`.

    Raises:
        RegistryError: the metrics document does not have the form of an evaluation.
    """
    try:
        measured = msgspec.json.decode(metrics, type=Evaluation)
    except msgspec.DecodeError as error:
        raise RegistryError(f"the metrics document does not fit: {error}", fix="run the evaluation again") from None
    sections = [
        _purpose(name, contract),
        _quality(measured, contract.target),
        _segments(measured),
        _importances(measured),
        _inputs(contract),
        _limits(contract, measured),
        _origin(contract, lineage),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _purpose(name: str, contract: Contract) -> str:
    target = contract.target
    what = f"Predicts {_text(target.name)}" + (f" in {_text(target.unit)}" if target.unit else "")
    classes = f" Classes: {', '.join(_text(each) for each in target.categories)}." if target.categories else ""
    return f"# {_text(name)}\n\n{what} ({contract.task}).{classes}"


def _quality(measured: Evaluation, target: Column) -> str:
    sides = [("baseline", measured.baseline)] + ([("champion", measured.champion)] if measured.champion else [])
    rows = [
        [_text(name), _number(value.value), _interval(value), *(_number(side.values.get(name)) for _, side in sides)]
        for name, value in sorted(measured.values.items(), key=lambda each: (each[0] != measured.metric, each[0]))
    ]
    share = f"{measured.confidence:.6g}"
    table = _table(["metric", "model", f"interval ({share})", *(label for label, _ in sides)], rows)
    beside = [f"- beside the {label}: {_number(side.difference.value)}, {_interval(side.difference)}" for label, side in sides]
    intro = (
        f"Measured on {measured.rows} rows of {_text(target.name)} that training never saw. Decided on {_text(measured.metric)}."
    )
    loss = f"Difference in the loss of {_text(measured.metric)}, where less than zero is better than the other side:"
    return "\n\n".join(["## Quality", intro, table, loss, "\n".join(beside)])


def _segments(measured: Evaluation) -> str:
    if not measured.segments:
        return ""
    shown = measured.segments[:_MOST_SEGMENTS]
    rows = [[_text(each.column), _text(each.label), str(each.rows), _number(each.values.get(measured.metric))] for each in shown]
    more = _more(len(measured.segments) - len(shown), "segments")
    return "## Segments\n\n" + _table(["column", "segment", "rows", _text(measured.metric)], rows) + more


def _importances(measured: Evaluation) -> str:
    if not measured.importance:
        return ""
    ranked = sorted(measured.importance, key=lambda each: (-each.mean, each.feature))
    shown = ranked[:_MOST_IMPORTANT]
    rows = [[_text(each.feature), _number(each.mean), _number(each.deviation)] for each in shown]
    intro = f"Loss of {_text(measured.metric)} added by shuffling one feature.\n\n"
    more = _more(len(ranked) - len(shown), "features")
    return "## What matters\n\n" + intro + _table(["feature", "added loss", "deviation"], rows) + more


def _inputs(contract: Contract) -> str:
    rows = [
        [_text(each.name), each.kind, _text(each.unit or ""), _range(each), "allowed" if each.missing else "refused"]
        for each in contract.inputs
    ]
    return "## Inputs\n\n" + _table(["column", "kind", "unit", "range", "missing"], rows)


def _limits(contract: Contract, measured: Evaluation) -> str:
    lines = [
        f"- Values outside the ranges above: {contract.out_of_range}.",
        f"- Categories not seen in training: {contract.unseen_category}.",
        f"- The figures hold for rows like the {measured.rows} measured ones; other places or later times may differ.",
    ]
    personal = [_text(each.name) for each in contract.inputs if each.personal]
    if personal:
        lines.append(f"- Columns that look personal: {', '.join(personal)}.")
    return "## Limits\n\n" + "\n".join(lines)


def _origin(contract: Contract, lineage: Lineage) -> str:
    made_from = [
        ("contract", contract.digest),
        ("dataset", lineage.dataset),
        ("split", lineage.split),
        ("settings", lineage.settings),
        ("code", lineage.code),
    ]
    sources = [(f"source {_text(name)}", digest) for name, digest in sorted(lineage.sources.items())]
    return "## Origin\n\n" + _table(["what", "digest"], [[label, f"`{digest}`"] for label, digest in made_from + sources])


def _range(column: Column) -> str:
    if column.categories:
        return f"{len(column.categories)} categories"
    if column.minimum is None and column.maximum is None:
        return ""
    low = "any" if column.minimum is None else _number(column.minimum)
    high = "any" if column.maximum is None else _number(column.maximum)
    return f"{low} to {high}"


def _interval(measured: Measured) -> str:
    if measured.low is None or measured.high is None:
        return "no interval"
    return f"{_number(measured.low)} to {_number(measured.high)}"


def _number(value: float | None) -> str:
    return "undefined" if value is None else f"{value:.6g}"


def _more(count: int, what: str) -> str:
    return f"\n\n{count} more {what} are in `metrics.json`." if count > 0 else ""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _text(value: str) -> str:
    """Make a name from a table harmless in Markdown: one line, no markup."""
    return _MARKUP.sub(r"\\\1", " ".join(value.split()))
