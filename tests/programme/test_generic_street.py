"""A programme on a street without a map: its days are walked, yield, and repeat."""

import numpy as np
import pytest

from sim.core.errors import ScenarioError
from sim.programme.load import load_programme
from sim.programme.measures import total_of
from sim.programme.run import run_programme
from sim.scenario.group_schemes import default_groups
from tests.programme.programme_files import write

STREET = "streets: {ours: {place: generic_high_street}}\npolicy: lfr_van_2025\nmonths: 1"
SMALL = (
    "borough.residents=20000",
    "borough.visitors=20000",
    "streets.ours.place.street.length_m=100",
    "streets.ours.place.footfall.people_per_day=12000",
    "streets.ours.place.day.warm_up_s=300",
    "lfr.watchlist.size=4000",
    "lfr.watchlist.local_share=0.2",
    "listing.visitors_from=400000",
    "siting=[{rule: fixed, per_month: 6, duration_h: 1.0}]",
)


def ran(one, root):
    return run_programme(one, seed=1, root=root, observe=lambda _: None)


def counted(result, name):
    return float(total_of(result.deployed, default_groups().names).count(name).sum())


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return load_programme(write(tmp_path_factory.mktemp("ours"), STREET), settings=SMALL)


@pytest.fixture(scope="module")
def ours(small, root):
    return ran(small, root)


def test_its_days_have_passages_alerts_and_arrests(ours):
    assert len(ours.deployed) == 6
    assert all(one.tally.count("passages").sum() > 300 for one in ours.deployed)
    assert counted(ours, "alerts") > counted(ours, "arrests") > 0


def test_the_same_seed_gives_the_same_days(ours, small, root):
    again = ran(small, root)
    pairs = zip(ours.deployed, again.deployed, strict=True)
    assert all(np.array_equal(one.tally.counts, other.tally.counts) for one, other in pairs)


def test_a_site_that_no_plan_has_is_refused_with_those_that_it_has(tmp_path):
    with pytest.raises(ScenarioError, match="ours has no camera site market; it has van, south, north"):
        load_programme(write(tmp_path, STREET), settings=["lfr.sites=[market]"])
