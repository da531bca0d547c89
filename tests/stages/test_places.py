"""Stages find the project and the store where the environment says."""

from pathlib import Path

import pytest

from penstock.errors import ProjectError, StoreError
from penstock.stages.places import PROJECT, STORE, project_folder, registry_folder, store_folder, trials_database


def test_the_project_is_where_the_environment_says_and_here_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PROJECT, raising=False)
    assert project_folder() == Path(".")
    monkeypatch.setenv(PROJECT, str(tmp_path))
    assert project_folder() == tmp_path


@pytest.mark.parametrize("place", [None, ""])
def test_without_a_store_a_stage_says_which_variable_is_missing(place: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(STORE, raising=False)
    if place is not None:
        monkeypatch.setenv(STORE, place)
    with pytest.raises(ProjectError) as caught:
        store_folder()
    assert STORE in caught.value.where
    assert "penstock run" in caught.value.fix


def test_registry_and_trials_lie_in_the_store_and_the_trials_folder_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    monkeypatch.setenv(STORE, str(store))
    assert registry_folder() == store / "registry"
    assert not store.exists()
    assert trials_database() == f"sqlite:///{store}/trials.db"
    assert store.is_dir()


def test_a_store_that_cannot_be_made_is_an_error_of_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(STORE, str(tmp_path / "file" / "store"))
    with pytest.raises(StoreError, match="cannot write"):
        trials_database()
