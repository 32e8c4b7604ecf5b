"""A real Chromium before a real server; skipped where there is none, but never in CI."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "dashboard"))

from addresses import ADDRESSES
from stored_day import write_runs
from visits import FLAGS, Visit, serving, visiting

from dashboard.pages.registry import PAGES


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
    yield from serving(runs_root, PAGES)


@pytest.fixture(scope="session", params=[1280, 360], ids=["1280px", "360px"])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Visit]:
    yield from visiting(chromium, address, 1280)


@pytest.fixture
def visit_at(chromium: Browser, address: str, width: int) -> Iterator[Visit]:
    yield from visiting(chromium, address, width)


@pytest.fixture(scope="module", params=ADDRESSES, ids=list(ADDRESSES))
def opened(chromium: Browser, address: str, width: int, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """One page, opened once at one width, for tests that only look."""
    for visit in visiting(chromium, address, width):
        visit.open(ADDRESSES[request.param])
        yield visit
