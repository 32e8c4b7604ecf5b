from __future__ import annotations

import re

import pytest
from test_every_page import problems
from visits import serving, visiting

from dashboard.pages.registry import PAGES
from dashboard.parts.emulators import emulator_of
from sim.core.folder import new_folder
from sim.metrics.metric import expected_count
from sim.metrics.table import measure
from sim.store.runs import open_run, run_id_of, write_run
from sim.store.thresholds import at_thresholds

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def run(day, tmp_path_factory):
    root = tmp_path_factory.mktemp("pipeline")
    run_id = run_id_of(day.scenario, seed=day.seed, replication=day.replication)
    with new_folder(root, run_id) as folder:
        write_run(folder, day, measure(day))
    return open_run(root, run_id)


@pytest.fixture(scope="module")
def real(run):
    yield from serving(run.path.parent, PAGES)


@pytest.fixture
def page(chromium, real, width):
    for visit in visiting(chromium, real, width):
        page = visit.open("/pipeline")
        page.wait_for_selector("#pipeline[data-state=ready]")
        yield page
        assert visit.errors == []


def test_the_threshold_moves_every_headline_by_keyboard(page, run, width):
    before = page.locator("#pipeline .value").all_inner_texts()
    page.locator("#threshold").focus()
    for _ in range(40):
        page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile("threshold="))
    after = page.locator("#pipeline .value").all_inner_texts()
    assert all(one != other for one, other in zip(before, after, strict=True))
    threshold = page.evaluate("passerbyThresholds.threshold")
    exact = at_thresholds(run, [threshold])
    for name in ("alerts", "false_alerts", "false_stops", "arrests"):
        found = page.evaluate("([name, t]) => passerbyThresholds.at(name, t)", [name, threshold])
        assert found == pytest.approx(exact.expected[name][0, 0], rel=0.02)
    trust = page.locator("#pipeline .trust")
    said = emulator_of(run.scenario)
    assert (said is None) == trust.get_by_text("Trust does not move with this slider").is_visible()
    page.get_by_role("button", name="Back to this run").click()
    assert page.locator("#pipeline .value").all_inner_texts() == before
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert width != 360 or page.evaluate("document.documentElement.scrollHeight") <= 6 * 800
    assert problems(page) == []


def test_ranges_of_days_are_those_of_the_model(page):
    for mean in (0.0, 0.04, 0.07, 3.3, 26.0, 300.0):
        expected = expected_count("alerts", mean, unit="alerts")
        script = "(mean) => { const c = passerbyThresholds; c.table.expected.alerts[0].fill(mean); c.update(); }"
        page.evaluate(script, mean)
        text = page.locator("#pipeline .cards li", has_text="Alerts").first.inner_text()
        assert f"{expected.low:g} to {expected.high:g} on 9 out of 10 days" in text


def test_a_group_is_chosen_and_has_a_curve_of_its_own(page):
    assert page.locator(".det path").count() == 1
    page.locator("#people").select_option("black")
    page.wait_for_url(re.compile("people=black"))
    assert page.locator(".det path").count() == 2
    assert "Black" in page.locator(".det").get_attribute("aria-label")
    page.reload()
    page.wait_for_selector("#pipeline[data-state=ready]")
    assert page.locator("#people").input_value() == "black"


def test_another_passage_is_followed_and_stands_in_the_address(page, width):
    page.locator("#follow").get_by_text("Nearest").click()
    page.wait_for_url(re.compile("follow=near"))
    assert page.get_by_text("the one with the highest score").is_visible()
    assert page.locator("#follow-near .drawn svg").count() >= 2
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert problems(page) == []
