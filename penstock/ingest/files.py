"""Find the files that a source's path or pattern means."""

from collections.abc import Sequence
from pathlib import Path

from penstock.errors import SourceError
from penstock.files import sha256_file
from penstock.names import nearest, suggest
from penstock.settings import Source

_ENDINGS = {
    "csv": (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz"),
    "parquet": (".parquet", ".pq"),
    "jsonl": (".jsonl", ".ndjson", ".json", ".jsonl.gz", ".ndjson.gz", ".json.gz"),
}


def find_files(source: Source, pattern: str, root: Path) -> tuple[Path, ...]:
    """Return the files of `pattern` (a file, a folder or a glob, relative to `root`), in name order.

    Raises `SourceError` when there is none, naming the closest names beside it.
    """
    where = f"sources.{source.name}.path"
    place = root / Path(pattern).expanduser()
    if place.is_file():
        return (place,)
    if place.is_dir():
        endings = _ENDINGS[source.kind]
        found = sorted(path for path in place.iterdir() if path.is_file() and path.name.endswith(endings))
        if not found:
            what = f"{pattern!r} is a folder without {source.kind} files"
            raise SourceError(what, where=where, fix=f"name a file, or put one there whose name ends with {endings[0]}")
        return tuple(found)
    found = _glob(place)
    if not found:
        what = f"no file fits {pattern!r}" if _fixed(place) < len(place.parts) else f"there is no file {pattern!r}"
        raise SourceError(what, where=where, fix=_advice(place, _ENDINGS[source.kind]))
    return tuple(found)


def check_digest(source: Source, found: Sequence[Path]) -> None:
    """Raise `SourceError` when the source declares a `sha256` and the content of its one file differs."""
    if source.sha256 is None:
        return
    where = f"sources.{source.name}.sha256"
    if len(found) > 1:
        raise SourceError("`sha256` is set but the path means several files", where=where, fix="name one file, or drop `sha256`")
    if sha256_file(found[0]) != source.sha256:
        raise SourceError("the content differs from `sha256`", where=where, fix="fetch it again, or declare the new digest")


def _glob(place: Path) -> list[Path]:
    parts, fixed = place.parts, _fixed(place)
    if fixed == len(parts):
        return []
    return sorted(path for path in Path(*parts[:fixed]).glob("/".join(parts[fixed:])) if path.is_file())


def _fixed(place: Path) -> int:
    """Return how many parts of a path stand before the first pattern."""
    marked = (at for at, part in enumerate(place.parts) if any(mark in part for mark in "*?["))
    return next(marked, len(place.parts))


def _advice(place: Path, endings: tuple[str, ...]) -> str:
    if not place.parent.is_dir():
        return f"check the path: there is no folder {place.parent.name!r}"
    beside = [path.name for path in place.parent.iterdir() if not path.name.startswith(".")]
    like = nearest(place.name, beside)
    if like is not None:
        return f"did you mean {like!r}?"
    fitting = [name for name in beside if name.endswith(endings)]
    return suggest(place.name, fitting) if fitting else f"check the path: no name in its folder ends with {endings[0]}"
