"""People and ties are those of a borough and a seed: arms and replications share them, and nobody else."""

import numpy as np

from sim.core.streams import Streams
from sim.population.network import build_network
from sim.programme.borough_state import BoroughState
from sim.programme.settled import settled
from tests.programme.conftest import programme


def test_arms_and_replications_share_people_and_ties():
    small = programme()
    one = settled(small, Streams(3))
    other = settled(programme("lfr.threshold=0.5"), Streams(3, replication=7))
    assert other is one
    assert settled(small, Streams(4)) is not one
    assert settled(programme("borough.residents=9000"), Streams(3)).populace.n_residents == 9000


def test_those_shared_are_as_they_are_made_anew():
    small, streams = programme(), Streams(3)
    one = settled(small, streams)
    for seed in (8, 9, 10):
        settled(small, Streams(seed))
    again = settled(small, streams)
    assert again is not one
    assert np.array_equal(again.populace.ethnic_group, one.populace.ethnic_group)
    assert np.array_equal(again.rounds.known, build_network(one.populace, small.network, streams).neighbour)


def test_what_happens_in_one_borough_stays_there():
    one, other = (BoroughState(programme(), Streams(3)) for _ in range(2))
    one.trust_state.move(np.array([5]), np.array([1.0]), np.array([1.0]))
    one.trust_state.end_day()
    one.arrest(np.flatnonzero(one.entry >= 0)[:1], 0)
    assert not other.trust_state.held.any()
    assert np.count_nonzero(other.entry >= 0) == np.count_nonzero(one.entry >= 0) + 1


def test_who_comes_to_be_wanted_is_on_the_list_once_that_is_authorised():
    delay = 30
    borough = BoroughState(programme(f"lfr.watchlist.authorisation_delay_days={delay}"), Streams(3))
    before = borough.entry.copy()
    assert np.array_equal(borough.entry_known(np.arange(borough.populace.n), 0), before)
    borough.arrest(np.flatnonzero(before >= 0)[:200], 0)
    borough.begin_day(5000)
    others = np.flatnonzero((borough.entry >= 0) & (borough.entry != before))
    assert others.size > 100
    assert (borough.entry_known(others, 5000 + delay - 1) == -1).all()
    assert np.array_equal(borough.entry_known(others, 5000 + delay), borough.entry[others])
