"""Read the first rows of a table from a file or a folder, in the form that inference reads."""

import gzip
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from penstock.contract.kinds import as_utc
from penstock.contract.numbers import plain_numbers
from penstock.contract.sniff import CsvForm, sniff
from penstock.contract.spelling import Spelling, spell
from penstock.errors import DataError, SourceError
from penstock.ingest.values import column_of, decode_line
from penstock.names import nearest
from penstock.settings import Source

HEADER_FIX = "the first line seems to hold values: put a line with the columns' names before it"

TableKind = Literal["csv", "parquet", "jsonl"]

_ENDINGS: dict[str, TableKind] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".csv.gz": "csv",
    ".tsv.gz": "csv",
    ".parquet": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jsonl.gz": "jsonl",
    ".ndjson.gz": "jsonl",
}
MISSING = Source(name="any", kind="csv").missing
"""The marks for missing cells that every source knows."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows of one table, and how it is written.

    In `table` texts are trimmed, marks for missing cells null, decimal signs points, and dates moments; `pattern` names
    its files.
    """

    table: pa.Table
    kind: TableKind
    form: CsvForm
    spelling: Spelling
    pattern: Path
    complete: bool


def read_sample(place: Path, limit: int = 200_000, time: str | None = None) -> Sample:
    """Read at most `limit` rows of the table at `place`, a file or a folder of files of one ending.

    `time` is the column that is said to hold the event time, if any.

    Raises:
        SourceError: nothing is there, it cannot be read, or it is not what its name says.
        DataError: it holds no rows, or two of its columns share a name.
    """
    files, ending = _files(place)
    kind = _ENDINGS[ending]
    form = sniff(files[0]) if kind == "csv" else CsvForm()
    batches: list[pa.Table] = []
    room, complete = limit, True
    for file in files:
        for batch in _read(file, kind, form, room + 1):
            complete = complete and batch.num_rows <= room
            batches.append(batch.slice(0, room))
            room -= batches[-1].num_rows
            if not complete:
                break
        if not complete:
            break
    table = _concatenate(batches, place)
    if table.num_rows == 0:
        raise DataError("the table holds no rows", where=str(place), fix="give a table with a header and rows")
    table, spelling = spell(table, form.decimal, time)
    return Sample(table, kind, form, spelling, place / f"*{ending}" if place.is_dir() else place, complete)


def stack(samples: Sequence[Sample]) -> pa.Table:
    """Return the rows of all samples under the columns they share; where types differ, values become text.

    A column of lists or objects in one table and of something else in another is not shared.
    """
    known = [dict(zip(sample.table.column_names, sample.table.columns, strict=True)) for sample in samples]
    stacked = {}
    for name in known[0]:
        columns = [each[name] for each in known if name in each]
        types = {column.type for column in columns}
        if len(columns) < len(known) or (len(types) > 1 and any(pa.types.is_nested(kind) for kind in types)):
            continue
        alike = columns if len(types) == 1 else [column.cast(pa.string()) for column in columns]
        stacked[name] = pa.chunked_array([chunk for column in alike for chunk in column.chunks], alike[0].type)
    return pa.table(stacked)


def _concatenate(batches: list[pa.Table], place: Path) -> pa.Table:
    try:
        return pa.concat_tables(batches, promote_options="permissive") if batches else pa.table({})
    except pa.ArrowException as error:
        raise SourceError("the files disagree on a column's type", where=str(place), fix="make their types the same") from error


def _files(place: Path) -> tuple[list[Path], str]:
    if place.is_file():
        return [place], _ending(place)
    if not place.is_dir():
        like = nearest(place.name, [path.name for path in place.parent.iterdir()]) if place.parent.is_dir() else None
        raise SourceError("there is no such table", where=str(place), fix=f"did you mean {like!r}?" if like else "check the path")
    found = sorted(path for path in place.iterdir() if path.is_file() and not path.name.startswith((".", "_")))
    tables = [path for path in found if any(path.name.lower().endswith(ending) for ending in _ENDINGS)]
    if not tables:
        raise SourceError("the folder holds no table", where=str(place), fix="put CSV, Parquet or JSON lines files in it")
    endings = sorted({_ending(path) for path in tables})
    if len(endings) > 1:
        raise SourceError(f"the folder mixes {' and '.join(endings)} files", where=str(place), fix="keep one kind in a folder")
    return tables, endings[0]


