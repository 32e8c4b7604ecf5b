from __future__ import annotations

import re

import pytest
from test_every_page import problems
from visits import serving, visiting

from dashboard.jobs.routes import ledger_of
from dashboard.pages.registry import PAGES
from dashboard.parts.emulators import emulators
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
    page.get_by_text("The same at the command line").click()
    page.get_by_text("--set lfr.threshold=0.6").wait_for()


@pytest.fixture
def asker(chromium, runs_root):
    """A visit to a server that takes what is asked for, without a worker beside it."""
    for address in serving(runs_root, PAGES, can_run=True):
        yield from visiting(chromium, address, 360)


def test_one_click_asks_for_the_run_and_shows_what_it_came_to(asker, runs_root):
    """Queued; then as if a worker had done it, from numbers as the server would give them."""
    page = opened(asker, "?threshold=0.6")
    page.get_by_role("button", name="Simulate this exactly").click()
    page.locator(".exact .running .state", has_text="In the queue: it is next").wait_for()
    (job,) = ledger_of(runs_root).jobs()
    arms = job.request["form"]["arms"]
    assert [arm["changed"] for arm in arms] == [["months=2"], ["months=2", "lfr.threshold=0.6"]]
    assert problems(page) == []
    columns = "arm,name,estimator,by,as_given,draws_low,draws_high,interval,cases"
    numbers = f'{columns}\n"a, b",arrests,expected,all,84,69,99,"x, y",3\n'
    page.route(f"**/results/{job.id}.csv", lambda route: route.fulfill(body=numbers))
    going = {"kind": "comparison", "state": "running", "done": 3, "of": 8, "stage": "deploying", "stage_done": 1,
             "stage_of": 2, "is_yours": True, "comparison": None}  # fmt: skip
    page.route(f"**/jobs/{job.id}", lambda route: route.fulfill(json={"job": going}))
    said = "Under way, run 4 of 8, going through the months, 50 of 100"
    page.locator(".exact .running .state", has_text=said).wait_for()
    done = {"state": "done", "results": [], "done": 8, "of": 8, "is_yours": True, "comparison": job.id}
    page.route(f"**/jobs/{job.id}", lambda route: route.fulfill(json={"job": done}))
    cells = page.locator(".exact .came-to tr", has_text="Arrests").get_by_role("cell")
    cells.first.wait_for()
    assert cells.all_inner_texts()[:2] == ["84", "69 to 99, of 3"]
    assert problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.locator("#input-threshold-number").fill("0.62")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Simulate this exactly").wait_for()
    assert page.locator(".exact .came-to tr").count() == 0
    ledger_of(runs_root).cancel(job.id, page.context.cookies()[0]["value"])
    assert asker.errors == []


def test_another_profile_moves_what_is_not_set_with_it(visit):
    page = opened(visit)
    page.locator("#input-profile").select_option("neoface_npl_2023")
    assert page.locator("#input-false_alert_ratio-number").input_value() == "6.85"


def test_an_input_that_no_section_names_stands_by_itself(visit):
    def renamed(route):
        document = emulators()["north_end"].model_dump(mode="json")
        document["sliders"][-1] |= {"name": "crew", "label": "Crew of the van"}
        route.fulfill(json=document)

    visit.page.route("**/emulators/north_end.json", renamed)
    page = opened(visit)
    section = page.locator("fieldset", has_text="Other settings")
    section.get_by_label("Crew of the van", exact=True).press("ArrowRight")
    page.wait_for_url(re.compile("crew="))
    assert page.evaluate("passerbyExplore.given.crew") > 12


def test_one_headline_is_refused_in_its_own_row(visit):
    def strict(route):
        document = emulators()["north_end"].model_dump(mode="json")
        document["headlines"][1]["furthest"] = 1e-6
        route.fulfill(json=document)

    visit.page.route("**/emulators/north_end.json", strict)
    page = opened(visit, "?threshold=0.6")
    assert page.locator("#explore .outcome .range").all_inner_texts().count("No answer here") == 1
    assert "too far from the runs" in page.locator("#explore .refused").inner_text()
