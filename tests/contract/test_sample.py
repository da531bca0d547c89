"""The first rows of a table are read from files and folders of every kind."""

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from penstock.contract.sample import HEADER_FIX, lack_a_header, read_sample, stack
from penstock.errors import DataError, SourceError


def test_csv_cells_are_trimmed_text_with_points_and_nulls(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a;b;c\n 1,5 ;NA;1.234,5\n2,5;x;7,0\n")
    sample = read_sample(tmp_path / "t.csv")
    assert sample.table.to_pydict() == {"a": ["1.5", "2.5"], "b": [None, "x"], "c": ["1234.5", "7.0"]}
    assert sample.complete


def test_names_of_columns_are_trimmed_as_reading_the_source_will(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(" a ,b\n1,2\n")
    assert read_sample(tmp_path / "t.csv").table.column_names == ["a", "b"]
    (tmp_path / "t.csv").write_text("a ,a\n1,2\n")
    with pytest.raises(DataError, match="two columns are called 'a'"):
        read_sample(tmp_path / "t.csv")


def test_texts_of_every_arrow_type_are_cleaned(tmp_path: Path) -> None:
    cells = [" x", "NA", None, "y "]
    types = [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]
    table = pa.table({str(kind): pa.array(cells).cast(kind) for kind in types})
    pq.write_table(table, tmp_path / "t.parquet")
    sample = read_sample(tmp_path / "t.parquet").table
    assert [column.to_pylist() for column in sample.columns] == [["x", None, None, "y"]] * len(types)


def test_dates_and_marks_are_read_as_the_table_spells_them(tmp_path: Path) -> None:
    rows = "".join(f"{1 + number % 28}.02.2024;{'?' if number % 5 == 0 else number}\n" for number in range(60))
    (tmp_path / "t.csv").write_text("sold;n\n" + rows)
    sample = read_sample(tmp_path / "t.csv")
    assert dict(sample.spelling.time_formats) == {"sold": "%d.%m.%Y"}
    assert sample.spelling.missing == ("?",)
    assert sample.table.column("n").null_count == 12


def test_a_table_without_a_header_is_told_apart_without_quoting_its_values(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("5.1,5.1,secret\n4.9,3.0,x\n")
    with pytest.raises(DataError, match="same name") as caught:
        read_sample(tmp_path / "t.csv")
    assert caught.value.fix == HEADER_FIX
    assert [lack_a_header(names) for names in (["5.1", "x"], ["400.1", "401.2", "y"], ["a", "2020", "b"], [])] == [
        True,
        True,
        False,
        False,
    ]


def test_json_lines_are_read_as_the_source_will_read_them(tmp_path: Path) -> None:
    lines = ['{"a": 1, "b": "x"}', "no json", '{"a": "2", "c": [1]}', '{"a": null, "c": [2]}']
    (tmp_path / "t.jsonl").write_text("\n".join(lines))
    table = read_sample(tmp_path / "t.jsonl").table
    assert table.column("a").to_pylist() == ["1", "2", None]
    assert table.column("b").to_pylist() == ["x", None, None]
    assert pa.types.is_list(table.column("c").type)


def test_moments_of_files_of_every_kind_stack(tmp_path: Path) -> None:
    days = [dt.datetime(2024, 1, number) for number in range(13, 20)]
    (tmp_path / "a.csv").write_text("sold\n" + "\n".join(f"{day:%d/%m/%Y}" for day in days))
    (tmp_path / "b.jsonl").write_text("\n".join(f'{{"sold": "{day:%Y-%m-%d}"}}' for day in days))
    pq.write_table(pa.table({"sold": pa.array(days, pa.timestamp("ns"))}), tmp_path / "c.parquet")
    pq.write_table(pa.table({"sold": pa.array([day.date() for day in days])}), tmp_path / "d.parquet")
    names = ("a.csv", "b.jsonl", "c.parquet", "d.parquet")
    stacked = stack([read_sample(tmp_path / name) for name in names]).column("sold").to_pylist()
    assert stacked == [day.replace(tzinfo=dt.UTC) for day in days] * 4


def test_at_most_the_limit_is_read_and_said(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n" + "1,2\n" * 100)
    pq.write_table(pa.table({"a": range(100)}), tmp_path / "t.parquet")
    (tmp_path / "t.jsonl").write_text('{"a": 1}\n' * 100)
    for name in ("t.csv", "t.parquet", "t.jsonl"):
        for limit, complete in ((99, False), (100, True)):
            sample = read_sample(tmp_path / name, limit)
            assert (sample.table.num_rows, sample.complete) == (limit, complete)


def test_a_folder_is_read_as_one_table_with_a_pattern(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"part{number}.csv").write_text(f"a,b\n{number},x\n")
    sample = read_sample(tmp_path)
    assert sample.table.column("a").to_pylist() == ["0", "1", "2"]
    assert sample.pattern == tmp_path / "*.csv"


def test_stacked_tables_keep_shared_columns_and_settle_types(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,x\n")
    pq.write_table(pa.table({"a": [2], "c": [True]}), tmp_path / "t.parquet")
    assert stack([read_sample(tmp_path / "t.csv"), read_sample(tmp_path / "t.parquet")]).to_pydict() == {"a": ["1", "2"]}
    pq.write_table(pa.table({"a": [2], "b": [["x"]]}), tmp_path / "t.parquet")
    assert stack([read_sample(tmp_path / "t.csv"), read_sample(tmp_path / "t.parquet")]).column_names == ["a"]


def test_lines_of_another_length_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,2\n1,2,3\n4,5\n")
    assert read_sample(tmp_path / "t.csv").table.num_rows == 2


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("t.csv", b"", SourceError),
        ("t.csv", b"a,b\n", DataError),
        ("t.csv", b"a,a\n1,2\n", DataError),
        ("t.parquet", b"secret-cell", SourceError),
        ("t.jsonl", b'{"a": secret-cell', SourceError),
        ("t.jsonl", b"", DataError),
        ("t.xlsx", b"", SourceError),
        ("folder/notes.md", b"", SourceError),
    ],
)
def test_what_cannot_be_read_is_named_without_its_cells(
    tmp_path: Path, name: str, content: bytes, error: type[DataError] | type[SourceError]
) -> None:
    place = tmp_path / name
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(content)
    place = place.parent if "/" in name else place
    with pytest.raises(error) as caught:
        read_sample(place)
    assert caught.value.where == str(place)
    assert "secret" not in str(caught.value)


def test_a_folder_of_two_kinds_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a\n1\n")
    (tmp_path / "b.jsonl").write_text('{"a": 1}\n')
    with pytest.raises(SourceError, match="mixes"):
        read_sample(tmp_path)
