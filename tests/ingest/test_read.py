"""Every kind of source gives the same batches, and says what is wrong when it cannot."""

import csv
import gzip
import hashlib
import json
import sqlite3
import tempfile
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penstock.contract.columns import Column, Contract
from penstock.contract.frames import arrow_schema
from penstock.errors import ContractError, PenstockError, ProjectError, SourceError
from penstock.ingest.batch import Batch, Fault
from penstock.ingest.read import check_head, read
from penstock.settings import Source

CONTRACT = Contract(
    task="regression",
    columns=(
        Column(name="id", kind="key", role="key"),
        Column(name="area", kind="number", unit="m2", missing=True),
        Column(name="rooms", kind="integer", missing=True),
        Column(name="city", kind="category", missing=True),
        Column(name="sold", kind="time", role="time", missing=True),
        Column(name="price", kind="number", role="target"),
    ),
)
HEADER = "id,area,rooms,city,sold,price\n"


def source(**settings: object) -> Source:
    return Source(**{"name": "north", "kind": "csv", "path": "rows.csv", **settings})  # type: ignore[arg-type]


def gather(src: Source, root: Path) -> tuple[pa.Table, list[int], list[Fault]]:
    batches: list[Batch] = list(read(src, CONTRACT, root))
    for batch in batches:
        assert batch.table.schema == arrow_schema(CONTRACT)
        assert batch.table.num_rows == len(batch.rows)
    table = pa.concat_tables([batch.table for batch in batches])
    return table, [int(row) for batch in batches for row in batch.rows], [fault for batch in batches for fault in batch.faults]


