"""Infer a contract from a table, and say what a person should know about its columns."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from penstock.contract.columns import Column, Contract, Kind, Role
from penstock.contract.kinds import Recognised, recognise
from penstock.contract.leak import gives_away
from penstock.contract.personal import looks_personal
from penstock.contract.target import decide_task
from penstock.errors import DataError

Subject = Literal["key", "identifier", "constant", "empty", "leak", "personal", "date", "text", "unusable", "task", "sample"]

_ID_NAME = re.compile(r"(^|.*[_\W])(id|key|uuid|guid|nr|no|number|index|code)$|^unnamed.*|^rowid$")
_FEWEST_ROWS_FOR_KEY = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth knowing about one column, in words; it never quotes a cell."""

    column: str
    subject: Subject
    message: str


@dataclass(frozen=True, slots=True)
class Inference:
    """The contract that fits the table, what was noticed, and the format of dates written as text (nothing: ISO)."""

    contract: Contract
    findings: tuple[Finding, ...]
    time_format: str | None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person said about the table: its target, and perhaps its event time and key."""

    target: str
    time: str | None = None
    key: str | None = None

    def role(self, name: str) -> Role:
        """Return the role the person gave to column `name`."""
        return "target" if name == self.target else "time" if name == self.time else "key" if name == self.key else "feature"


@dataclass(frozen=True, slots=True)
class _Draft:
    name: str
    values: pa.Array
    kind: Kind
    role: Role
    personal: bool = False
    categories: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    def aside(self, subject: Subject, message: str, role: Role = "ignored") -> "_Draft":
        return replace(self, role=role, findings=(*self.findings, Finding(self.name, subject, message)))


def infer(table: pa.Table, wishes: Wishes, slack: float = 0.25) -> Inference:
    """Infer the contract of `table`; `slack` widens each range on both sides by that share of its span.

    Raises:
        DataError: the target cannot be learned, or the time column holds no dates.
    """
    recognised = {name: recognise(table.column(name)) for name in table.column_names if name.strip()}
    unusable = [Finding(name, "unusable", "left out: it has no name or a nested type") for name in _unusable(table, recognised)]
    usable = {name: column for name, column in recognised.items() if column is not None}
    _refuse_wrong_wishes(usable, wishes)
    time_format = _one_time_format(table, usable, wishes)
    task, classes = decide_task(wishes.target, table.column(wishes.target), usable[wishes.target])
    drafts = _set_leaks_aside(
        _choose_key([_draft(name, column, wishes, classes) for name, column in usable.items()]), wishes.target
    )
    contract = Contract(task=task, columns=tuple(_column(draft, slack) for draft in drafts))
    findings = [finding for draft in drafts for finding in draft.findings]
    return Inference(contract, (*_about_task(contract), *findings, *unusable), time_format)


def _unusable(table: pa.Table, recognised: dict[str, Recognised | None]) -> list[str]:
    return [name for name in table.column_names if recognised.get(name) is None]


def _refuse_wrong_wishes(usable: dict[str, Recognised], wishes: Wishes) -> None:
    for wish in (wishes.target, wishes.time, wishes.key):
        if wish is not None and wish not in usable:
            raise DataError(f"the table has no usable column {wish!r}", fix="choose one of its named, flat columns")
    if wishes.time is not None and usable[wishes.time].kind != "time":
        raise DataError(f"the column {wishes.time!r} does not hold dates", fix="choose another --time, or leave it away")


def _one_time_format(table: pa.Table, usable: dict[str, Recognised], wishes: Wishes) -> str | None:
    """Choose the one format a source can declare, the event time's first; dates written otherwise become text."""
    written = [name for name, column in usable.items() if column.kind == "time" and _is_text(table.column(name).type)]
    if not written:
        return None
    chosen = usable[wishes.time if wishes.time in written else written[0]].time_format
    for name in written:
        if usable[name].time_format != chosen:
            usable[name] = Recognised("text", table.column(name).combine_chunks().cast(pa.string()))
    return chosen


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_dictionary(kind))


