"""Write and read the bundle: a flat folder whose manifest holds every file's digest; the manifest's digest is the bundle's."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, NoReturn, TypeVar

import msgspec
from msgspec import Meta

from penstock.errors import RegistryError
from penstock.files import fresh_folder, sha256_file, writing

RecordT = TypeVar("RecordT")

MANIFEST = "manifest.json"
CONTRACT, PLAN, MODEL, LINEAGE, METRICS, CARD = (
    "contract.json",
    "plan.json",
    "model.skops",
    "lineage.json",
    "metrics.json",
    "card.md",
)
REQUIRED = (CARD, CONTRACT, LINEAGE, METRICS, MODEL, PLAN)

Digest = Annotated[str, Meta(pattern=r"^sha256:[0-9a-f]{64}\Z")]
# Also the guard against a manifest that points outside its folder.
MemberName = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}\Z")]


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Hold what one file of a bundle must be: its SHA-256 as hex and its size."""

    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
    bytes: Annotated[int, Meta(ge=0)]


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """List every file of a bundle but the manifest itself."""

    files: dict[MemberName, Member]
    format: Literal[1] = 1

    def encode(self) -> bytes:
        """Return the canonical JSON; the SHA-256 of these bytes is the bundle's digest."""
        return msgspec.json.encode(self, order="deterministic")


@dataclass(frozen=True, slots=True)
class Bundle:
    """Name a bundle folder together with the digest and the manifest its files were held against."""

    folder: Path
    digest: str
    manifest: Manifest

    def read(self, name: str) -> bytes:
        """Return one file's content, held against its digest once more; raises `RegistryError` naming a damaged file."""
        if name not in self.manifest.files:
            raise RegistryError(f"the bundle has no file {name!r}", where=str(self.folder), fix="make the bundle anew")
        content = _read(self.folder / name)
        if hashlib.sha256(content).hexdigest() != self.manifest.files[name].sha256:
            _damaged(self.folder / name, "its content is not what the manifest says")
        return content


def write_bundle(members: Mapping[str, bytes], into: Path) -> Bundle:
    """Write a bundle whole or not at all.

    Args:
        members: content by file name; every name of `REQUIRED`, and any further ones.
        into: the folder to make; an empty one is replaced.

    Raises:
        RegistryError: a required file is absent, or a name cannot stand in a bundle.
        StoreError: the folder cannot be written, or is not empty.
    """
    absent = [name for name in REQUIRED if name not in members]
    if absent:
        raise RegistryError(f"the bundle lacks {', '.join(absent)}", where=str(into), fix="give every required file")
    manifest = _list_members(members, into)
    with fresh_folder(into) as scratch, writing(into):
        for name in sorted(members):
            (scratch / name).write_bytes(members[name])
        (scratch / MANIFEST).write_bytes(manifest.encode())
    return Bundle(into, bytes_digest(manifest.encode()), manifest)


def open_bundle(folder: Path, digest: str | None = None) -> Bundle:
    """Read a bundle's manifest and hold every file against it.

    Args:
        folder: the bundle.
        digest: the `sha256:<hex>` that the bundle must have; without it only the files are checked.

    Raises:
        RegistryError: names the file that is absent, changed, not listed, or not a plain file.
    """
    document = _read(folder / MANIFEST)
    found = bytes_digest(document)
    if digest is not None and found != digest:
        _damaged(folder / MANIFEST, f"its digest is {short(found)}, not {short(digest)}")
    manifest = decode_record(document, Manifest, folder / MANIFEST)
    _check_names(folder, manifest)
    for name, member in sorted(manifest.files.items()):
        _check_file(folder / name, member)
    return Bundle(folder, found, manifest)


def bytes_digest(content: bytes) -> str:
    """Return the SHA-256 of `content` as `sha256:<hex>`."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def short(digest: str) -> str:
    """Return the form of a digest that people read and type: its first 12 hex digits."""
    return digest.removeprefix("sha256:")[:12]


def decode_record(document: bytes, kind: type[RecordT], path: Path) -> RecordT:
    """Read one JSON record of the registry; raises `RegistryError` naming its file."""
    try:
        return msgspec.json.decode(document, type=kind)
    except msgspec.DecodeError as error:
        _damaged(path, str(error))


def _list_members(members: Mapping[str, bytes], into: Path) -> Manifest:
    files = {name: Member(hashlib.sha256(content).hexdigest(), len(content)) for name, content in members.items()}
    try:
        manifest = msgspec.convert({"files": msgspec.to_builtins(files)}, Manifest)
    except msgspec.ValidationError:
        manifest = None
    if manifest is None or MANIFEST in members:
        fix = f"use small letters, digits, dots and dashes, and not {MANIFEST}"
        raise RegistryError("a file name cannot stand in a bundle", where=str(into), fix=fix)
    return manifest


def _check_names(folder: Path, manifest: Manifest) -> None:
    with os.scandir(folder) as entries:
        plain = {entry.name: entry.is_file(follow_symlinks=False) for entry in entries}
    for name in sorted(set(plain) | set(manifest.files) | set(REQUIRED)):
        if name not in manifest.files and name != MANIFEST:
            _damaged(folder / name, "the manifest does not list it")
        if name not in plain:
            _damaged(folder / name, "it is absent")
        if not plain[name]:
            _damaged(folder / name, "it is not a plain file")


def _check_file(path: Path, member: Member) -> None:
    try:
        size, found = path.stat().st_size, sha256_file(path)
    except OSError as error:
        _damaged(path, error.strerror or "it cannot be read")
    if size != member.bytes:
        _damaged(path, f"it holds {size} bytes, not {member.bytes}")
    if found != member.sha256:
        _damaged(path, "its content is not what the manifest says")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        _damaged(path, "it is absent" if isinstance(error, FileNotFoundError) else error.strerror or "it cannot be read")


def _damaged(path: Path, why: str) -> NoReturn:
    raise RegistryError(
        f"{path.name} is damaged: {why}", where=str(path), fix="restore the folder from a copy, or remove it and run again"
    )
