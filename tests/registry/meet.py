"""Let four processes register one bundle and meet just before each gives its copy the final name; run as a script."""

import multiprocessing
import os
import sys
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path

from penstock.registry.registry import Registry

PROCESSES = 4


def register(root: Path, bundle: Path, worker: int, barrier: Barrier) -> None:
    """Register at a time of one's own, waiting for the others at the rename."""

    def meet(event: str, _: tuple[object, ...]) -> None:
        if event == "os.rename":
            barrier.wait(60)

    sys.addaudithook(meet)
    version = Registry(root).register(bundle, datetime(2030, 1, 1 + worker, tzinfo=UTC))
    # One write a line: `print` may write text and newline apart, and the workers share the pipe.
    os.write(1, f"{version.recorded_at.isoformat()}\n".encode())


def main(root: Path, bundle: Path) -> None:
    """Start all, and fail if one fails."""
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(PROCESSES)
    workers = [context.Process(target=register, args=(root, bundle, worker, barrier)) for worker in range(PROCESSES)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    sys.exit(max(abs(each.exitcode or 0) for each in workers))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
