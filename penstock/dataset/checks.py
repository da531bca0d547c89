"""Hold a batch against its contract: mend what the policies allow, and give a reason for every row that breaks it.

Arrow screens all cells; only the suspects are framed and given to pandera, which names the reasons.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pandera.pandas as pandera
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from penstock.contract import Column, Contract
from penstock.contract.frames import to_frame
from penstock.ingest.batch import Batch

PROBLEMS = pa.schema([("row", pa.int64()), ("column", pa.string()), ("reason", pa.string())])


@dataclass(frozen=True, slots=True)
class Checked:
    """Hold the rows that keep the contract, and one line a problem (row, column, reason) for those that do not."""

    table: pa.Table
    problems: pa.Table
    quarantined: int
    clamped: dict[str, int]


def frame_schema(contract: Contract) -> pandera.DataFrameSchema:
    """Express the contract's refusals as a pandera schema over the frame form; ignored columns are free."""
    return pandera.DataFrameSchema({column.name: _frame_column(column, contract) for column in _checked(contract)})


def check(batch: Batch, contract: Contract, schema: pandera.DataFrameSchema) -> Checked:
    """Split a batch into rows that keep the contract and problems.

    A row that could not be read is reported with its faults alone. `schema` is `frame_schema(contract)`.
    """
    table, clamped = mend(batch.table, contract)
    unreadable = np.isin(batch.rows, np.array([fault.row for fault in batch.faults], dtype=np.int64))
    screened = suspects(table, contract)
    suspect = ~unreadable & np.any([np.zeros_like(unreadable), *screened.values()], axis=0)
    if not suspect.any() and not unreadable.any():
        return Checked(table, PROBLEMS.empty_table(), 0, clamped)
    broken = failures(table.select(list(screened)).filter(pa.array(suspect)), batch.rows[suspect], schema)
    read = [[getattr(fault, name) for fault in batch.faults] for name in PROBLEMS.names]
    problems = pa.concat_tables([pa.table(read, schema=PROBLEMS), broken])
    bad = unreadable | np.isin(batch.rows, broken.column("row").to_numpy())
    return Checked(table.filter(pa.array(~bad)), _in_row_order(problems), int(bad.sum()), clamped)


def mend(table: pa.Table, contract: Contract) -> tuple[pa.Table, dict[str, int]]:
    """Turn NaN into missing and apply the `clamp` policies; also return the count of cells changed by column.

    A clamped number moves to its nearest bound, a clamped category becomes missing. The target is never clamped.
    """
    changed: dict[str, int] = {}
    for place, column in enumerate(contract.columns):
        values = table.column(column.name)
        mended = _without_nan(values)
        if column.role in ("feature", "time", "key"):
            clamped = _clamp(mended, column, contract)
            if clamped is not mended:
                changed[column.name] = int(pc.sum(suspect_values(mended, column, contract, clamping=True)).as_py() or 0)
                mended = clamped
        if mended is not values:
            table = table.set_column(place, column.name, mended)
    return table, changed


def suspects(table: pa.Table, contract: Contract) -> dict[str, NDArray[np.bool_]]:
    """Return which cells the contract refuses, shape (rows,), by column; columns without such cells are left out."""
    found: dict[str, NDArray[np.bool_]] = {}
    for column in _checked(contract):
        values = table.column(column.name)
        masks = [values.is_null()] if not column.missing and values.null_count else []
        outside = suspect_values(values, column, contract, clamping=False)
        masks += [] if outside is None else [outside]
        if masks:
            found[column.name] = np.logical_or.reduce([mask.to_numpy() for mask in masks])
    return found


def suspect_values(values: pa.ChunkedArray, column: Column, contract: Contract, *, clamping: bool) -> pa.ChunkedArray | None:
    """Return which values are infinite (when refusing), outside the range or unseen; None when all are fine."""
    if column.kind in ("number", "integer"):
        low, high = _bounds(column, contract, clamping=clamping)
        extremes = pc.min_max(values).as_py()
        smallest, largest = extremes["min"], extremes["max"]
        if smallest is None or (low <= smallest and largest <= high):
            return None
        numbers = values.cast(pa.float64(), safe=False)
        return pc.fill_null(pc.or_(pc.less(numbers, low), pc.greater(numbers, high)), False)
    if column.kind == "category" and _judges_categories(column, contract, clamping=clamping):
        known = pc.is_in(values, value_set=pa.array(column.categories, pa.string()))
        strange = pc.and_(pc.invert(known), values.is_valid())
        return strange if pc.any(strange).as_py() else None
    return None


