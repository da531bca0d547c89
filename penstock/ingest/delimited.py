"""Read delimited text (CSV, TSV) in blocks of lines, each column as text that is then cast to the contract's type."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from penstock.contract.columns import Contract
from penstock.errors import SourceError
from penstock.ingest.assemble import Field, assemble, expected_names, locate
from penstock.ingest.batch import Batch
from penstock.ingest.blocks import chunks, records, split_first
from penstock.settings import Source

BLOCK_BYTES = 4 << 20

_DELIMITERS = (",", ";", "\t", "|")


@dataclass(slots=True)
class _Lost:
    """Collect the numbers, within a block, of lines with too few or too many fields."""

    numbers: list[int] = field(default_factory=list)

    def __call__(self, row: pacsv.InvalidRow) -> str:
        self.numbers.append(row.number)
        return "skip"


@dataclass(frozen=True, slots=True)
class _Layout:
    """Say how the data lines of one file are laid out."""

    source: Source
    fields: tuple[Field, ...]
    width: int


def read_delimited(path: Path, source: Source, contract: Contract, first_row: int = 1) -> Iterator[Batch]:
    """Yield the rows of one file, numbered from `first_row`; raises `SourceError` when it is empty or unreadable."""
    where = f"source {source.name!r}, {path.name}"
    blocks = records(chunks(path, source.encoding, where, BLOCK_BYTES))
    header, rest = split_first(next(blocks, b""))
    names = _names(header, source, contract, where)
    layout = _Layout(source, locate(source, contract, names), len(names))
    for block in _following(rest, blocks):
        batch = _read_block(block, layout, contract, first_row)
        first_row += len(batch.rows)
        if len(batch.rows):
            yield batch


def _following(rest: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
    # A block of nothing but blank lines is an error to the parser and nothing to us.
    yield from (block for block in chain((rest,), blocks) if block.strip(b"\r\n"))


def _names(header: bytes, source: Source, contract: Contract, where: str) -> list[str]:
    try:
        text = header.decode()
    except UnicodeDecodeError:
        raise SourceError("the header is not utf-8", where=where, fix="set the source's `encoding`") from None
    names = _split(text, source.delimiter)
    if not any(names):
        raise SourceError("the file is empty", where=where, fix="give a file with a header line and rows")
    expected = expected_names(source, contract)
    if expected.isdisjoint(names):
        for other in _DELIMITERS:
            if not expected.isdisjoint(_split(text, other)):
                raise SourceError(
                    f"the file's delimiter is {other!r}", where=where, fix=f"set the source's `delimiter` to {other!r}"
                )
    return names


def _split(text: str, delimiter: str) -> list[str]:
    return [name.strip() for name in next(csv.reader([text], delimiter=delimiter), [])]


def _read_block(block: bytes, layout: _Layout, contract: Contract, first_row: int) -> Batch:
    # Bytes that are no UTF-8 become marks, which make faults of their cells; to scan for them costs a fiftieth of parsing.
    lost = _Lost()
    table = _parse(block if block.isascii() else block.decode(errors="replace").encode(), layout, lost)
    return _batch(table, layout, contract, lost.numbers, first_row)


def _batch(table: pa.Table, layout: _Layout, contract: Contract, lost: Sequence[int], first_row: int) -> Batch:
    total = table.num_rows + len(lost)
    rows = np.delete(np.arange(first_row, first_row + total, dtype=np.int64), [number - 1 for number in lost])
    malformed = [first_row + number - 1 for number in lost]
    return assemble(layout.fields, contract, lambda place: table.column(str(place)), rows, malformed)


def _parse(block: bytes, layout: _Layout, lost: _Lost) -> pa.Table:
    # All as text: of a block with one bad cell the typed reader gives nothing, and it takes 0x1F or nan for a number.
    types = {str(field.place): pa.string() for field in layout.fields if field.place is not None}
    return pacsv.read_csv(
        pa.BufferReader(block),
        read_options=pacsv.ReadOptions(
            column_names=[str(place) for place in range(layout.width)], use_threads=False, block_size=len(block) + 1
        ),
        parse_options=pacsv.ParseOptions(
            delimiter=layout.source.delimiter, newlines_in_values=True, invalid_row_handler=lost, ignore_empty_lines=True
        ),
        convert_options=pacsv.ConvertOptions(
            column_types=types, include_columns=list(types), strings_can_be_null=False, check_utf8=False
        ),
    )
