"""Drive a real headless Chromium over its DevTools pipe: open a page at a width and in a scheme, ask it, and picture it."""

import base64
import itertools
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
)


class Browser:
    """Speak the DevTools protocol: one message is JSON that ends with a NUL."""

    def __init__(self, read: int, write: int) -> None:
        self._read, self._write = os.fdopen(read, "rb"), os.fdopen(write, "wb")
        self._numbers = itertools.count(1)
        self.events: list[dict[str, Any]] = []
        self._session = ""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """Send one command and return its result; events that arrive meanwhile are kept."""
        number = next(self._numbers)
        message: dict[str, object] = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._write.write(json.dumps(message).encode() + b"\0")
        self._write.flush()
        while (answer := self._next()).get("id") != number:
            self.events.append(answer)
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def open(self, page: Path, width: int, scheme: str) -> None:
        """Load a page afresh in a window `width` pixels wide."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.events.clear()
        self.call("Page.navigate", url=page.as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())

    def ask(self, expression: str) -> Any:
        """Return the value of a JavaScript expression."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def picture(self, into: Path) -> bytes:
        """Write a picture of the whole page and return its bytes."""
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"]
        into.parent.mkdir(parents=True, exist_ok=True)
        into.write_bytes(base64.b64decode(data))
        return into.read_bytes()

    def pages(self) -> bytes:
        """Return the page as it would be printed, as PDF."""
        return base64.b64decode(self.call("Page.printToPDF", printBackground=True)["data"])

    def complaints(self) -> list[dict[str, Any]]:
        """Return what the console was told since the page was opened."""
        kinds = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
        return [event for event in self.events if event.get("method") in kinds]

    def requests(self) -> list[str]:
        """Return every address that was asked for since the page was opened."""
        sent = [event for event in self.events if event.get("method") == "Network.requestWillBeSent"]
        return [event["params"]["request"]["url"] for event in sent]

    def _next(self) -> dict[str, Any]:
        letters = bytearray()
        while (letter := self._read.read(1)) != b"\0":
            assert letter, "the browser has gone"
            letters += letter
        message: dict[str, Any] = json.loads(letters)
        return message


@contextmanager
def chromium(profile: Path) -> Iterator[Browser]:
    """Run a browser with an empty profile; it ends with the block."""
    assert shutil.which("chromium"), "install chromium, in Debian the package of that name"
    (to_read, browser_writes), (browser_reads, to_write) = os.pipe(), os.pipe()
    # The browser reads commands from descriptor 3 and writes to 4, whatever numbers the pipes have here.
    shell = f'exec 5<&{browser_reads} 6>&{browser_writes}; exec 3<&5 4>&6 5<&- 6>&-; exec "$@"'
    command = ["bash", "-c", shell, "bash", "chromium", *FLAGS, f"--user-data-dir={profile}"]
    with (profile.parent / "chromium.log").open("wb") as log:
        process = subprocess.Popen(
            command, pass_fds=(browser_reads, browser_writes), stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    os.close(browser_reads)
    os.close(browser_writes)
    browser = Browser(to_read, to_write)
    try:
        yield browser
    finally:
        browser._session = ""
        browser.call("Browser.close")
        process.wait(timeout=30)
        browser._read.close()
        browser._write.close()
