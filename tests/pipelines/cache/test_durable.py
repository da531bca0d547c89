"""What is given to be made durable is synced by the end of the block, and a failure is told."""

import os
from pathlib import Path

import pytest

from penstock.errors import StoreError
from pipelines.cache.durable import Durability


def test_files_and_folders_and_their_names_are_synced_by_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "trees").write_text("many")
    (tmp_path / "outcome.json").write_text("{}")
    synced: list[str] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(os.path.relpath(os.readlink(f"/proc/self/fd/{descriptor}"), tmp_path))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    with Durability() as durability:
        durability.add(folder)
        durability.add(tmp_path / "outcome.json")
    assert synced == ["model/trees", "model", ".", "outcome.json", "."]


def test_what_cannot_be_synced_is_told_at_the_end_and_hides_no_other_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot write"), Durability() as durability:
        durability.add(tmp_path / "gone" / "file")
    with pytest.raises(ValueError, match="another"), Durability() as durability:
        durability.add(tmp_path / "gone" / "file")
        raise ValueError("another")
