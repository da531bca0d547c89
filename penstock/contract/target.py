"""Decide from the target column what the task is: regression, binary or multiclass."""

import pyarrow as pa
import pyarrow.compute as pc

from penstock.contract.columns import Task
from penstock.contract.kinds import Recognised
from penstock.errors import DataError

_FEW_WHOLE_NUMBERS = 10
_MOST_CLASSES = 100


def decide_task(name: str, source: pa.ChunkedArray, column: Recognised) -> tuple[Task, tuple[str, ...]]:
    """Return the task and, for classes, their spellings in order (index 1 is the positive one of two).

    Raises:
        DataError: the target is empty, constant, a date, or a text with too many values to be classes.
    """
    distinct = pc.count_distinct(column.values, mode="only_valid").as_py()
    if distinct < 2:
        raise DataError(
            f"the target {name!r} {'has no values' if distinct == 0 else 'is constant'}", fix="choose a column that varies"
        )
    if column.kind == "time":
        raise DataError(f"the target {name!r} is a date", fix="choose a number or a category as target")
    if _is_amount(column, distinct):
        return "regression", ()
    classes = _classes(source, column)
    if len(classes) > _MOST_CLASSES:
        raise DataError(f"the target {name!r} is text with {len(classes)} values", fix="choose a number or a category as target")
    return ("binary" if len(classes) == 2 else "multiclass"), classes


def _is_amount(column: Recognised, distinct: int) -> bool:
    filled = len(column.values) - column.values.null_count
    if column.kind == "integer":
        return bool(distinct > 2 and (distinct > _FEW_WHOLE_NUMBERS or filled < 10 * distinct))
    return column.kind == "number" and not (distinct == 2 and filled > 2)


def _classes(source: pa.ChunkedArray, column: Recognised) -> tuple[str, ...]:
    # Cells that do not read as the column's kind are faults, not classes.
    spelled = source.combine_chunks().filter(pc.is_valid(column.values)).cast(pa.string())
    return tuple(sorted(pc.unique(spelled).to_pylist(), key=lambda text: _order(text, column.kind)))


def _order(text: str, kind: str) -> tuple[float, str, str]:
    number: float = float(text) if kind in ("integer", "number") else 0.0
    return number, text.lower(), text
