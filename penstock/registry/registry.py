"""Keep bundles by digest in a folder: registered versions, refused candidates with why, and the aliases on top."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from penstock.errors import RegistryError, StoreError
from penstock.files import fresh_folder, writing
from penstock.registry.aliases import SHORTEST_PREFIX, Aliases, Revision, is_alias_name
from penstock.registry.bundle import MANIFEST, Bundle, Digest, RecordT, bytes_digest, decode_record, open_bundle, short
from penstock.registry.once import create_once

_PREFIX = re.compile(rf"(?:sha256:)?([0-9a-f]{{{SHORTEST_PREFIX},64}})")
_Moment = Annotated[datetime, Meta(tz=True)]


class _Accepted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    digest: Digest
    recorded_at: _Moment


class _Refused(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    digest: Digest
    reasons: tuple[str, ...]
    recorded_at: _Moment | None


@dataclass(frozen=True, slots=True)
class Version:
    """Name a registered bundle: its digest, where it lies, and when it was first registered."""

    digest: str
    folder: Path
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Refusal:
    """Name a refused candidate, where it lies, and every reason against it."""

    digest: str
    folder: Path
    reasons: tuple[str, ...]
    recorded_at: datetime | None


class Registry:
    """Keep versions and aliases below one folder.

    A bundle's files are stored first and its record last, so that a version either stands whole or is not there.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.aliases = Aliases(root / "aliases")

    def register(self, bundle: Path, recorded_at: datetime) -> Version:
        """Keep a bundle as a version; the same bundle again changes nothing, and keeps its first time.

        Raises:
            RegistryError: the bundle, or the copy that the registry already has, is damaged; or the time has no zone.
            StoreError: the registry cannot be written.
        """
        moment = _in_utc(recorded_at)
        digest = self._keep(bundle)
        create_once(self._record("versions", digest), _encode(_Accepted(digest, moment)))
        return self._version(digest)

    def refuse(self, candidate: Path, reasons: Sequence[str], recorded_at: datetime | None = None) -> Refusal:
        """Keep a refused candidate with why; the same refusal again changes nothing. Raises as `register` does."""
        if not reasons:
            raise RegistryError("a refusal needs a reason", where=str(candidate), fix="give the gate's reasons")
        moment = _in_utc(recorded_at) if recorded_at is not None else None
        digest = self._keep(candidate)
        why = short(bytes_digest(msgspec.json.encode(list(reasons))))
        path = self._record("refused", digest, f"-{why}")
        create_once(path, _encode(_Refused(digest, tuple(reasons), moment)))
        return self._refusal(path)

    def versions(self) -> tuple[Version, ...]:
        """Return every registered version, oldest first."""
        found = [self._version(f"sha256:{path.stem}") for path in _records(self.root / "versions")]
        return tuple(sorted(found, key=lambda version: (version.recorded_at, version.digest)))

    def refused(self) -> tuple[Refusal, ...]:
        """Return every refusal, oldest first; those without a time come first."""
        found = [self._refusal(path) for path in _records(self.root / "refused")]
        start = datetime.min.replace(tzinfo=UTC)
        return tuple(sorted(found, key=lambda refusal: (refusal.recorded_at or start, refusal.digest, refusal.reasons)))

    def resolve(self, reference: str) -> Version:
        """Return the version that an alias, a digest, or the beginning of a digest (six hex digits or more) names.

        Raises:
            RegistryError: nothing or more than one version fits.
        """
        if is_alias_name(reference):
            return self._behind_alias(reference)
        match = _PREFIX.fullmatch(reference)
        stems = [path.stem for path in _records(self.root / "versions")] if match else []
        fitting = [stem for stem in stems if match and stem.startswith(match[1])]
        if len(fitting) > 1:
            some = ", ".join(short(stem) for stem in fitting[:3])
            raise RegistryError(f"{reference!r} fits {len(fitting)} versions: {some}", fix="give more of the digest")
        if not fitting:
            raise RegistryError(
                f"no version is called {reference!r}", where=str(self.root), fix="list the versions, then use one"
            )
        return self._version(f"sha256:{fitting[0]}")

    def open(self, reference: str) -> Bundle:
        """Return what `reference` names with every file held against its digest; raises as `resolve` and `open_bundle` do."""
        version = self.resolve(reference)
        return open_bundle(version.folder, version.digest)

    def move(self, alias: str, expected: str | None, new: str) -> Revision:
        """Move an alias to the registered, undamaged version `new` if it points to `expected`; raises as `Aliases.move` does."""
        version = self._version(new)
        open_bundle(version.folder, version.digest)
        return self.aliases.move(alias, expected, new)

    def _behind_alias(self, name: str) -> Version:
        revision = self.aliases.current(name)
        if revision is None:
            near = self.aliases.nearest(name)
            fix = f"did you mean {near!r}?" if near else "use an alias or a digest that exists"
            raise RegistryError(f"no alias is called {name!r}", where=str(self.root), fix=fix)
        return self._version(revision.digest)

    def _keep(self, source: Path) -> str:
        """Copy a bundle to its place, verifying the copy and not the source, which could change in between."""
        digest = bytes_digest(_manifest(source))
        target = self.place(digest)
        if not target.is_dir():
            try:
                with fresh_folder(target) as scratch:
                    _copy(source, scratch, digest)
            except StoreError:
                # Another process may have kept the same bundle meanwhile: then there is nothing left to do.
                if not target.is_dir():
                    raise
        open_bundle(target, digest)
        return digest

    def place(self, digest: str) -> Path:
        """Return where the bundle of this digest lies, registered or refused, or would lie."""
        return self.root / "bundles" / digest.removeprefix("sha256:")

    def _record(self, kind: str, digest: str, suffix: str = "") -> Path:
        return self.root / kind / f"{digest.removeprefix('sha256:')}{suffix}.json"

    def _version(self, digest: str) -> Version:
        path = self._record("versions", digest)
        record = _read_record(path, _Accepted)
        if record.digest != digest:
            raise RegistryError(f"{path.name} holds another digest", where=str(path), fix="restore the file")
        return Version(digest, self.place(digest), record.recorded_at)

    def _refusal(self, path: Path) -> Refusal:
        record = _read_record(path, _Refused)
        return Refusal(record.digest, self.place(record.digest), record.reasons, record.recorded_at)


