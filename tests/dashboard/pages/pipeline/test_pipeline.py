"""A passage of a real day step by step, the day at other thresholds, and what the profile rests on."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from stored_day import FIXED, NONE
from trees import components, text_of

from dashboard.app import create_app
from dashboard.pages.pipeline.passages import followed
from dashboard.pages.pipeline.points import points_section
from dashboard.pages.pipeline.thresholds import expected_at_thresholds
from sim.core.folder import new_folder
from sim.metrics.table import measure
from sim.report.numbers import in_frequencies, percent
from sim.scenario.load import load_profile
from sim.store.runs import open_run, run_id_of, write_run


@pytest.fixture(scope="module")
def root(day, tmp_path_factory):
    root = tmp_path_factory.mktemp("pipeline")
    with new_folder(root, run_id_of(day.scenario, seed=day.seed, replication=day.replication)) as folder:
        write_run(folder, day, measure(day))
    return root


@pytest.fixture(scope="module")
def run(root, day):
    return open_run(root, run_id_of(day.scenario, seed=day.seed, replication=day.replication))


@pytest.fixture(scope="module")
def real(root):
    return create_app(root).server.test_client()


def test_each_passage_is_of_the_kind_that_it_is_followed_for(run):
    found = {one.kind: one for one in followed(run)}
    assert {"listed", "near"} <= set(found)
    listed, near = found["listed"], found["near"]
    assert listed.arrival["is_listed"]
    assert listed.events["alert"]["is_true"]
    assert listed.events["alert"]["score"] >= run.manifest.threshold
    assert not near.arrival["is_listed"]
    assert near.events["comparison"]["score"] < run.manifest.threshold
    assert "alert" not in near.events
    others = run.events("comparison").join(run.events("alert"), on="person_id", how="anti")
    listed_people = run.events("arrival").filter("is_listed")
    assert near.events["comparison"]["score"] == others.join(listed_people, on="person_id", how="anti")["score"].max()


def test_events_are_those_of_the_passage(run):
    for one in followed(run):
        for event in one.events.values():
            assert event["person_id"] == one.arrival["person_id"]
        assert len({event["passage"] for event in one.events.values()}) == 1


def test_the_steps_say_what_the_log_says(real, run):
    said = text_of(real, "pipeline", run.manifest.run_id)
    (one,) = [one for one in followed(run) if one.kind == "listed"]
    assert f"{one.events['capture']['iod_px']:.0f} pixels between the eyes" in said
    score = one.events["alert"]["score"]
    assert f"{score:.3f} is {score - run.manifest.threshold:.3f} above the threshold of 0.64" in said


def test_a_picture_is_told_in_words(real, run):
    children = real.get(f"/views/pipeline?run={run.manifest.run_id}").json["children"]
    drawn = [json.loads(one["props"]["data-step"]) for one in components(children) if "data-step" in one["props"]]
    assert {one["kind"] for one in drawn} == {"face", "gauge"}
    assert all(one["label"] for one in drawn)


def test_the_day_at_other_thresholds_is_answered_once_and_kept(real, run):
    address = f"/runs/{run.manifest.run_id}/thresholds.json"
    answer = real.get(address)
    own = answer.json["thresholds"].index(run.manifest.threshold)
    stored = {row["name"]: row["value"] for row in run.metrics.iter_rows(named=True)
              if (row["estimator"], row["by"]) == ("expected", "all")}  # fmt: skip
    for name in ("alerts", "false_alerts", "false_stops", "arrests"):
        assert answer.json["expected"][name][0][own] == pytest.approx(stored[name], rel=1e-8)
    assert real.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_day_without_cameras_says_so(client):
    assert "No face was searched" in text_of(client, "pipeline", NONE)
    assert client.get(f"/runs/{NONE}/thresholds.json").status_code == 422
    assert client.get("/runs/ffff/thresholds.json").status_code == 404


def test_a_day_whose_events_hold_little_is_still_shown(client):
    assert "The operator passes it on" in text_of(client, "pipeline", FIXED)


def test_a_kind_of_passage_that_the_day_lacks_says_so(client):
    assert "No search of a person who is not on the list is stored." in text_of(client, "pipeline", FIXED)


def test_every_operating_point_is_there_with_its_counts_and_source(client):
    said = text_of(client, "pipeline", FIXED)
    profile = load_profile("met_field_064")
    assert "8 of 711,321" in said
    for point in profile.points:
        assert point.source.strip() in said


@pytest.mark.parametrize("name", ["neoface_npl_2023", "essex_2026", "perfect", "chance"])
def test_every_shipped_profile_can_be_shown(name):
    profile = load_profile(name)
    section = points_section(profile, {})
    rows = sum(len(point.fpir) + len(point.tpir) for point in profile.points)
    found = json.dumps(section.to_plotly_json(), default=lambda one: one.to_plotly_json())
    assert found.count('"Tr"') == rows + 1


@pytest.mark.parametrize("group", ["all", "black"])
@pytest.mark.parametrize("width", [330, 1040])
def test_both_rates_at_every_threshold_have_an_address(real, run, group, width):
    answer = real.get(f"/results/{run.manifest.run_id}/det.svg?width={width}&group={group}")
    picture = ElementTree.fromstring(answer.text)
    assert (answer.status_code, picture.get("width")) == (200, str(width))
    found = expected_at_thresholds(run)
    k, own = found["groups"].index(group), found["thresholds"].index(run.manifest.threshold)
    fpir, tpir = (
        found["expected"][f"{kind}_hits"][k][own] / found["expected"][f"{kind}_searches"][k][own]
        for kind in ("other", "listed")
    )
    said = picture.find("{http://www.w3.org/2000/svg}desc").text
    assert f"At threshold {run.manifest.threshold:g}, shaded, {in_frequencies(fpir)} faces" in said
    assert f"and {percent(tpir)} of searches of listed people find them." in said
    line = picture.find("{http://www.w3.org/2000/svg}polyline").get("points").split()
    assert len(line) == sum(hits > 0 for hits in found["expected"]["other_hits"][k])
    assert [float(at.split(",")[0]) for at in line] == sorted(float(at.split(",")[0]) for at in line)


def test_without_searches_there_is_no_curve_of_both_rates(client):
    for run_id in (NONE, FIXED):
        assert client.get(f"/results/{run_id}/det.svg").status_code in (404, 422)