def test_a_clean_table_is_read_without_faults(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(HEADER + 'a,50.5,2,"Ul\nm, old",2024-01-02,100\n\nb,NA,,,,200\r\n')
    table, rows, faults = gather(source(), tmp_path)
    assert table.column("city").to_pylist() == ["Ul\nm, old", None]
    assert table.column("area").to_pylist() == [50.5, None]
    assert (rows, faults) == ([1, 2], [])


def test_bad_cells_and_malformed_lines_become_faults_at_their_row(tmp_path: Path) -> None:
    lines = ["a,1,1,x,2024-01-01,1", "b,oops,1.5,x,someday,2", "short,1", "d,1,1,x,,inf", "e,1,1,x,,1,9,9", "f,1,2.0,x,,6"]
    (tmp_path / "rows.csv").write_text(HEADER + "\n".join(lines))
    table, rows, faults = gather(source(), tmp_path)
    assert rows == [1, 2, 3, 4, 5, 6]
    assert table.column("id").to_pylist() == ["a", "b", None, "d", None, "f"]
    assert table.column("rooms").to_pylist() == [1, None, None, 1, None, 2]
    assert faults == [
        Fault(2, "area", "not a number"),
        Fault(2, "rooms", "not a whole number"),
        Fault(2, "sold", "not a date"),
        Fault(3, "", "malformed line"),
        Fault(4, "price", "not a number"),
        Fault(5, "", "malformed line"),
    ]


def test_a_column_that_nothing_reads_cannot_spoil_a_row(tmp_path: Path) -> None:
    ignored = msgspec.structs.replace(CONTRACT.column("area"), role="ignored")
    columns = tuple(ignored if column.name == "area" else column for column in CONTRACT.columns)
    (tmp_path / "rows.csv").write_text(HEADER + "a,oops,1,x,2024-01-01,1\n")
    (batch,) = read(source(), msgspec.structs.replace(CONTRACT, columns=columns), tmp_path)
    assert batch.faults == ()
    assert batch.table.column("area").to_pylist() == [None]


def test_a_bad_row_does_not_change_how_its_neighbours_are_read(tmp_path: Path) -> None:
    good = "a, 1.5 ,3, Ulm ,2024-01-01,1e3\nb,2,4,NA,2024-01-01T00:00:00Z,2\n"
    (tmp_path / "rows.csv").write_text(HEADER + good)
    clean, _, _ = gather(source(), tmp_path)
    (tmp_path / "rows.csv").write_text(HEADER + good + "c,?,?,?,?,?\n")
    mixed, _, _ = gather(source(), tmp_path)
    assert mixed.slice(0, 2).equals(clean)


NASTY = st.text(st.sampled_from('019.,-+ex N"A:\nü\ufffd'), max_size=5)


@given(st.lists(st.tuples(NASTY, NASTY, NASTY, NASTY, NASTY, NASTY), min_size=1, max_size=8), st.integers(40, 400))
def test_rows_are_read_the_same_wherever_blocks_are_cut(rows: list[tuple[str, ...]], size: int) -> None:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        with Path(name, "rows.csv").open("w", newline="") as file:
            file.write(HEADER)
            csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
        whole = gather(source(), Path(name))
        patch.setattr("penstock.ingest.delimited.BLOCK_BYTES", size)
        assert gather(source(), Path(name)) == whole


def test_other_spellings_of_columns_units_numbers_and_bytes_are_read(tmp_path: Path) -> None:
    text = "\ufeffid;Fläche;rooms;Ort;sold;Preis\na;1.076,391;2;Köln;03/02/2024;1,5\n"
    (tmp_path / "rows.csv").write_bytes(gzip.compress(text.encode("utf-8")))
    (tmp_path / "latin.csv").write_bytes(text.removeprefix("\ufeff").encode("latin-1"))
    settings = {
        "columns": {"area": "Fläche", "city": "Ort", "price": "Preis"},
        "units": {"area": "sqft"},
        "values": {"Köln": "Cologne"},
        "delimiter": ";",
        "decimal": ",",
        "time_format": "%d/%m/%Y",
    }
    table, _, faults = gather(source(**settings), tmp_path)
    latin, _, _ = gather(source(**settings, path="latin.csv", encoding="latin-1"), tmp_path)
    assert faults == []
    assert table.column("area").to_pylist() == [pytest.approx(100.0)]
    assert (table.column("city").to_pylist(), table.column("price").to_pylist()) == (["Cologne"], [1.5])
    assert latin.equals(table)


def test_bytes_outside_the_encoding_are_faults_of_their_rows_only(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_bytes(HEADER.encode() + b"a,1,1,x,,1\nb,1,1,K\xf6ln,,1\n")
    table, _, faults = gather(source(), tmp_path)
    assert faults == [Fault(2, "city", "unreadable text")]
    assert table.column("id").to_pylist() == ["a", "b"]


def test_many_blocks_and_several_files_number_their_rows_through(tmp_path: Path) -> None:
    body = "".join(f'k{i},1.5,2,"{"x" * 400}\n,",2024-01-01,{i}\n' for i in range(12_000))
    (tmp_path / "a.csv").write_text(HEADER + body)
    (tmp_path / "b.csv").write_text(HEADER + "last,1,1,x,,bad\n")
    table, rows, faults = gather(source(path="*.csv"), tmp_path)
    assert rows == list(range(1, 12_002))
    assert table.column("price").to_pylist()[:12_000] == [float(i) for i in range(12_000)]
    assert faults == [Fault(12_001, "price", "not a number")]


def test_parquet_json_lines_and_a_database_agree(tmp_path: Path) -> None:
    rows = [
        {"id": f"k{i}", "area": i / 2, "rooms": i, "city": None if i % 3 else "Ulm", "sold": "2024-01-02", "price": float(i)}
        for i in range(25_000)
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "rows.parquet")
    (tmp_path / "rows.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    with sqlite3.connect(tmp_path / "rows.db") as database:
        database.execute("create table t (id text, area real, rooms int, city text, sold text, price real)")
        database.executemany("insert into t values (:id, :area, :rooms, :city, :sold, :price)", rows)
    database.close()
    parquet = gather(source(kind="parquet", path="rows.parquet"), tmp_path)
    lines = gather(source(kind="jsonl", path="rows.jsonl"), tmp_path)
    sql = gather(source(kind="sql", path=None, database="sqlite:///rows.db", query="select * from t order by rooms"), tmp_path)
    assert parquet[1:] == lines[1:] == sql[1:] == (list(range(1, 25_001)), [])
    assert parquet[0].equals(lines[0])
    assert parquet[0].equals(sql[0])


def test_broken_json_lines_and_mixed_values_become_faults(tmp_path: Path) -> None:
    lines = ['{"id": 1, "price": 2}', "{", "[1]", '{"id": "b", "price": "x", "area": [1]}', '{"id": "c", "price": "7"}']
    (tmp_path / "rows.jsonl").write_text("\n".join(lines))
    table, _, faults = gather(source(kind="jsonl", path="rows.jsonl"), tmp_path)
    assert table.column("id").to_pylist() == ["1", None, None, "b", "c"]
    assert table.column("price").to_pylist() == [2.0, None, None, None, 7.0]
    assert [(fault.row, fault.column) for fault in faults] == [(2, ""), (3, ""), (4, "area"), (4, "price")]


def test_a_column_that_first_appears_late_in_json_lines_is_still_read(tmp_path: Path) -> None:
    first = [json.dumps({"id": "k" * 100, "price": 1})] * 12_000
    (tmp_path / "rows.jsonl").write_text("\n".join([*first, '{"id": "z", "price": 1, "city": "Ulm"}']))
    table, _, _ = gather(source(kind="jsonl", path="rows.jsonl"), tmp_path)
    assert table.column("city").to_pylist()[-1] == "Ulm"


def test_a_missing_column_is_named_with_the_nearest_names(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("id,Pries,area\n1,2,3\n")
    with pytest.raises(ContractError, match="no column 'price'") as caught:
        gather(source(), tmp_path)
    assert "north" in caught.value.where
    assert 'columns = { price = "Pries" }' in caught.value.fix


@pytest.mark.parametrize(
    ("content", "error", "said"),
    [
        ("id;area;price\n1;2;3\n", SourceError, "the file's delimiter is ';'"),
        ("a-17,41.5,99\n", ContractError, "no column of the contract"),
    ],
)
def test_a_header_that_is_none_is_told_without_its_words(
    tmp_path: Path, content: str, error: type[PenstockError], said: str
) -> None:
    (tmp_path / "rows.csv").write_text(content)
    with pytest.raises(error, match=said) as caught:
        gather(source(), tmp_path)
    assert "a-17" not in str(caught.value)


def test_a_mapping_of_a_column_the_contract_lacks_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(HEADER)
    with pytest.raises(ProjectError, match="'aera'") as caught:
        gather(source(units={"aera": "sqft"}), tmp_path)
    assert "'area'" in caught.value.fix


def test_a_missing_file_is_named_with_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "row.csv").write_text(HEADER)
    with pytest.raises(SourceError, match=r"rows\.csv") as caught:
        gather(source(), tmp_path)
    assert "'row.csv'" in caught.value.fix


@pytest.mark.parametrize(
    ("content", "settings", "message"),
    [
        (b"", {}, "empty"),
        (b"\n\n", {}, "empty"),
        (b"\x1f\x8bnonsense", {}, "damaged"),
        (HEADER.encode(), {"encoding": "klingon"}, "unknown"),
        (HEADER.encode() + b"\x81", {"encoding": "cp1252"}, "not cp1252"),
        (HEADER.encode(), {"sha256": "0" * 64}, "differs"),
        (b"PAR1nonsense", {"kind": "parquet"}, "Parquet"),
        (b"", {"kind": "jsonl"}, "empty"),
        (b"[\n]", {"kind": "jsonl"}, "no JSON object"),
        (b"", {"path": None}, "no place"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, content: bytes, settings: dict[str, object], message: str) -> None:
    (tmp_path / "rows.csv").write_bytes(content)
    with pytest.raises(SourceError, match=message):
        gather(source(**settings), tmp_path)


def test_a_check_of_the_head_reads_local_files_only(tmp_path: Path) -> None:
    check_head(source(path=None, url="https://nowhere.invalid/rows.csv"), CONTRACT, tmp_path)
    (tmp_path / "rows.csv").write_text(HEADER + "a,1,1,x,2024-01-01,1\n")
    check_head(source(), CONTRACT, tmp_path)
    (tmp_path / "rows.csv").write_text("")
    with pytest.raises(SourceError, match="empty"):
        check_head(source(), CONTRACT, tmp_path)


def test_a_header_without_rows_gives_no_batches(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(HEADER)
    assert list(read(source(), CONTRACT, tmp_path)) == []


def test_a_local_copy_named_by_the_environment_is_read_instead_and_its_digest_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = HEADER + "a,1,1,x,2024-01-01,1\n"
    (tmp_path / "copy.csv").write_text(text)
    # Reading the address would fail: it is private.
    far = {"path": None, "url": "http://127.0.0.1/rows.csv", "local": "env:ROWS_COPY"}
    monkeypatch.setenv("ROWS_COPY", str(tmp_path / "copy.csv"))
    table, _, _ = gather(source(**far, sha256=hashlib.sha256(text.encode()).hexdigest()), tmp_path)
    assert table.column("id").to_pylist() == ["a"]
    with pytest.raises(SourceError, match="differs"):
        gather(source(**far, sha256="0" * 64), tmp_path)
    monkeypatch.setenv("ROWS_COPY", "")
    with pytest.raises(SourceError, match="private"):
        gather(source(**far), tmp_path)
