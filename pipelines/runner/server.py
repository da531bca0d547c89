"""The fork server: a process without threads that imports the libraries once and forks a child for each task."""

import ctypes
import gc
import importlib
import os
import selectors
import signal
import sys
import threading
from collections.abc import Sequence
from types import FrameType

import msgspec

from pipelines.runner.messages import Ended, Forked, Job, Ready, Reply, Request
from pipelines.runner.worker import run_child

_EXECUTOR = "kfp.dsl.executor"
_LIBC = ctypes.CDLL(None)
# Source: prctl(2), PR_SET_PDEATHSIG.
_DIE_WITH_PARENT = 1
_REQUEST: msgspec.json.Decoder[Request] = msgspec.json.Decoder(Request)


def main(preload: Sequence[str]) -> None:
    """Serve requests from standard input until it closes, then kill what still runs."""
    # Requests and replies keep descriptors of their own, so that no import can write between them.
    requests, replies = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    os.environ["_KFP_RUNTIME"] = "true"
    # Stages run side by side, each on a core of its own; and a library that has started threads cannot be forked safely.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    server = _Server(requests, replies, [_EXECUTOR, *preload])
    try:
        server.serve()
    finally:
        server.kill_all()
        # Tearing down the libraries would take longer than many a stage.
        os._exit(0)


def _import(module: str) -> str:
    """Import one module; return what is wrong with it, or nothing."""
    try:
        importlib.import_module(module)
    except ImportError as error:
        return f"cannot import {module}: {error}"
    # A lock that another thread holds during a fork stays locked in the child for ever.
    return "a preloaded module starts threads" if threading.active_count() > 1 else ""


def _send(descriptor: int, reply: Reply) -> None:
    os.write(descriptor, msgspec.json.encode(reply) + b"\n")


class _Server:
    def __init__(self, requests: int, replies: int, preload: Sequence[str]) -> None:
        self.requests = requests
        self.replies = replies
        self.absent = list(preload)
        self.waiting: list[Job] = []
        self.children: dict[int, str] = {}
        self.spare: tuple[int, int] | None = None
        self.woken, self.wake = os.pipe()
        os.set_blocking(self.woken, False)
        os.set_blocking(self.wake, False)
        signal.signal(signal.SIGCHLD, lambda _signal, _frame: None)
        signal.set_wakeup_fd(self.wake, warn_on_full_buffer=False)

    def serve(self) -> None:
        buffer = b""
        with selectors.DefaultSelector() as selector:
            selector.register(self.requests, selectors.EVENT_READ)
            selector.register(self.woken, selectors.EVENT_READ)
            while True:
                ready = {key.fd for key, _ in selector.select(0 if self.absent else None)}
                if self.woken in ready:
                    os.read(self.woken, 4096)
                    self._reap()
                if self.requests in ready:
                    chunk = os.read(self.requests, 65536)
                    if not chunk:
                        break
                    *lines, buffer = (buffer + chunk).split(b"\n")
                    for line in lines:
                        self._obey(_REQUEST.decode(line))
                if self.absent:
                    self._load_one()
                elif self.spare is None:
                    self.spare = self._breed()

    def _load_one(self) -> None:
        """Import the next module and start the jobs that waited for it; the others need not wait for all of them."""
        # Only here does the server not listen to its pipe, whose end is what stops it elsewhere.
        signal.signal(signal.SIGTERM, self._leave)
        problem = _import(self.absent.pop(0))
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if problem:
            self.absent.clear()
        if not self.absent:
            gc.freeze()
            _send(self.replies, Ready(problem))
        held, self.waiting = self.waiting, []
        for job in held:
            self._obey(job)

    def _leave(self, _signal: int, _frame: FrameType | None) -> None:
        # At once: an exception could arrive where Python only prints it and goes on.
        self.kill_all()
        os._exit(0)

    def _lacks(self, job: Job) -> bool:
        return any(module == _EXECUTOR or module in job.source for module in self.absent)

    def kill_all(self) -> None:
        for child in (*self.children, *([self.spare[0]] if self.spare else [])):
            _kill_group(child, signal.SIGKILL)
            os.waitpid(child, 0)

    def _obey(self, request: Request) -> None:
        if isinstance(request, Job):
            if self._lacks(request):
                self.waiting.append(request)
            else:
                self._fork(request)
            return
        for job in [job for job in self.waiting if job.task == request.task]:
            self.waiting.remove(job)
            _send(self.replies, Ended(job.task, -request.signal))
        for child, task in self.children.items():
            if task == request.task:
                _kill_group(child, request.signal)

    def _fork(self, job: Job) -> None:
        """Let a child run `job`: the one that waits, if there is one, which saves the time of a fork."""
        line = memoryview(msgspec.json.encode(job))
        child, gate = self.spare or self._breed()
        self.spare = None
        try:
            while line:
                line = line[os.write(gate, line) :]
        except BrokenPipeError:
            # It was killed while it waited; its end is seen as that of the task.
            pass
        os.close(gate)
        self.children[child] = job.task
        _send(self.replies, Forked(job.task))

    def _breed(self) -> tuple[int, int]:
        """Fork a child that waits for a job; return its number and where to write the job."""
        settled, settle = os.pipe()
        waits, gate = os.pipe()
        child = os.fork()
        if child == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.setsid()
            # Should the server be killed, nobody would be left to end its children.
            _LIBC.prctl(_DIE_WITH_PARENT, signal.SIGKILL)
            for descriptor in (settled, settle, gate, self.requests, self.replies, self.woken, self.wake):
                os.close(descriptor)
            run_child(_job(waits))
        os.close(settle)
        os.close(waits)
        # Wait until the child leads its own group, else a stop might miss it.
        os.read(settled, 1)
        os.close(settled)
        return child, gate

    def _reap(self) -> None:
        while self.children or self.spare:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if ended is None:
                return
            # While the child is not yet collected its number cannot pass to a stranger's group.
            _kill_group(ended.si_pid, signal.SIGKILL)
            _, status, used = os.wait4(ended.si_pid, 0)
            if self.spare is not None and ended.si_pid == self.spare[0]:
                os.close(self.spare[1])
                self.spare = None
            task = self.children.pop(ended.si_pid, None)
            if task is not None:
                code = os.waitstatus_to_exitcode(status)
                _send(self.replies, Ended(task, code, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024))


def _job(waits: int) -> Job:
    """Wait for a job; leave when there will be none."""
    line = b""
    while chunk := os.read(waits, 65536):
        line += chunk
    if not line:
        os._exit(0)
    os.close(waits)
    return msgspec.json.decode(line, type=Job)


def _kill_group(leader: int, number: int) -> None:
    try:
        os.killpg(leader, number)
    except (ProcessLookupError, PermissionError):
        return


if __name__ == "__main__":
    main(sys.argv[1:])
