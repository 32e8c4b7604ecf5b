"""A run from the page to its end, by keyboard; cancel, reload, two tabs, a forged link, a server that is away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect
from stored_day import write_runs
from test_every_page import problems
from visits import serving, visiting

from dashboard.jobs.form import form_of
from dashboard.jobs.routes import ledger_of
from dashboard.jobs.share import packed, unpacked
from dashboard.jobs.supervisor import working
from dashboard.pages.registry import PAGES

pytestmark = pytest.mark.browser

TINY = {
    "day.duration_h": "0.02", "day.warm_up_s": "10", "footfall.people_per_day": "3000", "population.residents": "2000",
    "lfr.watchlist.size": "200",
}  # fmt: skip
ASKED = {"place": "london_road", "policy": "lfr_van_2024", "settings": TINY}
LONG = TINY | {"day.duration_h": "12", "day.start_h": "8"}
PATIENCE_MS = 120_000


def scenario(**more):
    return f"/scenario?s={packed(form_of(ASKED | more))}"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_runs(tmp_path_factory.mktemp("asked"))


@pytest.fixture(scope="module")
def running(root: Path) -> Iterator[str]:
    """A server with one worker beside it."""
    with working(root, workers=1):
        yield from serving(root, PAGES, can_run=True)


@pytest.fixture
def reader(chromium, running):
    yield from visiting(chromium, running, 1280)


@pytest.fixture
def narrow(chromium, running):
    yield from visiting(chromium, running, 360)


def ready(page):
    expect(page.get_by_role("button", name="Run it")).to_be_enabled(timeout=PATIENCE_MS)
    return page


def press_until(page, wanted, limit=90):
    for _ in range(limit):
        page.keyboard.press("Tab")
        if wanted in page.evaluate("document.activeElement.outerHTML.slice(0, 200)"):
            return
    pytest.fail(f"{wanted} was not reached by Tab")


def test_a_day_is_set_run_and_opened_by_keyboard_alone(reader):
    page = ready(reader.open(scenario()))
    press_until(page, 'id="set-lfr-threshold"')
    page.keyboard.press("Control+a")
    page.keyboard.type("0.58")
    expect(page.get_by_text("changed, was 0.6")).to_be_visible()
    page.keyboard.press("Enter")
    ready(page)
    page.keyboard.press("Enter")
    result = page.get_by_role("link", name="Open the result")
    expect(result).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("Done", exact=True)).to_be_visible()
    assert problems(page) == []
    press_until(page, "Open the result")
    page.keyboard.press("Enter")
    page.locator(".hero h1", has_text="London Road").wait_for()
    expect(page.locator(".kicker")).to_contain_text("threshold 0.58 (was 0.6)")
    assert reader.errors == []
    assert reader.foreign == []


def test_what_cannot_be_is_said_at_its_field_while_one_types(reader):
    page = ready(reader.open(scenario()))
    threshold = page.get_by_label("Threshold", exact=True)
    threshold.fill("1.5")
    expect(page.locator("#set-lfr-threshold-wrong")).to_contain_text("it must be at most 1", timeout=PATIENCE_MS)
    assert threshold.get_attribute("aria-invalid") == "true"
    assert page.get_by_role("button", name="Run it").is_disabled()
    assert problems(page) == []
    page.get_by_role("link", name="Threshold").press("Enter")
    assert page.evaluate("document.activeElement.id") == "set-lfr-threshold"
    threshold.fill("0.7")
    ready(page)
    assert page.locator("#set-lfr-threshold-wrong").is_hidden()


def test_cost_link_and_coverage_follow_what_is_typed(reader):
    page = ready(reader.open(scenario()))
    link, cost = page.get_by_label("A link to these settings"), page.locator(".said")
    before = (link.input_value(), cost.inner_text(), page.locator(".plans").inner_html())
    page.get_by_label("Lasts", exact=True).fill("6")
    page.get_by_text("All other settings").click()
    page.get_by_text("What cameras see").click()
    page.locator("#set-lfr-capture-gate_iod_px").fill("24")
    page.wait_for_function("(was) => document.getElementById('ask-link').value !== was", arg=before[0])
    page.wait_for_function("(was) => document.querySelector('.plans').innerHTML !== was", arg=before[2])
    assert cost.inner_text() != before[1]
    other = reader.page.context.new_page()
    other.goto(link.input_value())
    ready(other)
    assert other.get_by_label("Lasts", exact=True).input_value() == "6"
    assert other.get_by_label("Threshold", exact=True).input_value() == "0.6"


def test_a_run_is_followed_after_a_reload_and_in_a_second_tab_and_cancelled(reader, root):
    page = ready(reader.open(scenario(settings=LONG)))
    page.get_by_role("button", name="Run it").click()
    expect(page.locator(".job .state")).to_contain_text("walking the street", timeout=PATIENCE_MS)
    page.reload()
    expect(page.locator(".job .state")).to_contain_text("Under way", timeout=PATIENCE_MS)
    other = page.context.new_page()
    other.goto(page.url.partition("/scenario")[0] + "/runs")
    expect(other.locator(".live li")).to_have_count(1, timeout=PATIENCE_MS)
    expect(other.locator(".live .state")).to_contain_text("Under way", timeout=PATIENCE_MS)
    assert problems(other) == []
    other.get_by_role("button", name="Cancel").click()
    expect(page.locator(".job .state")).to_have_text("Cancelled", timeout=PATIENCE_MS)
    expect(other.get_by_text("Nothing waits, and nothing is under way.")).to_be_visible(timeout=PATIENCE_MS)
    assert "cancelled" in {job.state for job in ledger_of(root).jobs()}
    row = other.get_by_role("row").filter(has_text="Cancelled")
    row.get_by_role("button").click()
    row.get_by_role("button", name="Press again to delete").click()
    expect(row).to_have_count(0, timeout=PATIENCE_MS)


def test_a_forged_link_says_so_and_leads_on(reader):
    page = reader.open("/scenario?s=forged")
    expect(page.get_by_role("alert")).to_contain_text("This link holds no settings")
    page.get_by_role("link", name="Begin with the usual settings").click()
    ready(page)


def test_what_is_typed_is_kept_while_the_server_is_away(reader):
    page = ready(reader.open(scenario()))
    page.context.set_offline(True)
    page.get_by_label("Threshold", exact=True).fill("0.58")
    expect(page.locator(".said")).to_contain_text("The server does not answer")
    page.context.set_offline(False)
    ready(page)
    assert page.get_by_label("Threshold", exact=True).input_value() == "0.58"


def test_another_street_keeps_what_was_changed(reader):
    page = ready(reader.open(scenario()))
    page.get_by_label("Street", exact=True).select_option("thornton_heath")
    expect(page.locator(".plans figcaption").first).to_contain_text("Thornton Heath", timeout=PATIENCE_MS)
    assert page.get_by_label("Lasts", exact=True).input_value() == "0.02"


def test_scores_of_ones_own_stand_in_the_link(reader, tmp_path):
    groups = ("asian", "black", "mixed", "other", "white")
    table, book = tmp_path / "ours.xlsx", openpyxl.Workbook()
    for row in (
        ["threshold", "watchlist_size", "group", "fpir", "tpir"],
        *([0.6, 10000, g, 0.001, 0.9] for g in groups),
    ):
        book.active.append(row)
    book.save(table)
    page = ready(reader.open(scenario()))
    page.get_by_text("Scores of your own").click()
    page.get_by_label("Table with the columns").set_input_files(table)
    page.get_by_role("button", name="Use this table").click()
    expect(page.get_by_text("In use: ours.xlsx")).to_be_visible(timeout=PATIENCE_MS)
    ready(page)
    page.goto(page.get_by_label("A link to these settings").input_value())
    expect(page.get_by_text("In use: ours.xlsx")).to_be_visible(timeout=PATIENCE_MS)
    for name, scores in (("Mated scores", "0.9,all"), ("Non-mated scores", "x,all")):
        file = tmp_path / f"{name}.csv"
        file.write_text(f"score,group\n{scores}\n", encoding="utf-16")
        page.get_by_label(name, exact=True).set_input_files(file)
    page.get_by_role("button", name="Use these scores").click()
    expect(page.get_by_text("something is missing; a table; or mated")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_label("Threshold, on the scale").fill("0.6")
    page.get_by_label("References on the list").fill("100")
    page.get_by_role("button", name="Use these scores").click()
    expect(page.get_by_text("non_mated.csv:2")).to_be_visible(timeout=PATIENCE_MS)


def test_a_preset_sets_what_it_names_and_says_where_it_is_from(reader):
    page = ready(reader.open(scenario()))
    page.get_by_label("Preset", exact=True).select_option("half_list")
    expect(page.locator(".because")).to_contain_text("Assumption: those who are left off")
    page.wait_for_function("document.getElementById('set-lfr-watchlist-size').value === '6323'")
    page.get_by_label("Preset", exact=True).select_option("threshold_064")
    expect(page.locator(".because")).to_contain_text("Source: Metropolitan Police deployment records")
    assert page.get_by_label("Threshold", exact=True).input_value() == "0.64"
    assert page.get_by_label("People on the list", exact=True).input_value() == "6323"


def test_programmes_are_chosen_changed_run_and_cancelled(reader):
    page = ready(reader.open("/scenario?of=programmes"))
    page.get_by_label("Comparison", exact=True).select_option("threshold_060")
    page.get_by_label("Months", exact=True).fill("1")
    page.get_by_role("button", name="Add an arm").click()
    third = page.get_by_role("group", name="Arm 3", exact=True)
    third.get_by_label("Threshold", exact=True).fill("7")
    expect(third.get_by_text("at most 1")).to_be_visible(timeout=PATIENCE_MS)
    assert problems(page) == []
    third.get_by_label("Threshold", exact=True).fill("0.58")
    expect(page.locator(".said")).to_contain_text("12 runs take", timeout=PATIENCE_MS)
    page.goto(ready(page).get_by_label("A link to these settings").input_value())
    ready(page)
    assert third.get_by_label("Threshold", exact=True).input_value() == "0.58"
    page.get_by_role("button", name="Run it").click()
    expect(page.locator(".job .state")).to_contain_text("Under way, run 1 of 12", timeout=PATIENCE_MS)
    page.get_by_role("button", name="Cancel the run").click()
    expect(page.locator(".job .state")).to_have_text("Cancelled", timeout=PATIENCE_MS)
    assert reader.foreign == []


def test_whatever_a_shipped_arm_changes_is_shown_and_kept(reader):
    page = ready(reader.open("/scenario?of=programmes"))
    page.get_by_label("Comparison", exact=True).select_option("list_authorised")
    second = page.get_by_role("group", name="Arm 2", exact=True)
    others = second.get_by_label("Other settings", exact=True)
    expect(others).to_have_value("lfr.watchlist.authorisation_delay_days=14")
    others.fill("lfr.watchlist.authorisation_delay=1")
    expect(second.get_by_text("no setting of this form")).to_be_visible(timeout=PATIENCE_MS)
    others.fill("lfr.watchlist.authorisation_delay_days=28+lfr.threshold=0.66")
    expect(second.get_by_text("no setting of this form")).to_be_hidden(timeout=PATIENCE_MS)
    expect(page.locator(".said")).to_contain_text("runs take", timeout=PATIENCE_MS)
    link = page.get_by_label("A link to these settings").input_value()
    (one, two) = unpacked(link.partition("?s=")[2]).arms
    assert (one.changed, two.changed) == ((), ("lfr.watchlist.authorisation_delay_days=28", "lfr.threshold=0.66"))
    ready(reader.open(link.partition("/scenario")[1] + link.partition("/scenario")[2]))
    expect(others).to_have_value("lfr.watchlist.authorisation_delay_days=28+lfr.threshold=0.66")


def test_the_form_is_at_most_six_screens_long_on_a_phone(narrow):
    page = ready(narrow.open(scenario()))
    page.locator(".plans svg").first.wait_for(state="attached")
    assert page.evaluate("document.documentElement.scrollHeight") <= 6 * 800
    assert page.evaluate("document.documentElement.scrollWidth") == 360
