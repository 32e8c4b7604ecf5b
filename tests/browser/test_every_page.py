from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from stored_day import FIXED, VAN

from dashboard.pages.registry import PAGES

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}}
BANNED = (
    "only", "best", "worst", "proves", "race", "bame", "non-white", "discrimination", "suspect", "criminal",
)  # fmt: skip


def problems(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], [node["html"][:160] for node in rule["nodes"]][:3]) for rule in found]


HEAVY = ("/scenario", "/evidence")
"""Pages of a thousand cells: with everything open they are looked at on the narrow screen alone."""
SCREEN_PX, SCREENS = 800, 6


def test_axe_finds_nothing_as_the_page_comes(opened, width):
    """On the wide screen; on the narrow one it is looked at below, with everything open."""
    assert width == 360 or problems(opened.page) == []


def test_no_page_is_longer_than_six_screens_of_a_phone_before_its_details_are_opened(opened, width):
    opened.page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = false; })")
    assert width != 360 or opened.page.evaluate("document.documentElement.scrollHeight") <= SCREENS * SCREEN_PX


def test_the_console_is_clean_and_no_other_host_is_asked(opened):
    missing = "the server responded with a status of 404"
    assert [error for error in opened.errors if missing not in error or "ffff" not in opened.page.url] == []
    assert opened.foreign == []


def test_the_page_never_scrolls_sideways_even_with_every_table_open(opened, width):
    """At 400 % a screen of 1280 x 1024 is one of 320 x 256."""
    page = opened.page
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert (width == 1280 and page.url.partition("?")[0].endswith(HEAVY)) or problems(page) == []
    if width == 360:
        page.set_viewport_size({"width": 320, "height": 256})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.set_viewport_size({"width": 360, "height": 900})


def test_what_can_be_pressed_is_44_pixels_high(opened):
    small = opened.page.evaluate(
        """() => [...document.querySelectorAll('button, select, summary, nav a, a.action, input[type=range], label')]
          .filter((e) => e.offsetParent)
          .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])
          .filter(([html, height]) => height < 43.5 && !html.includes('mantine-Select-label'))"""
    )
    assert small == []


def test_no_word_on_the_page_takes_a_side(opened):
    said = opened.page.locator("body").inner_text()
    for quotation in opened.page.locator("blockquote").all_inner_texts():
        said = said.replace(quotation, "")  # quotations are their speakers' words
    said = said.lower()
    assert not set(BANNED) & set(re.findall(r"[a-z][a-z-]*", said))


def test_the_labels_of_a_chart_stay_inside_it(opened):
    outside = opened.page.evaluate(
        """() => [...document.querySelectorAll('.chart')].flatMap((chart) => {
            const box = chart.getBoundingClientRect();
            const isOutside = (e) => e.right > box.right + 1 || e.left < box.left - 1;
            return [...chart.querySelectorAll('.annotation-text, .xtick text')]
              .filter((e) => isOutside(e.getBoundingClientRect())).map((e) => e.textContent);
        })"""
    )
    assert outside == []


def test_axe_finds_nothing_in_the_open_picker(visit):
    page = visit.open(f"/?run={FIXED}")
    page.locator("#pick-policy").click()
    page.get_by_role("option", name="Van, 2024").wait_for()
    assert problems(page) == []


def test_axe_finds_nothing_once_the_player_has_shown_an_event(visit_at):
    page = visit_at.open(f"/street?run={FIXED}")
    page.get_by_role("button", name="Next event").click()
    page.get_by_role("switch", name="Show ethnic groups").check()
    assert problems(page) == []


def test_no_chart_offers_to_share_it(visit):
    page = visit.open(f"/?run={FIXED}")
    assert page.locator(".chart img").count() == 2
    assert page.locator(".js-plotly-plot, .modebar-btn").count() == 0


def test_the_landmarks_and_the_language_are_there(visit):
    page = visit.open("/")
    assert page.evaluate("document.documentElement.lang") == "en-GB"
    for role in ("banner", "navigation", "main", "contentinfo"):
        assert page.get_by_role(role).count() == 1
    assert page.title() == f"{PAGES.home.title} – passerby"


def test_the_menu_holds_the_pages_that_are_built(visit):
    page = visit.open(f"/?run={VAN}")
    links = page.get_by_role("navigation").get_by_role("link")
    assert links.all_inner_texts() == [page.menu for page in PAGES]
    assert [link.get_attribute("aria-current") for link in links.all()] == ["page", *[None] * (len(list(PAGES)) - 1)]
    assert [link.get_attribute("href") for link in links.all()] == [f"{page.path}?run={VAN}" for page in PAGES]


PALE_ON_PAPER = """() => [...document.querySelectorAll('body *')].filter((e) =>
    e.checkVisibility({checkOpacity: true, checkVisibilityCSS: true})
    && [...e.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim())
  ).flatMap((e) => {
    const style = getComputedStyle(e), drawn = e.closest('svg');
    const [r, g, b] = (drawn ? style.fill : style.color).match(/[\\d.]+/g).map((c) => {
      c = c / 255;
      return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    const contrast = 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
    return contrast < 4.5 ? [[e.textContent.trim().slice(0, 60), contrast]] : [];
  })"""


def test_on_paper_every_word_is_dark_and_nothing_is_clicked(opened):
    """A browser prints no backgrounds, so that every letter is read against white."""
    opened.page.emulate_media(media="print")
    try:
        assert opened.page.evaluate(PALE_ON_PAPER) == []
        assert not any(one.is_visible() for one in opened.page.locator("nav, .picker, .switch, a.action").all())
    finally:
        opened.page.emulate_media(media="screen")
