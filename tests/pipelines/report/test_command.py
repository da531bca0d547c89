"""`penstock report` writes the report of the run that is named, or of the last one."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from penstock.cli.main import main
from tests.pipelines.report.conftest import RUN

EXAMPLE = Path(__file__).parents[3] / "examples" / "house_prices"
LATER = "20260203-000000-000000"


@pytest.fixture
def project(store: Path, tmp_path: Path) -> Path:
    """Return a project with two runs."""
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("penstock.toml", "contract.json"):
        shutil.copy(EXAMPLE / name, folder / name)
    store.rename(folder / ".penstock")
    runs = folder / ".penstock" / "runs"
    shutil.copytree(runs / RUN, runs / LATER)
    record = (runs / LATER / "run.json").read_text()
    (runs / LATER / "run.json").write_text(record.replace(RUN, LATER))
    return folder


def test_the_last_run_is_reported_into_its_folder(project: Path) -> None:
    done = CliRunner().invoke(main, ["report", "--project", str(project)])
    assert done.exit_code == 0, done.output
    page = project / ".penstock" / "runs" / LATER / "report.html"
    assert done.output == f"wrote {page}\n"
    assert LATER in page.read_text()


def test_the_run_that_is_named_is_reported_where_it_is_wanted(project: Path, tmp_path: Path) -> None:
    into = tmp_path / "new" / "a.html"
    done = CliRunner().invoke(main, ["report", RUN, "--project", str(project), "--output", str(into)])
    assert done.exit_code == 0, done.output
    assert RUN in into.read_text()
    assert not (project / ".penstock" / "runs" / RUN / "report.html").exists()


@pytest.mark.parametrize("name", ["20260102-030405-abcdee", "../../etc", ".", "/etc"])
def test_a_run_that_is_none_is_told_and_never_a_path(project: Path, name: str) -> None:
    done = CliRunner().invoke(main, ["report", name, "--project", str(project)])
    assert done.exit_code == 2
    assert f"there is no run {name!r}" in done.output
    assert list(project.rglob("report.html")) == []


def test_a_project_that_never_ran_says_how_to(project: Path) -> None:
    shutil.rmtree(project / ".penstock")
    done = CliRunner().invoke(main, ["report", "--project", str(project)])
    assert done.exit_code == 2
    assert "penstock run" in done.output
