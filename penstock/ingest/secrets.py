"""Look up the secret that a source refers to, at the moment it is needed."""

import os
from pathlib import Path

from penstock.errors import SourceError
from penstock.settings import Source


def reveal(source: Source, root: Path) -> str | None:
    """Return what `secret` (`env:NAME`, or `file:PATH` relative to `root`) refers to, None when it is not set.

    Raises `SourceError` when nothing, or nothing readable, stands there; the message holds the reference only.
    """
    if source.secret is None:
        return None
    scheme, _, name = source.secret.partition(":")
    where = f"source {source.name!r}"
    if scheme == "env" and name:
        found = os.environ.get(name, "")
        fix = f"set the environment variable {name}"
    elif scheme == "file" and name:
        found = _content(root / Path(name).expanduser())
        fix = f"write the secret into {name}"
    else:
        # The text is not repeated: someone may have put the secret itself here.
        raise SourceError("`secret` is not a reference", where=where, fix="write env:NAME or file:PATH")
    if not found:
        raise SourceError(f"the secret {source.secret!r} is absent or empty", where=where, fix=fix)
    return found


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
