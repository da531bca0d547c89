"""A run's ending is written down, and a name from outside stays inside the folder of endings."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from penstock.stages.finish import Ending, finish
from penstock.stages.places import STORE


@pytest.fixture
def endings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(STORE, str(tmp_path / "store"))
    return tmp_path / "store" / "endings"


def test_the_ending_holds_run_state_and_a_time_in_utc(endings: Path) -> None:
    before = datetime.now(UTC)
    finish("20240101-aa", "FAILED")
    ending = msgspec.json.decode((endings / "20240101-aa.json").read_bytes(), type=Ending)
    assert (ending.run, ending.state) == ("20240101-aa", "FAILED")
    assert before <= ending.ended_at <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("run", "name"),
    [("../../etc/passwd", "etcpasswd"), ("/", "unnamed"), ("", "unnamed"), ("a" * 300, "a" * 100), ("run 7\n", "run7")],
)
def test_no_name_leads_out_of_the_folder(endings: Path, run: str, name: str) -> None:
    finish(run, "SUCCEEDED")
    assert [path.name for path in endings.iterdir()] == [f"{name}.json"]
    assert msgspec.json.decode((endings / f"{name}.json").read_bytes(), type=Ending).run == run


def test_ending_twice_keeps_the_last_word(endings: Path) -> None:
    finish("one", "FAILED")
    finish("one", "SUCCEEDED")
    (file,) = endings.iterdir()
    assert msgspec.json.decode(file.read_bytes(), type=Ending).state == "SUCCEEDED"
