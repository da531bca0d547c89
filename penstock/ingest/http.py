"""Download a source into a file: capped while streaming, checked by digest, retried, and kept off private addresses."""

import hashlib
import random
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from penstock.errors import SourceError, UnreachableError
from penstock.files import writing
from penstock.ingest.addresses import resolve
from penstock.ingest.secrets import reveal
from penstock.settings import Source

MOST_REDIRECTS = 5
LONGEST_PAUSE_SECONDS = 30.0

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_WORTH_ANOTHER_TRY = frozenset({408, 425, 429, 500, 502, 503, 504})


class _TryAgainError(Exception):
    """Carry why one attempt failed in a way that may pass."""


def download(source: Source, address: str, root: Path, into: Path, sleep: Callable[[float], None] = time.sleep) -> None:
    """Write what `address` gives to the file `into`.

    `secret`, if set, is sent as a bearer token to the first host only. Raises `SourceError` when the address is private
    (unless `allow_private`), refuses, exceeds `max_bytes`, misses `sha256`, or still fails after `retries` more attempts.
    """
    where = f"source {source.name!r}, host {_host(address)!r}"
    secret = reveal(source, root)
    for attempt in range(source.retries + 1):
        try:
            _attempt(source, httpx.URL(address), secret, into, where)
            return
        except (_TryAgainError, httpx.TransportError) as error:
            reason = str(error) if isinstance(error, _TryAgainError) else _reason(error, source)
        except httpx.InvalidURL:
            raise SourceError("the address cannot be read", where=where, fix="correct the source's `url`") from None
        if attempt < source.retries:
            sleep(_pause(attempt))
    times = "once" if source.retries == 0 else f"{source.retries + 1} times"
    fix = "check the source's `url` and that the server runs, then run again"
    raise UnreachableError(f"the download failed {times}: {reason}", where=where, fix=fix)


def _reason(error: httpx.TransportError, source: Source) -> str:
    if isinstance(error, httpx.ConnectError):
        return "the server cannot be reached"
    if isinstance(error, httpx.TimeoutException):
        return f"the server did not answer in {source.timeout_seconds:g} s"
    return "the connection broke"


def _host(address: str) -> str:
    # A user's name, a token in the query: nothing but the host may reach a message.
    try:
        return httpx.URL(address).host
    except httpx.InvalidURL:
        return ""


def _pause(attempt: int) -> float:
    # Full jitter: many tasks that failed together should not come back together.
    return random.SystemRandom().uniform(0.0, min(LONGEST_PAUSE_SECONDS, 0.5 * 2.0**attempt))


def _attempt(source: Source, url: httpx.URL, secret: str | None, into: Path, where: str) -> None:
    # Environment proxies would resolve names themselves, past the check of addresses.
    with httpx.Client(timeout=source.timeout_seconds, trust_env=False) as client:
        for _ in range(MOST_REDIRECTS + 1):
            response = client.send(_request(client, source, url, secret, where), stream=True)
            try:
                if response.status_code not in _REDIRECTS:
                    _receive(response, source, into, where)
                    return
                target = url.join(response.headers.get("location", ""))
            finally:
                response.close()
            if url.scheme == "https" and target.scheme != "https":
                raise SourceError("a redirect leads from https to http", where=where, fix="use an address that stays on https")
            if (target.scheme, target.host, target.port) != (url.scheme, url.host, url.port):
                secret = None
            url = target
    raise SourceError(f"more than {MOST_REDIRECTS} redirects", where=where, fix="use the final address")


def _request(client: httpx.Client, source: Source, url: httpx.URL, secret: str | None, where: str) -> httpx.Request:
    address = resolve(url, where, allow_private=source.allow_private)
    headers = {"Host": url.netloc.decode(), "Accept-Encoding": "identity"}
    if secret is not None:
        headers["Authorization"] = f"Bearer {secret}"
    return client.build_request("GET", url.copy_with(host=address), headers=headers, extensions={"sni_hostname": url.host})


def _receive(response: httpx.Response, source: Source, into: Path, where: str) -> None:
    if response.status_code in _WORTH_ANOTHER_TRY:
        raise _TryAgainError(f"the server answered {response.status_code}")
    if response.status_code != 200:
        raise SourceError(f"the server answered {response.status_code}", where=where, fix="check the address and the secret")
    total, digest = 0, hashlib.sha256()
    with writing(into), into.open("wb") as file:
        for piece in response.iter_raw():
            total += len(piece)
            if total > source.max_bytes:
                raise SourceError(
                    f"the download exceeds {source.max_bytes} bytes", where=where, fix="raise `max_bytes` if that is expected"
                )
            digest.update(piece)
            file.write(piece)
    if source.sha256 is not None and digest.hexdigest() != source.sha256:
        raise SourceError("the content differs from `sha256`", where=where, fix="check the source, or declare the new digest")
