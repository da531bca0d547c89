"""Read the rows of a query from any SQLAlchemy database, streamed."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pyarrow as pa
from sqlalchemy import URL, Engine, Row, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, ProgrammingError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from penstock.contract.columns import Contract
from penstock.errors import SourceError, UnreachableError
from penstock.ingest.assemble import assemble, locate
from penstock.ingest.batch import Batch
from penstock.ingest.secrets import reveal
from penstock.ingest.values import column_of
from penstock.names import nearest
from penstock.settings import Source

BATCH_ROWS = 10_000


def read_sql(source: Source, contract: Contract, root: Path) -> Iterator[Batch]:
    """Yield the rows of the source's query, numbered from 1 in the order the database gives them.

    `database` is an SQLAlchemy address; `secret` its password, or the whole address. SQLite files are relative to
    `root` and opened read-only. Raises `SourceError` when the database or the query fails.
    """
    where = f"source {source.name!r}"
    if not source.query:
        raise SourceError("a database source needs a `query`", where=where, fix="write the SELECT that gives the rows")
    secret = reveal(source, root)
    engine = _engine(_address(source, secret, root), where)
    try:
        yield from _rows(engine, source, source.query, contract)
    except SQLAlchemyError as error:
        # SQLite says this of a table that is not there, a server of a connection that broke.
        passing = isinstance(error, OperationalError) and engine.dialect.name != "sqlite"
        kind = UnreachableError if passing else SourceError
        raise kind(_cause(error, secret), where=where, fix="check `database` and `query`") from None
    finally:
        engine.dispose()


def _rows(engine: Engine, source: Source, query: str, contract: Contract) -> Iterator[Batch]:
    first_row = 1
    with engine.connect().execution_options(stream_results=True, max_row_buffer=BATCH_ROWS) as connection:
        result = connection.execute(text(query))
        fields = locate(source, contract, list(result.keys()))
        for rows in result.partitions(BATCH_ROWS):
            numbers = np.arange(first_row, first_row + len(rows), dtype=np.int64)
            first_row += len(rows)
            yield assemble(fields, contract, _Fetch(rows), numbers, ())


class _Fetch:
    """Give the columns of some rows."""

    def __init__(self, rows: Sequence[Row[tuple[object, ...]]]) -> None:
        self._rows = rows

    def __call__(self, place: int) -> pa.Array:
        return column_of([row[place] for row in self._rows])


def _address(source: Source, secret: str | None, root: Path) -> URL:
    whole = secret is not None and "://" in secret
    given = secret if whole else source.database
    where = f"source {source.name!r}"
    if not given:
        raise SourceError("a database source needs `database`", where=where, fix="write its SQLAlchemy address")
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        raise SourceError(
            "the database address cannot be read", where=where, fix="write dialect://user@host/name, or sqlite:///file.db"
        ) from None
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, root, where)
    return url.set(password=secret) if secret is not None and not whole else url


def _sqlite(url: URL, root: Path, where: str) -> URL:
    path = root / (url.database or "")
    if not path.is_file():
        # SQLite would make an empty database here and then find no table in it.
        like = nearest(path.name, [found.name for found in path.parent.iterdir()]) if path.parent.is_dir() else None
        fix = f"did you mean {like!r}?" if like else "correct the path in `database`; it starts at the project folder"
        raise SourceError(f"there is no database file {url.database!r}", where=where, fix=fix)
    return url.set(database=f"file:{quote(str(path.resolve()))}", query={"mode": "ro", "uri": "true"})


def _engine(url: URL, where: str) -> Engine:
    try:
        return create_engine(url, poolclass=NullPool, hide_parameters=True)
    except (NoSuchModuleError, ImportError):
        raise SourceError(
            f"there is no driver for {url.drivername!r}", where=where, fix="install the database's Python driver"
        ) from None


def _cause(error: SQLAlchemyError, secret: str | None) -> str:
    # Only these two speak of servers and statements; the others may repeat a row's value.
    if not isinstance(error, OperationalError | ProgrammingError) or error.orig is None:
        return f"the database refused: {type(error).__name__}"
    said = (str(error.orig).splitlines() or [""])[0]
    return "the database refused: " + (said.replace(secret, "***") if secret else said)
