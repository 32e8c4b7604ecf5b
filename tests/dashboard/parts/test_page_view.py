from __future__ import annotations

import shutil

import pytest
from stored_day import FIXED, NONE, VAN

from dashboard.library import Library
from dashboard.pages.registry import PAGES
from dashboard.parts.view import NoRunStored, UnknownRun, View
from sim.core.errors import SimError


@pytest.fixture
def look(runs_root):
    return lambda root=runs_root, **state: View(Library(root), state, lambda name: PAGES.named(name).path)


def test_the_run_is_that_of_the_address(look):
    view = look(run=NONE)
    assert view.run.manifest.run_id == view.run_id == NONE


def test_without_one_in_the_address_it_is_one_that_searches_faces(look):
    view = look()
    assert view.run_id is None
    assert view.run.manifest.run_id == view.run_id
    assert view.run_id in (FIXED, VAN)


def test_without_one_in_the_address_a_damaged_run_is_passed_over(look, runs_root, tmp_path):
    root = shutil.copytree(runs_root, tmp_path / "runs")
    first = look(root).run.path
    (first / "metrics.parquet").write_bytes(b"PAR1")
    assert look(root).run.path != first
    assert look(root).run.metrics.height
    for path in root.glob("*/metrics.parquet"):
        path.write_bytes(b"PAR1")
    with pytest.raises(UnknownRun, match="no stored run can be read"):
        _ = look(root).run


def test_a_run_that_is_not_stored_is_said_to_be_unknown(look):
    with pytest.raises(UnknownRun, match="no run with this id"):
        _ = look(run="ffff").run


def test_an_empty_store_is_said_to_be_empty(look, tmp_path):
    view = look(tmp_path, run=FIXED)
    with pytest.raises(NoRunStored):
        _ = view.run


def test_another_page_is_found_with_the_same_run(look):
    assert look(run=VAN).address("street") == f"/street?run={VAN}"


def test_a_page_that_is_not_there_is_answered_with_those_that_are(look):
    with pytest.raises(SimError, match="no page of this name"):
        look(run=VAN).address("nowhere")
