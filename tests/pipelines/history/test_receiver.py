"""Events arrive whole, in order and with the key, or it is told how many did and what to do."""

import http.server
import json
import threading
from collections.abc import Iterator

import pytest

from penstock.errors import ProjectError, StoreError
from pipelines.history.deliver import KEY, deliver
from pipelines.history.receiver import receiver

EVENTS = [json.dumps({"number": number}).encode() for number in range(3)]


class Receiver(http.server.HTTPServer):
    """Take events; answer with `status` from the event numbered `refuses` on."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[str, str, bytes]] = []
        self.refuses = len(EVENTS)
        self.status = 500

    @property
    def address(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        """Take one event."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        refused = len(self.server.got) >= self.server.refuses
        if not refused:
            self.server.got.append((self.path, self.headers.get("Authorization", ""), body))
        self.send_response(self.server.status if refused else 201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def listening() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_receiver_gets_every_event_in_order_with_the_key(listening: Receiver) -> None:
    assert deliver(EVENTS, listening.address, {KEY: "a-key"}) == "sent 3 events"
    assert listening.got == [("/api/v1/lineage", "Bearer a-key", event) for event in EVENTS]


def test_an_address_with_a_path_is_taken_as_it_is_and_without_a_key_none_is_sent(listening: Receiver) -> None:
    deliver(EVENTS[:1], f"{listening.address}/lineage?team=a", {})
    assert listening.got == [("/lineage?team=a", "", EVENTS[0])]


@pytest.mark.parametrize(
    ("status", "fix"), [(500, "check the address"), (401, "OPENLINEAGE_API_KEY"), (302, "check the address")]
)
def test_a_refusal_says_how_many_events_arrived(listening: Receiver, status: int, fix: str) -> None:
    listening.refuses, listening.status = 2, status
    with pytest.raises(StoreError, match=f"the receiver answered {status}; 2 of 3 events arrived") as told:
        deliver(EVENTS, f"{listening.address}?token=hunter22", {KEY: "hunter33"})
    assert told.value.where == f"{listening.address}/api/v1/lineage"
    assert fix in told.value.fix
    assert "hunter" not in str(told.value)


def test_a_receiver_that_is_not_there_is_told(listening: Receiver) -> None:
    address = listening.address
    listening.shutdown()
    listening.server_close()
    with pytest.raises(StoreError, match="cannot be reached; 0 of 3 events arrived"):
        deliver(EVENTS, address, {})


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("ftp://example.org", "to a file, or to http or https"),
        ("http://", "to a file, or to http or https"),
        ("http://example.org:one", "cannot be read"),
        ("http://me:hunter22@example.org", "holds a secret"),
        ("http://hunter22@example.org", "holds a secret"),
    ],
)
def test_an_address_that_is_none_or_holds_a_secret_is_refused(address: str, words: str) -> None:
    with pytest.raises(ProjectError, match=words) as told:
        receiver(address)
    assert "hunter22" not in str(told.value)
