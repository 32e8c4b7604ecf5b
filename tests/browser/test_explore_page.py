from __future__ import annotations

import re

import pytest
from test_every_page import problems

from dashboard.pages.explore.documents import emulators
from sim.emulator.answer import answers, asked_of

pytestmark = pytest.mark.browser

READY = "#explore[data-state=ready]"


def opened(visit, query=""):
    page = visit.open("/explore" + query)
    page.wait_for_selector(READY)
    return page


def ranges(page):
    return page.locator("#explore .outcome .range").all_inner_texts()


def press(page, key, times):
    for _ in range(times):
        page.keyboard.press(key)


def test_every_input_of_the_document_has_a_control(visit_at):
    page = opened(visit_at)
    emulator = emulators()["north_end"]
    for one in (*emulator.sliders, *emulator.choices):
        assert page.get_by_label(one.label, exact=True).is_visible()


def test_a_slider_moves_every_headline_by_keyboard(visit):
    page = opened(visit)
    before = ranges(page)
    page.locator("#input-threshold").focus()
    press(page, "ArrowLeft", 20)
    after = ranges(page)
    assert [one != other for one, other in zip(before, after, strict=True)].count(True) >= 3
    value = page.evaluate("passerbyExplore.given.threshold")
    emulator = emulators()["north_end"]
    expected = answers(emulator, asked_of(emulator, {"threshold": value}))
    found = page.evaluate("passerbyExplore.answers.map((one) => [one.low, one.value, one.high])")
    assert found == [pytest.approx([one.low, one.value, one.high], rel=1e-8) for one in expected]


def test_what_is_set_stands_in_the_address_and_is_brought_back(visit):
    page = opened(visit)
    page.locator("#input-team-number").fill("20")
    page.keyboard.press("Tab")
    page.locator("#input-scope").select_option("serious")
    page.wait_for_url(re.compile(r"team=20.*scope=serious"))
    there = ranges(page)
    page.reload()
    page.wait_for_selector(READY)
    assert ranges(page) == there
    assert page.locator("#input-team").get_attribute("aria-valuetext") == "20 officers"
    page.get_by_role("button", name="Reset all").click()
    page.wait_for_url(re.compile(r"/explore$"))
    assert page.locator("#input-scope").input_value() == "all_warrants"


def test_what_was_not_run_is_refused_beside_its_control(visit_at):
    page = opened(visit_at)
    page.locator("#input-threshold-number").fill("0.9")
    page.keyboard.press("Tab")
    assert "outside of what was run (0.9)" in page.locator("#input-threshold-fault").inner_text()
    assert set(ranges(page)) == {"No answer here"}
    assert problems(page) == []
    page.locator("#input-threshold-number").fill("0.6")
    page.keyboard.press("Tab")
    assert "No answer here" not in ranges(page)
    assert page.locator("#input-threshold-fault").is_hidden()


def test_a_stale_link_is_told_and_the_page_stays(visit):
    page = opened(visit, "?threshold=7&profile=met_field_064")
    assert "outside of what was run (7)" in page.locator("#input-threshold-fault").inner_text()


def test_the_exact_command_follows(visit):
    page = opened(visit, "?threshold=0.6")
    page.get_by_text("--set lfr.threshold=0.6").wait_for()


def test_another_profile_moves_what_is_not_set_with_it(visit):
    page = opened(visit)
    page.locator("#input-profile").select_option("neoface_npl_2023")
    assert page.locator("#input-false_alert_ratio-number").input_value() == "6.85"
