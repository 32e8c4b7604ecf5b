"""Serves pages, and visits them with a browser that notes what goes wrong."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, Request
from werkzeug.serving import make_server

from dashboard.app import create_app
from dashboard.parts.registry import Registry

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip
IS_DRAWN = """() => [...document.querySelectorAll('[data-player], [data-form]')]
    .every((one) => one.dataset.state === 'ready')
    && [...document.querySelectorAll('.chart')].every((one) => one.querySelector('.main-svg')
        || [...one.querySelectorAll('img')].some((picture) => picture.complete && picture.naturalWidth))"""


class Visit:
    """A page that notes every error on its console and every request to another host."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self._address = address
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._note)

    def open(self, path: str) -> Page:
        self.page.goto(self._address + path)
        self.page.wait_for_selector("main h1")
        self.page.wait_for_function(IS_DRAWN)
        return self.page

    def _note(self, request: Request) -> None:
        if not request.url.startswith((self._address, "data:", "blob:")):
            self.foreign.append(request.url)


def serving(runs_root: Path, pages: Registry, *, can_run: bool = False) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, create_app(runs_root, pages, can_run=can_run).server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def visiting(chromium: Browser, address: str, width: int) -> Iterator[Visit]:
    context = chromium.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", locale="en-GB")
    yield Visit(context.new_page(), address)
    context.close()
