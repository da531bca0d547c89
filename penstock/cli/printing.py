"""Print what commands found: lines in columns for people, JSON for programs."""

import re
from collections.abc import Iterator, Sequence

import click
import msgspec


def print_json(found: object) -> None:
    """Print structs, or lists of them, as one JSON document."""
    click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())


def in_columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield a line a row, every column as wide as its widest cell, with two blanks between; rows may end early."""
    widths: list[int] = []
    for row in rows:
        widths += [0] * (len(row) - len(widths))
        widths = [max(width, len(cell)) for width, cell in zip(widths, [*row, *[""] * (len(widths) - len(row))], strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()


def one_line(text: str) -> str:
    """Return `text` without line ends and other control characters, for a comment or a terminal."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text)