def _copy(source: Path, scratch: Path, digest: str) -> None:
    bundle = open_bundle(source, digest)
    with writing(scratch):
        for name in (*sorted(bundle.manifest.files), MANIFEST):
            shutil.copyfile(source / name, scratch / name)
    open_bundle(scratch, digest)


def _manifest(folder: Path) -> bytes:
    try:
        return (folder / MANIFEST).read_bytes()
    except OSError:
        raise RegistryError("this is not a bundle: its manifest cannot be read", where=str(folder), fix="give a bundle") from None


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise RegistryError("the time of registration has no zone", fix="give the time in UTC")
    return moment.astimezone(UTC)


def _encode(record: _Accepted | _Refused) -> bytes:
    return msgspec.json.encode(record, order="deterministic")


def _read_record(path: Path, kind: type[RecordT]) -> RecordT:
    try:
        document = path.read_bytes()
    except FileNotFoundError:
        raise RegistryError(f"{short(path.stem)!r} is not registered", where=str(path), fix="register the bundle first") from None
    except OSError as error:
        raise RegistryError(f"{path.name} cannot be read", where=str(path), fix="check its permissions") from error
    return decode_record(document, kind, path)


def _records(folder: Path) -> list[Path]:
    """Return the finished records; the names of temporary files begin with a dot."""
    return sorted(path for path in folder.glob("*.json") if not path.name.startswith("."))
