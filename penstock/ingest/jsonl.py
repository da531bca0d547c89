"""Read JSON lines, plain or gzip: one object a line, keys may be absent."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from penstock.contract.columns import Contract
from penstock.errors import SourceError
from penstock.ingest.assemble import Field, assemble, locate
from penstock.ingest.batch import Batch
from penstock.ingest.blocks import chunks
from penstock.ingest.values import column_of, decode_line
from penstock.settings import Source

BLOCK_BYTES = 1 << 20


def read_jsonl(path: Path, source: Source, contract: Contract, first_row: int = 1) -> Iterator[Batch]:
    """Yield the rows of one file, numbered from `first_row`.

    The columns are looked for in the first block of about a megabyte. Raises `SourceError` when the file holds no row.
    """
    where = f"source {source.name!r}, {path.name}"
    fields: tuple[Field, ...] | None = None
    names: list[str] = []
    for lines in _lines(chunks(path, source.encoding, where, BLOCK_BYTES)):
        decoded = [decode_line(line) for line in lines]
        if fields is None:
            names = list({name: None for found in decoded if found is not None for name in found})
            if not names:
                fix = "give a file with one JSON object a line, or correct the source's `kind`"
                raise SourceError("the file holds no JSON object", where=where, fix=fix)
            fields = locate(source, contract, names)
        yield _batch(decoded, fields, names, contract, source, first_row)
        first_row += len(decoded)
    if fields is None:
        raise SourceError("the file is empty", where=where, fix="give a file with one JSON object a line")


def _lines(pieces: Iterator[bytes]) -> Iterator[list[bytes]]:
    carry = b""
    for piece in pieces:
        *whole, carry = (carry + piece).split(b"\n")
        if lines := [line for line in whole if line.strip()]:
            yield lines
    if carry.strip():
        yield [carry]


def _batch(
    decoded: list[dict[str, object] | None],
    fields: tuple[Field, ...],
    names: list[str],
    contract: Contract,
    source: Source,
    first_row: int,
) -> Batch:
    good = [found for found in decoded if found is not None]
    rows = np.array([first_row + at for at, found in enumerate(decoded) if found is not None], dtype=np.int64)
    malformed = [first_row + at for at, found in enumerate(decoded) if found is None]

    def fetch(place: int) -> pa.Array:
        return column_of([found.get(names[place]) for found in good])

    return assemble(_late(fields, names, source), contract, fetch, rows, malformed)


def _late(fields: tuple[Field, ...], names: list[str], source: Source) -> tuple[Field, ...]:
    """Give a place to columns that the first block lacked, since any later line may hold them."""
    made = []
    for field in fields:
        name = source.columns.get(field.column.name, field.column.name)
        if field.place is None and name not in names:
            names.append(name)
        made.append(Field(field.column, names.index(name), field.rules))
    return tuple(made)
