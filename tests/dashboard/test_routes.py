from __future__ import annotations

import pytest
from stored_day import FIXED, NONE, VAN

from dashboard.app import create_app
from dashboard.pages.registry import PAGES
from dashboard.routes import asset_paths

VIEWS = [f"/views/{page.name}?run={FIXED}" for page in PAGES]
FILES = asset_paths(PAGES)
HOME = f"/views/{PAGES.home.name}"


@pytest.mark.parametrize("address", [*VIEWS, *FILES])
def test_an_answer_that_is_still_the_same_is_not_sent_twice(client, address):
    first = client.get(address)
    assert first.status_code == 200
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_two_runs_have_different_tags(client):
    tags = {client.get(f"{HOME}?run={run}").headers["ETag"] for run in (FIXED, VAN, NONE)}
    assert len(tags) == 3


def test_every_answer_forbids_what_does_not_come_from_here(client):
    for address in [*(page.path for page in PAGES), "/nowhere", "/views/nowhere", *VIEWS, *FILES]:
        headers = client.get(address).headers
        policy = headers["Content-Security-Policy"]
        script = next(part for part in policy.split("; ") if part.startswith("script-src"))
        assert "default-src 'self'" in policy
        assert "unsafe" not in script
        assert "http" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "address", ["/nowhere", "/views/nowhere", "/pages/nowhere/10-base.css", "/runs/ffff", "/views"]
)
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_an_unknown_run_lists_those_that_are_stored(client):
    answer = client.get(f"{HOME}?run=ffff")
    assert answer.status_code == 404
    assert FIXED in answer.text


def test_the_first_page_shows_a_run_with_facial_recognition(client):
    assert client.get(HOME).json["run"] in (FIXED, VAN)


def test_an_empty_store_says_how_to_fill_it(tmp_path):
    answer = create_app(tmp_path / "missing").server.test_client().get(HOME)
    assert "passerby demo" in answer.text


def test_a_new_run_is_seen_without_starting_again(tmp_path, runs_root):
    client = create_app(tmp_path).server.test_client()
    assert client.get(HOME).json["run"] is None
    (tmp_path / FIXED).symlink_to(runs_root / FIXED)
    assert client.get(HOME).json["run"] == FIXED


def test_the_page_is_in_british_english(client):
    assert '<html lang="en-GB">' in client.get("/").text


def test_a_page_that_is_not_there_is_answered_with_those_that_are(client):
    said = client.get("/nowhere").text
    assert all(page.menu in said for page in PAGES)
    assert '<a class="action" href="/">' in said
