"""A request to stop becomes a call or an error, and the handlers before it come back."""

import os
import signal
import threading

import pytest

from penstock.errors import RunInterruptedError
from pipelines.runner.interrupts import STOPS, on_interrupt, stoppable


@pytest.mark.parametrize("number", STOPS)
def test_each_request_is_one_call_and_the_old_handler_comes_back(number: int) -> None:
    calls: list[int] = []
    before = signal.getsignal(number)
    with on_interrupt(lambda: calls.append(1)):
        os.kill(os.getpid(), number)
        os.kill(os.getpid(), number)
    assert calls == [1, 1]
    assert signal.getsignal(number) == before


def test_a_signal_that_was_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with on_interrupt(lambda: pytest.fail("called")):
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_outside_the_main_thread_nothing_changes() -> None:
    before = signal.getsignal(signal.SIGTERM)
    seen: list[object] = []

    def enter() -> None:
        with on_interrupt(lambda: None):
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert seen == [before]


@pytest.mark.parametrize("number", STOPS)
def test_a_stoppable_block_is_left_with_the_error_of_the_family(number: int) -> None:
    with pytest.raises(RunInterruptedError, match="stopped"), stoppable():
        os.kill(os.getpid(), number)
