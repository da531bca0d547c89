"""Decide from the target column what the task is (regression, binary or multiclass), and what to say about it."""

import re

import pyarrow as pa
import pyarrow.compute as pc

from penstock.contract.columns import Contract, Task
from penstock.contract.findings import Finding, Subject
from penstock.contract.kinds import Recognised
from penstock.errors import DataError

_FEW_WHOLE_NUMBERS = 10
_MOST_CLASSES = 100
_RARE = 10
_FEW_ROWS = 150


def decide_task(name: str, source: pa.ChunkedArray, column: Recognised) -> tuple[Task, tuple[str, ...]]:
    """Return the task and, for classes, their spellings in order (index 1 is the positive one of two).

    Raises:
        DataError: the target is empty, constant, a date, or a text with too many values to be classes.
    """
    distinct = pc.count_distinct(column.values, mode="only_valid").as_py()
    if distinct < 2:
        what = f"the target {name!r} {'has no values' if distinct == 0 else 'is constant'}"
        raise DataError(what, where="--target", fix="choose a column that varies")
    if column.kind == "time":
        raise DataError(f"the target {name!r} is a date", where="--target", fix="choose a number or a category as target")
    if _is_amount(column, distinct):
        return "regression", ()
    classes = _classes(source, column)
    if len(classes) > _MOST_CLASSES:
        fix = "choose a number or a category as target; numbers must be written without signs or units"
        raise DataError(f"the target {name!r} is text with {len(classes)} values", where="--target", fix=fix)
    return ("binary" if len(classes) == 2 else "multiclass"), classes


def about_target(contract: Contract, source: pa.ChunkedArray) -> list[Finding]:
    """Return what is worth knowing about the target before anything is learned from it."""
    target, rows, missing = contract.target, len(source), source.null_count
    found: list[tuple[Subject, str]] = []
    if missing:
        found.append(("missing", f"missing in {missing:,} of {rows:,} rows; nothing is learned from those"))
    if rows - missing < _FEW_ROWS:
        found.append(("sample", f"known in {rows - missing:,} rows only: all figures will be rough"))
    return [Finding(target.name, subject, words) for subject, words in (*found, *_about_classes(contract, source))]


def _about_classes(contract: Contract, source: pa.ChunkedArray) -> list[tuple[Subject, str]]:
    classes = contract.target.categories
    if not classes:
        return []
    found: list[tuple[Subject, str]] = []
    if contract.task == "binary":
        found.append(("task", "of its two classes, the second in the contract is the positive one"))
    if contract.task == "multiclass" and all(re.fullmatch(r"[+-]?\d+(\.0+)?", text) for text in classes):
        words = f"{len(classes)} whole numbers read as classes; for an amount set task = regression and kind = integer"
        found.append(("task", words))
    counted = pc.value_counts(source.cast(pa.string()).combine_chunks().drop_null())
    rare = pc.sum(pc.less(counted.field("counts"), _RARE)).as_py() or 0
    if rare:
        have = "has" if rare == 1 else "have"
        words = f"{rare} of {len(classes)} classes {have} fewer than {_RARE} rows: kept, but hardly learned; merge some"
        found.append(("rare", words))
    if len({text.casefold() for text in classes}) < len(classes):
        found.append(("task", "some classes differ in capitals only; map one spelling to the other with the source's `values`"))
    return found


def _is_amount(column: Recognised, distinct: int) -> bool:
    filled = len(column.values) - column.values.null_count
    if column.kind == "integer" or (column.kind == "number" and _whole(column.values)):
        return bool(distinct > 2 and (distinct > _FEW_WHOLE_NUMBERS or filled < 10 * distinct))
    return column.kind == "number" and not (distinct == 2 and filled > 2)


def _whole(values: pa.Array) -> bool:
    return bool(pc.all(pc.equal(pc.round(values), values)).as_py())


def _classes(source: pa.ChunkedArray, column: Recognised) -> tuple[str, ...]:
    # Cells that do not read as the column's kind are faults, not classes.
    spelled = source.combine_chunks().filter(pc.is_valid(column.values)).cast(pa.string())
    return tuple(sorted(pc.unique(spelled).to_pylist(), key=lambda text: _order(text, column.kind)))


def _order(text: str, kind: str) -> tuple[float, str, str]:
    number: float = float(text) if kind in ("integer", "number") else 0.0
    return number, text.lower(), text
