"""Firefox through its own protocol (WebDriver BiDi): as much as the tests need, no driver in between."""

import contextlib
import itertools
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator

import lab
import websocket

BROWSERS = ("firefox-esr", "firefox")


def browser_path() -> str | None:
    """Return where Firefox is, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


class Page:
    """One tab."""

    def __init__(self, port: int) -> None:
        self._numbers = itertools.count(1)
        for _ in range(120):
            try:
                self._socket = websocket.create_connection(
                    f"ws://127.0.0.1:{port}/session", timeout=90, suppress_origin=True
                )
                break
            except OSError:
                time.sleep(0.25)
        self.problems: list[str] = []
        self._ask("session.new", capabilities={})
        self._context = self._ask("browsingContext.getTree")["contexts"][0]["context"]
        self._ask("session.subscribe", events=["log.entryAdded"])

    def _ask(self, method: str, **params):
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("method") == "log.entryAdded" and message["params"]["level"] == "error":
                self.problems.append(message["params"].get("text") or "")
            if message.get("id") == number:
                if message["type"] == "error":
                    raise RuntimeError(f"{method}: {message['message']}")
                return message["result"]

    def goto(self, address: str) -> None:
        """Open an address."""
        self._ask("browsingContext.navigate", context=self._context, url=address, wait="complete")
        self._ask("browsingContext.activate", context=self._context)

    def evaluate(self, code: str):
        """Return what an expression comes to, as JSON has it."""
        found = self._ask(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({code})))()",
            target={"context": self._context},
            awaitPromise=True,
        )
        if found["type"] == "exception":
            raise RuntimeError(found["exceptionDetails"]["text"])
        text = found["result"].get("value")
        return None if text is None else json.loads(text)

    def wait_for(self, code: str, seconds: float = 60) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + seconds
        while not self.evaluate(f"Boolean({code})"):
            if time.monotonic() > end:
                raise TimeoutError(code)
            time.sleep(0.1)

    def click(self, selector: str) -> None:
        """Click in the middle of the first element that a selector finds."""
        find = f"document.querySelector({json.dumps(selector)})"
        middle = (
            f"(r => [Math.round(r.x + r.width / 2), Math.round(r.y + r.height / 2)])({find}.getBoundingClientRect())"
        )
        place, before = [0, -1], None
        while place != before or not 0 <= place[1] < self.evaluate(
            "innerHeight"
        ):  # a page may still move: wait until it stays
            self.evaluate(f"{find}.scrollIntoView({{ block: 'center', behavior: 'instant' }}) ?? true")
            before = self.evaluate(middle)
            time.sleep(0.2)
            place = self.evaluate(middle)
        x, y = place
        moves = [
            {"type": "pointerMove", "x": x, "y": y},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self._ask(
            "input.performActions",
            context=self._context,
            actions=[{"type": "pointer", "id": "mouse", "actions": moves}],
        )

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, where the focus is."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._ask(
            "input.performActions", context=self._context, actions=[{"type": "key", "id": "keys", "actions": actions}]
        )


KEYS = {
    "Home": "\ue011",
    "End": "\ue010",
    "ArrowRight": "\ue014",
    "ArrowLeft": "\ue012",
    "Enter": "\ue007",
    "Tab": "\ue004",
}


@contextlib.contextmanager
def running() -> Iterator[Page]:
    """Run Firefox with a profile of its own."""
    port = lab.free_port()
    with tempfile.TemporaryDirectory() as profile:
        command = [browser_path(), "--headless", "--no-remote", f"--remote-debugging-port={port}", "--profile", profile]
        browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield Page(port)
        finally:
            browser.terminate()
            browser.wait(20)
