"""What the server answers about jobs: what is taken, what is refused, and with which status."""

from __future__ import annotations

import json

import pytest

from dashboard.app import create_app
from dashboard.jobs.routes import LARGEST, ledger_of
from dashboard.site import Site
from sim.store.requests import Request

SHORT = {"day.duration_h": "0.02", "day.warm_up_s": "30", "footfall.people_per_day": "5000"}
HERE = "http://localhost"


@pytest.fixture
def root(tmp_path):
    return tmp_path / "runs"


@pytest.fixture
def client(root):
    return create_app(root, can_run=True).server.test_client()


def form(**more):
    return {"place": "london_road", "policy": "lfr_van_2024", "settings": SHORT, **more}


def mistakes(answer, status):
    assert answer.status_code == status
    return answer.json["errors"]


def test_a_form_is_checked_and_its_cost_told_before_anything_is_queued(client, root):
    answer = client.post("/jobs/check", json=form())
    assert answer.status_code == 200
    assert answer.json["label"].startswith("London Road, Croydon: Van, 2024")
    assert 0 < answer.json["cost"]["low_s"] < answer.json["cost"]["high_s"] < 60
    assert answer.json["can_run"]
    assert client.get("/jobs").json == {"jobs": []}
    assert not root.exists()


def test_what_is_asked_for_is_queued_once_for_all_who_ask(client, root):
    first = client.post("/jobs", json=form())
    assert first.status_code == 202
    job = first.json["job"]
    assert (job["state"], job["of"], job["done"], job["is_yours"]) == ("queued", 1, 0, True)
    assert first.headers["Location"] == f"jobs/{job['id']}"
    other = create_app(root, can_run=True).server.test_client()
    assert not other.get(f"/jobs/{job['id']}").json["job"]["is_yours"]
    again = other.post("/jobs", json=form(settings={**SHORT, "day.warm_up_s": 30.0}))
    assert again.json["job"]["id"] == job["id"]
    assert [one["id"] for one in client.get("/jobs").json["jobs"]] == [job["id"]]


def test_the_worker_gets_a_request_that_is_the_form(client, root):
    job = client.post("/jobs", json=form(seeds=[3, 4], replications=2)).json["job"]
    stored = ledger_of(root).job(job["id"])
    request = Request.of(stored.request)
    assert request.job_id == job["id"]
    assert request.pairs == ((3, 0), (3, 1), (4, 0), (4, 1))
    assert request.settings.day.duration_h == 0.02
    assert request.results == tuple(step.result for step in stored.steps)


def test_the_visitor_is_a_random_cookie_that_no_script_and_no_other_site_gets(client):
    cookie = client.post("/jobs", json=form()).headers["Set-Cookie"]
    assert cookie.startswith("visitor=")
    assert len(cookie.partition(";")[0]) > 24
    for part in ("HttpOnly", "SameSite=Strict", "Max-Age=2592000"):
        assert part in cookie


def test_a_third_run_of_a_visitor_is_refused_with_what_is_allowed(client):
    for seed in (1, 2):
        assert client.post("/jobs", json=form(seeds=[seed])).status_code == 202
    answer = client.post("/jobs", json=form(seeds=[3]))
    assert "at most 2 at a time" in mistakes(answer, 429)[0]["allowed"]
    assert answer.headers["Retry-After"] == "30"


def test_cancelling_and_deleting(client, root):
    job = client.post("/jobs", json=form()).json["job"]["id"]
    stranger = create_app(root, can_run=True).server.test_client()
    mistakes(stranger.post(f"/jobs/{job}/cancel", json={}), 403)
    assert "cancel it first" in mistakes(client.post(f"/jobs/{job}/delete", json={}), 409)[0]["allowed"]
    assert client.post(f"/jobs/{job}/cancel", json={}).json["job"]["state"] == "cancelled"
    mistakes(client.post(f"/jobs/{job}/cancel", json={}), 409)
    assert client.post(f"/jobs/{job}/delete", json={}).json == {"deleted": job}
    mistakes(client.get(f"/jobs/{job}"), 404)


