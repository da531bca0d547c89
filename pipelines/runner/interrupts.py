"""Turns Ctrl-C and the system's requests to stop into a call, so that a run can end in order."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from penstock.errors import RunInterruptedError

# The third is what a closed terminal sends.
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def on_interrupt(act: Callable[[], None]) -> Iterator[None]:
    """Call `act` at each request to stop, for the length of the block; outside the main thread do nothing.

    A signal that the process was started to ignore, as `nohup` does, stays ignored.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(_signal: int, _frame: FrameType | None) -> None:
        act()

    before = {number: handler for number in STOPS if (handler := signal.getsignal(number)) is not signal.SIG_IGN}
    for number in before:
        signal.signal(number, handle)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def stoppable() -> Iterator[None]:
    """Leave the block with `RunInterruptedError` at a request to stop.

    Inside it is a `KeyboardInterrupt`, which no library takes for a fault of its own.
    """

    def leave() -> None:
        raise KeyboardInterrupt

    try:
        with on_interrupt(leave):
            yield
    except KeyboardInterrupt:
        raise RunInterruptedError("stopped", fix="start it again with `penstock run`") from None
