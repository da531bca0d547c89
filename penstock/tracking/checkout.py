"""Say which commit of a git checkout some code is of, and whether it was changed since."""

import os
import shutil
import subprocess
from pathlib import Path

import msgspec

# Neither takes a lock in a checkout that somebody works in, nor starts a program that its settings name.
_OPTIONS = ("--no-optional-locks", "-c", "core.fsmonitor=false")
_LONGEST_SECONDS = 10.0


class Commit(msgspec.Struct, frozen=True):
    """Hold a commit's name, and whether a tracked file of the folder differs from it."""

    name: str
    changed: bool


def commit_of(folder: Path, file: str) -> Commit | None:
    """Return the commit that `folder` is checked out at; None unless git tracks `file` of it, or when git cannot tell."""
    git = shutil.which("git")
    if git is None or not any((place / ".git").exists() for place in (folder, *folder.absolute().parents)):
        return None
    # A folder may lie below a checkout that knows nothing of it.
    if _ask(git, folder, "ls-files", "--error-unmatch", "--", file) is None:
        return None
    told = _ask(git, folder, "status", "--porcelain=v2", "--branch", "--untracked-files=no", "--", ".")
    lines = (told or "").splitlines()
    name = next((line.removeprefix("# branch.oid ") for line in lines if line.startswith("# branch.oid ")), "(initial)")
    return None if name == "(initial)" else Commit(name, any(not line.startswith("#") for line in lines))


def _ask(git: str, folder: Path, *arguments: str) -> str | None:
    # Where git itself started this process, as a hook, its variables point at another checkout.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = [git, *_OPTIONS, "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=_LONGEST_SECONDS)
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    return done.stdout if done.returncode == 0 else None
