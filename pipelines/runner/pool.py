"""The runner's end of the fork server: start it, hand it jobs, hear how they ended."""

import os
import selectors
import subprocess
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import msgspec

from penstock.errors import RunError
from pipelines.runner.messages import Ended, Forked, Job, Ready, Reply, Request, Stop

_REPLY: msgspec.json.Decoder[Reply] = msgspec.json.Decoder(Reply)


class Pool:
    """Own a fork server for the length of a `with` block; leaving it ends every child."""

    def __init__(self, preload: Sequence[str]) -> None:
        # A session of its own: Ctrl-C reaches the runner alone, which then decides in order.
        self._server = subprocess.Popen(
            [sys.executable, "-P", "-m", "pipelines.runner.server", *preload],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            bufsize=0,
        )
        if self._server.stdin is None or self._server.stdout is None:
            raise RunError("the fork server has no pipes")
        self._requests, self._replies = self._server.stdin, self._server.stdout
        self._woken, self._wake = os.pipe()
        os.set_blocking(self._woken, False)
        os.set_blocking(self._wake, False)
        self._buffer = b""
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._replies, selectors.EVENT_READ)
        self._selector.register(self._woken, selectors.EVENT_READ)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._selector.close()
        self._requests.close()
        # Imports that are still going on would keep the person waiting for nothing.
        self._server.terminate()
        self._server.wait()
        self._replies.close()
        os.close(self._woken)
        os.close(self._wake)

    def wake(self) -> None:
        """Make a waiting `heard` return at once; safe in a signal handler."""
        try:
            os.write(self._wake, b"w")
        except BlockingIOError:
            return

    def start(self, job: Job) -> None:
        """Ask for a child that runs `job`."""
        self._send(job)

    def stop(self, task: str, number: int) -> None:
        """Send signal `number` to everything the task started."""
        self._send(Stop(task, number))

    def heard(self, timeout_seconds: float | None) -> list[Forked | Ended]:
        """Wait for children that began or ended, in that order; nothing after the timeout or a wake.

        Raises:
            RunError: the server is gone, or could not import a module.
        """
        found: list[Forked | Ended] = []
        for key, _ in self._selector.select(timeout_seconds):
            if key.fd == self._woken:
                os.read(self._woken, 4096)
                continue
            for reply in self._read():
                if isinstance(reply, Ready) and reply.problem:
                    raise RunError(reply.problem, where="the runner's fork server", fix="install it, or do not preload it")
                if not isinstance(reply, Ready):
                    found.append(reply)
        return found

    def _send(self, request: Request) -> None:
        line = memoryview(msgspec.json.encode(request) + b"\n")
        try:
            while line:
                line = line[os.write(self._requests.fileno(), line) :]
        except BrokenPipeError as error:
            raise RunError("the fork server ended early", where="the runner", fix="look for a lack of memory") from error

    def _read(self) -> list[Reply]:
        chunk = os.read(self._replies.fileno(), 65536)
        if not chunk:
            raise RunError("the fork server ended early", where="the runner", fix="look for a lack of memory")
        *lines, self._buffer = (self._buffer + chunk).split(b"\n")
        return [_REPLY.decode(line) for line in lines]
