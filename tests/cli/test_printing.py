"""What is printed keeps to its lines and columns, whatever it holds."""

import json

import pytest

from penstock.cli.printing import in_columns, one_line, print_json
from penstock.settings import Resources


def test_columns_are_as_wide_as_their_widest_cell_and_lines_end_with_the_last_text() -> None:
    rows = [["a", "long cell", "x"], ["bbb", "", ""], ["c"], []]
    assert list(in_columns(rows)) == ["a    long cell  x", "bbb", "c", ""]
    assert list(in_columns([])) == []


def test_structs_become_one_json_document(capsys: pytest.CaptureFixture[str]) -> None:
    print_json([Resources(cpu="2")])
    (found,) = json.loads(capsys.readouterr().out)
    assert found["cpu"] == "2"


def test_control_characters_become_spaces_in_one_line() -> None:
    assert one_line("a\nb\x1b[2J\x7f\x9b\u2028c") == "a b [2J   c"
