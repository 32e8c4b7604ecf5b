"""What the Runs page is told by the server: what is stored, and which folders cannot be read."""

from __future__ import annotations

import csv
import io
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from stored_day import FIXED, NONE, VAN

import sim
from dashboard.app import create_app
from sim.core.results_version import RESULTS_VERSION
from sim.ensemble.arms import Comparison, arm_of
from sim.report.library import library_document
from sim.report.versioned import write_document
from sim.store.programmes import simulate_programme

FEW = ["months=1", "borough.residents=2000", "siting=[{rule: fixed, per_month: 1, duration_h: 1.0}]"]
OWN = "0123456789abcdef"


@pytest.fixture
def root(tmp_path, runs_root):
    for run in (FIXED, VAN):
        (tmp_path / run).symlink_to(runs_root / run)
    return tmp_path


def listed(root):
    return create_app(root).server.test_client().get("/runs/list.json").json


def test_stored_runs_are_listed_with_seed_day_version_and_replay(root):
    rows = {row["run"]: row for row in listed(root)["stored"]}
    assert set(rows) == {FIXED, VAN}
    assert (rows[FIXED]["seed"], rows[FIXED]["day"], rows[FIXED]["has_replay"]) == (7, 1, True)
    assert rows[FIXED]["name"] == "North End, Croydon: Fixed cameras, 2025"
    assert rows[FIXED]["version"].startswith("0.1.0, results ")


def test_folders_that_cannot_be_read_are_named_and_take_nothing_down(root, runs_root):
    shutil.copytree(runs_root / NONE, root / NONE)
    (root / NONE / "manifest.json").write_text("{", encoding="utf-8")
    (root / "events only" / "events").mkdir(parents=True)
    (root / ".partial-abc-1-2").mkdir()
    (root / "programmes" / "events").mkdir(parents=True)
    found = listed(root)
    assert {row["folder"] for row in found["damaged"]} == {NONE, "events only"}
    assert len(found["stored"]) == 2
    assert all(row["what"] for row in found["damaged"])


def test_an_empty_store_has_empty_lists(tmp_path):
    found = listed(tmp_path / "missing")
    assert (found["stored"], found["damaged"]) == ([], [])


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A programme, an ensemble of it, and a document of a comparison, of the same small borough without cameras."""
    root = tmp_path_factory.mktemp("kinds")
    arms = {"searches": arm_of("stop_and_search", settings=FEW)}
    programme = simulate_programme(arms["searches"], seed=1, replication=0, root=root, observe=lambda _: None)
    with ThreadPoolExecutor(1) as one:
        result = sim.run_ensemble(arms, replications=1, root=root, executor=one)
    document = library_document(result, Comparison(name="Searches", arms={"searches": ""}), command="by a test")
    write_document(root / "library" / f"{OWN}.json", document)
    assert result.stored is not None
    client = create_app(root).server.test_client()
    ids = {"programme": programme.manifest["programme_id"], "ensemble": result.stored.ensemble_id, "comparison": OWN}
    return client, ids


def test_all_that_is_stored_is_listed_by_kind_with_addresses_that_hold_it(stored):
    client, ids = stored
    found = {
        one["kind"]: {row["id"]: row for row in one["rows"]} for one in client.get("/runs/list.json").json["others"]
    }
    assert list(found) == ["comparison", "programme", "ensemble"]
    assert found["comparison"][OWN]["pages"] == ["compare", "months"]
    assert "pause" in found["comparison"]
    for kind, identifier in ids.items():
        row = found[kind][identifier]
        assert row["name"]
        assert (row["seed"], row["version"].endswith(f"results {RESULTS_VERSION}")) == (1, True)
        about = client.get(f"/results/{identifier}.metadata.json").json
        table = next(csv.reader(io.StringIO(client.get(f"/results/{identifier}.csv").text)))
        assert (about["passerby:kind"], [one["name"] for one in about["tableSchema"]["columns"]]) == (kind, table)
        assert client.get(f"/results/{identifier}.json").json["id"] == identifier
        report = client.get(f"/results/{identifier}.html?template=panel")
        assert (report.status_code, identifier in report.text) == (200, True)


@pytest.mark.parametrize("forged", [
    "ffffffffffffffff", "0123456789abcde", "0123456789abcdeg", "0123456789ABCDEF", "..%2flibrary%2f" + OWN, "", "%00",
])  # fmt: skip
def test_an_id_of_nothing_that_is_stored_is_not_found(stored, forged):
    for suffix in (".html", ".pdf", ".xlsx", ".csv", ".json", ".metadata.json"):
        assert stored[0].get(f"/results/{forged}{suffix}").status_code == 404
