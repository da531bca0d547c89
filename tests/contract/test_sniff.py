"""The form of a CSV file is told from its first bytes."""

import gzip
from pathlib import Path

import pytest

from penstock.contract.sniff import CsvForm, detect_encoding, sniff
from penstock.errors import SourceError


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (b"a,b\n1,2.5\n3,4.5\n", CsvForm()),
        (b"a;b\n1;2,5\n3;4,5\n", CsvForm(";", ",", "utf-8")),
        (b"a;b\n1;2.5\n3;4.5\n", CsvForm(";", ".", "utf-8")),
        (b"a\tb\n1\t2\n", CsvForm("\t", ".", "utf-8")),
        (b'a|"b, c"\n1|x, y, z\n', CsvForm("|", ".", "utf-8")),
        ("plaça,b\nñ,2\n".encode("cp1252"), CsvForm(",", ".", "cp1252")),
        (b"\xef\xbb\xbfa,b\n1,2\n", CsvForm(",", ".", "utf-8-sig")),
        ("a;b\n1;2,5\n".encode("utf-16"), CsvForm(";", ",", "utf-16")),
        (b"only\n1\n2\n", CsvForm()),
        (b'a,b\n"1,5",x\n"2,25",y\n', CsvForm(",", ",", "utf-8")),
        (b'a,b\n"1,500",x\n"2,250",y\n', CsvForm()),
        (b"a\tb\n1,500\t1,234.5\n2,250\t7\n", CsvForm("\t", ".", "utf-8")),
        (b"a;b\n1.500,25;x\n2,25;y\n", CsvForm(";", ",", "utf-8")),
        (b"", CsvForm()),
    ],
)
def test_delimiter_decimal_and_encoding_are_found(tmp_path: Path, content: bytes, form: CsvForm) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    assert sniff(tmp_path / "t.csv") == form


def test_delimiters_inside_quotes_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('a,b\n"x;y;z",1\n"p;q;r",2\n')
    assert sniff(tmp_path / "t.csv").delimiter == ","


def test_a_compressed_file_is_looked_into(tmp_path: Path) -> None:
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(b"a;b\n1;2\n"))
    assert sniff(tmp_path / "t.csv.gz").delimiter == ";"
    (tmp_path / "u.csv.gz").write_bytes(gzip.compress(b"a;b\n1;2\n" * 100)[:-20])
    with pytest.raises(SourceError, match="damaged"):
        sniff(tmp_path / "u.csv.gz")


def test_a_character_cut_in_two_at_the_end_is_still_utf_8() -> None:
    assert detect_encoding("aé".encode()[:-1]) == "utf-8"
    assert detect_encoding(b"a\x81b") == "latin-1"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        sniff(tmp_path / "absent.csv")
    assert "absent.csv" in caught.value.where
