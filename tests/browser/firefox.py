"""A real Firefox, spoken to by WebDriver BiDi (W3C) as it comes: no build of its own, and no driver between.

Only what the tests of pages need: open an address at a width, ask the page something, press a key, and what went wrong.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from tornado.websocket import WebSocketClientConnection, websocket_connect

__all__ = ["Firefox", "firefox_at"]

_LISTENS = "WebDriver BiDi listening on "
_SETTINGS = {
    "app.normandy.enabled": False, "app.update.enabled": False, "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False, "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False, "services.settings.server": "data:,", "ui.prefersReducedMotion": 1,
    "intl.accept_languages": "en-GB", "toolkit.telemetry.enabled": False,
}  # fmt: skip
_WAIT_S = 60.0
_TAB = "\ue004"


class Firefox:
    """One window, opened anew for every address."""

    def __init__(self, socket: WebSocketClientConnection, loop: asyncio.AbstractEventLoop) -> None:
        self._socket, self._loop, self._numbers = socket, loop, count()
        self._window = ""
        self.errors: list[str] = []
        """What the console said is wrong since the window was opened."""
        self.asked: list[str] = []
        """Every address that was asked for since then."""
        self._send("session.new", capabilities={})
        self._send("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])

    def open(self, address: str, *, width: int, height: int = 900) -> None:
        """Open an address in a new window of a size."""
        old, self._window = self._window, self._send("browsingContext.create", type="tab")["context"]
        if old:
            self._send("browsingContext.close", context=old)
        self._send("browsingContext.setViewport", context=self._window, viewport={"width": width, "height": height})
        self.errors.clear()
        self.asked.clear()
        self._send("browsingContext.navigate", context=self._window, url=address, wait="complete")

    def ask(self, script: str) -> Any:
        """Return what an expression comes to in the page; promises are awaited."""
        return json.loads(self._run(f"(async () => JSON.stringify((await ({script})) ?? null))()")["value"])

    def bring(self, program: str) -> None:
        """Run a program in the page."""
        self._run(f"{program}\n;null")

    def wait_for(self, condition: str) -> None:
        """Wait until an expression is true."""
        polled = f"""new Promise((tell, fail) => {{
            const until = Date.now() + {1000 * _WAIT_S / 2};
            const look = () => ({condition}) ? tell(true)
                : Date.now() > until ? fail(new Error('it never was')) : setTimeout(look, 50);
            look();
        }})"""
        assert self.ask(polled)

    def press(self, key: str, times: int = 1) -> None:
        """Press a key, such as Tab."""
        value = {"Tab": _TAB, "ArrowLeft": "\ue012", "Enter": "\ue007"}[key]
        strokes = [{"type": kind, "value": value} for _ in range(times) for kind in ("keyDown", "keyUp")]
        actions = [{"type": "key", "id": "keys", "actions": strokes}]
        self._send("input.performActions", context=self._window, actions=actions)

    def close(self) -> None:
        """End the session, and Firefox with it."""
        self._send("browser.close")
        self._loop.call_soon_threadsafe(self._socket.close)

    def _run(self, text: str) -> dict[str, Any]:
        of = {"context": self._window}
        found = self._send("script.evaluate", expression=text, target=of, awaitPromise=True)
        assert found["type"] == "success", found["exceptionDetails"]["text"]
        return dict(found["result"])

    def _send(self, method: str, **params: Any) -> dict[str, Any]:
        return asyncio.run_coroutine_threadsafe(self._answer(method, params), self._loop).result(_WAIT_S)

    async def _answer(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        number = next(self._numbers)
        await self._socket.write_message(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = await self._socket.read_message()
            assert message is not None, "Firefox has gone"
            told = json.loads(message)
            if told.get("id") == number:
                assert told["type"] == "success", told
                return dict(told["result"])
            self._note(told.get("method", ""), told.get("params", {}))

    def _note(self, method: str, params: dict[str, Any]) -> None:
        if method == "log.entryAdded" and params["level"] == "error":
            self.errors.append(str(params["text"]))
        elif method == "network.beforeRequestSent" and params.get("context") == self._window:
            self.asked.append(str(params["request"]["url"]))


@contextmanager
def firefox_at(path: str) -> Iterator[Firefox]:
    """Start the Firefox of a path, and end it afterwards."""
    with tempfile.TemporaryDirectory() as profile:
        lines = [f'user_pref("{name}", {json.dumps(value)});\n' for name, value in _SETTINGS.items()]
        Path(profile, "user.js").write_text("".join(lines), encoding="utf-8")
        command = [path, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
            try:
                assert process.stderr is not None
                where = next(line for line in process.stderr if line.startswith(_LISTENS)).removeprefix(_LISTENS)
                with _loop_in_a_thread() as loop:
                    connected = asyncio.run_coroutine_threadsafe(_connected(where.strip() + "/session"), loop)
                    browser = Firefox(connected.result(_WAIT_S), loop)
                    yield browser
                    browser.close()
            finally:
                process.kill()


@contextmanager
def _loop_in_a_thread() -> Iterator[asyncio.AbstractEventLoop]:
    """Run a loop of its own: whoever drives Chromium has one in the thread of the tests."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _connected(address: str) -> WebSocketClientConnection:
    return await websocket_connect(address, max_message_size=2**28)
