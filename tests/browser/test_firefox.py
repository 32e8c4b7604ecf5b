"""Every page in Debian's Firefox too, wide and on a phone: what Chromium alone would not tell."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from addresses import ADDRESSES
from firefox import Firefox, firefox_at
from test_every_page import RULES
from visits import IS_DRAWN

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"


@pytest.fixture(scope="module")
def firefox() -> Iterator[Firefox]:
    path = os.environ.get("PASSERBY_FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("no Firefox in CI: install Debian's firefox-esr, or set PASSERBY_FIREFOX to its path")
        pytest.skip("no Firefox: install your system's firefox, or set PASSERBY_FIREFOX to its path")
    with firefox_at(path) as found:
        yield found


def opened(firefox: Firefox, address: str, page: str, width: int) -> Firefox:
    firefox.open(address + ADDRESSES[page], width=width)
    firefox.wait_for("document.querySelector('main h1')")
    firefox.wait_for(f"({IS_DRAWN})()")
    return firefox


@pytest.mark.parametrize("page", ADDRESSES)
def test_a_page_is_drawn_fits_a_phone_and_is_accessible(firefox, address, page):
    narrow = opened(firefox, address, page, 360)
    assert narrow.ask("document.querySelectorAll('main h1').length") == 1
    assert [one for one in narrow.errors if "404" not in one or page != "unknown run"] == []
    assert [url for url in narrow.asked if not url.startswith((address, "data:", "blob:"))] == []
    assert narrow.ask("document.documentElement.scrollWidth") <= 360
    narrow.bring(AXE.read_text(encoding="utf-8"))
    found = narrow.ask(f"axe.run(document, {json.dumps(RULES)})")["violations"]
    assert [(rule["id"], [node["html"][:160] for node in rule["nodes"]][:3]) for rule in found] == []


def test_keys_alone_reach_the_page(firefox, address):
    wide = opened(firefox, address, "start", 1280)
    wide.press("Tab")
    assert "skip" in wide.ask("document.activeElement.textContent").lower()
    wide.press("Enter")
    wide.press("Tab")
    assert wide.ask("document.querySelector('main').contains(document.activeElement)")


def test_sliders_of_explore_move_every_headline(firefox, address):
    wide = opened(firefox, address, "explore", 1280)
    wide.wait_for("document.querySelector('#explore[data-state=ready]')")
    ranges = "[...document.querySelectorAll('#explore .outcome .range')].map((one) => one.textContent)"
    before = wide.ask(ranges)
    wide.ask("void document.querySelector('#input-threshold').focus()")
    wide.press("ArrowLeft", 20)
    wide.wait_for(f"JSON.stringify({ranges}) !== {json.dumps(json.dumps(before, ensure_ascii=False))}")
    after = wide.ask(ranges)
    assert [one != other for one, other in zip(before, after, strict=True)].count(True) >= 3
