from __future__ import annotations

import re

import pytest
from stored_day import EXPECTED, FIXED, SAMPLED

from dashboard.pages.me.chances import in_a_year

pytestmark = pytest.mark.browser


def opened(visit, query=""):
    page = visit.open(f"/me?run={FIXED}{query}")
    page.wait_for_selector("#me[data-state=ready]")
    return page


def test_the_chance_in_a_year_is_that_of_the_formula(visit):
    page = opened(visit, "&k=3&n=100")
    passes = 3 * 100 * page.evaluate("passerbyMe.about.watched") / 7
    expected = in_a_year(EXPECTED["false_stops"] / (SAMPLED["people"] - EXPECTED["listed_people"]), passes)
    assert page.evaluate("passerbyMe.found.all.wrongful[0]") == pytest.approx(expected, rel=1e-9)


def test_habits_are_moved_by_keyboard_and_stand_in_the_address(visit_at):
    page = opened(visit_at)
    before = page.locator(".chances strong").all_inner_texts()
    page.locator("#per-week").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.locator("#per-week").get_attribute("aria-valuetext") == "5 times a week"
    page.wait_for_url(re.compile(r"k=5"))
    after = page.locator(".chances strong").all_inner_texts()
    assert before[1:] != after[1:]
    page.reload()
    page.wait_for_selector("#me[data-state=ready]")
    assert page.locator(".chances strong").all_inner_texts() == after


def test_a_group_is_chosen_and_its_row_is_marked(visit):
    page = opened(visit, "&n=200&k=14")
    page.locator("#group").select_option("black")
    page.wait_for_url(re.compile(r"group=black"))
    assert page.locator("tr.chosen th").inner_text() == "Black"


def test_the_picture_has_as_many_marks_as_its_text_says(visit_at):
    page = opened(visit_at, "&n=200&k=14&event=alert")
    expected = round(100_000 * page.evaluate("passerbyMe.found.all.alert[0]"))
    assert expected > 0
    assert page.locator(".people circle[fill='#801650']").count() == expected
    text = page.locator(".me .reading").inner_text()
    assert text.startswith("A false alert for them:")
    assert text in page.locator(".people").get_attribute("aria-label").replace("100,000 people drawn as dots. ", "")


def test_what_is_no_number_of_times_is_refused_in_place(visit):
    page = opened(visit, "&k=99&n=x")
    assert page.locator("#per-week-number").input_value() == "2"
    page.locator("#per-week-number").fill("40")
    page.keyboard.press("Tab")
    assert page.locator("#per-week-fault").inner_text() == "1 to 14"
    assert page.evaluate("passerbyMe.perWeek") == 2
