"""Stored results have permanent addresses: numbers, what they mean, pictures, and pages for other people's frames."""

from __future__ import annotations

import csv
import io
import shutil
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from stored_day import FIXED, NONE, write_runs

from dashboard.app import create_app
from dashboard.pages.registry import PAGES
from dashboard.site import Site
from sim.report.library import read_document
from sim.scenario.shipped import file_of, names_of

CHARTS = [chart.name for page in PAGES for chart in page.charts if chart.kind == "run" and chart.name != "det"]
"""Those that a day has which no cameras searched: of the other see `test_pipeline.py`."""
SVG = "{http://www.w3.org/2000/svg}"


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_the_numbers_are_a_table_and_its_columns_are_explained(client):
    answer = client.get(f"/results/{FIXED}.csv")
    alerts = next(row for row in rows(answer.text) if (row["name"], row["estimator"]) == ("alerts", "sampled"))
    about = client.get(f"/results/{FIXED}.metadata.json").json
    assert float(alerts["numerator"]) == 14
    assert [column["name"] for column in about["tableSchema"]["columns"]] == list(alerts)
    assert about["passerby:manifest"]["seed"] == 7
    assert f"passerby-run-{FIXED}.csv" in answer.headers["Content-Disposition"]


def test_the_document_holds_everything_and_no_path_of_the_server(client, runs_root):
    answer = client.get(f"/results/{FIXED}.json")
    assert len(answer.json["metrics"]) == len(rows(client.get(f"/results/{FIXED}.csv").text))
    assert answer.json["citation"].startswith("North End, Croydon, Fixed cameras, 2025, Seed 7, day 1. ")
    assert str(runs_root) not in answer.text


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("width", [330, 680, 1040])
def test_a_chart_is_a_picture_within_its_width_that_says_its_numbers(client, name, width):
    answer = client.get(f"/results/{FIXED}/{name}.svg?width={width}")
    picture = ElementTree.fromstring(answer.text)
    assert answer.mimetype == "image/svg+xml"
    assert picture.get("width") == str(width)
    assert picture.find(f"{SVG}title").text
    assert any(digit in picture.find(f"{SVG}desc").text for digit in "123456789")
    assert all(-1 <= float(one.get("x", 0)) <= width for one in picture.iter(f"{SVG}text"))


def test_every_chart_of_a_comparison_is_a_picture_of_what_is_chosen_at_every_width(client):
    """Of each option of each choice, with its own numbers; the frame shows the same, and links to the page with it."""
    drawn = set()
    for page in PAGES:
        for chart in (one for one in page.charts if one.kind == "comparison"):
            stored = read_document(file_of("library", "pause"))
            for name, options in chart.choices(stored).items():
                for option in options:
                    path = f"pause/{chart.name}.svg?{urlencode({name: option, 'width': 680})}"
                    picture = ElementTree.fromstring(client.get(f"/results/{path}").text)
                    assert any(digit in picture.find(f"{SVG}desc").text for digit in "0123456789")
                    drawn.add((chart.name, picture.find(f"{SVG}title").text))
            for width in (330, 1040):
                picture = ElementTree.fromstring(client.get(f"/results/pause/{chart.name}.svg?width={width}").text)
                assert picture.get("width") == str(width)
                assert all(-1 <= float(one.get("x", 0)) <= width for one in picture.iter(f"{SVG}text"))
            frame = client.get(f"/embed/pause/{chart.name}")
            assert f'href="{page.path}?comparison=pause&amp;' in frame.text
            assert f"/results/pause/{chart.name}.svg?" in client.get(f"/views/{page.name}?comparison=pause").text
            assert not chart.table or rows(client.get(f"/results/pause/{chart.table}.csv").text)
    assert {name for name, _ in drawn} == {"differences", "fan", "five-points", "curve"}
    wrong = client.get("/results/pause/fan.svg?arm=nobody")
    assert (wrong.status_code, "paused, all year" in wrong.text) == (400, True)
    assert client.get("/results/pause").headers["Location"].endswith("/compare?comparison=pause")


def test_what_a_day_does_not_report_has_no_picture(client):
    assert client.get(f"/results/{NONE}/trust.svg").status_code == 404


def test_a_picture_may_be_framed_by_others_and_nothing_else(client):
    frame, page = client.get(f"/embed/{FIXED}/ladder"), client.get("/")
    assert "frame-ancestors *" in frame.headers["Content-Security-Policy"]
    assert "script-src" not in frame.headers["Content-Security-Policy"]
    assert "<script" not in frame.text
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_every_shipped_comparison_can_be_taken_away(client):
    for name in names_of("library"):
        table = rows(client.get(f"/results/{name}.csv").text)
        assert {"arm", "name", "group"} <= set(table[0])
        assert client.get(f"/results/{name}.metadata.json").json["passerby:kind"] == "comparison"


