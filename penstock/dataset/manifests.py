"""What parts, datasets and splits say about themselves: small documents whose equal content has equal bytes."""

import hashlib
from pathlib import Path
from typing import TypeVar

import msgspec

from penstock.errors import StoreError
from penstock.files import sha256_file

FILE = "manifest.json"
ManifestT = TypeVar("ManifestT", bound=msgspec.Struct)


class RowFile(msgspec.Struct, frozen=True, kw_only=True):
    """Name one Parquet file of rows, with its count and its SHA-256 as hex."""

    name: str
    rows: int
    sha256: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Count the cells of one column that were refused for one reason; an empty column means whole lines."""

    column: str
    reason: str
    cells: int


class PartManifest(msgspec.Struct, frozen=True, kw_only=True):
    """Describe one source's part: `rows` were kept, `quarantined` rows were not; times are ISO 8601 in UTC."""

    source: str
    contract: str
    rows: int
    quarantined: int
    bytes: int
    digest: str
    files: tuple[RowFile, ...]
    problems: tuple[Problem, ...]
    missing: dict[str, int]
    clamped: dict[str, int]
    first_time: str | None = None
    last_time: str | None = None


class DatasetManifest(msgspec.Struct, frozen=True, kw_only=True):
    """Describe one dataset: `rows` are left after duplicates; `stored` still counts the deleted ones.

    `duplicates` are rows equal to the one kept in every column, `superseded` share only its key;
    `sources` gives the digest of each part.
    """

    version: str
    contract: str
    rows: int
    stored: int
    duplicates: int
    superseded: int
    quarantined: int
    sources: dict[str, str]
    files: tuple[RowFile, ...]
    problems: tuple[Problem, ...]


class SplitManifest(msgspec.Struct, frozen=True, kw_only=True):
    """Describe a split: rows on each side, and rows left out for a missing target or above the training limit.

    `moved` rows were taken into training because no other row of their class was there.
    """

    dataset: str
    method: str
    seed: int
    train: int
    validation: int
    test: int
    without_target: int
    thinned: int
    moved: int
    files: tuple[RowFile, ...]


def digest_of(*documents: msgspec.Struct | str | tuple[msgspec.Struct, ...]) -> str:
    """Return one `sha256:<hex>` over documents in order."""
    return "sha256:" + hashlib.sha256(msgspec.json.encode(documents, order="deterministic")).hexdigest()


def save(manifest: msgspec.Struct, folder: Path) -> None:
    """Write the manifest into its folder."""
    (folder / FILE).write_bytes(msgspec.json.format(msgspec.json.encode(manifest, order="deterministic"), indent=2))


def load(folder: Path, kind: type[ManifestT]) -> ManifestT:
    """Read the manifest of a folder; raises `StoreError` when it is absent or damaged."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError):
        raise StoreError(
            "the folder has no readable manifest", where=str(folder / FILE), fix="run the stage that writes it again"
        ) from None


def row_file(path: Path, rows: int) -> RowFile:
    """Describe a written Parquet file."""
    return RowFile(name=path.name, rows=rows, sha256=sha256_file(path))


def verify(folder: Path, file: RowFile) -> None:
    """Raise `StoreError` unless the file holds the bytes its manifest promises."""
    path = folder / file.name
    if not path.is_file() or sha256_file(path) != file.sha256:
        raise StoreError("a data file is absent or was changed", where=str(path), fix="run the stage that writes it again")
