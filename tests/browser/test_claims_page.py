"""The Claims page: a claim is opened, its margin moved by keyboard, and the verdict follows as Python has it."""

import pytest

from sim.claims.claim import load_claim, shipped_claims
from sim.claims.margin import verdict_of
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


def test_every_shipped_claim_is_on_the_page_with_its_own_link(visit):
    page = visit.open("/claims")
    names = list(shipped_claims())
    assert page.locator("details.claim").count() == len(names)
    links = page.locator("details.claim a[href*='claim=']").evaluate_all(
        "(all) => all.map((a) => a.getAttribute('href'))"
    )
    assert sorted(link.partition("claim=")[2] for link in links) == sorted(names)
    assert visit.errors == []
