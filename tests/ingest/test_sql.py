"""Databases are read, never written, and their errors name the fix but no secret."""

import sqlite3
from pathlib import Path

import pytest

from penstock.contract.columns import Column, Contract
from penstock.errors import ProjectError, SourceError
from penstock.ingest.secrets import reveal
from penstock.ingest.sql import read_sql
from penstock.settings import Source

CONTRACT = Contract(task="regression", columns=(Column(name="y", kind="number", role="target"),))


def source(**settings: object) -> Source:
    base = {"name": "north", "kind": "sql", "database": "sqlite:///rows.db", "query": "select y from t"}
    return Source(**{**base, **settings})  # type: ignore[arg-type]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    database = sqlite3.connect(tmp_path / "rows.db")
    with database:
        database.execute("create table t (y)")
        database.executemany("insert into t values (?)", [(1,), ("2.5",), ("x",), (None,)])
    database.close()
    return tmp_path


def test_values_of_mixed_types_are_cast_one_by_one(root: Path) -> None:
    (batch,) = read_sql(source(), CONTRACT, root)
    assert batch.table.column("y").to_pylist() == [1.0, 2.5, None, None]
    assert [fault.row for fault in batch.faults] == [3]


def test_the_whole_address_may_be_the_secret(root: Path) -> None:
    (root / "secret").write_text("sqlite:///rows.db\n")
    assert len(list(read_sql(source(database=None, secret="file:secret"), CONTRACT, root))) == 1


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"query": "select y from absent"}, "no such table"),
        ({"query": "delete from t"}, "readonly|read-only|refused"),
        ({"query": None}, "query"),
        ({"database": "sqlite:///row.db"}, "no database file"),
        ({"database": None}, "database"),
        ({"database": "nonsense"}, "cannot be read"),
        ({"database": "nosuch://host/name"}, "driver"),
        ({"secret": "env:PENSTOCK_TEST_ABSENT"}, "absent or empty"),
        ({"secret": "file:absent"}, "absent or empty"),
    ],
)
def test_what_cannot_be_read_says_why(root: Path, settings: dict[str, object], message: str) -> None:
    with pytest.raises(SourceError, match=message):
        list(read_sql(source(**settings), CONTRACT, root))
    assert not (root / "row.db").exists()


def test_a_secret_written_in_place_of_a_reference_is_not_repeated(root: Path) -> None:
    with pytest.raises(ProjectError) as caught:
        reveal(source(secret="hunter2"), root)
    assert "hunter2" not in str(caught.value)


def test_a_secret_comes_from_the_environment(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENSTOCK_TEST_SECRET", "word")
    assert reveal(source(secret="env:PENSTOCK_TEST_SECRET"), root) == "word"
