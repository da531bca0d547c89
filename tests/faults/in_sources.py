"""Mistakes in the tables, and in where they are looked for."""

import gzip
import sqlite3

from penstock.errors import ContractError, DataError, SourceError
from tests.faults import homes
from tests.faults.case import Case
from tests.faults.mistake import Mistake

FILE = 'kind = "csv"\npath = "data/homes.csv"'


def damaged_gzip(case: Case) -> None:
    """Lose the end of a compressed table."""
    packed = gzip.compress(case.table.read_bytes())
    case.table.with_name("homes.csv.gz").write_bytes(packed[: len(packed) // 2])
    case.replace("homes.csv", "homes.csv.gz")


def damaged_parquet(case: Case) -> None:
    """Lose the end of a Parquet file."""
    case.table.with_name("homes.parquet").write_bytes(b"PAR1" + bytes(400))
    case.replace(FILE, 'kind = "parquet"\npath = "data/homes.parquet"')


def folder_in_a_tables_place(case: Case) -> None:
    """Put a folder in the table's place."""
    case.table.unlink()
    case.table.mkdir()


def wrong_encoding(case: Case) -> None:
    """Write the table in an encoding that the source does not declare."""
    case.contract(lambda columns: columns[1].update(categories=["Höhe", "Hillside", "Meadows"]))
    case.table.write_bytes(case.table.read_text().replace("Harbour", "Höhe").encode("latin-1"))


def another_delimiter(case: Case) -> None:
    """Write the table with semicolons."""
    case.table.write_text(homes.table(homes.rows(), ";"))


def no_header(case: Case) -> None:
    """Leave the names of the columns away."""
    case.table.write_text(case.table.read_text().partition("\n")[2])


def decimal_comma(case: Case) -> None:
    """Write numbers with a comma and do not say so."""
    case.rows(lambda row: [*row[:3], f'"{row[3].replace(".", ",")}"', row[4]])


def every_row_quarantined(case: Case) -> None:
    """Give prices in another currency."""
    case.rows(lambda row: [*row[:4], f"{row[4]}0000"])


def too_many_rows_quarantined(case: Case) -> None:
    """Spell some numbers out."""
    case.rows(lambda row: [*row[:2], "sixty-odd" if row[2] == "6" else row[2], *row[3:]])


def class_without_a_row(case: Case) -> None:
    """Declare a class that no row has."""

    def change(columns: list[dict[str, object]]) -> None:
        columns[1].update(role="target", categories=["Harbour", "Hillside", "Meadows", "Old Town"])
        columns[4].update(role="ignored")

    case.contract(change, "multiclass")
    case.replace('segments = ["district"]', "")


def absent_secret(case: Case) -> None:
    """Refer to a variable that is not set."""
    case.replace(FILE, f'kind = "csv"\nurl = "{case.serve()}/homes.csv"\nallow_private = true\nsecret = "env:HOMES_TOKEN"')


def absent_secret_file(case: Case) -> None:
    """Refer to a file that is not there."""
    case.replace(FILE, f'kind = "csv"\nurl = "{case.serve()}/homes.csv"\nallow_private = true\nsecret = "file:token.txt"')


def address_without_a_table(case: Case) -> None:
    """Ask a server for what it does not have, with a secret in the address."""
    case.environment["HOMES_TOKEN"] = "hunter2-open-sesame"
    case.hidden += ["hunter2-open-sesame", "signed-in-the-address"]
    address = f"{case.serve()}/rents.csv?key=signed-in-the-address"
    case.replace(FILE, f'kind = "csv"\nurl = "{address}"\nallow_private = true\nsecret = "env:HOMES_TOKEN"')


def private_address(case: Case) -> None:
    """Fetch from this machine without saying that it is trusted."""
    case.replace(FILE, f'kind = "csv"\nurl = "{case.serve()}/homes.csv"')


def server_that_is_gone(case: Case) -> None:
    """Ask a server that does not run."""
    case.replace(FILE, 'kind = "csv"\nurl = "http://127.0.0.1:1/homes.csv"\nallow_private = true\nretries = 0')


def sql_table_that_is_gone(case: Case) -> None:
    """Select from a table that the database does not have."""
    with sqlite3.connect(case.project / "data" / "homes.db") as database:
        database.execute("CREATE TABLE homes (listing TEXT)")
    database.close()
    case.replace(FILE, 'kind = "sql"\ndatabase = "sqlite:///data/homes.db"\nquery = "SELECT * FROM houses"')


def sql_file_that_is_gone(case: Case) -> None:
    """Name a database file that is not there."""
    case.replace(FILE, 'kind = "sql"\ndatabase = "sqlite:///data/homes.db"\nquery = "SELECT * FROM homes"')


MISTAKES = (
    Mistake("misspelt_file", SourceError, lambda case: case.replace("data/homes.csv", "data/hmoes.csv"), "run"),
    Mistake("pattern_without_a_file", SourceError, lambda case: case.replace("data/homes.csv", "data/*.tsv")),
    Mistake("folder_in_a_tables_place", SourceError, folder_in_a_tables_place),
    Mistake("misspelt_source_column", ContractError, lambda case: case.replace('"area"', '"aera"')),
    Mistake("damaged_gzip", SourceError, damaged_gzip),
    Mistake("damaged_parquet", SourceError, damaged_parquet),
    Mistake("csv_read_as_parquet", SourceError, lambda case: case.replace('kind = "csv"', 'kind = "parquet"')),
    Mistake("csv_read_as_json_lines", SourceError, lambda case: case.replace('kind = "csv"', 'kind = "jsonl"')),
    Mistake("unknown_encoding", SourceError, lambda case: case.source('encoding = "utf8x"')),
    Mistake("encoding_of_another_file", SourceError, lambda case: case.source('encoding = "utf-16"')),
    Mistake("wrong_encoding", DataError, wrong_encoding, "run"),
    Mistake("another_delimiter", SourceError, another_delimiter),
    Mistake("no_header", ContractError, no_header),
    Mistake("decimal_comma", DataError, decimal_comma, "run"),
    Mistake("another_digest", SourceError, lambda case: case.source(f'sha256 = "{"0" * 64}"')),
    Mistake("empty_file", SourceError, lambda case: case.table.write_bytes(b""), "run"),
    Mistake("header_without_rows", DataError, lambda case: case.table.write_text(homes.table([])), "run"),
    Mistake("every_row_quarantined", DataError, every_row_quarantined, "run"),
    Mistake("too_many_rows_quarantined", DataError, too_many_rows_quarantined, "run"),
    Mistake("constant_target", DataError, lambda case: case.rows(lambda row: [*row[:4], "200000"]), "run"),
    Mistake("class_without_a_row", DataError, class_without_a_row, "run"),
    Mistake("too_few_rows", DataError, lambda case: case.rows(list, count=3), "run"),
    Mistake("absent_secret", SourceError, absent_secret, "run"),
    Mistake("absent_secret_file", SourceError, absent_secret_file, "run"),
    Mistake("address_without_a_table", SourceError, address_without_a_table, "run"),
    Mistake("private_address", SourceError, private_address, "run"),
    Mistake("server_that_is_gone", SourceError, server_that_is_gone, "run"),
    Mistake("sql_table_that_is_gone", SourceError, sql_table_that_is_gone, "run"),
    Mistake("sql_file_that_is_gone", SourceError, sql_file_that_is_gone, "run"),
)
