"""Write pages that are made from the code, or only say which are stale."""

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path


def refresh(pages: Iterable[tuple[Path, str]], root: Path, told: str | None, arguments: Sequence[str] | None) -> int:
    """Write every page of `pages` (its place and its text), or with `--check` name the stale ones and return 1 if there are any.

    Args:
        pages: where each page is, and what it should say.
        root: what the printed places are relative to.
        told: what `--help` says.
        arguments: the command line; None means that of the process.
    """
    parser = argparse.ArgumentParser(description=told)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args(arguments).check
    stale = [(place, text) for place, text in pages if not place.exists() or place.read_text(encoding="utf-8") != text]
    for place, text in stale:
        if not check:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        name = place.relative_to(root)
        print(f"{name} is stale: run `make docs`" if check else f"wrote {name}")
    return int(check and bool(stale))
