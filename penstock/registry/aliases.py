"""Move names between bundles by compare-and-swap: each move of an alias is one numbered file that is never changed."""

import difflib
import os
import re
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from penstock.errors import RegistryError
from penstock.registry.bundle import Digest, decode_record, short
from penstock.registry.once import create_once

SHORTEST_PREFIX = 6
CHAMPION = "champion"
_ALIAS = re.compile(r"[a-z][a-z0-9_-]{0,62}")
# A name of hex digits alone could be taken for the beginning of a digest.
_LIKE_A_DIGEST = re.compile(rf"[0-9a-f]{{{SHORTEST_PREFIX},}}")
_REVISION = re.compile(r"([0-9]{8})\.json")


class Revision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Hold one move of an alias: its number from 1, the digest it left (None for the first) and the one it names since."""

    number: Annotated[int, Meta(ge=1, le=99_999_999)]
    previous: Digest | None
    digest: Digest


class Aliases:
    """Read and move the aliases kept below one folder; safe between processes without any lock."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def names(self) -> tuple[str, ...]:
        """Return the aliases that point somewhere, in alphabetic order."""
        return tuple(sorted(name for name in _listed(self.root) if is_alias_name(name) and self._last(name)))

    def current(self, name: str) -> Revision | None:
        """Return the last move of `name`, or None when it never moved; raises `RegistryError` for a damaged file."""
        check_alias_name(name)
        last = self._last(name)
        return self._read(name, last) if last else None

    def history(self, name: str) -> tuple[Revision, ...]:
        """Return every move of `name`, oldest first; raises `RegistryError` when one is absent or does not follow on."""
        check_alias_name(name)
        revisions = tuple(self._read(name, number) for number in range(1, self._last(name) + 1))
        for before, after in zip((None, *revisions), revisions, strict=False):
            if after.previous != (before.digest if before else None):
                path = self._path(name, after.number)
                raise RegistryError(f"{path.name} does not follow the move before it", where=str(path), fix="restore the folder")
        return revisions

    def move(self, name: str, expected: str | None, new: str) -> Revision:
        """Let `name` point to `new` if it points to `expected` now; if it points to `new` already, change nothing.

        A caller that was stopped after its move may therefore ask again. Digests are compared and not numbers: what
        was decided against a bundle holds for that bundle, also when the alias was elsewhere in between.

        Args:
            expected: the `sha256:<hex>` the caller last saw, or None for an alias that does not exist yet.
            new: the `sha256:<hex>` to point to.

        Raises:
            RegistryError: the alias points elsewhere, or another process moved it elsewhere at the same moment.
            StoreError: the folder cannot be written.
        """
        check_alias_name(name)
        held = self.current(name)
        if held is not None and held.digest == new:
            return held
        digest = held.digest if held else None
        if digest != expected:
            raise _moved(name, expected, digest)
        following = _make_revision(held.number + 1 if held else 1, digest, new)
        if create_once(self._path(name, following.number), msgspec.json.encode(following, order="deterministic")):
            return following
        winner = self.current(name)
        if winner is None or winner.digest != new:
            raise _moved(name, expected, winner.digest if winner else None)
        return winner

    def nearest(self, name: str) -> str | None:
        """Return the existing alias that is spelled most like `name`, if one is."""
        return next(iter(difflib.get_close_matches(name, self.names(), 1)), None)

    def _path(self, name: str, number: int) -> Path:
        return self.root / name / f"{number:08d}.json"

    def _last(self, name: str) -> int:
        found = (_REVISION.fullmatch(each) for each in _listed(self.root / name))
        return max((int(match[1]) for match in found if match), default=0)

    def _read(self, name: str, number: int) -> Revision:
        path = self._path(name, number)
        try:
            revision = decode_record(path.read_bytes(), Revision, path)
        except OSError as error:
            raise RegistryError(f"{path.name} cannot be read", where=str(path), fix="restore the folder") from error
        if revision.number != number:
            raise RegistryError(f"{path.name} holds another number", where=str(path), fix="restore the folder")
        return revision


def is_alias_name(name: str) -> bool:
    """Tell whether `name` can be an alias and not the beginning of a digest."""
    return bool(_ALIAS.fullmatch(name)) and not _LIKE_A_DIGEST.fullmatch(name)


def check_alias_name(name: str) -> None:
    """Raise `RegistryError` unless `name` can be an alias."""
    if not is_alias_name(name):
        raise RegistryError(
            f"{name!r} cannot be an alias",
            fix=f"begin with a small letter; small letters, digits, '-' and '_'; not {SHORTEST_PREFIX} or more hex digits alone",
        )


def _make_revision(number: int, previous: str | None, new: str) -> Revision:
    try:
        return msgspec.convert({"number": number, "previous": previous, "digest": new}, Revision)
    except msgspec.ValidationError:
        raise RegistryError("an alias can only point to a digest", fix="give sha256: and 64 hex digits") from None


def _moved(name: str, expected: str | None, held: str | None) -> RegistryError:
    said = [short(digest) if digest else "nothing" for digest in (expected, held)]
    return RegistryError(
        f"the alias {name!r} was expected at {said[0]}, but points to {said[1]}",
        where=name,
        fix="look at what it points to now, then decide again",
    )


def _listed(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise RegistryError("the registry cannot be read", where=str(folder), fix="check its permissions") from error
