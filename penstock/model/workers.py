"""Run tasks in forked processes, a few at a time, and give their answers back in order."""

import multiprocessing
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import msgspec

from penstock.errors import PenstockError


class Outcome(msgspec.Struct, frozen=True):
    """Be what one fit gave: a loss, the rounds it took and its loss at earlier ones, or why there is none."""

    value: float | None = None
    rounds: int = 0
    steps: dict[int, float] = {}
    pruned: bool = False
    fault: str = ""
    fix: str = ""


def run_forked(tasks: Sequence[Callable[[], Outcome]], at_once: int) -> list[Outcome]:
    """Run each task in a process of its own, `at_once` together; a process that dies gives a fault, not an exception.

    A fork shares the training rows with its parent, where a fresh interpreter would need a copy and two seconds of imports.
    """
    outcomes: list[Outcome] = []
    running: list[tuple[BaseProcess, Connection]] = []
    waiting = list(tasks)
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                running.append(_start(waiting.pop(0)))
            outcomes.append(_finish(*running.pop(0)))
    finally:
        for process, receiver in running:
            process.terminate()
            process.join()
            receiver.close()
    return outcomes


def _start(task: Callable[[], Outcome]) -> tuple[BaseProcess, Connection]:
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(task, sender))
    process.start()
    sender.close()
    return process, receiver


def _finish(process: BaseProcess, receiver: Connection) -> Outcome:
    try:
        return msgspec.json.decode(receiver.recv_bytes(), type=Outcome)
    except EOFError:
        process.join()
        return Outcome(
            fault=f"the process ended with code {process.exitcode}", fix="give the stage more memory, or lower tuning.max_rows"
        )
    finally:
        receiver.close()
        process.join()


def _answer(task: Callable[[], Outcome], sender: Connection) -> None:
    try:
        outcome = task()
    except PenstockError as error:
        outcome = Outcome(fault=error.what, fix=error.fix)
    except MemoryError:
        outcome = Outcome(fault="the memory is used up", fix="give the stage more memory, or lower tuning.max_rows")
    sender.send_bytes(msgspec.json.encode(outcome))
    sender.close()