def _ending(path: Path) -> str:
    for ending in sorted(_ENDINGS, key=len, reverse=True):
        if path.name.lower().endswith(ending):
            return path.name[-len(ending) :] if path.name[-len(ending) :] in _ENDINGS else ending
    raise SourceError("the kind of table is not known by its name", where=str(path), fix=f"use one of {', '.join(_ENDINGS)}")


def _read(file: Path, kind: TableKind, form: CsvForm, limit: int) -> Iterator[pa.Table]:
    readers = {"csv": _read_csv, "parquet": _read_parquet, "jsonl": _read_json}
    try:
        for table in readers[kind](file, form, limit):
            _refuse_repeated_names(table.column_names, file)
            yield _clean(table)
    # Arrow's and the codecs' own words may quote cells, so they are not passed on.
    except (pa.ArrowException, UnicodeError, EOFError) as error:
        raise SourceError(f"the file is not readable as {kind}", where=str(file), fix="check the file's content") from error
    except OSError as error:
        cause = error.strerror or f"it is not readable as {kind}"
        raise SourceError(f"the table cannot be read: {cause}", where=str(file), fix="check the file") from error


def _refuse_repeated_names(names: list[str], file: Path) -> None:
    repeated = next((name for name, times in Counter(names).items() if times > 1), None)
    if repeated is not None and lack_a_header(names):
        # Then the names are values of a row, which are not repeated.
        raise DataError("two columns have the same name", where=str(file), fix=HEADER_FIX)
    if repeated is not None:
        raise DataError(f"two columns are called {repeated!r}", where=str(file), fix="rename one of them")


def lack_a_header(names: Sequence[str]) -> bool:
    """Tell whether the names of columns look like the values of a row: half of them or more are numbers."""
    return len(names) > 0 and 2 * (len(names) - plain_numbers(pa.array(names, pa.string()), ".").null_count) >= len(names)


def _read_csv(file: Path, form: CsvForm, limit: int) -> Iterator[pa.Table]:
    reading = pa_csv.ReadOptions(encoding=form.encoding)
    parsing = pa_csv.ParseOptions(delimiter=form.delimiter, newlines_in_values=True, invalid_row_handler=lambda _: "skip")
    with pa_csv.open_csv(file, reading, parsing) as reader:
        names = reader.schema.names
    # Everything is read as text: Arrow would fix the types from the first block and stop at the first surprise.
    as_text = pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    with pa_csv.open_csv(file, reading, parsing, as_text) as reader:
        for table in _up_to(reader, limit):
            yield table.rename_columns([name.strip() for name in names])


def _clean(table: pa.Table) -> pa.Table:
    """Trim texts and make missing marks null, as reading the source will, and bring moments into UTC."""
    return pa.table([_clean_column(column) for column in table.columns], names=table.column_names)


def _clean_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if _is_text(column.type):
        text = pc.utf8_trim_whitespace(column.cast(pa.string()))
        return pc.if_else(pc.is_in(text, value_set=pa.array(MISSING)), pa.scalar(None, pa.string()), text)
    return as_utc(column) if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type) else column


def _is_text(kind: pa.DataType) -> bool:
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(plain) or pa.types.is_large_string(plain) or pa.types.is_string_view(plain))


def _read_parquet(file: Path, _: CsvForm, limit: int) -> Iterator[pa.Table]:
    with pa_parquet.ParquetFile(file) as reader:
        yield from _up_to(reader.iter_batches(), limit)


def _up_to(batches: Iterator[pa.RecordBatch], limit: int) -> Iterator[pa.Table]:
    for batch in batches:
        yield pa.Table.from_batches([batch.slice(0, limit)])
        limit -= min(limit, batch.num_rows)
        if limit == 0:
            return


def _read_json(file: Path, _: CsvForm, limit: int) -> Iterator[pa.Table]:
    with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as stream:
        found = [row for line in islice(stream, limit) if (row := decode_line(line)) is not None]
        if not found and stream.tell():
            raise SourceError("the file holds no JSON object", where=str(file), fix="give a file with one JSON object a line")
    names = dict.fromkeys(name for row in found for name in row)
    if found:
        yield pa.table({name: column_of([row.get(name) for row in found]) for name in names})
