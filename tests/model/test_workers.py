"""Forked workers answer in order, and one that dies is reported instead of waited for."""

import os
import signal
from functools import partial

from penstock.errors import RunError
from penstock.model.workers import Outcome, run_forked


def value(number: float) -> Outcome:
    return Outcome(value=number)


def die() -> Outcome:
    os.kill(os.getpid(), signal.SIGKILL)
    return Outcome()


def refuse() -> Outcome:
    raise RunError("no luck", fix="try again")


def exhaust() -> Outcome:
    raise MemoryError


def test_answers_come_in_the_order_of_the_tasks() -> None:
    tasks = [partial(value, float(number)) for number in range(5)]
    for at_once in (1, 2, 8):
        assert [outcome.value for outcome in run_forked(tasks, at_once)] == [0, 1, 2, 3, 4]


def test_a_killed_worker_and_a_refusal_are_faults_beside_good_answers() -> None:
    killed, refused, exhausted, good = run_forked([die, refuse, exhaust, partial(value, 1.0)], 2)
    assert killed.fault == "the process ended with code -9"
    assert (refused.fault, refused.fix) == ("no luck", "try again")
    assert exhausted.fault == "the memory is used up"
    assert good.value == 1.0
