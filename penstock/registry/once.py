"""Create a file that must not be there yet: whole, durable, and by one process only."""

import os
import tempfile
from pathlib import Path

from penstock.files import sync_folder, writing


def create_once(path: Path, content: bytes) -> bool:
    """Create `path` with `content` and return True; return False, changing nothing, when `path` is already there.

    A synced temporary file is hard-linked to the final name: the file system lets one process win, and a
    reader sees the whole file or none. Raises `StoreError` when the folder cannot be written.
    """
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fchmod(file.fileno(), 0o644)
                os.fsync(file.fileno())
            os.link(name, path)
        except FileExistsError:
            return False
        finally:
            Path(name).unlink(missing_ok=True)
        sync_folder(path.parent)
        return True
