"""Tell how a CSV file is written: its encoding, its delimiter and its decimal sign."""

import codecs
import csv
import gzip
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from penstock.errors import SourceError

_HEAD_BYTES = 262_144
_DELIMITERS = (",", ";", "\t", "|")
_COMMA_NUMBER = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+),\d+")
_POINT_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)\.\d+")
_COMMA_GROUPS = re.compile(r"[+-]?\d{1,3},\d{3}")


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How one CSV file is written."""

    delimiter: str = ","
    decimal: Literal[".", ","] = "."
    encoding: str = "utf-8"


def sniff(path: Path) -> CsvForm:
    """Return the form of a CSV file (plain or .gz) from its first bytes; raises `SourceError` if it cannot be read."""
    content, whole = _head(path)
    encoding = detect_encoding(content)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(content)
    if not whole:
        text = text[: text.rfind("\n") + 1] or text
    delimiter = detect_delimiter(text)
    return CsvForm(delimiter, detect_decimal(text, delimiter), encoding)


def _head(path: Path) -> tuple[bytes, bool]:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            content = file.read(_HEAD_BYTES + 1)
    except (OSError, EOFError) as error:
        cause = (error.strerror if isinstance(error, OSError) else None) or "the compressed file is damaged"
        raise SourceError(f"the table cannot be read: {cause}", where=str(path), fix="check the path and the file") from error
    return content[:_HEAD_BYTES], len(content) <= _HEAD_BYTES


def detect_encoding(content: bytes) -> str:
    """Return a codec name for `content`: a byte-order mark decides, then valid UTF-8, then Windows' western code page."""
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8", "cp1252"):
        try:
            # The incremental decoder forgives a character cut in two at the end of the head.
            codecs.getincrementaldecoder(encoding)().decode(content)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def detect_delimiter(text: str) -> str:
    """Return the delimiter that cuts the most lines into the header's number of fields, and into the most fields."""

    def merit(delimiter: str) -> tuple[float, int]:
        rows = _rows(text, delimiter)
        width = len(rows[0]) if rows else 0
        if width < 2:
            return (0.0, 0)
        return (round(sum(len(row) == width for row in rows) / len(rows), 1), width)

    return max(_DELIMITERS, key=merit)


def detect_decimal(text: str, delimiter: str) -> Literal[".", ","]:
    """Return the decimal sign that more fields use.

    A field such as 1,234 could be either; where semicolons part the fields, its comma is taken for a decimal sign.
    """
    fields = [field.strip() for row in _rows(text, delimiter)[1:] for field in row]
    commas = sum(
        _COMMA_NUMBER.fullmatch(field) is not None and (delimiter == ";" or _COMMA_GROUPS.fullmatch(field) is None)
        for field in fields
    )
    points = sum(_POINT_NUMBER.fullmatch(field) is not None for field in fields)
    return "," if commas > points else "."


def _rows(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            if row:
                rows.append(row)
            if len(rows) == 200:
                break
    except csv.Error:
        return []
    return rows
