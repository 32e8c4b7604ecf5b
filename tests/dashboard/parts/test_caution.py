"""What a run must not be read as stands on its pages, and on no ordinary day's."""

from dataclasses import replace

import pytest
from stored_day import write_day

from dashboard.parts.caution import caution
from sim.scenario.load import dump, load
from sim.scenario.shipped import place_file, policy_file
from sim.store.runs import open_run


@pytest.fixture(scope="module")
def manifest(tmp_path_factory):
    root = tmp_path_factory.mktemp("one")
    scenario = load(place_file("north_end"), policies=[policy_file("lfr_fixed_2025")])
    write_day(root, "d1b2c3d4e5f60718", scenario_yaml=dump(scenario), n_people=20)
    return open_run(root, "d1b2c3d4e5f60718").manifest


def test_an_ordinary_day_has_no_caution(manifest):
    assert caution(manifest) is None


def test_a_run_in_pixels_is_said_to_be_no_police_systems(manifest):
    text = caution(replace(manifest, backend="image")).children
    assert "no police system's" in text
    assert "nobody's" in text


def test_a_conditioned_day_says_how_many_an_ordinary_one_has(manifest):
    text = caution(replace(manifest, given="a false alert of a person of the group black", weight=0.0123)).children
    assert "made to hold a false alert of a person of the group black" in text
    assert "expected to have 0.012 of them" in text