def _about_task(contract: Contract) -> list[Finding]:
    name, classes = contract.target.name, contract.target.categories
    if contract.task == "multiclass" and all(re.fullmatch(r"[+-]?\d+", text) for text in classes):
        words = f"{len(classes)} whole numbers read as classes; for an amount set task = regression and kind = integer"
        return [Finding(name, "task", words)]
    return []


def _draft(name: str, column: Recognised, wishes: Wishes, classes: tuple[str, ...]) -> _Draft:
    draft = _Draft(name, column.values, column.kind, wishes.role(name))
    person = looks_personal(name, column.values)
    if person:
        kept: Role = draft.role if draft.role != "feature" else "ignored"
        draft = replace(draft.aside("personal", f"looks like {person}", kept), personal=True)
    if draft.role == "target":
        return replace(draft, kind="category", categories=classes) if classes else draft
    if draft.role == "key":
        return replace(draft, kind="key")
    return _weigh(draft) if draft.role == "feature" else draft


def _weigh(draft: _Draft) -> _Draft:
    distinct = pc.count_distinct(draft.values, mode="only_valid").as_py()
    if distinct == 0:
        return draft.aside("empty", "holds no values")
    if distinct == 1 and draft.values.null_count == 0:
        return draft.aside("constant", "is constant")
    if _identifies(draft, distinct):
        return replace(draft, kind="key").aside("identifier", "is different in every row")
    if draft.kind == "text":
        return draft.aside("text", "is free text, which no estimator here reads")
    if draft.kind == "time":
        return draft.aside("date", "holds dates; if rows happen then, name it with --time", "feature")
    return draft


def _identifies(draft: _Draft, distinct: int) -> bool:
    if draft.kind not in ("key", "integer") or distinct != len(draft.values):
        return False
    if draft.kind == "key":
        return True
    counted = pc.max(draft.values).as_py() - pc.min(draft.values).as_py() == distinct - 1
    return distinct >= _FEWEST_ROWS_FOR_KEY and (counted or _ID_NAME.match(draft.name.lower()) is not None)


def _choose_key(drafts: Sequence[_Draft]) -> list[_Draft]:
    """Give the role of key to the first identifier that is called like one, unless the person named a key."""
    if any(draft.role == "key" for draft in drafts):
        return list(drafts)
    for place, draft in enumerate(drafts):
        named = _ID_NAME.match(draft.name.lower()) and not draft.name.lower().startswith(("unnamed", "index"))
        if draft.kind == "key" and not draft.personal and named:
            chosen = replace(draft, role="key", findings=(Finding(draft.name, "key", "is taken as the key of a row"),))
            return [*drafts[:place], chosen, *drafts[place + 1 :]]
    return list(drafts)


def _set_leaks_aside(drafts: Sequence[_Draft], target: str) -> list[_Draft]:
    answer = next(draft for draft in drafts if draft.name == target)
    features = [draft for draft in drafts if draft.role == "feature"]
    leaks = {draft.name for draft in features if gives_away(draft.values, answer.values, bool(answer.categories))}
    # A table whose every feature foretells the target is a simple table, not a leaking one.
    aside = len(leaks) < len(features)
    words = "alone gives the target" + ("; known before the prediction? then set role = feature" if aside else "")
    return [draft.aside("leak", words, "ignored" if aside else "feature") if draft.name in leaks else draft for draft in drafts]


def _column(draft: _Draft, slack: float) -> Column:
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
        low, high = widen(float(pc.min(draft.values).as_py()), float(pc.max(draft.values).as_py()), slack)
        return msgspec.structs.replace(column, minimum=low, maximum=high)
    return column


def widen(low: float, high: float, slack: float) -> tuple[float, float]:
    """Return a range around [low, high] with `slack` of its span on both sides, rounded outward; zero is not crossed."""
    room = (high - low) * slack or abs(high) * slack or 1.0
    step = 10.0 ** math.floor(math.log10(room))
    below, above = math.floor((low - room) / step) * step, math.ceil((high + room) / step) * step
    below, above = min(_tidy(below), low), max(_tidy(above), high)
    return (0.0 if low >= 0 > below else below), (0.0 if low < 0 and high <= 0 < above else above)


def _tidy(value: float) -> float:
    return float(f"{value:.12g}")
