"""Infer a contract from a table, and say what a person should know about its columns."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from penstock.contract.columns import Column, Contract
from penstock.contract.dates import share
from penstock.contract.draft import Draft, Wishes, choose_key, draft_column
from penstock.contract.findings import Finding
from penstock.contract.kinds import Recognised, recognise, why_unusable
from penstock.contract.leak import gives_away
from penstock.contract.ranges import allowed_range
from penstock.contract.target import about_target, decide_task
from penstock.errors import DataError

_MUCH_MISSING = 0.5


@dataclass(frozen=True, slots=True)
class Inference:
    """The contract that fits the table, what was noticed, and the table under the contract's columns and kinds.

    In `table` unreadable cells are null; `unreadable` is the share of rows that hold one.
    """

    contract: Contract
    findings: tuple[Finding, ...]
    table: pa.Table
    unreadable: float


def infer(table: pa.Table, wishes: Wishes, slack: float = 0.25) -> Inference:
    """Infer the contract of `table`; `slack` widens each range on both sides by that share of its span.

    Raises:
        DataError: the target cannot be learned, or the time column holds no dates.
    """
    recognised = {name: recognise(table.column(name)) for name in table.column_names if name.strip()}
    usable = {name: column for name, column in recognised.items() if column is not None}
    _refuse_wrong_wishes(usable, wishes)
    source = table.column(wishes.target)
    task, classes = decide_task(wishes.target, source, usable[wishes.target])
    drafts = [draft_column(name, column, wishes, classes) for name, column in usable.items()]
    drafts = _set_leaks_aside(choose_key(drafts), wishes.target)
    drafts = [_note_gaps(draft) for draft in drafts]
    contract = Contract(task=task, columns=tuple(_column(draft, slack) for draft in drafts))
    findings = [*about_target(contract, source), *_about_features(drafts), *(one for draft in drafts for one in draft.findings)]
    findings += [_unusable(table, name) for name in table.column_names if name not in usable]
    cast = pa.table({draft.name: draft.values for draft in drafts})
    return Inference(contract, tuple(findings), cast, _unreadable(table, drafts))


def _unusable(table: pa.Table, name: str) -> Finding:
    if not name.strip():
        return Finding("", "unusable", "a column without a name is left out")
    return Finding(name, "unusable", f"left out: it holds {why_unusable(table.column(name).type)}")


def _refuse_wrong_wishes(usable: dict[str, Recognised], wishes: Wishes) -> None:
    for wish in (wishes.target, wishes.time, wishes.key):
        if wish is not None and wish not in usable:
            raise DataError(f"the table has no usable column {wish!r}", fix="choose one of its named, flat columns")
    if wishes.time is not None and usable[wishes.time].kind != "time":
        raise DataError(f"the column {wishes.time!r} does not hold dates", fix="choose another --time, or leave it away")


def _set_leaks_aside(drafts: Sequence[Draft], target: str) -> list[Draft]:
    answer = next(draft for draft in drafts if draft.name == target)
    features = [draft for draft in drafts if draft.role == "feature"]
    leaks = {draft.name for draft in features if gives_away(draft.values, answer.values, bool(answer.categories))}
    # A table whose every feature foretells the target is a simple table, not a leaking one.
    if len(leaks) == len(features):
        words = "alone gives the target; is it known before the prediction?"
        return [draft.noting("leak", words) if draft.name in leaks else draft for draft in drafts]
    words = "alone it gives the target away; if it is known before the prediction, set role = feature"
    return [draft.aside("leak", words) if draft.name in leaks else draft for draft in drafts]


def _note_gaps(draft: Draft) -> Draft:
    gaps = draft.values.null_count / max(1, len(draft.values))
    much = draft.role == "feature" and gaps >= _MUCH_MISSING
    return draft.noting("missing", f"missing in {gaps:.0%} of the rows") if much else draft


def _about_features(drafts: Sequence[Draft]) -> list[Finding]:
    if any(draft.role in ("feature", "time") for draft in drafts):
        return []
    return [Finding("", "unusable", "no column is left to learn from; give one the role feature in the contract")]


def _unreadable(table: pa.Table, drafts: Sequence[Draft]) -> float:
    rows = pa.array([False] * table.num_rows)
    for draft in drafts:
        lost = draft.values.null_count - table.column(draft.name).null_count
        if lost:
            rows = pc.or_(rows, pc.and_(pc.is_null(draft.values), pc.is_valid(table.column(draft.name).combine_chunks())))
    return share(rows)


def _column(draft: Draft, slack: float) -> Column:
    column = Column(
        name=draft.name,
        kind=draft.kind,
        role=draft.role,
        missing=draft.values.null_count > 0,
        personal=draft.personal,
        note="; ".join(finding.message for finding in draft.findings) or None,
    )
    if draft.personal and not draft.categories:
        return column
    if draft.kind == "category":
        known = draft.categories or tuple(sorted(pc.unique(draft.values.drop_null()).to_pylist()))
        return msgspec.structs.replace(column, categories=known)
    if draft.kind in ("number", "integer") and draft.role != "ignored":
        ends = pc.min_max(draft.values).as_py()
        low, high = allowed_range(draft.name, float(ends["min"]), float(ends["max"]), slack, whole=draft.kind == "integer")
        return msgspec.structs.replace(column, minimum=low, maximum=high)
    return column
