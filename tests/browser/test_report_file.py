"""A report's page opens from a file: accessible, light and dark, on a telephone and on paper; it asks nobody."""

from pathlib import Path

import pytest
from stored_day import FIXED
from test_every_page import PALE_ON_PAPER, problems

from sim.report.html import html_page
from sim.report.stored_results import find_result, subject_of
from sim.report.templates import report_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def file(runs_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = find_result(runs_root, FIXED)
    document = report_of(subject_of(found.kind, found.identifier, found.stored), "committee")
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(html_page(document), encoding="utf-8")
    return path


@pytest.mark.parametrize(("scheme", "wide"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(chromium, file, scheme, wide):
    context = chromium.new_context(viewport={"width": wide, "height": 900}, color_scheme=scheme)
    page, errors, asked = context.new_page(), [], []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url.split(":")[0]))
    page.goto(file.as_uri())
    assert problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= wide
    assert all(page.evaluate("[...document.images].map((one) => one.naturalWidth)") or [0])
    page.emulate_media(media="print", color_scheme=scheme)
    assert page.evaluate(PALE_ON_PAPER) == []
    assert (errors, set(asked)) == ([], {"file"})
    context.close()
