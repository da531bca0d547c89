"""Find the contract's columns among a source's own, and make batches of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from penstock.contract.columns import Column, Contract
from penstock.contract.frames import ARROW_TYPES, arrow_schema
from penstock.errors import ContractError
from penstock.ingest.batch import Batch, Fault, Rows
from penstock.ingest.cast import REASONS, Rules, cast_column, rules_for
from penstock.ingest.mapping import check_mapping
from penstock.ingest.units import Conversion
from penstock.names import nearest, suggest
from penstock.settings import Source

Fetch = Callable[[int], pa.Array | pa.ChunkedArray]

MALFORMED = "malformed line"


@dataclass(frozen=True, slots=True)
class Field:
    """Tie one contract column to its place in the source (None: the source lacks it) and its spelling there."""

    column: Column
    place: int | None
    rules: Rules


def locate(source: Source, contract: Contract, available: Sequence[str]) -> tuple[Field, ...]:
    """Return where each contract column stands among `available`, the source's names in order.

    Raises `ContractError` when a column that may not be missing is absent, or when a name is there twice.
    """
    units = check_mapping(source, contract)
    _refuse_strange_names(source, contract, available)
    return tuple(_field(source, column, units.get(column.name), available) for column in contract.columns)


def expected_names(source: Source, contract: Contract) -> frozenset[str]:
    """Return what the contract's columns are called in the source."""
    return frozenset(source.columns.get(column.name, column.name) for column in contract.columns)


def _refuse_strange_names(source: Source, contract: Contract, available: Sequence[str]) -> None:
    # The names are not repeated: of a table without a header they are the values of its first row.
    if not expected_names(source, contract) & set(available):
        fix = "check that this is the right table and that its first line names the columns; then map them in `columns`"
        raise ContractError("the table has no column of the contract", where=f"source {source.name!r}", fix=fix)


def _field(source: Source, column: Column, unit: Conversion | None, available: Sequence[str]) -> Field:
    name = source.columns.get(column.name, column.name)
    rules = rules_for(source, unit, column.name)
    if available.count(name) > 1:
        raise ContractError(f"column {name!r} stands twice", where=f"source {source.name!r}", fix="rename one of them")
    if name in available:
        return Field(column, available.index(name), rules)
    if column.missing or column.role == "ignored":
        return Field(column, None, rules)
    raise _absent(source, column, name, available)


def _absent(source: Source, column: Column, name: str, available: Sequence[str]) -> ContractError:
    like = nearest(name, available)
    if name != column.name:
        what, fix = f"the table has no column {name!r} for {column.name!r}", suggest(name, available)
    elif like is not None:
        what, fix = f"the table has no column {name!r}", f'is it {like!r}? then map it: columns = {{ {name} = "{like}" }}'
    else:
        fix = "map it in `columns` if it has another name; if it may be absent, set missing = true in the contract"
        what = f"the table has no column {name!r}"
    return ContractError(what, where=f"sources.{source.name}.columns", fix=fix)


def assemble(fields: Sequence[Field], contract: Contract, fetch: Fetch, rows: Rows, malformed: Sequence[int]) -> Batch:
    """Cast the columns that `fetch` gives by place, and join the malformed lines as rows of nulls.

    `rows` numbers the values that `fetch` gives; `malformed` holds the numbers of lines that gave none.
    """
    arrays: list[pa.Array] = []
    faults = [Fault(int(row), "", MALFORMED) for row in malformed]
    for field in fields:
        name, kind = field.column.name, field.column.kind
        if field.place is None:
            arrays.append(pa.nulls(len(rows), ARROW_TYPES[kind]))
            continue
        cast = cast_column(fetch(field.place), kind, field.rules)
        arrays.append(cast.values)
        if field.column.role == "ignored":
            # Nothing reads it, so nothing can be wrong with it.
            continue
        faults += [Fault(int(row), name, REASONS[kind]) for row in rows[cast.bad]]
    table = pa.Table.from_arrays(arrays, schema=arrow_schema(contract))
    if len(malformed):
        table, rows = _join(table, rows, malformed)
    return Batch(table, rows, tuple(sorted(faults, key=lambda fault: fault.row)))


def _join(table: pa.Table, rows: Rows, malformed: Sequence[int]) -> tuple[pa.Table, Rows]:
    lost = np.asarray(malformed, dtype=np.int64)
    empty = pa.Table.from_arrays([pa.nulls(len(lost), kind) for kind in table.schema.types], schema=table.schema)
    numbers = np.concatenate([rows, lost])
    order = np.argsort(numbers, kind="stable")
    return pa.concat_tables([table, empty]).take(pa.array(order)).combine_chunks(), numbers[order]
