"""A commit is told only of a checkout that tracks the code, whatever else lies around it."""

import subprocess
from pathlib import Path

import pytest

from penstock.tracking.checkout import Commit, commit_of

WHO = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *WHO, *arguments], cwd=folder, check=True, capture_output=True, text=True)  # noqa: S607
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Make a checkout with a project in a folder of it."""
    (tmp_path / "top" / "houses").mkdir(parents=True)
    (tmp_path / "top" / "houses" / "penstock.toml").write_text("a = 1\n")
    (tmp_path / "top" / "notes.txt").write_text("one\n")
    git(tmp_path / "top", "init")
    git(tmp_path / "top", "add", ".")
    git(tmp_path / "top", "commit", "-m", "first")
    return tmp_path / "top"


def test_the_commit_of_a_folder_is_told_and_whether_a_file_of_it_was_changed(checkout: Path) -> None:
    project = checkout / "houses"
    name = git(checkout, "rev-parse", "HEAD")
    assert commit_of(project, "penstock.toml") == Commit(name, changed=False)
    (project / "penstock.toml").write_text("a = 2\n")
    assert commit_of(project, "penstock.toml") == Commit(name, changed=True)
    git(checkout, "commit", "-am", "second")
    assert commit_of(project, "penstock.toml") == Commit(git(checkout, "rev-parse", "HEAD"), changed=False)


def test_changes_beside_the_folder_and_files_that_git_does_not_track_do_not_count(checkout: Path) -> None:
    (checkout / "notes.txt").write_text("two\n")
    (checkout / "houses" / "scratch.csv").write_text("1\n")
    found = commit_of(checkout / "houses", "penstock.toml")
    assert found is not None
    assert not found.changed


def test_a_worktree_and_a_checkout_at_no_branch_are_checkouts(checkout: Path, tmp_path: Path) -> None:
    git(checkout, "worktree", "add", "--detach", str(tmp_path / "second"))
    found = commit_of(tmp_path / "second" / "houses", "penstock.toml")
    assert found == Commit(git(checkout, "rev-parse", "HEAD"), changed=False)


def test_code_below_a_checkout_that_does_not_track_it_has_no_commit(checkout: Path) -> None:
    project = checkout / "flats"
    project.mkdir()
    (project / "penstock.toml").write_text("a = 1\n")
    assert commit_of(project, "penstock.toml") is None


def test_before_the_first_commit_and_outside_of_a_checkout_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "penstock.toml").write_text("a = 1\n")
    assert commit_of(tmp_path, "penstock.toml") is None
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    assert commit_of(tmp_path, "penstock.toml") is None


def test_where_git_is_not_installed_no_commit_is_told(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(checkout))
    assert commit_of(checkout / "houses", "penstock.toml") is None


def test_a_checkout_that_git_will_not_read_has_no_commit(checkout: Path) -> None:
    (checkout / ".git" / "HEAD").write_text("nonsense\n")
    assert commit_of(checkout / "houses", "penstock.toml") is None


def test_no_program_that_a_checkout_names_is_started(checkout: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    git(checkout, "config", "core.fsmonitor", str(trap))
    assert commit_of(checkout / "houses", "penstock.toml") is not None
    assert not (tmp_path / "sprung").exists()


def test_a_run_that_git_started_as_a_hook_still_finds_its_own_checkout(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    assert commit_of(checkout / "houses", "penstock.toml") is not None
