"""Send events to the address of a receiver."""

from collections.abc import Sequence

import httpx

from penstock.errors import PenstockError, ProjectError, StoreError
from pipelines.history.deliver import KEY

# What OpenLineage's own clients add to an address that names a server alone.
ENDPOINT = "/api/v1/lineage"
_TIMEOUT_SECONDS = 30.0
_CONNECTIONS = 3


def receiver(address: str) -> httpx.URL:
    """Return the address that events are sent to; raises `ProjectError` for one that is none, or holds a secret."""
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        raise ProjectError("the address cannot be read", where="--openlineage", fix="correct it, or give a file") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise ProjectError("events go to a file, or to http or https", where="--openlineage", fix="give one of these")
    if url.userinfo:
        fix = f"leave user and password out, and put a key into the variable {KEY}"
        raise ProjectError("the address holds a secret that others could read", where="--openlineage", fix=fix)
    return url if url.path.strip("/") else url.copy_with(path=ENDPOINT)


def send_events(events: Sequence[bytes], url: httpx.URL, key: str | None) -> None:
    """Send events one after the other, with `key` as a bearer token if there is one.

    A receiver takes the same event twice for one, so that all can be sent again.

    Raises:
        StoreError: the receiver cannot be reached, or refuses an event; those before it have arrived.
    """
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
    transport = httpx.HTTPTransport(retries=_CONNECTIONS)
    with httpx.Client(transport=transport, timeout=_TIMEOUT_SECONDS, headers=headers) as client:
        for number, event in enumerate(events):
            arrived = f"{number} of {len(events)} events arrived"
            try:
                response = client.post(url, content=event)
            except httpx.TransportError as error:
                raise _refusal(url, f"{_reason(error)}; {arrived}", "check the address and that the receiver runs") from None
            if not response.is_success:
                unknown = response.status_code in (401, 403)
                fix = f"put a key that it knows into the variable {KEY}" if unknown else "check the address"
                raise _refusal(url, f"the receiver answered {response.status_code}; {arrived}", fix)


def _reason(error: httpx.TransportError) -> str:
    if isinstance(error, httpx.ConnectError):
        return "the receiver cannot be reached"
    if isinstance(error, httpx.TimeoutException):
        return f"the receiver did not answer in {_TIMEOUT_SECONDS:g} s"
    return "the connection broke"


def _refusal(url: httpx.URL, what: str, fix: str) -> PenstockError:
    return StoreError(what, where=f"{url.scheme}://{url.netloc.decode()}{url.path}", fix=f"{fix}, then export again")
