"""What a run was started with stays with it: settings without secrets, contract, code and environment."""

import os
from pathlib import Path

import msgspec
import pytest

from penstock.project import load_project
from penstock.settings import Source
from pipelines.origin import ORIGIN_NAME, keep_origin, read_origin
from tests.tracking.test_checkout import git

EXAMPLE = Path(__file__).parents[2] / "examples" / "house_prices"


def test_settings_contract_code_and_environment_are_kept(tmp_path: Path) -> None:
    for name in ("penstock.toml", "contract.json"):
        (tmp_path / name).write_bytes((EXAMPLE / name).read_bytes())
    git(tmp_path, "init")
    git(tmp_path, "add", "penstock.toml")
    git(tmp_path, "commit", "-m", "first")
    project = load_project(tmp_path)
    keep_origin(tmp_path / "run", project, str)
    found = read_origin(tmp_path / "run")
    assert found is not None
    assert found.settings["tuning.trials"].value == project.settings.tuning.trials
    assert found.contract == project.contract.digest
    assert found.project_commit is not None
    assert found.project_commit.name == git(tmp_path, "rev-parse", "HEAD")
    assert found.environment.python


def test_no_secret_reaches_the_file(tmp_path: Path) -> None:
    project = load_project(EXAMPLE)
    source = Source(name="far", kind="csv", url="https://me:hunter22@example.org/a.csv?key=hunter33", secret="env:A")
    settings = msgspec.structs.replace(project.settings, sources=(source,), store="s-hunter44")
    keep_origin(
        tmp_path,
        type(project)(project.folder, settings, project.contract),
        lambda text: text.replace("hunter44", "***"),
    )
    text = (tmp_path / ORIGIN_NAME).read_text()
    assert "env:A" in text
    assert "hunter" not in text


def test_a_run_that_goes_on_keeps_the_settings_it_began_with(tmp_path: Path) -> None:
    project = load_project(EXAMPLE)
    keep_origin(tmp_path, project, str)
    later = msgspec.structs.replace(project.settings, store="elsewhere")
    keep_origin(tmp_path, type(project)(project.folder, later, project.contract), str)
    found = read_origin(tmp_path)
    assert found is not None
    assert found.settings["store"].value == ".penstock"


def test_a_run_goes_on_where_there_is_no_room_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "run").write_text("a file where the folder belongs")
    keep_origin(tmp_path / "run", load_project(EXAMPLE), str)
    assert read_origin(tmp_path / "run") is None


@pytest.mark.parametrize("content", ["", "{", '{"settings": 3}'])
def test_what_cannot_be_read_is_none(tmp_path: Path, content: str) -> None:
    assert read_origin(tmp_path) is None
    (tmp_path / ORIGIN_NAME).write_text(content)
    assert read_origin(tmp_path) is None
    assert os.listdir(tmp_path) == [ORIGIN_NAME]
