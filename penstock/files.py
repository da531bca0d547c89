"""Write files so that a crash, a full disk or a second process never leaves half of one behind, and read them."""

import errno
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from penstock.errors import StoreError

# What `mkstemp` and `mkdtemp` make of the prefixes used here.
_TEMPORARY = re.compile(r"\..+\.[a-z0-9_]{8}")
_CAUSES = {
    errno.ENOSPC: ("the disk is full", "free some space, then run again"),
    errno.EDQUOT: ("the disk quota is used up", "free some space, then run again"),
    errno.EFBIG: ("the file would grow past this user's limit", "raise the limit on file sizes, see `ulimit -f`"),
    errno.ENOTDIR: ("a file stands where a folder belongs", "choose another folder, or move that file away"),
    errno.EEXIST: ("a file stands where a folder belongs", "choose another folder, or move that file away"),
    errno.EISDIR: ("a folder stands where the file belongs", "choose another name, or move that folder away"),
    errno.EROFS: ("the file system is read-only", "choose a folder that can be written"),
    errno.EACCES: ("this user may not write here", "choose a folder that can be written, or change its permissions"),
    errno.EPERM: ("this user may not write here", "choose a folder that can be written, or change its permissions"),
}


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Turn an operating-system error met while writing `place` into a `StoreError` that names cause and fix."""
    try:
        yield
    except OSError as error:
        raise refusal(error, place) from error


@contextmanager
def reading(place: Path, *damage: type[Exception]) -> Iterator[None]:
    """Turn an operating-system error met while reading `place`, or one of the kinds `damage`, into a `StoreError`."""
    kinds: tuple[type[Exception], ...] = (OSError, *damage)
    try:
        yield
    except kinds as error:
        raise StoreError("a file is absent or damaged", where=str(place), fix="run the stage that writes it again") from error


def refusal(error: OSError, place: Path) -> StoreError:
    """Return the `StoreError` that says why the operating system refused to write `place`."""
    cause, fix = _CAUSES.get(
        error.errno or 0, (error.strerror or "the operating system refused", "check the folder and run again")
    )
    return StoreError(f"cannot write: {cause}", where=str(place), fix=fix)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_bytes(path: Path, content: bytes, *, sync: bool = True) -> None:
    """Replace `path` by `content`: write beside it, sync, rename, sync the folder. Raises `StoreError`.

    Without `sync` a reader still sees the old content or the new, but a power cut may leave neither.
    """
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                if sync:
                    os.fsync(file.fileno())
            os.chmod(name, 0o644)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        if sync:
            sync_folder(path.parent)


@contextmanager
def fresh_folder(path: Path) -> Iterator[Path]:
    """Give a scratch folder that becomes `path` when the block ends well, and vanishes when it does not.

    Every file is synced before the rename. An empty folder at `path` is replaced; a full one is an error.
    """
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    try:
        yield scratch
        with writing(path):
            sync_tree(scratch)
            os.chmod(scratch, 0o755)
            os.rename(scratch, path)
            sync_folder(path.parent)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise


def sync_tree(root: Path) -> None:
    """Make a file, or a folder with all below it, durable."""
    if root.is_file():
        _sync_file(root)
    for folder, _, names in os.walk(root):
        for name in names:
            _sync_file(Path(folder) / name)
        sync_folder(Path(folder))


def _sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(folder: Path, before: float) -> None:
    """Take away what killed writers left in `folder`: our temporary files and folders not changed since `before`.

    `before` is in seconds since 1970; give it an hour, so that no writer who is at work loses anything.
    """
    for place in folder.glob(".*"):
        with suppress(OSError):
            if _TEMPORARY.fullmatch(place.name) and place.lstat().st_mtime < before:
                shutil.rmtree(place) if place.is_dir() else place.unlink()


def sha256_file(path: Path) -> str:
    """Return the SHA-256 of a file's content as hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def tree_digest(root: Path) -> str:
    """Return one `sha256:<hex>` over every file below `root`: relative names and contents, in name order."""
    if root.is_file():
        return "sha256:" + sha256_file(root)
    total = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        total.update(f"{path.relative_to(root).as_posix()}\0{sha256_file(path)}\n".encode())
    return "sha256:" + total.hexdigest()
