"""Downloads are capped, checked, retried and kept off private addresses."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from penstock.contract.columns import Column, Contract
from penstock.errors import SourceError, UnreachableError
from penstock.ingest.addresses import is_public
from penstock.ingest.http import download
from penstock.ingest.read import read
from penstock.settings import Source

BODY = b"y\n1\n2\n"


@dataclass
class Site:
    """A local server: answers are taken in turn, the last one stays."""

    address: str = ""
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=lambda: [(200, {}, BODY)])
    tokens: list[str | None] = field(default_factory=list)


def serve() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.tokens.append(self.headers.get("Authorization"))
            status, headers, body = site.answers.pop(0) if len(site.answers) > 1 else site.answers[0]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.address = f"http://127.0.0.1:{server.server_port}/rows.csv"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield site
    server.shutdown()
    thread.join()
    server.server_close()


site = pytest.fixture(serve, name="site")
other = pytest.fixture(serve, name="other")


def source(**settings: object) -> Source:
    return Source(**{"name": "north", "kind": "csv", "allow_private": True, "retries": 2, **settings})  # type: ignore[arg-type]


def get(src: Source, site: Site, folder: Path) -> list[float]:
    pauses: list[float] = []
    download(src, site.address, folder, folder / "got", sleep=pauses.append)
    assert (folder / "got").read_bytes() == BODY
    return pauses


def test_a_url_is_read_like_a_file(site: Site, tmp_path: Path) -> None:
    contract = Contract(task="regression", columns=(Column(name="y", kind="number", role="target"),))
    (batch,) = read(source(url=site.address, sha256=hashlib.sha256(BODY).hexdigest()), contract, tmp_path)
    assert batch.table.column("y").to_pylist() == [1.0, 2.0]


def test_passing_failures_are_retried_with_pauses(site: Site, tmp_path: Path) -> None:
    site.answers = [(503, {}, b""), (429, {}, b""), (200, {}, BODY)]
    assert len(get(source(), site, tmp_path)) == 2


def test_a_cut_download_is_retried_from_the_start(site: Site, tmp_path: Path) -> None:
    site.answers = [(200, {"Content-Length": "100"}, BODY), (200, {}, BODY)]
    assert len(get(source(), site, tmp_path)) == 1


@pytest.mark.parametrize(
    ("answer", "settings", "message"),
    [
        ((503, {}, b""), {}, "failed 3 times"),
        ((404, {}, b""), {}, "answered 404"),
        ((200, {}, BODY), {"max_bytes": 3}, "exceeds 3 bytes"),
        ((200, {}, BODY), {"sha256": "0" * 64}, "differs"),
        ((302, {"Location": "/again"}, b""), {}, "redirects"),
        ((302, {"Location": "file:///etc/hostname"}, b""), {}, "not http"),
        ((200, {}, BODY), {"allow_private": False}, "private address"),
    ],
)
def test_what_cannot_be_fetched_says_why(
    site: Site, tmp_path: Path, answer: tuple[int, dict[str, str], bytes], settings: dict[str, object], message: str
) -> None:
    site.answers = [answer]
    with pytest.raises(SourceError, match=message) as caught:
        get(source(**settings), site, tmp_path)
    # Only a server that did not answer may answer yet.
    assert isinstance(caught.value, UnreachableError) is (answer[0] == 503)


def test_a_token_goes_to_the_first_host_only(site: Site, other: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENSTOCK_TEST_TOKEN", "word")
    site.answers = [(302, {"Location": other.address}, b"")]
    get(source(secret="env:PENSTOCK_TEST_TOKEN"), site, tmp_path)
    assert (site.tokens, other.tokens) == (["Bearer word"], [None])


def test_nothing_of_an_address_but_its_host_reaches_a_message(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        download(source(allow_private=False), "http://user:pass@127.0.0.1/x?token=abc", tmp_path, tmp_path / "got")
    assert not any(word in str(caught.value) for word in ("pass", "abc", "user"))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
    ],
)
def test_private_and_metadata_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111", "64:ff9b::101:101"])
def test_global_addresses_are_public(address: str) -> None:
    assert is_public(address)
