"""The borough as arrays: shares, households and areas are those that were asked for."""

import numpy as np
import pytest
from pydantic import ValidationError

from sim.core.streams import Streams
from sim.events import AGE_BANDS
from sim.population.borough import Area, Borough, draw_populace
from sim.scenario.group_schemes import default_groups

GROUPS = default_groups().names

STREAMS = Streams(seed=5)


@pytest.fixture(scope="module")
def croydon():
    return Borough(), draw_populace(Borough(), GROUPS, STREAMS)


def test_groups_and_ages_are_those_of_the_census(croydon):
    borough, people = croydon
    n = people.n_residents
    for k, group in enumerate(GROUPS):
        share = np.mean(people.ethnic_group[:n] == k)
        # members of a household share a draw, which is some 2.4 people
        assert share == pytest.approx(borough.resident_shares[group], abs=4 * np.sqrt(0.25 * 2.4 / n) * 2)
    for k, band in enumerate(AGE_BANDS):
        assert np.mean(people.age_band[:n] == k) == pytest.approx(borough.age_shares[band], abs=0.004)
    assert (people.n, n) == (borough.residents + borough.visitors, borough.residents)


def test_areas_hold_their_shares_and_visitors_have_none(croydon):
    borough, people = croydon
    counts = np.bincount(people.area[: people.n_residents], minlength=len(borough.areas))
    assert counts / people.n_residents == pytest.approx([area.share for area in borough.areas], abs=1e-5)
    assert set(people.area[people.n_residents :].tolist()) == {-1}


def test_households_are_in_one_area_begin_with_an_adult_and_have_the_sizes_asked_for(croydon):
    borough, people = croydon
    household, n = people.household, people.n_residents
    first = np.flatnonzero(np.diff(household, prepend=-1))
    assert np.array_equal(people.area[:n], people.area[:n][first][household])
    assert (people.age_years[first] >= 18).all()
    sizes = np.bincount(np.bincount(household))[1:7] / len(first)
    assert sizes == pytest.approx(borough.household_size_shares, abs=0.004)


def test_members_of_a_household_mostly_share_their_group(croydon):
    borough, people = croydon
    # of two members after the first, each may have a draw of their own
    is_later = np.diff(people.household, prepend=-1) == 0
    together = np.flatnonzero(is_later[:-1] & is_later[1:])
    alike = np.mean(people.ethnic_group[together] == people.ethnic_group[together + 1])
    chance = sum(share**2 for share in borough.resident_shares.values())
    own = (1 - borough.household_mixing) ** 2
    assert own + (1 - own) * chance == pytest.approx(alike, abs=0.02)


def test_the_same_seed_gives_the_same_people_in_every_replication():
    borough = Borough(residents=5000, visitors=100)
    one, other = (draw_populace(borough, GROUPS, Streams(3, replication)) for replication in (0, 7))
    assert all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("ethnic_group", "sex", "age_years", "area", "household")
    )
    assert not np.array_equal(one.sex, draw_populace(borough, GROUPS, Streams(4)).sex)


def test_an_area_may_have_shares_of_its_own():
    mostly = {"black": 0.4, "white": 0.6}
    areas = (Area(name="a", share=0.5, ethnic_shares=mostly), Area(name="b", share=0.5))
    people = draw_populace(Borough(residents=40_000, visitors=0, areas=areas), GROUPS, STREAMS)
    here = people.ethnic_group[people.area == 0]
    assert np.mean(here == GROUPS.index("black")) == pytest.approx(0.4, abs=0.02)
    assert set(np.unique(here)) == {GROUPS.index("black"), GROUPS.index("white")}


def test_a_person_takes_nine_bytes():
    people = draw_populace(Borough(residents=1_000_000, visitors=0), GROUPS, STREAMS)
    columns = ("ethnic_group", "sex", "age_years", "area", "household")
    assert sum(getattr(people, name).nbytes for name in columns) == 9e6


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"areas": [{"name": "a", "share": 0.4}]}, "the areas' shares sum to 0.4"),
        ({"areas": [{"name": "a", "share": 0.5}, {"name": "a", "share": 0.5}]}, "two areas have one name"),
        ({"household_size_shares": [0.5, 0.4]}, "the shares sum to 0.9"),
        ({"residents": 999}, "greater than or equal to 1000"),
        ({"residents": 9_000_001}, "less than or equal to 9000000"),
    ],
)
def test_a_borough_that_cannot_be_is_refused(changes, what):
    with pytest.raises(ValidationError, match=what):
        Borough.model_validate(changes)
