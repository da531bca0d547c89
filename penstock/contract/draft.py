"""Judge one column of a table by itself: what it holds, and whether it describes a row or only names it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from penstock.contract.columns import Kind, Role
from penstock.contract.dates import READABLE, share
from penstock.contract.findings import Finding, Subject
from penstock.contract.kinds import Recognised
from penstock.contract.naming import plain_name
from penstock.contract.personal import looks_personal

_ID_NAME = re.compile(r"(.*_)?(id|key|uuid|guid|nr|no|number|index|code)|unnamed.*|row_?id")
_SURE_ID_NAME = re.compile(r"(.*_)?(id|uuid|guid)")
_COUNTER_NAME = re.compile(r"unnamed.*|(.*_)?index|row.*")
_FEWEST_ROWS_FOR_KEY = 20
_MOSTLY_DIFFERENT = 0.3
_BEYOND_DOUBLES = 2**53
_DRESSED_NUMBER = r"^[-+]?[$€£¥]?\s?\d{1,3}([, '.]?\d{3})*([.,]\d+)?\s?(%|[$€£¥]|[A-Za-z]{1,4})?$"
_CODE = r"^[A-Za-z]?\d+[A-Za-z]?$"


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
class Draft:
    """What is thought of one column so far."""

    name: str
    values: pa.Array
    kind: Kind
    role: Role
    personal: bool = False
    categories: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    def noting(self, subject: Subject, message: str) -> "Draft":
        """Return this draft with one more finding."""
        return replace(self, findings=(*self.findings, Finding(self.name, subject, message)))

    def aside(self, subject: Subject, message: str) -> "Draft":
        """Return this draft left out of the features, and why."""
        return replace(self.noting(subject, f"left out: {message}"), role="ignored")


def draft_column(name: str, column: Recognised, wishes: Wishes, classes: tuple[str, ...]) -> Draft:
    """Return what is thought of one recognised column; `classes` are those of the target."""
    draft = Draft(name, column.values, column.kind, wishes.role(name))
    person = looks_personal(name, column.values)
    if person is not None:
        words = f"seems to hold {person}"
        draft = draft.aside("personal", f"it {words}") if draft.role == "feature" else draft.noting("personal", words)
        draft = replace(draft, personal=True)
    if draft.role == "target":
        return replace(draft, kind="category", categories=classes) if classes else draft
    if draft.role == "key":
        return replace(draft, kind="key")
    return _weigh(draft, wishes) if draft.role == "feature" else draft


def _weigh(draft: Draft, wishes: Wishes) -> Draft:
    distinct = pc.count_distinct(draft.values, mode="only_valid").as_py()
    if distinct == 0:
        return draft.aside("empty", "it holds no values")
    if distinct == 1 and draft.values.null_count == 0:
        return draft.aside("constant", "it holds the same value in every row")
    if draft.kind in ("category", "text", "key") and _is_dressed_number(draft.values):
        words = "its numbers carry signs or units; write them plain to use them as numbers"
        read = draft.noting("text", f"read as categories: {words}")
        return read if draft.kind == "category" else draft.aside("text", words)
    identifier = _identifies(draft, distinct)
    if identifier is not None:
        return replace(draft, kind="key").aside("identifier", identifier)
    if draft.kind == "text":
        return draft.aside("text", "it is free text, which no estimator here reads")
    if draft.kind == "time" and wishes.time is None:
        return draft.noting("date", "holds dates; if rows happen then, name it with --time")
    return draft


def _identifies(draft: Draft, distinct: int) -> str | None:
    """Say why the column tells rows apart rather than describes them; nothing when it does not."""
    plain, rows = plain_name(draft.name), len(draft.values)
    if draft.kind not in ("key", "integer") or distinct < _FEWEST_ROWS_FOR_KEY:
        return "it is different in every row" if draft.kind == "key" and distinct == rows else None
    if draft.kind == "integer" and distinct == rows:
        ends = pc.min_max(draft.values).as_py()
        if ends["max"] - ends["min"] == distinct - 1:
            return "it numbers the rows"
        if _ID_NAME.fullmatch(plain) or max(-ends["min"], ends["max"]) > _BEYOND_DOUBLES:
            return "it is different in every row"
        return None
    if draft.kind == "key":
        return "it is different in every row"
    often = distinct >= _MOSTLY_DIFFERENT * (rows - draft.values.null_count)
    return "it looks like an identifier: few rows share a value" if often and _SURE_ID_NAME.fullmatch(plain) else None


def _is_dressed_number(values: pa.Array) -> bool:
    filled = values.drop_null()
    dressed = share(pc.match_substring_regex(filled, _DRESSED_NUMBER)) >= READABLE
    return dressed and share(pc.match_substring_regex(filled, _CODE)) < 1 - READABLE


def choose_key(drafts: Sequence[Draft]) -> list[Draft]:
    """Give the role of key to the first identifier that is called like one, unless the person named a key."""
    if any(draft.role == "key" for draft in drafts):
        return list(drafts)
    for place, draft in enumerate(drafts):
        plain = plain_name(draft.name)
        named = _ID_NAME.fullmatch(plain) is not None and not _COUNTER_NAME.fullmatch(plain)
        alone = pc.count_distinct(draft.values, mode="all").as_py() == len(draft.values)
        if draft.kind == "key" and not draft.personal and named and alone and draft.values.null_count == 0:
            words = "taken as the key: of rows that share a key, one stays"
            chosen = replace(draft, role="key", findings=(Finding(draft.name, "key", words),))
            return [*drafts[:place], chosen, *drafts[place + 1 :]]
    return list(drafts)
