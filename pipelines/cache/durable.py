"""Make files durable in a thread of its own, while the next stage runs already."""

import queue
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from penstock.errors import StoreError
from penstock.files import sync_folder, sync_tree, writing


class Durability:
    """Sync what is given to it, in order; leaving the `with` block waits for all of it.

    Whoever reads such files holds them against a digest: until they are durable a power cut costs time and no truth.
    """

    def __init__(self) -> None:
        self._places: queue.SimpleQueue[Path | None] = queue.SimpleQueue()
        self._problem: StoreError | None = None
        self._thread = threading.Thread(target=self._work, name="durability")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._places.put(None)
        self._thread.join()
        if self._problem is not None and error is None:
            raise self._problem

    def add(self, place: Path) -> None:
        """Let a file or folder, and its name, become durable soon; leaving the block raises `StoreError` if it cannot."""
        self._places.put(place)

    def _work(self) -> None:
        while (place := self._places.get()) is not None:
            try:
                with writing(place):
                    sync_tree(place)
                    sync_folder(place.parent)
            except StoreError as problem:
                self._problem = self._problem or problem
