"""A report is written however the run ended, and what hinders it never touches the run."""

import subprocess
import sys
from pathlib import Path

import pytest

from penstock.errors import DataError
from pipelines.report.write import REPORT, reported, write_report
from tests.pipelines.report.conftest import RUN

_HEAVY = """
import sys
from pathlib import Path
from pipelines.report.write import write_report
write_report(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
print(sorted(name for name in ("pandas", "sklearn", "optuna", "pyarrow", "kfp", "numpy") if name in sys.modules))
"""


def test_two_reports_of_one_run_are_equal(store: Path, tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        write_report(store, store / "runs" / RUN, tmp_path / name)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    assert b"the disk is full" in (tmp_path / "a.html").read_bytes()


def test_writing_a_report_waits_for_no_heavy_library(store: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", _HEAVY, str(store), str(store / "runs" / RUN), str(tmp_path / "a.html")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_report_is_written_when_the_block_ends(store: Path) -> None:
    run = store / "runs" / RUN
    with reported(store, run):
        assert not (run / REPORT).exists()
    assert (run / REPORT).exists()


def test_a_block_that_fails_gets_its_report_and_keeps_its_error(store: Path) -> None:
    run = store / "runs" / RUN
    with pytest.raises(DataError, match="no row"), reported(store, run):
        raise DataError("no row is left")
    assert (run / REPORT).exists()


def test_what_hinders_the_report_is_one_line_and_the_block_ends_well(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = store / "runs" / RUN
    (run / "run.json").unlink()
    with reported(store, run):
        pass
    said = capsys.readouterr().err
    assert said == "penstock: no report was written: the run has no readable record\n"
    assert not (run / REPORT).exists()


@pytest.mark.parametrize(("state", "said"), [("succeeded", "penstock: no report was written: cannot write"), ("failed", "")])
def test_a_report_that_cannot_be_written_is_told_unless_the_run_has_its_own_error_to_tell(
    store: Path, capsys: pytest.CaptureFixture[str], state: str, said: str
) -> None:
    run = store / "runs" / RUN
    (run / "run.json").write_text((run / "run.json").read_text().replace('"failed"', f'"{state}"'))
    (run / REPORT / "mine").mkdir(parents=True)
    with reported(store, run):
        pass
    told = capsys.readouterr().err
    assert (told[: len(said)], told != "") == (said, said != "")
    assert (run / REPORT / "mine").is_dir()


def test_what_nobody_foresaw_is_told_in_one_line_and_the_block_ends_well(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = store / "specs" / "a.yaml"
    spec.write_text(spec.read_text().replace("  comp-combine:", "  comp-gone:"))
    with reported(store, store / "runs" / RUN):
        pass
    assert capsys.readouterr().err == "penstock: no report was written: KeyError: 'comp-combine'\n"
