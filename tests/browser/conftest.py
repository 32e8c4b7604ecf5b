"""A real Chromium before a real server; skipped where there is none, but never in CI."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright
from werkzeug.serving import make_server

sys.path.insert(0, str(Path(__file__).parents[1] / "dashboard"))

from stored_day import FIXED, NONE, write_runs

from dashboard.app import create_app

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip

PAGES = {
    "start": f"/?run={FIXED}&per=arrest&tree=days&by=sex",
    "start without": f"/?run={NONE}",
    "street": f"/street?run={FIXED}",
    "street without": f"/street?run={NONE}",
    "unknown run": "/?run=ffff",
}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("PASSERBY_CHROMIUM") or shutil.which("chromium")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium in CI: install Debian's chromium, or set PASSERBY_CHROMIUM to its path")
        pytest.skip("no Chromium: install your system's chromium, or set PASSERBY_CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def runs_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_runs(tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="session")
def address(runs_root: Path) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, create_app(runs_root).server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


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
        if path.startswith("/street"):
            # a day without a replay has no player to wait for
            self.page.wait_for_function(
                "() => [...document.querySelectorAll('[data-player]')].every(p => p.dataset.state === 'ready')"
            )
        else:
            self.page.wait_for_selector(".chart .main-svg, .notice")
        return self.page

    def _note(self, request: Request) -> None:
        if not request.url.startswith((self._address, "data:", "blob:")):
            self.foreign.append(request.url)


@pytest.fixture(scope="session", params=[1280, 360], ids=["1280px", "360px"])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Visit]:
    yield from visiting(chromium, address, 1280)


@pytest.fixture
def visit_at(chromium: Browser, address: str, width: int) -> Iterator[Visit]:
    yield from visiting(chromium, address, width)


@pytest.fixture(scope="module", params=PAGES, ids=list(PAGES))
def opened(chromium: Browser, address: str, width: int, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """One page, opened once at one width, for tests that only look."""
    for visit in visiting(chromium, address, width):
        visit.open(PAGES[request.param])
        yield visit


def visiting(chromium: Browser, address: str, width: int) -> Iterator[Visit]:
    context = chromium.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", locale="en-GB")
    yield Visit(context.new_page(), address)
    context.close()
