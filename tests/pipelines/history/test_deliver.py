"""Events go to a file or to standard output, a line each."""

import json
from pathlib import Path

import pytest

from penstock.errors import StoreError
from pipelines.history.deliver import deliver

EVENTS = [json.dumps({"number": number}).encode() for number in range(3)]


def test_a_file_has_a_line_an_event(tmp_path: Path) -> None:
    path = tmp_path / "new" / "events.jsonl"
    assert deliver(EVENTS, str(path), {}) == f"wrote 3 events to {path}"
    assert [json.loads(line)["number"] for line in path.read_text().splitlines()] == [0, 1, 2]
    assert path.read_bytes().endswith(b"\n")


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot write"):
        deliver(EVENTS, str(tmp_path), {})


def test_standard_output_has_a_line_an_event() -> None:
    assert deliver(EVENTS, "-", {}) == b"\n".join(EVENTS).decode()
