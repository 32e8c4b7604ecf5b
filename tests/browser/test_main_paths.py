"""What people come for on pages that read the library and the register: choose, read numbers, take them away."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def taken(page, section, link):
    """Open what can be taken away beside a chart; return the answer at one of its links."""
    section.get_by_text("Download and cite").first.click()
    return answered(page, section.get_by_role("link", name=link).first)


def answered(page, link):
    return page.request.get(urljoin(page.url, link.get_attribute("href")))


def test_policies_are_compared_as_differences_and_as_rates_and_lead_on_to_months(visit):
    page = visit.open("/compare")
    page.get_by_role("link", name="The pause").click()
    section = page.locator("section", has=page.get_by_role("heading", name="“paused” less “all year”"))
    assert re.match(r"−[\d.]+ \(−[\d.]+ to −[\d.]+\)", section.locator(".interval-text").first.inner_text())
    answer = taken(page, section, "Picture, SVG")
    assert (answer.ok, "Arrests: −" in answer.text()) == (True, True)
    page.get_by_text("The same as rates").click()
    page.get_by_text("Alert", exact=True).click()
    expect(page.locator("#per-alert")).to_be_visible()
    assert "1 in" in page.locator("#per-alert").get_by_role("row", name="False alerts").inner_text()
    assert "comparison=pause&per=alert" in page.url
    page.get_by_role("link", name="Month by month").click()
    expect(page).to_have_url(re.compile(r"/months\?comparison=pause$"))
    assert visit.errors == []


def test_a_programme_is_read_month_by_month_for_one_group(visit):
    page = visit.open("/months?comparison=pause")
    page.get_by_role("link", name="all year").click()
    page.get_by_role("link", name="Black").click()
    expect(page.get_by_role("link", name="Black")).to_have_attribute("aria-current", "true")
    fan = page.locator(".fan", has=page.get_by_role("heading", name="Alerts", exact=True))
    picture = fan.locator("img")
    expect(picture).to_have_attribute("src", re.compile("metric=alerts&arm=all\\+year&group=black&width=330"))
    fan.get_by_text("The numbers behind this").click()
    assert fan.get_by_role("row").count() == 13
    numbers = taken(page, fan, "Numbers behind this chart")
    assert numbers.text().startswith("arm,month,ethnic_group,name")
    assert page.locator(".calendar .deployed").count() == 50
    assert visit.errors == []


def test_a_group_is_held_against_everybody_else_at_five_points(visit):
    page = visit.open("/fairness?comparison=pause")
    page.get_by_role("link", name="White").click()
    expect(page.get_by_role("link", name="White")).to_have_attribute("aria-current", "true")
    assert page.locator(".intervals li").count() == 8
    curve = page.get_by_role("img", name="White people to everybody else")
    curve.scroll_into_view_if_needed()
    assert curve.evaluate("(one) => one.decode().then(() => one.naturalWidth)") > 0
    page.get_by_text("Every group at every point").click()
    assert page.get_by_role("table", name="Minutes of a stop").get_by_role("row", name="White").is_visible()
    page.get_by_text("Rates of each group").click()
    page.get_by_text("Stop", exact=True).click()
    assert "not enough cases to say" in page.locator("#per-stop").inner_text()
    assert visit.errors == []


def test_a_number_is_found_with_its_source_and_the_method_is_there(visit):
    page = visit.open("/evidence")
    page.get_by_text(re.compile("^Walking: ")).click()
    row = page.get_by_role("row", name="walking.desired-speed").first
    assert row.is_visible()
    assert len(row.get_by_role("cell").last.inner_text()) > 20
    method = answered(page, page.locator("a[href='/evidence/odd.md']"))
    assert (method.ok, "Overview" in method.text()) == (True, True)
    assert visit.errors == []
