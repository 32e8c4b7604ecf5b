"""Chances of one visit, and in a year, by hand."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import polars as pl
import pytest
from stored_day import EXPECTED, FIXED, NONE, SAMPLED, SHARES, write_day
from trees import components, text_of

from dashboard.pages.me.chances import in_a_year, visits_of
from sim.scenario.load import dump
from sim.scenario.named import load_scenario
from sim.store.runs import open_run

RUN = "d1b2c3d4e5f60718"


def about(client, run):
    children = client.get(f"/views/me?run={run}").json["children"]
    (root,) = [one for one in components(children) if "data-me" in one["props"]]
    return json.loads(root["props"]["data-me"])


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Return a day of which a third of the captures of who came are stored."""
    root = tmp_path_factory.mktemp("me")
    scenario = load_scenario("north_end", policies=["lfr_fixed_2025"])
    folder = write_day(root, RUN, scenario_yaml=dump(scenario))
    came = pl.read_parquet(folder / "events/arrival.parquet").filter(pl.col("t_s") >= 0)
    seen = came.gather_every(3).select("person_id", is_usable=pl.lit(value=True))
    pl.concat([seen, seen]).write_parquet(folder / "events/capture.parquet")
    return open_run(root, RUN), came, seen


def test_a_chance_is_of_expected_numbers_over_visits_of_people_who_are_not_listed(client):
    everybody, *groups = about(client, FIXED)["groups"]
    assert everybody["false_stops"] == EXPECTED["false_stops"]
    assert everybody["visits"] == SAMPLED["people"] - EXPECTED["listed_people"]
    assert everybody["listed_stops"] == pytest.approx(EXPECTED["engagements"] - EXPECTED["false_stops"])
    assert [one["false_alerts"] for one in groups] == [
        pytest.approx(EXPECTED["others_alerted"] * share) for share in SHARES
    ]


def test_a_group_has_the_range_of_the_counts_that_it_is_in(client):
    known = {one["name"]: one["known"] for one in about(client, FIXED)["groups"]}
    # 8 and 2 false alerts: gamma(8.5) / 8 and gamma(2.5) / 2, at 2.5 and 97.5 %
    assert known["black"] == pytest.approx([3.782 / 8, 15.096 / 8], rel=1e-3)
    assert known["white"] == known["asian"] == pytest.approx([0.4156 / 2, 6.416 / 2], rel=1e-3)
    assert known["white"][0] < known["all"][0] < known["black"][0]


def test_who_was_searched_counts_once(run):
    stored, came, seen = run
    everybody, *groups = visits_of(stored)
    assert (everybody.scanned, everybody.scanned_of) == (seen.height, came.height)
    assert sum(one.scanned for one in groups) == seen.height
    chance, low, high = everybody.scan
    assert low < chance < high


def test_a_run_without_captures_says_so(client):
    assert about(client, FIXED)["groups"][0]["scan"] is None


def test_independent_passes_add_up_to_less_than_their_sum():
    assert in_a_year(0.5, 2) == pytest.approx(0.75)
    assert in_a_year(1e-7, 100) == pytest.approx(1e-5, rel=1e-4)
    assert in_a_year(0.0, 100) == 0


def test_the_share_of_passes_is_that_of_the_hours_of_the_deployment(client):
    scenario = load_scenario("north_end")
    hours = scenario.footfall.hourly_profile
    assert about(client, FIXED)["watched"] == pytest.approx(sum(hours[11:16]) + 0.6 * hours[16])


def test_a_day_without_cameras_has_no_chances(client):
    assert "No chance can be given" in text_of(client, "me", NONE)


def test_habits_have_bounds(client):
    assert about(client, FIXED)["habit"]["per_week"] == {"given": 2, "low": 1, "high": 14}


SVG = "{http://www.w3.org/2000/svg}"
HABITS = "k=14&n=366&event=alert&group=black"


