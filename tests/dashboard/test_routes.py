from __future__ import annotations

import gzip
import json

import pytest
from stored_day import FIXED, NONE, VAN

from dashboard.app import create_app

ADDRESSES = [
    f"/views/start?run={FIXED}",
    f"/views/street?run={FIXED}",
    f"/runs/{FIXED}/plan.json",
    f"/runs/{FIXED}/replay/index.json",
    f"/runs/{FIXED}/replay/000.bin",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_that_is_still_the_same_is_not_sent_twice(client, address):
    first = client.get(address)
    assert first.status_code == 200
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_two_runs_have_different_tags(client):
    tags = {client.get(f"/views/start?run={run}").headers["ETag"] for run in (FIXED, VAN, NONE)}
    assert len(tags) == 3


def test_every_answer_forbids_what_does_not_come_from_here(client):
    for address in ["/", "/street", "/nowhere", *ADDRESSES]:
        headers = client.get(address).headers
        policy = headers["Content-Security-Policy"]
        script = next(part for part in policy.split("; ") if part.startswith("script-src"))
        assert "default-src 'self'" in policy
        assert "unsafe" not in script
        assert "http" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"


def test_the_policy_allows_the_inline_script_that_the_page_has(client):
    page = client.get("/")
    assert "'sha256-" in page.headers["Content-Security-Policy"]


def test_chunks_are_sent_as_they_are_stored(client, runs_root):
    answer = client.get(f"/runs/{FIXED}/replay/000.bin")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.data == (runs_root / FIXED / "replay" / "000.bin").read_bytes()
    assert gzip.decompress(answer.data)[:4] == b"PBR1"


@pytest.mark.parametrize(
    "address",
    [
        "/runs/ffff/plan.json",
        "/runs/..%2f..%2fetc/plan.json",
        f"/runs/{FIXED}/replay/..%2fmanifest.json",
        f"/runs/{FIXED}/replay/manifest.json",
        f"/runs/{FIXED}/replay/999.bin",
        "/runs/*/plan.json",
        "/views/fairness",
        "/nowhere",
    ],
)
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_an_unknown_run_lists_those_that_are_stored(client):
    answer = client.get("/views/start?run=ffff")
    assert answer.status_code == 404
    assert FIXED in answer.text


def test_the_first_page_shows_a_run_with_facial_recognition(client):
    assert client.get("/views/start").json["run"] in (FIXED, VAN)


def test_an_empty_store_says_how_to_fill_it(tmp_path):
    answer = create_app(tmp_path / "missing").server.test_client().get("/views/start")
    assert "passerby demo" in answer.text


def test_a_new_run_is_seen_without_starting_again(tmp_path, runs_root):
    client = create_app(tmp_path).server.test_client()
    assert client.get("/views/start").json["run"] is None
    (tmp_path / FIXED).symlink_to(runs_root / FIXED)
    assert client.get("/views/start").json["run"] == FIXED


def test_the_page_is_british_english_and_named(client):
    page = client.get("/street").text
    assert '<html lang="en-GB">' in page
    assert "<title>Street – passerby</title>" in page


def test_the_plan_holds_the_sites_in_use_and_no_others(client):
    plans = {run: client.get(f"/runs/{run}/plan.json").json for run in (FIXED, VAN, NONE)}
    assert [[site["id"] for site in plan["sites"]] for plan in plans.values()] == [["south", "north"], ["van"], []]
    assert all(len(site["cameras"]) > 1 for site in plans[FIXED]["sites"])
    assert json.dumps(plans[FIXED]["walkable"])
