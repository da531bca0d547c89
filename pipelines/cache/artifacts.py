"""Keep what tasks wrote by the digest of its content, and hold it against that digest before it is used again."""

import os
import shutil
import tempfile
from pathlib import Path

from penstock.files import tree_digest, writing


class ArtifactStore:
    """Keep files and folders below `root`, each under its digest; they are moved in, never copied."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def place(self, digest: str) -> Path:
        """Return where content of this digest lies, or would lie."""
        return self.root / digest.removeprefix("sha256:")

    def adopt(self, written: Path, digest: str) -> Path:
        """Move what a task wrote into the store and leave a link in its stead; return its place. Raises `StoreError`.

        The same content from two tasks at once is kept once: the second is put aside.
        """
        place = self.place(digest)
        with writing(place):
            self.root.mkdir(parents=True, exist_ok=True)
            if place.exists() and tree_digest(place) == digest:
                _remove(written)
            else:
                self._replace(written, place)
            written.symlink_to(os.path.relpath(place, written.parent))
            os.utime(place)
        return place

    def holds(self, digest: str) -> bool:
        """Tell whether the content is here and undamaged; what is damaged is taken out."""
        place = self.place(digest)
        if not place.exists():
            return False
        if tree_digest(place) == digest:
            os.utime(place)
            return True
        self.remove(digest)
        return False

    def remove(self, digest: str) -> None:
        """Take content out, first out of sight and then off the disk, so that nobody sees half of it."""
        place = self.place(digest)
        if place.exists():
            with tempfile.TemporaryDirectory(prefix=".gone.", dir=self.root) as aside:
                place.rename(Path(aside) / "content")

    def _replace(self, written: Path, place: Path) -> None:
        if place.exists():
            self.remove("sha256:" + place.name)
        try:
            written.rename(place)
        except OSError:
            # Another run was faster.
            if not place.exists():
                raise
            _remove(written)


def size_of(path: Path) -> int:
    """Return the bytes of a file, or of all files below a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    # Parts and datasets share files by hard links; each counts where it stands, so that a limit errs on the safe side.
    return sum(file.stat().st_size for file in files if file.is_file())


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
