"""Bring the cache under its size: what was not used for longest goes first, and never what somebody needs."""

import time
from collections.abc import Iterable
from pathlib import Path

from pipelines.cache.artifacts import ArtifactStore, size_of
from pipelines.cache.outcomes import outcomes_of, read_outcome

# Younger content may belong to a stage that has ended and whose outcome is not written yet.
_GRACE_SECONDS = 600.0


def evict(store: Path, max_bytes: int, needed: Iterable[Path], now: float | None = None) -> int:
    """Take the least recently used artifacts out of `store` until the rest has at most `max_bytes`; return what went.

    Args:
        store: the project's store.
        max_bytes: what may stay; more stays if all of it is needed.
        needed: folders of runs whose artifacts must stay.
        now: seconds since 1970; the clock's by default.
    """
    moment = time.time() if now is None else now
    artifacts = ArtifactStore(store / "artifacts")
    kept = {digest for run in needed for outcome in outcomes_of(run) for digest in outcome.digests()}
    sizes = {path: size_of(path) for path in artifacts.root.glob("[0-9a-f]*")} if artifacts.root.is_dir() else {}
    total, gone = sum(sizes.values()), 0
    for path in sorted(sizes, key=lambda path: (path.stat().st_mtime, path.name)):
        if total - gone <= max_bytes:
            break
        if f"sha256:{path.name}" not in kept and moment - path.stat().st_mtime > _GRACE_SECONDS:
            artifacts.remove(f"sha256:{path.name}")
            gone += sizes[path]
    if gone:
        _drop_entries(store, artifacts)
    return gone


def _drop_entries(store: Path, artifacts: ArtifactStore) -> None:
    """Take out the entries that stand for artifacts which are gone."""
    for entry in (store / "cache").glob("*.json"):
        outcome = read_outcome(entry)
        if outcome is not None and not all(artifacts.place(digest).exists() for digest in outcome.digests()):
            entry.unlink(missing_ok=True)
