"""What the Runs page is told by the server: what is stored, and which folders cannot be read."""

from __future__ import annotations

import shutil

import pytest
from stored_day import FIXED, NONE, VAN

from dashboard.app import create_app


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
