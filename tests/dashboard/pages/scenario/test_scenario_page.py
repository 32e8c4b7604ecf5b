"""What the Scenario page is told by the server: the form, what a link holds, and what the cameras cover."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from dashboard.jobs.form import form_of
from dashboard.jobs.own_scores import profile_of_sent
from dashboard.jobs.share import packed
from dashboard.pages.scenario import words
from sim.scenario.shipped import names_of

LINK = packed(form_of({"place": "london_road", "policy": "lfr_van_2024", "settings": {"lfr.threshold": "0.6"}}))
TABLE = "threshold,watchlist_size,group,fpir,tpir\n0.6,10000,asian,0.001,0.9\n0.6,10000,black,0.002,0.9\n" + "".join(
    f"0.6,10000,{group},0.001,0.9\n" for group in ("mixed", "other", "white")
)


def fields(data):
    return data["shown"] + [field for group in data["groups"] for field in group["fields"]]


def test_ten_settings_are_shown_and_the_others_open_by_group(client):
    data = client.get("/scenario/form.json").json
    assert [field["key"] for field in data["shown"]] == list(words.CHOSEN)
    assert len(data["shown"]) == 10
    assert len(fields(data)) > 100
    assert len({field["key"] for field in fields(data)}) == len(fields(data))


def test_every_assumption_says_why_and_every_number_from_the_world_has_its_source(client):
    found = fields(client.get("/scenario/form.json").json)
    bases = {field["basis"] for field in found}
    assert {"source", "assumption", "choice"} <= bases
    assert all(field["because"] for field in found if field["basis"] in ("source", "assumption"))
    threshold = next(field for field in found if field["key"] == "lfr.threshold")
    assert (threshold["value"], threshold["unit"], threshold["basis"]) == ("0.64", "vendor's score", "choice")


def test_a_link_brings_its_place_policy_and_settings(client):
    form = client.get(f"/scenario/form.json?s={LINK}").json["form"]
    assert (form["place"], form["policy"], form["settings"]) == (
        "london_road",
        "lfr_van_2024",
        {"lfr.threshold": "0.6"},
    )


def test_a_street_of_every_borough_can_be_chosen_after_the_places(client):
    data = client.get("/scenario/form.json?place=newham&policy=lfr_van_2025").json
    assert data["form"]["place"] == "newham"
    assert {"value": "newham", "label": "Stratford Broadway, Newham (generic)"} in data["places"]
    asked = {"place": "newham", "policy": "lfr_van_2025", "settings": {}}
    assert client.post("/jobs/check", json=asked).status_code == 200
    offered = [one["value"] for one in client.get("/scenario/form.json").json["places"]]
    assert offered[: len(names_of("places"))] == list(names_of("places"))
    assert set(offered) == {*names_of("places"), *names_of("streets")}


def test_a_policy_without_cameras_has_no_settings_of_them(client):
    data = client.get("/scenario/form.json?place=north_end&policy=none").json
    assert not any(field["key"].startswith("lfr.") for field in fields(data))


@pytest.mark.parametrize("query", ["s=forged", f"s={LINK[:-5]}", "s=", "place=nowhere", "policy=../none"])
@pytest.mark.parametrize("path", ["/scenario/form.json", "/scenario/coverage.json"])
def test_a_forged_link_is_a_bad_request_that_says_what_is_wrong(client, path, query):
    answer = client.get(f"{path}?{query}")
    assert answer.status_code == 400
    assert answer.json["errors"][0]["what"]


def test_every_preset_can_be_run_and_has_a_source_or_is_an_assumption(client):
    for place in ("north_end", "london_road"):
        form = client.get(f"/scenario/form.json?place={place}&policy=lfr_van_2025").json
        assert len(form["presets"]) >= 7
        for preset in form["presets"]:
            assert preset["basis"] in ("source", "assumption")
            assert preset["because"]
            assert set(preset["settings"]) <= {field["key"] for field in fields(form)}
            asked = {"place": place, "policy": "lfr_van_2025", "settings": preset["settings"]}
            assert client.post("/jobs/check", json=asked).status_code == 200
    assert client.get("/scenario/form.json?place=north_end&policy=none").json["presets"] == []


def test_the_form_of_programmes_begins_with_what_is_shipped_and_a_link_brings_its_arms(client):
    data = client.get("/scenario/programmes.json").json
    assert [arm["programme"] for arm in data["form"]["arms"]] == ["north_end_year", "pause_and_review"]
    assert {"pause", "threshold_060", "alone.by_crime"} <= {one["value"] for one in data["beginnings"]}
    link = packed(form_of({"arms": [{"name": "a", "programme": "roll_out"}], "months": 3}))
    assert client.get(f"/scenario/programmes.json?s={link}").json["form"]["months"] == 3
    assert "Run programmes of your own" in client.get(f"/views/scenario?s={link}").text
    for path, other in (("form", link), ("coverage", link), ("programmes", LINK), ("programmes", "forged")):
        assert client.get(f"/scenario/{path}.json?s={other}").status_code == 400


def test_coverage_is_drawn_for_the_place_and_each_site_with_a_table_behind(client):
    data = client.get(f"/scenario/coverage.json?s={LINK}").json
    assert len(data["drawings"]) == 2
    for drawing in data["drawings"]:
        svg = ElementTree.fromstring(drawing["svg"])
        assert svg.tag.endswith("svg")
        assert {child.tag.rpartition("}")[2] for child in svg} >= {"path", "polyline", "circle"}
    assert all(0 < row["share_of_zone"] <= 1 for row in data["rows"])


def test_a_camera_setting_changes_the_drawing(client):
    finer = packed(
        form_of({"place": "london_road", "policy": "lfr_van_2024", "settings": {"lfr.capture.gate_iod_px": 20}})
    )
    before, after = (client.get(f"/scenario/coverage.json?s={link}").json for link in (LINK, finer))
    assert before["drawings"] != after["drawings"]
    assert after["rows"][0]["share_of_zone"] < before["rows"][0]["share_of_zone"]


def test_a_table_of_ones_own_becomes_a_profile_that_a_run_takes(client):
    made = client.post("/jobs/profile", json={"name": "Ours", "table": TABLE})
    assert made.status_code == 200
    assert made.json["profile"] == profile_of_sent({"name": "Ours", "table": TABLE}).model_dump(
        mode="json", by_alias=True
    )
    checked = client.post(
        "/jobs/check", json={"place": "london_road", "policy": "lfr_van_2024", "profile": made.json["profile"]}
    )
    assert "Ours" in checked.json["label"]


@pytest.mark.parametrize(
    ("sent", "what"),
    [
        ({"table": "threshold,group\n1,2\n"}, "table.csv"),
        ({"table": TABLE.replace("0.002", "2")}, "table.csv:3"),
        ({}, "something is missing"),
        ({"table": TABLE, "file": "/etc/passwd"}, "unknown key"),
        ([], "not scores"),
        ({"mated": "score,group\n0.9,a\n", "non_mated": "score,group\n0.1,a\n", "threshold": 0.6, "watchlist_size": 0},
         "the list is empty"),
    ],
)  # fmt: skip
def test_scores_that_are_not_right_are_refused_with_their_place(client, sent, what):
    answer = client.post("/jobs/profile", json=sent)
    assert answer.status_code == 422
    assert what in answer.json["errors"][0]["what"]
    assert "/tmp" not in answer.text
