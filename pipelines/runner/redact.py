"""Keeps secrets out of what a stage says: its messages, and its log, which a process of its own copies with them replaced."""

import json
import os
import selectors
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote, quote_plus, urlsplit

_MASK = "***"
# Shorter ones would turn ordinary words into riddles, and are no secrets.
_SHORTEST = 4
_CHUNK = 65536


def spellings(secrets: Iterable[str]) -> tuple[str, ...]:
    """Return the ways in which `secrets` may be printed, longest first: plain, escaped, and an address's password alone."""
    plain = {part for secret in secrets for part in (secret, secret.strip(), _password(secret))}
    escaped = {form(each) for each in plain for form in (quote, _quote_all, quote_plus, _repr, _json)}
    return tuple(sorted((each for each in plain | escaped if len(each) >= _SHORTEST), key=lambda each: (-len(each), each)))


def _password(secret: str) -> str:
    try:
        return urlsplit(secret).password or ""
    except ValueError:
        return ""


def _quote_all(text: str) -> str:
    return quote(text, safe="")


def _repr(text: str) -> str:
    return repr(text)[1:-1]


def _json(text: str) -> str:
    return json.dumps(text)[1:-1]


def mask(text: str, hidden: Sequence[str]) -> str:
    """Return `text` with every spelling in `hidden` replaced."""
    for spelling in hidden:
        text = text.replace(spelling, _MASK)
    return text


@dataclass(frozen=True, slots=True)
class Copier:
    """Hold the process between a stage and its log: what is written to `inlet` arrives there without secrets."""

    process: int
    inlet: int
    done: int

    def finish(self) -> None:
        """Wait until everything written so far has arrived."""
        # A word and not the pipe's end: what the stage started may hold the pipe open for ever.
        os.write(self.done, b"d")
        os.waitpid(self.process, 0)


def start_copier(log: int, hidden: Sequence[str]) -> Copier:
    """Fork the process that copies into the open file `log`."""
    outlet, inlet = os.pipe()
    finished, done = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            # What stops the stage must not swallow its last words.
            os.setsid()
            os.close(inlet)
            os.close(done)
            _copy(outlet, finished, log, [spelling.encode() for spelling in hidden])
        finally:
            os._exit(0)
    os.close(outlet)
    os.close(finished)
    return Copier(process, inlet, done)


def _copy(outlet: int, finished: int, log: int, hidden: Sequence[bytes]) -> None:
    # A secret may arrive in two pieces: so much of the end waits for what follows.
    held_back = len(hidden[0]) - 1
    held = b""
    while chunk := _next_chunk(outlet, finished):
        held = _replace(held + chunk, hidden)
        ready = max(0, len(held) - held_back)
        _write(log, held[:ready])
        held = held[ready:]
    _write(log, held)


def _replace(text: bytes, hidden: Sequence[bytes]) -> bytes:
    for spelling in hidden:
        text = text.replace(spelling, _MASK.encode())
    return text


def _next_chunk(outlet: int, finished: int) -> bytes:
    """Return what was written next, or nothing once the stage has finished and all of it was read."""
    with selectors.DefaultSelector() as selector:
        selector.register(outlet, selectors.EVENT_READ)
        selector.register(finished, selectors.EVENT_READ)
        ready = {key.fd for key, _ in selector.select()}
    return os.read(outlet, _CHUNK) if outlet in ready else b""


def _write(log: int, text: bytes) -> None:
    # On a full disk the stage should go on and say so itself.
    with suppress(OSError):
        while text:
            text = text[os.write(log, text) :]