def numbers(client, query):
    answer = client.get(f"/results/{FIXED}/year.csv?{query}")
    assert f"passerby-run-{FIXED}-year.csv" in answer.headers["Content-Disposition"]
    return {(row["group"], row["event"]): row for row in csv.DictReader(io.StringIO(answer.text))}


def test_the_numbers_of_a_year_have_an_address_and_are_those_of_the_formula(client):
    page = about(client, FIXED)
    (group,) = [one for one in page["groups"] if one["name"] == "black"]
    row = numbers(client, HABITS)["black", "alert"]
    passes = 14 * 366 * page["watched"] / 7
    assert float(row["watched_passes"]) == pytest.approx(passes)
    assert float(row["chance"]) == pytest.approx(in_a_year(group["false_alerts"] / group["visits"], passes))
    assert float(row["high"]) == pytest.approx(
        in_a_year(group["false_alerts"] * group["known"][1] / group["visits"], passes)
    )
    assert (float(row["numerator"]), float(row["denominator"])) == (group["false_alerts"], group["visits"])
    document = client.get(f"/results/{FIXED}/year.json?{HABITS}").json
    assert document["chosen"] == {"event": "alert", "group": "black", "k": "14", "n": "366"}
    assert [one["chance"] for one in document["rows"]] == [
        float(one["chance"]) for one in numbers(client, HABITS).values()
    ]
    assert FIXED in document["citation"]


def test_a_stop_for_whatever_reason_is_of_listed_people_and_of_others(client):
    page = about(client, FIXED)
    everybody, passes = page["groups"][0], 2 * 50 * page["watched"] / 7
    share = everybody["listed"] / (everybody["visits"] + everybody["listed"])
    by_hand = share * in_a_year(everybody["listed_stops"] / everybody["listed"], passes) + (1 - share) * in_a_year(
        everybody["false_stops"] / everybody["visits"], passes
    )
    rows = numbers(client, "")
    assert float(rows["all", "stop"]["chance"]) == pytest.approx(by_hand)
    assert rows["all", "stop"]["low"] == ""
    assert ("all", "scan") not in rows, "this run has no captures"


@pytest.mark.parametrize("width", [330, 680, 1040])
def test_the_picture_has_as_many_marks_as_there_are_people_to_whom_it_happens(client, width):
    row = numbers(client, HABITS)["black", "alert"]
    picture = ElementTree.fromstring(client.get(f"/results/{FIXED}/year.svg?{HABITS}&width={width}").text)
    circles = list(picture.iter(f"{SVG}circle"))
    sure = [one for one in circles if one.get("fill") == "#801650"]
    assert len(sure) == round(100_000 * float(row["chance"])) > 0
    assert len(circles) == round(100_000 * float(row["high"]))
    assert all(0 < float(one.get("cx")) < width for one in circles)
    assert len({(one.get("cx"), one.get("cy")) for one in circles}) == len(circles)
    lines = [one.text for one in picture.iter(f"{SVG}text")]
    assert " ".join(lines) == picture.find(f"{SVG}desc").text
    assert max(map(len, lines)) * 15 * 0.56 <= width
    assert "A false alert for them: " in picture.find(f"{SVG}desc").text
    assert "Black, 14 passes a week, 366 days with cameras a year" in picture.find(f"{SVG}title").text


def test_the_page_links_to_the_year_that_it_shows(client):
    text = client.get(f"/views/me?run={FIXED}&k=3&n=7&group=black").text
    for form in ("svg", "csv", "json"):
        assert f"/results/{FIXED}/year.{form}?event=wrongful&group=black&k=3&n=7" in text


def test_habits_that_cannot_be_and_days_without_chances_have_no_numbers(client):
    assert client.get(f"/results/{FIXED}/year.csv?k=15").status_code == 400
    for form in ("svg", "csv", "json"):
        assert client.get(f"/results/{NONE}/year.{form}").status_code == 404
    assert client.get(f"/results/{FIXED}/ladder.json").status_code == 404
    assert client.get(f"/results/{FIXED}/nothing.csv").status_code == 404
