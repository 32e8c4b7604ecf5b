"""A page that was added to the registry alone works in the browser: menu, script, style and switch."""

from __future__ import annotations

import pytest
from stored_day import FIXED
from tiny_page import tiny_page
from visits import serving, visiting

from dashboard.pages.registry import PAGES
from dashboard.parts.registry import Registry

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def tiny_address(runs_root, tmp_path_factory):
    yield from serving(runs_root, Registry([*PAGES, tiny_page(tmp_path_factory.mktemp("tiny"))]))


@pytest.fixture
def visit(chromium, tiny_address):
    yield from visiting(chromium, tiny_address, 1280)


def test_the_menu_leads_to_it_and_back_with_the_run_that_was_shown(visit):
    page = visit.open(f"/?run={FIXED}")
    page.get_by_role("link", name="Tiny", exact=True).click()
    page.get_by_role("heading", name="A tiny page").wait_for()
    assert page.url.endswith(f"/tiny?run={FIXED}")
    assert page.title() == "A tiny page – passerby"
    assert page.locator("#menu-tiny").get_attribute("aria-current") == "page"
    assert page.locator(f"#menu-{PAGES.home.name}").get_attribute("href") == f"/?run={FIXED}"
    assert visit.errors == []


def test_its_script_runs_and_its_style_is_applied(visit):
    page = visit.open("/tiny")
    assert page.evaluate("document.documentElement.dataset.tiny") == "loaded"
    assert page.locator("h1").evaluate("(one) => getComputedStyle(one).color") == "rgb(18, 67, 109)"
    assert visit.errors == []


def test_its_switch_shows_its_panels_and_stands_in_the_address(visit):
    page = visit.open("/tiny")
    assert page.get_by_text("A small page").is_visible()
    page.get_by_text("Large", exact=True).click()
    page.get_by_text("A large page").wait_for()
    assert not page.get_by_text("A small page").is_visible()
    assert page.url.endswith("?size=large")
    assert visit.errors == []
