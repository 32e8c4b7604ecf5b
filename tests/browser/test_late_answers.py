"""A page never shows another run than its address, its menu and its picker say, whenever answers come."""

from __future__ import annotations

import pytest
from stored_day import FIXED, NONE, VAN

pytestmark = pytest.mark.browser

POLICIES = {FIXED: "Fixed cameras, 2025", VAN: "Van, 2024", NONE: "No facial recognition"}
HELD = """(run) => {
    const fetch = window.fetch;
    const released = new Promise((done) => { window.release = done; });
    window.late = 0;
    window.fetch = async (address, settings) => {
        if (!String(address).includes("/views/") || !String(address).includes(run)) return fetch(address, settings);
        await released;
        const answer = await fetch(address, { ...settings, signal: undefined });
        window.late += 1;
        return answer;
    };
}"""


def hold(page, run):
    """Let answers for a run come when they are released, whether or not anybody still waits for them."""
    page.evaluate(HELD, run)


def release(page):
    page.evaluate("window.release()")
    page.wait_for_function("() => window.late > 0")
    page.wait_for_timeout(300)
    page.wait_for_function("() => !document.querySelector('main[aria-busy]')")


def pick(page, policy):
    page.locator("#pick-policy").click()
    page.get_by_role("option", name=policy).click()


def says(page):
    """Return the run of the address, of the menu, of the picker and of the content."""
    run = page.url.partition("run=")[2][:16]
    menu = page.locator("#menu-street").get_attribute("href").partition("run=")[2]
    picker = page.locator("#pick-policy").input_value()
    return run, menu, picker, page.locator(".kicker").inner_text()


@pytest.fixture
def page(visit):
    """The Start page of one run, with another one picked whose answer is held back."""
    page = visit.open(f"/?run={FIXED}")
    hold(page, VAN)
    pick(page, "Van, 2024")
    page.wait_for_url(f"**/?run={VAN}")
    page.locator("main[aria-busy]").wait_for()
    return page


def test_back_while_another_run_loads_shows_the_run_before(page):
    page.go_back()
    page.wait_for_url(f"**/?run={FIXED}")
    release(page)
    assert says(page) == (FIXED, FIXED, POLICIES[FIXED], POLICIES[FIXED])


def test_forward_again_shows_the_run_that_was_picked(page):
    page.go_back()
    page.wait_for_url(f"**/?run={FIXED}")
    page.go_forward()
    page.wait_for_url(f"**/?run={VAN}")
    release(page)
    assert says(page) == (VAN, VAN, POLICIES[VAN], POLICIES[VAN])


def test_of_two_picks_the_second_is_shown_though_the_first_answers_last(page):
    pick(page, "No facial recognition")
    page.locator(".kicker", has_text="No facial recognition").wait_for()
    release(page)
    assert says(page) == (NONE, NONE, POLICIES[NONE], POLICIES[NONE])


def test_a_pick_taken_back_while_it_loads_shows_what_was_there(page):
    pick(page, "Fixed cameras, 2025")
    page.wait_for_url(f"**/?run={FIXED}")
    release(page)
    assert says(page) == (FIXED, FIXED, POLICIES[FIXED], POLICIES[FIXED])


def test_offline_it_says_so_and_comes_back_by_itself(visit):
    page = visit.open(f"/?run={FIXED}")
    page.context.set_offline(True)
    pick(page, "Van, 2024")
    page.get_by_role("alert").wait_for()
    assert "offline" in page.get_by_role("alert").inner_text()
    page.context.set_offline(False)
    page.locator(".kicker", has_text="Van, 2024").wait_for()
    assert says(page) == (VAN, VAN, POLICIES[VAN], POLICIES[VAN])
