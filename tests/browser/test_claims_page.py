"""The Claims page: a claim is opened, its margin moved by keyboard, and the verdict follows as Python has it."""

import pytest

from sim.claims.claim import load_claim, shipped_claims
from sim.claims.margin import verdict_of
from sim.report.numbers import two_digits
from sim.report.verdicts import shipped_verdicts

pytestmark = pytest.mark.browser

CLAIM = "false_alerts_by_ethnicity"


def test_a_moved_margin_moves_the_verdict_as_python_has_it(visit):
    page = visit.open(f"/claims?claim={CLAIM}")
    (claim,) = [one for one in shipped_verdicts()["claims"] if one["name"] == CLAIM]
    (finding,) = claim["hypotheses"][0]["findings"]
    given = load_claim(CLAIM).hypotheses[0].margin
    body = page.locator("details.claim[open]")
    box = body.get_by_role("textbox")
    lines = []
    for text in ("0.5", "1.25", "3"):
        box.fill(text)
        box.press("Enter")
        margin = given.model_copy(update={"at_least": float(text)})
        wanted = verdict_of(finding["low"], finding["high"], margin)
        assert body.get_by_role("status").inner_text().lower().endswith(wanted)
        assert body.locator("tbody tr td").last.inner_text().lower() == wanted
        assert body.locator("summary .verdict-word").inner_text().lower() == wanted
        lines.append(body.locator(".track .zero").first.evaluate("(line) => parseFloat(line.style.left)"))
    assert lines == sorted(set(lines))
    slider = body.get_by_role("slider")
    slider.focus()
    slider.press("Home")
    assert "supported" in body.get_by_role("status").inner_text().lower()


def test_a_margin_of_two_ends_has_two_sliders_and_numbers_follow_it(visit):
    page = visit.open("/claims?claim=sited_by_crime_data")
    part = page.locator("details.claim[open] [data-margin]").nth(1)
    (finding,) = load_claim("sited_by_crime_data").hypotheses[1].findings()
    assert part.get_by_role("slider").count() == 2
    near = float(f"{finding.low * 1.001:.4g}")
    for box, end in ((part.get_by_role("textbox").last, finding.high * 2), (part.get_by_role("textbox").first, near)):
        box.fill(f"{end:.4g}")
        box.press("Enter")
    cells = part.locator("tbody tr td")
    assert cells.last.inner_text().lower() == "undetermined"
    assert cells.nth(1).inner_text().startswith(two_digits(finding.low, beside=[near]))
    assert visit.errors == []


def test_one_margin_of_several_hypotheses_moves_in_all_of_them(visit):
    page = visit.open("/claims?claim=picks_up_listed_people")
    parts = page.locator("details.claim[open] [data-margin]")
    box = parts.first.get_by_role("textbox")
    box.fill("0.9")
    box.press("Enter")
    assert parts.last.get_by_role("textbox").input_value() == "0.9"
    assert visit.errors == []


def test_every_shipped_claim_is_on_the_page_with_its_own_link(visit):
    page = visit.open("/claims")
    names = list(shipped_claims())
    assert page.locator("details.claim").count() == len(names)
    links = page.locator("details.claim a[href*='claim=']").evaluate_all(
        "(all) => all.map((a) => a.getAttribute('href'))"
    )
    assert sorted(link.partition("claim=")[2] for link in links) == sorted(names)
    assert visit.errors == []
