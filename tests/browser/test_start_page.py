from __future__ import annotations

import pytest
from stored_day import FIXED, NONE, VAN

pytestmark = pytest.mark.browser


def focused(page):
    return page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def press_until(page, wanted, key="Tab", limit=60):
    for _ in range(limit):
        page.keyboard.press(key)
        if wanted in focused(page):
            return
    pytest.fail(f"{wanted} was not reached by {key}; at {focused(page)}")


def test_the_answer_is_the_first_thing_that_is_said(visit_at):
    page = visit_at.open(f"/?run={FIXED}")
    said = page.locator(".answer").inner_text()
    assert said.startswith("On 9 out of 10 days like this one, the model expects between 2 and")
    assert page.locator(".answer").bounding_box()["y"] < 900


def test_the_skip_link_comes_first_and_leads_to_the_content(visit):
    page = visit.open(f"/?run={FIXED}")
    page.keyboard.press("Tab")
    assert "Skip to the content" in focused(page)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_a_policy_is_chosen_by_keyboard_and_stands_in_the_address(visit):
    page = visit.open(f"/?run={FIXED}")
    press_until(page, 'id="pick-policy"')
    page.keyboard.press("ArrowDown")
    page.get_by_role("option", name="No facial recognition").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/?run={NONE}")
    page.get_by_text("no face was searched").first.wait_for()


def test_the_way_back_leads_to_the_run_before(visit):
    page = visit.open(f"/?run={FIXED}")
    page.locator("#pick-policy").click()
    page.get_by_role("option", name="Van, 2024").click()
    page.wait_for_url(f"**/?run={VAN}")
    page.locator("h1 + .answer").wait_for()
    page.go_back()
    page.wait_for_url(f"**/?run={FIXED}")
    page.locator(".kicker", has_text="Fixed cameras, 2025").wait_for()


def test_the_denominator_is_switched_by_keyboard_and_stands_in_the_address(visit):
    page = visit.open(f"/?run={FIXED}&per=face")
    assert page.locator("#per-face").is_visible()
    press_until(page, 'value="face"')
    page.keyboard.press("ArrowRight")
    page.locator("#per-alert").wait_for()
    assert not page.locator("#per-face").is_visible()
    assert "per=alert" in page.url
    assert f"run={FIXED}" in page.url


def test_the_address_brings_the_same_switches_back(visit):
    page = visit.open(f"/?run={FIXED}&per=arrest&tree=days&by=sex")
    shown = [page.locator(f"#{panel}").is_visible() for panel in ("per-arrest", "tree-days", "by-sex", "per-face")]
    assert shown == [True, True, True, False]


def test_a_table_stands_behind_each_chart_and_opens_by_keyboard(visit):
    page = visit.open(f"/?run={FIXED}")
    summaries = page.locator(".behind > summary:visible")
    assert summaries.count() == 3
    summaries.first.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("cell", name="21,419").first.is_visible()


def test_each_chart_says_which_run_it_shows(visit):
    page = visit.open(f"/?run={FIXED}")
    assert page.get_by_text(f"Source: simulated run {FIXED}, seed 7").count() >= 5


def test_a_chart_is_read_out_with_its_numbers(visit):
    page = visit.open(f"/?run={FIXED}")
    assert "Arrests 6" in page.get_by_role("img", name="From the people on the street").get_attribute("alt")


def test_a_run_that_cannot_be_fetched_says_so(visit, address):
    visit.page.route("**/views/**", lambda route: route.abort())
    visit.page.goto(address)
    visit.page.get_by_role("alert").wait_for()
    assert "could not be loaded" in visit.page.get_by_role("alert").inner_text()