@pytest.mark.parametrize(
    ("given", "field", "allowed"),
    [
        ({"settings": {"lfr.threshold": "1.5"}}, "lfr.threshold", "at most 1"),
        ({"settings": {"lfr.threshold": "high"}}, "lfr.threshold", "a number"),
        ({"settings": {"day.duration_h": "[1"}}, "day.duration_h", ""),
        ({"settings": {"footfall.people_per_day": "1e8"}}, "footfall.people_per_day", "at most 0.6 per m2"),
        ({"settings": {"lfr.thresold": "0.6"}}, "lfr.thresold", ""),
        ({"settings": {"lfr.recognition.profile": "/etc/passwd"}}, "lfr.recognition.profile", "one of"),
        ({"settings": {"groups": "/etc/passwd"}}, "groups", "a setting that the form shows"),
        ({"settings": {"population": {"home": "/etc/passwd"}}}, "population", "a setting that the form shows"),
        ({"place": "../places/north_end"}, "place", "one of"),
        ({"policy": "nothing"}, "policy", "one of"),
        ({"arms": [{"name": "a", "programme": "nothing"}]}, "arms.0.programme", "one of"),
        ({"policy": "lfr_fixed_2025"}, "policy", ""),
        ({"seeds": [-1]}, "seeds", "whole numbers"),
        ({"seeds": [1, 1]}, "seeds", "each seed once"),
        ({"replications": 21}, "replications", "at most 20"),
        ({"replications": True}, "replications", "a whole number"),
        ({"v": 2}, "v", "1"),
        ({"place": 3}, "place", "a text"),
        ({"colour": "red"}, "colour", ""),
        ({"replications": 20, "settings": {"walking.step_s": "0.01", "day.duration_h": "12"}}, "cost", "fewer days"),
    ],
)
def test_what_cannot_be_run_is_refused_by_field_with_what_is_allowed(client, given, field, allowed):
    found = mistakes(client.post("/jobs", json=form(**given)), 422)
    assert field in [one["field"] for one in found]
    assert allowed in " ".join(one["allowed"] for one in found)
    assert client.get("/jobs").json == {"jobs": []}


def test_all_that_is_wrong_is_said_at_once(client):
    wrong = {"lfr.threshold": "1.5", "day.duration_h": "13", "lfr.engagement.officers": "0"}
    assert {one["field"] for one in mistakes(client.post("/jobs", json=form(settings=wrong)), 422)} == set(wrong)


@pytest.mark.parametrize("path", ["/jobs", "/jobs/check", "/jobs/x/cancel", "/jobs/x/delete"])
@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://elsewhere"},
     {"Origin": "null"}],
)  # fmt: skip
def test_what_another_site_makes_a_browser_send_is_refused(client, path, headers):
    assert "another site" in mistakes(client.post(path, json={}, headers=headers), 403)[0]["what"]


def test_a_page_of_this_site_may_send(client):
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": HERE}
    assert client.post("/jobs/check", json=form(), headers=headers).status_code == 200


def test_what_is_no_json_or_too_long_is_refused_before_it_is_read(client):
    text = json.dumps(form())
    assert mistakes(client.post("/jobs", data=text, content_type="text/plain"), 415)
    assert mistakes(client.post("/jobs", data="settings=1", content_type="application/x-www-form-urlencoded"), 415)
    assert mistakes(client.post("/jobs", data="{", content_type="application/json"), 400)
    assert mistakes(client.post("/jobs", data="[" * 100_000, content_type="application/json"), 400)
    assert mistakes(client.post("/jobs", data="[]", content_type="application/json"), 422)
    long = "x" * (LARGEST + 1)
    assert mistakes(client.post("/jobs", data=long, content_type="application/json"), 413)


def test_without_workers_everything_can_be_looked_at_and_nothing_asked_for(root):
    client = create_app(root).server.test_client()
    assert client.get("/jobs").status_code == 200
    assert not client.post("/jobs/check", json=form()).json["can_run"]
    assert mistakes(client.post("/jobs", json=form()), 403)[0]["allowed"] == "read only"


def test_where_running_is_for_those_who_signed_in_so_are_cancelling_and_deleting(root):
    site = Site(behind_proxy=True, sign_in_header="X-Remote-User")
    client = create_app(root, site=site, can_run=True).server.test_client()
    signed_in = {"X-Remote-User": "somebody"}
    job = client.post("/jobs", json=form(), headers=signed_in).json["job"]["id"]
    for path in ("/jobs", f"/jobs/{job}/cancel", f"/jobs/{job}/delete"):
        assert "signed in" in mistakes(client.post(path, json=form()), 403)[0]["what"]
    assert client.get(f"/jobs/{job}").json["job"]["state"] == "queued"
    assert client.post(f"/jobs/{job}/cancel", json={}, headers=signed_in).json["job"]["state"] == "cancelled"


def test_a_ledger_that_cannot_be_read_says_so_and_takes_no_page_down(client, root):
    root.mkdir()
    ledger_of(root).file.write_bytes(b"not a ledger, and long enough to be looked at" * 20)
    assert "ledger of jobs" in mistakes(client.get("/jobs"), 500)[0]["what"]
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("path", ["/jobs/..%2f..%2fetc", "/jobs/0000000000000000", "/jobs/%00"])
def test_a_forged_id_is_not_found(client, path):
    assert client.get(path).status_code == 404
