"""Who is wanted: entries become people of their kind, finite and local, each once."""

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.events import AGE_BANDS, SEXES
from sim.population.borough import CITY, OUTSIDE, Borough, VisitorHome, draw_populace
from sim.population.listing import Alike, Entries, draw_listed, homes_of_entries, kinds_of_people, wanted_instead
from sim.scenario.group_schemes import default_groups

GROUPS = default_groups().names

STREAMS = Streams(seed=4)
N = 4000
HOMES = (VisitorHome("Lewisham", 0.5), VisitorHome(CITY, 0.3), VisitorHome(OUTSIDE, 0.2))
RATES = (0.005, 0.01, 0.005, 0.0005)


def listed(people, entries, rates=RATES, streams=STREAMS):
    alike = Alike(people, kinds_of_people(people), entries)
    return draw_listed(alike, homes_of_entries(people, entries, rates, streams), streams)


@pytest.fixture(scope="module")
def people():
    return draw_populace(Borough(residents=80_000, visitors=80_000), GROUPS, STREAMS, visitors=HOMES)


@pytest.fixture(scope="module")
def entries():
    chance = np.random.Generator(np.random.Philox(3))
    return Entries(
        group=chance.integers(0, 5, N).astype(np.int8),
        is_male=chance.random(N) < 0.8,
        age_years=np.where(chance.random(N) < 0.1, 14, 30).astype(np.int8),
        is_local=chance.random(N) < 0.1,
    )


def test_every_local_entry_is_one_resident_of_its_kind(people, entries):
    entry = listed(people, entries)
    who = np.flatnonzero(entry >= 0)
    which = entry[who]
    assert np.unique(which).size == which.size
    assert np.array_equal(people.ethnic_group[who], entries.group[which])
    assert np.array_equal(people.sex[who] == SEXES.index("male"), entries.is_male[which])
    assert np.array_equal(people.age_years[who] >= 18, entries.age_years[which] >= 18)
    assert np.array_equal(who < people.n_residents, entries.is_local[which])
    assert np.count_nonzero(who < people.n_residents) == np.count_nonzero(entries.is_local)
    assert (people.age_years[who] >= 10).all()
    assert (people.age_band[who] != AGE_BANDS.index("65_and_over")).all()


def test_visitors_are_wanted_as_often_as_people_of_where_they_live(people, entries):
    entry = listed(people, entries)
    for home, rate in enumerate(RATES[1:], start=1):
        here = people.home == home
        expected = rate * np.count_nonzero(here)
        assert np.count_nonzero(entry[here] >= 0) == pytest.approx(expected, abs=4 * np.sqrt(expected))
    none = listed(people, entries, rates=(0.0, 0.0, 0.0, 0.0))
    assert not (none[people.n_residents :] >= 0).any()


def test_the_same_seed_gives_the_same_people_in_every_replication(people, entries):
    one, other = (listed(people, entries, streams=Streams(4, replication)) for replication in (0, 9))
    assert np.array_equal(one, other)


def test_a_group_with_too_few_people_leaves_the_later_entries_to_nobody(entries):
    tiny = draw_populace(Borough(residents=1000, visitors=0, resident_shares={"white": 1.0}), GROUPS, STREAMS)
    entry = listed(tiny, entries, rates=(0.01, 0.0))
    assert set(entries.group[entry[entry >= 0]].tolist()) == {4}


@pytest.mark.parametrize("home", [0, 1])
def test_another_of_the_same_kind_and_home_is_wanted_instead(people, entries, home):
    entry = listed(people, entries)
    person = int(np.flatnonzero((entry >= 0) & (people.home == home))[0])
    which = int(entry[person])
    other = wanted_instead(Alike(people, kinds_of_people(people), entries), which, entry, home, STREAMS, draw=2)
    assert other != person
    assert entry[other] == -1
    assert (people.ethnic_group[other], people.home[other]) == (people.ethnic_group[person], home)
    assert (people.age_years[other] >= 18) == (people.age_years[person] >= 18)