def failures(table: pa.Table, rows: NDArray[np.int64], schema: pandera.DataFrameSchema) -> pa.Table:
    """Return one line (row, column, reason) a refused cell of `table`, some columns of a batch; `rows` are its row numbers."""
    found = [PROBLEMS.empty_table()]
    for name, values in to_frame(table).items():
        for reason, places in _refused(values, schema.columns[name]):
            words = (pa.repeat(word, len(places)) for word in (name, reason))
            found.append(pa.table([pa.array(rows[places]), *words], PROBLEMS))
    return pa.concat_tables(found)


def _refused(values: pd.Series, column: pandera.Column) -> Iterator[tuple[str, NDArray[np.int64]]]:
    # Each rule is asked by itself: a schema asked for all failures at once takes 40 ms a batch to gather them.
    if not column.nullable:
        yield "missing", np.flatnonzero(values.isna())
    for rule in column.checks:
        cases = rule(values).failure_cases
        if cases is not None:
            yield rule.name, cases.index.to_numpy(dtype=np.int64)


def _checked(contract: Contract) -> tuple[Column, ...]:
    return tuple(column for column in contract.columns if column.role != "ignored")


def _frame_column(column: Column, contract: Contract) -> pandera.Column:
    checks: list[pandera.Check] = []
    if column.kind in ("number", "integer"):
        low, high = _bounds(column, contract, clamping=False)
        checks = [
            pandera.Check(np.isfinite, name="not finite"),
            pandera.Check(lambda values: (values >= low) | np.isinf(values), name="below the minimum"),
            pandera.Check(lambda values: (values <= high) | np.isinf(values), name="above the maximum"),
        ]
    if column.kind == "category" and _judges_categories(column, contract, clamping=False):
        known = list(column.categories)
        checks = [pandera.Check(lambda values: values.isin(known), name="unseen category")]
    return pandera.Column(None, checks, nullable=column.missing)


def _bounds(column: Column, contract: Contract, *, clamping: bool) -> tuple[float, float]:
    widest = np.finfo(np.float64).max
    judged = clamping or contract.out_of_range == "refuse" or (contract.out_of_range == "clamp" and column.role == "target")
    low = column.minimum if judged and column.minimum is not None else -widest
    high = column.maximum if judged and column.maximum is not None else widest
    return float(low), float(high)


def _judges_categories(column: Column, contract: Contract, *, clamping: bool) -> bool:
    # a class outside the contract has no index, so a target is judged under every policy
    return bool(column.categories) and (clamping or column.role == "target" or contract.unseen_category == "refuse")


def _without_nan(values: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_floating(values.type):
        return values
    nan = pc.is_nan(values)
    return pc.if_else(nan, None, values) if pc.any(nan).as_py() else values


def _clamp(values: pa.ChunkedArray, column: Column, contract: Contract) -> pa.ChunkedArray:
    numeric = column.kind in ("number", "integer") and contract.out_of_range == "clamp"
    category = column.kind == "category" and contract.unseen_category == "clamp"
    strange = suspect_values(values, column, contract, clamping=True) if numeric or category else None
    if strange is None:
        return values
    if category:
        return pc.if_else(strange, None, values)
    low, high = _bounds(column, contract, clamping=True)
    if column.kind == "number":
        nearest = pc.min_element_wise(pc.max_element_wise(values, low, skip_nulls=False), high, skip_nulls=False)
        return pc.if_else(pc.is_finite(values), nearest, values)
    smallest, largest = pa.scalar(_whole(math.ceil(low))), pa.scalar(_whole(math.floor(high)))
    return pc.min_element_wise(pc.max_element_wise(values, smallest, skip_nulls=False), largest, skip_nulls=False)


def _whole(bound: int) -> int:
    return max(-(2**63), min(2**63 - 1, bound))


def _in_row_order(problems: pa.Table) -> pa.Table:
    return problems.sort_by([("row", "ascending"), ("column", "ascending"), ("reason", "ascending")])
