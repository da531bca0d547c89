"""Find the files that a source's path or pattern means."""

from pathlib import Path

from penstock.errors import SourceError
from penstock.files import sha256_file
from penstock.ingest.assemble import nearest
from penstock.settings import Source

_ENDINGS = {
    "csv": (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz"),
    "parquet": (".parquet", ".pq"),
    "jsonl": (".jsonl", ".ndjson", ".json", ".jsonl.gz", ".ndjson.gz", ".json.gz"),
}


def find_files(source: Source, pattern: str, root: Path) -> tuple[Path, ...]:
    """Return the files of `pattern` (a file, a folder or a glob, relative to `root`), in name order.

    Raises `SourceError` when there is none, naming the closest names beside it, or when the one file's digest is not
    the declared `sha256`.
    """
    place = root / Path(pattern).expanduser()
    if place.is_file():
        found = [place]
    elif place.is_dir():
        found = sorted(path for path in place.iterdir() if path.is_file() and path.name.endswith(_ENDINGS[source.kind]))
    else:
        found = _glob(place)
    if not found:
        raise SourceError(f"there is no file {pattern!r}", where=f"source {source.name!r}", fix=_advice(place))
    if source.sha256 is not None:
        _check_digest(source, found)
    return tuple(found)


def _glob(place: Path) -> list[Path]:
    parts = place.parts
    fixed = next((at for at, part in enumerate(parts) if any(mark in part for mark in "*?[")), None)
    if fixed is None:
        return []
    return sorted(path for path in Path(*parts[:fixed]).glob("/".join(parts[fixed:])) if path.is_file())


def _advice(place: Path) -> str:
    if not place.parent.is_dir():
        return f"check the path: there is no folder {place.parent.name!r}"
    beside = sorted(path.name for path in place.parent.iterdir() if not path.name.startswith("."))
    return nearest(place.name, beside) if beside else "check the path: its folder is empty"


def _check_digest(source: Source, found: list[Path]) -> None:
    where = f"source {source.name!r}"
    if len(found) > 1:
        raise SourceError("`sha256` is set but the path means several files", where=where, fix="name one file, or drop `sha256`")
    if sha256_file(found[0]) != source.sha256:
        raise SourceError("the content differs from `sha256`", where=where, fix="fetch it again, or declare the new digest")
