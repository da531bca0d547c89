"""Read any source, whatever its kind and place, as batches under the contract."""

import os
import tempfile
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

from penstock.contract.columns import Contract
from penstock.errors import SourceError
from penstock.ingest.batch import Batch
from penstock.ingest.delimited import read_delimited
from penstock.ingest.files import check_digest, find_files
from penstock.ingest.jsonl import read_jsonl
from penstock.ingest.parquet import read_parquet
from penstock.settings import Source, use_local_copy

_READERS = {"csv": read_delimited, "parquet": read_parquet, "jsonl": read_jsonl}


def read(source: Source, contract: Contract, root: Path) -> Generator[Batch, None, None]:
    """Yield the rows of `source` in order, in batches, so that memory does not grow with the source.

    Relative paths start at `root`, the project folder; rows are numbered through all files of a pattern. A local copy
    that the environment points at is read in place of the source's own place. Raises
    `SourceError` when the source cannot be read, `ContractError` when its columns do not meet the contract.
    """
    source = use_local_copy(source, os.environ)
    # Libraries of one kind of source are imported when there is one: together they take as long as a small table.
    if source.kind == "sql":
        from penstock.ingest.sql import read_sql

        yield from read_sql(source, contract, root)
    elif source.url is not None:
        from penstock.ingest.http import download

        with tempfile.TemporaryDirectory(prefix="penstock-") as folder:
            into = Path(folder) / "download"
            download(source, source.url, root, into)
            yield from _read_files((into,), source, contract)
    elif source.path is not None:
        found = find_files(source, source.path, root)
        check_digest(source, found)
        yield from _read_files(found, source, contract)
    else:
        raise SourceError("the source has no place", where=f"source {source.name!r}", fix="set its `path` or its `url`")


def check_head(source: Source, contract: Contract, root: Path) -> None:
    """Read the first rows of a source that lies in files on this machine; raises as `read` does."""
    given = use_local_copy(source, os.environ)
    if given.path is not None:
        with closing(read(given, contract, root)) as batches:
            next(batches, None)


def _read_files(paths: tuple[Path, ...], source: Source, contract: Contract) -> Iterator[Batch]:
    first_row = 1
    for path in paths:
        for batch in _READERS[source.kind](path, source, contract, first_row):
            first_row += len(batch.rows)
            yield batch
