"""What the player gets of a run: the plan, its words, and the replay as it is stored."""

from __future__ import annotations

import gzip
import json
from types import SimpleNamespace

import pytest
from stored_day import FIXED, NONE, VAN

import sim
from dashboard.pages.street.plan import plan_of


def test_chunks_are_sent_as_they_are_stored(client, runs_root):
    answer = client.get(f"/runs/{FIXED}/replay/000.bin")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.data == (runs_root / FIXED / "replay" / "000.bin").read_bytes()
    assert gzip.decompress(answer.data)[:4] == b"PBR1"


def test_the_plan_holds_the_sites_in_use_and_no_others(client):
    plans = {run: client.get(f"/runs/{run}/plan.json").json for run in (FIXED, VAN, NONE)}
    assert [[site["id"] for site in plan["sites"]] for plan in plans.values()] == [["south", "north"], ["van"], []]
    assert all(len(site["cameras"]) > 1 for site in plans[FIXED]["sites"])
    assert json.dumps(plans[FIXED]["walkable"])


def test_a_street_without_a_map_is_drawn_as_its_people_walked_it():
    scenario = sim.load_scenario("generic_high_street", policies=["lfr_fixed_2025"])
    manifest = SimpleNamespace(run_id="0", start_h=11.0, duration_h=1.0, groups={})
    plan = json.loads(json.dumps(plan_of(SimpleNamespace(scenario=scenario, manifest=manifest))))
    assert [one["name"] for one in plan["entrances"]][:2] == ["South end", "North end"]
    assert (len(plan["walkable"]), len(plan["shops"]), [site["id"] for site in plan["sites"]]) == (
        16,
        30,
        ["south", "north"],
    )


@pytest.mark.parametrize("name", ["plan.json", "replay/index.json", "replay/people.bin", "replay/000.bin"])
def test_what_is_still_the_same_is_not_sent_twice_and_keeps_the_policy(client, name):
    first = client.get(f"/runs/{FIXED}/{name}")
    assert first.status_code == 200
    assert "default-src 'self'" in first.headers["Content-Security-Policy"]
    again = client.get(f"/runs/{FIXED}/{name}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "address",
    [
        "/runs/ffff/plan.json",
        "/runs/..%2f..%2fetc/plan.json",
        f"/runs/{FIXED}/replay/..%2fmanifest.json",
        f"/runs/{FIXED}/replay/manifest.json",
        f"/runs/{FIXED}/replay/999.bin",
        "/runs/*/plan.json",
    ],
)
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_the_plan_brings_the_words_of_every_group_that_is_drawn(client):
    groups = client.get(f"/runs/{FIXED}/replay/index.json").json["groups"]
    assert set(client.get(f"/runs/{FIXED}/plan.json").json["words"]["groups"]) == set(groups)


def test_where_faces_were_searched_is_answered_for_each_run_with_a_replay(client):
    answer = client.get(f"/runs/{FIXED}/heat.json")
    assert (answer.status_code, answer.json["searches"], answer.json["squares"]) == (200, 0, [])
    assert client.get(f"/runs/{FIXED}/heat.json", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.get("/runs/ffffffffffffffff/heat.json").status_code == 404