def test_a_report_is_beside_the_numbers_in_each_form_and_template(client):
    page = client.get(f"/results/{FIXED}.html?template=panel")
    pdf, book = client.get(f"/results/{FIXED}.pdf?template=panel"), client.get("/results/pause.xlsx")
    assert (page.mimetype, "Sheet for a scrutiny panel" in page.text) == ("text/html", True)
    assert (pdf.mimetype, pdf.data[:5]) == ("application/pdf", b"%PDF-")
    assert book.data[:2] == b"PK"
    assert "passerby-comparison-pause-committee.xlsx" in book.headers["Content-Disposition"]
    other = client.get(f"/results/{FIXED}.html", headers={"If-None-Match": page.headers["ETag"]})
    assert (other.status_code, "Report for a committee" in other.text) == (200, True)
    again = client.get(f"/results/{FIXED}.html?template=panel", headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304
    wrong = client.get(f"/results/{FIXED}.pdf?template=pannel")
    assert (wrong.status_code, "panel, committee, technical" in wrong.text) == (400, True)


@pytest.mark.parametrize("address", [
    "/results/ffffffffffffffff.csv", f"/results/{FIXED}.exe", f"/results/{FIXED}/nothing.svg", "/results/..%2f..csv",
    f"/results/{FIXED[:6]}.csv", "/embed/ffffffffffffffff/ladder", f"/embed/{FIXED}/nothing", "/results/nowhere",
])  # fmt: skip
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("width", ["1", "99999", "a", "-680"])
def test_a_width_that_is_none_is_refused_with_those_that_are(client, width):
    answer = client.get(f"/results/{FIXED}/ladder.svg?width={width}")
    assert (answer.status_code, "330, 680, 1040" in answer.text) == (400, True)


def test_who_has_an_answer_is_told_so(client):
    for address in (f"/results/{FIXED}.csv", f"/results/{FIXED}/ladder.svg", f"/embed/{FIXED}/ladder"):
        tag = client.get(address).headers["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


@pytest.fixture(scope="module")
def below(runs_root):
    return create_app(runs_root, site=Site(prefix="/lfr", behind_proxy=True)).server.test_client()


@pytest.mark.parametrize("path", ["/lfr", ""], ids=["kept by the proxy", "taken off by it"])
def test_below_a_prefix_everything_links_to_what_is_below_it(below, path):
    view = below.get(f"{path}/views/start?run={FIXED}").text
    assert f'"/lfr/street?run={FIXED}"' in view
    assert f'"/lfr/results/{FIXED}/ladder.svg?width=1040"' in view
    assert f'"/results/{FIXED}' not in view
    assert '"/lfr/_dash-component-suites/' in below.get(f"{path}/").text


def test_behind_a_proxy_its_name_is_the_one_that_is_cited(below):
    headers = {"X-Forwarded-Host": "localhost", "X-Forwarded-Proto": "https"}
    said = below.get(f"/results/{FIXED}.json", headers=headers).json["citation"]
    assert said.endswith(f"https://localhost/lfr/results/{FIXED}.json")


def test_without_a_proxy_nobody_is_believed_about_the_name(client):
    answer = client.get(f"/results/{FIXED}.json", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in answer.text


def test_one_damaged_run_takes_no_page_down(tmp_path):
    root = write_runs(tmp_path / "runs")
    (root / FIXED / "metrics.parquet").write_bytes(b"PAR1 and then nothing")
    shutil.copytree(root / NONE, root / "d1d2d3d4e5f60718")
    (root / "d1d2d3d4e5f60718" / "manifest.json").write_text("{")
    client = create_app(root).server.test_client()
    broken = client.get(f"/views/start?run={FIXED}")
    assert broken.status_code == 500
    assert NONE in broken.text
    assert client.get(f"/views/start?run={NONE}").status_code == 200
    assert client.get(f"/results/{FIXED}.csv").status_code == 500
    assert "passerby_runs_damaged 1.0" in client.get("/metrics").text


def test_the_sheet_for_proportionality_is_taken_away_in_every_form(client):
    for form in ("csv", "json", "metadata.json", "html", "xlsx", "pdf"):
        assert client.get(f"/results/proportionality.{form}").status_code == 200
    for burden in ("searches", "false_stops", "minutes_held"):
        assert client.get(f"/results/proportionality/frontier.svg?burden={burden}").status_code == 200
    assert client.get("/results/proportionality/frontier.svg?burden=none").status_code in (400, 404)
    columns = client.get("/results/proportionality.metadata.json").json["tableSchema"]["columns"]
    assert all(column["dc:description"] for column in columns)
    assert b"threshold 0.68" in client.get("/results/proportionality/other-means.csv").data


@pytest.mark.parametrize("name", ["claims", "nothing_to_hide"])
def test_judged_claims_are_taken_away_in_every_form(client, name):
    found = rows(client.get(f"/results/{name}.csv").text)
    document = client.get(f"/results/{name}.json").json
    assert {row["claim"] for row in found} <= {one["name"] for one in document["claims"]}
    verdicts = {(row["claim"], row["hypothesis"], row["group"]): row["verdict"] for row in found}
    judged = [
        (one["against"] or (None, None))
        for claim in document["claims"]
        for hypothesis in claim["hypotheses"]
        for one in hypothesis["findings"]
    ]
    against = [tuple(row[f"against_{part}"] for part in ("numerator", "denominator")) for row in found]
    assert [tuple(float(one) if one else None for one in pair) for pair in against] == [tuple(one) for one in judged]
    assert verdicts["nothing_to_hide", "wrongful_stop", "Black"]
    columns = client.get(f"/results/{name}.metadata.json").json["tableSchema"]["columns"]
    assert all(column["dc:description"] for column in columns)
    assert [column["name"] for column in columns] == list(found[0])
    report = client.get(f"/results/{name}.html?template=committee")
    assert report.status_code == 200
    assert "Nothing to hide" in report.text
    assert client.get(f"/results/{name}.xlsx").data[:2] == b"PK"


def test_no_claim_has_the_name_of_a_comparison():
    assert not set(names_of("claims")) & set(names_of("comparisons"))
    assert "claims" not in names_of("comparisons")
