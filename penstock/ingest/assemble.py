"""Find the contract's columns among a source's own, and make batches of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from rapidfuzz import process

from penstock.contract.columns import Column, Contract
from penstock.contract.frames import ARROW_TYPES, arrow_schema
from penstock.errors import ContractError
from penstock.ingest.batch import Batch, Fault, Rows
from penstock.ingest.cast import REASONS, Rules, cast_column, rules_for
from penstock.ingest.units import conversion
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
    _check_mapping(source, contract)
    return tuple(_field(source, column, available) for column in contract.columns)


def _check_mapping(source: Source, contract: Contract) -> None:
    known = [column.name for column in contract.columns]
    for setting, names in (("columns", source.columns), ("units", source.units)):
        for name in names:
            if name not in known:
                raise ContractError(
                    f"`{setting}` names {name!r}, which the contract does not have",
                    where=f"source {source.name!r}",
                    fix=nearest(name, known),
                )


def _field(source: Source, column: Column, available: Sequence[str]) -> Field:
    name = source.columns.get(column.name, column.name)
    given = source.units.get(column.name)
    unit = conversion(given, column.unit, column.name) if given is not None and column.kind in ("number", "integer") else None
    rules = rules_for(source, unit, column.name)
    if available.count(name) > 1:
        raise ContractError(f"column {name!r} stands twice", where=f"source {source.name!r}", fix="rename one of them")
    if name in available:
        return Field(column, available.index(name), rules)
    if column.missing or column.role == "ignored":
        return Field(column, None, rules)
    raise ContractError(
        f"column {name!r} is absent", where=f"source {source.name!r}", fix=f"{nearest(name, available)}; map it in `columns`"
    )


def nearest(name: str, known: Sequence[str]) -> str:
    """Return advice that names the entries of `known` closest to `name`."""
    close = [found for found, score, _ in process.extract(name, known, limit=3, processor=str.lower) if score >= 60]
    shown = close or list(known[:8])
    return ("did you mean " if close else "there are: ") + ", ".join(repr(found) for found in shown) + ("?" if close else "")


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
