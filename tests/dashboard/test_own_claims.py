"""Claims that a reader judged stand on the page and have addresses, beside the shipped ones."""

import json
import os

import pytest

from dashboard.app import create_app
from sim.report.verdicts import shipped_verdicts


@pytest.fixture
def outputs(tmp_path):
    (tmp_path / "runs").mkdir()
    (tmp_path / "claims").mkdir()
    return tmp_path


def judged(name, title):
    document = shipped_verdicts()
    claim = next(one for one in document["claims"] if one["name"] == "nothing_to_hide")
    command = f"passerby claims {name}.yaml --margin fear=0.001"
    return {**document, "command": command, "claims": [{**claim, "name": name, "title": title}]}


def write(outputs, file, document):
    path = outputs / "claims" / file
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


def test_a_claim_of_ones_own_stands_first_with_its_command_and_addresses(outputs):
    write(outputs, "mine.json", judged("our_claim", "What we say <b>"))
    client = create_app(outputs / "runs").server.test_client()
    page = client.get("/views/claims").text
    assert "Judged here" in page
    assert page.index("What we say") < page.index("Said in favour")
    assert "passerby claims our_claim.yaml --margin fear=0.001" in page
    assert client.get("/results/our_claim.json").json["claims"][0]["title"] == "What we say <b>"
    assert "wrongful_stop" in client.get("/results/our_claim.csv").text


def test_it_comes_goes_and_changes_with_its_file_and_a_damaged_one_takes_nothing_down(outputs):
    client = create_app(outputs / "runs").server.test_client()
    assert "Judged here" not in client.get("/views/claims").text
    assert client.get("/results/our_claim.json").status_code == 404
    write(outputs, "broken.json", "{")
    file = write(outputs, "mine.json", judged("our_claim", "First wording"))
    assert "First wording" in client.get("/views/claims").text
    write(outputs, "mine.json", judged("our_claim", "Second wording"))
    os.utime(file, ns=(1, 1))
    assert "Second wording" in client.get("/views/claims").text
    file.unlink()
    assert "Judged here" not in client.get("/views/claims").text


def test_a_claim_with_the_name_of_a_shipped_one_stands_once_and_is_the_readers(outputs):
    write(outputs, "mine.json", judged("nothing_to_hide", "The same at another margin"))
    client = create_app(outputs / "runs").server.test_client()
    page = client.get("/views/claims").text
    assert page.count("claim=nothing_to_hide") == 1
    assert client.get("/results/nothing_to_hide.json").json["claims"][0]["title"] == "The same at another margin"


def test_a_shipped_claim_that_was_not_yet_judged_is_shown_as_that(outputs, monkeypatch):
    every = shipped_verdicts()
    others = [one for one in every["claims"] if one["name"] != "nothing_to_hide"]
    monkeypatch.setattr("sim.report.verdicts.shipped_verdicts", lambda: {**every, "claims": others})
    monkeypatch.setattr("dashboard.pages.claims.page.shipped", lambda read: read())
    page = create_app(outputs / "runs").server.test_client().get("/views/claims").text
    assert page.index("Not yet judged") < page.index("passerby claims nothing_to_hide")
    assert page.count("passerby claims nothing_to_hide") == 1
