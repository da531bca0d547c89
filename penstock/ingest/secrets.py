"""Look up the secret that a source refers to, at the moment it is needed."""

import os
from pathlib import Path
from typing import Literal

from penstock.errors import ProjectError, SourceError
from penstock.settings import Source

Scheme = Literal["env", "file"]


def check_reference(source: Source) -> tuple[Scheme, str] | None:
    """Return the scheme and the name that `secret` refers to, if it is set; raises `ProjectError` when it is no reference."""
    if source.secret is None:
        return None
    scheme, _, name = source.secret.partition(":")
    if scheme == "env" and name:
        return "env", name
    if scheme == "file" and name:
        return "file", name
    # The text is not repeated: someone may have put the secret itself here.
    fix = "put the secret into a variable or a file, and write env:NAME or file:PATH here"
    raise ProjectError("`secret` is not a reference", where=f"sources.{source.name}.secret", fix=fix)


def reveal(source: Source, root: Path) -> str | None:
    """Return what `secret` (`env:NAME`, or `file:PATH` relative to `root`) refers to, None when it is not set.

    Raises `SourceError` when nothing, or nothing readable, stands there; the message holds the reference only.
    """
    reference = check_reference(source)
    if reference is None:
        return None
    scheme, name = reference
    if scheme == "env":
        found, fix = os.environ.get(name, ""), f"set the environment variable {name}"
    else:
        found, fix = _content(root / Path(name).expanduser()), f"write the secret into {name}"
    if not found:
        what = f"the secret {source.secret!r} is absent or empty"
        raise SourceError(what, where=f"sources.{source.name}.secret", fix=fix)
    return found


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
