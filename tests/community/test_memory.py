"""Trust from day to day: nothing moves without a cause, changes fade, and ties carry them on."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from sim.community.memory import EFFECTIVENESS, FAIRNESS, TrustDynamics, TrustState
from sim.community.opinion import Opinion
from sim.community.rounds import Rounds
from sim.core.streams import Stream, Streams


def rounds(weights):
    return Rounds(weights.indptr, weights.indices)


def ring(n=10):
    """Return a ring in which everybody knows the two beside them."""
    to = np.array([[(k - 1) % n, (k + 1) % n] for k in range(n)])
    return csr_array((np.full(2 * n, 0.5, np.float32), np.sort(to, axis=1).ravel(), np.arange(0, 2 * n + 1, 2)))


def star():
    """Return a network in which 0 knows 1, 2 and 3, who know nobody else, and 4 knows nobody."""
    return csr_array(
        (np.array([1, 1, 1, 3, 3, 3], np.float32) / 3, [1, 2, 3, 0, 0, 0], [0, 3, 4, 5, 6, 6]), shape=(5, 5)
    )


def web(n=60):
    ties = Streams(seed=3).generator(Stream.NETWORK).random((n, n)) < 0.1
    ties |= ties.T | np.eye(n, k=1, dtype=bool) | np.eye(n, k=-1, dtype=bool)
    np.fill_diagonal(ties, val=False)
    return csr_array((ties / ties.sum(axis=1, keepdims=True)).astype(np.float32))


def trust_state(susceptibility=0.7, **memory):
    return TrustState(TrustDynamics(**memory), Opinion(susceptibility=susceptibility), rounds(ring()))


def days(state, n):
    for _ in range(n):
        state.end_day()


def test_with_nothing_lived_through_nothing_moves():
    state = trust_state()
    days(state, 50)
    assert not state.own.any()
    assert not state.held.any()


def test_who_comes_twice_is_moved_twice_as_by_adding_one_after_another():
    chance = np.random.Generator(np.random.Philox(3))
    who, (fairness, effectiveness) = chance.integers(0, 10, 400), chance.normal(size=(2, 400))
    state, slow = trust_state(), np.zeros((10, 2), np.float32)
    state.move(who, fairness, effectiveness)
    np.add.at(slow, who, np.stack([fairness, effectiveness], axis=1).astype(np.float32))
    assert np.array_equal(state.own, slow)


def test_half_of_a_change_is_forgotten_in_a_half_life():
    state = trust_state(half_life_days=30)
    state.move(np.array([3]), np.array([-0.4]), np.array([0.1]))
    days(state, 30)
    assert state.own[3] == pytest.approx([-0.2, 0.05], rel=1e-4)


def test_without_susceptibility_people_hold_what_they_lived_through():
    state = trust_state(susceptibility=0.0, half_life_days=36_500)
    state.move(np.array([3, 3]), np.array([-0.1, -0.1]), np.array([0.0, 0.1]))
    days(state, 1)
    assert state.held[3] == pytest.approx([-0.2, 0.1], rel=1e-5)
    assert not np.delete(state.held, 3, axis=0).any()


def test_ties_carry_a_change_on_and_lose_nothing_of_it():
    state = trust_state(half_life_days=36_500)
    state.move(np.array([3]), np.array([-0.4]), np.array([0.2]))
    days(state, 200)
    # on a ring, where everybody has as many ties, the sum is kept
    assert state.held.sum(axis=0) == pytest.approx([-0.4, 0.2], rel=5e-3)
    assert state.held[3, FAIRNESS] < state.held[4, FAIRNESS] < state.held[6, FAIRNESS] < 0


def test_the_mean_weighted_by_ties_is_kept_and_the_plain_one_is_not():
    weights = web()
    ties = np.diff(weights.indptr)
    most = int(np.argmax(ties))
    state = TrustState(TrustDynamics(half_life_days=36_500), Opinion(susceptibility=0.9), rounds(weights))
    state.move(np.array([most]), np.array([1.0]), np.array([0.0]))
    days(state, 200)
    own, held = state.own[:, FAIRNESS], state.held[:, FAIRNESS]
    assert ties @ held == pytest.approx(ties @ own, rel=1e-2)
    assert held.sum() > 1.2 * own.sum()


def test_who_has_no_ties_holds_the_whole_and_is_heard_by_nobody():
    state = TrustState(TrustDynamics(half_life_days=36_500), Opinion(), rounds(star()))
    state.move(np.array([4]), np.array([-0.4]), np.array([0.1]))
    state.tell(np.array([4]), np.array([-0.4]), np.array([0.1]))
    days(state, 1)
    assert state.held[4] == pytest.approx([-0.4, 0.1], rel=1e-4)
    assert not state.held[:4].any()


def test_many_who_tell_are_each_heard_by_their_own_ties():
    weights, chance = web(), Streams(seed=4).generator(Stream.NETWORK)
    who = np.array([7, 3, 7, 59])
    fairness, effectiveness = chance.normal(size=(2, 4))
    state = TrustState(TrustDynamics(heard_fraction=0.5), Opinion(), rounds(weights))
    state.tell(who, fairness, effectiveness)
    # an even share of half of it to each tie, added up
    heard = 0.5 * np.stack([fairness, effectiveness]) @ weights.toarray()[who]
    assert state.own == pytest.approx(heard.T, abs=1e-6)


def test_what_is_told_is_shared_among_those_who_hear_it():
    state = trust_state(heard_fraction=0.3)
    state.tell(np.array([3]), np.array([-0.4]), np.array([0.1]))
    assert state.own[[2, 4]] == pytest.approx(np.full((2, 2), [-0.06, 0.015]), rel=1e-5)
    assert state.own.sum(axis=0) == pytest.approx([-0.12, 0.03], rel=1e-5)


def test_the_scales_do_not_touch_each_other():
    state = trust_state()
    state.move(np.array([1]), np.array([-1.0]), np.array([0.0]))
    days(state, 5)
    assert not state.held[:, EFFECTIVENESS].any()


@pytest.mark.parametrize(("who", "changes"), [([10], 1), ([-1], 1), ([3, 4], 1), ([3], 2)])
def test_whoever_is_not_there_or_has_not_a_change_each_is_refused_and_nobody_is_moved(who, changes):
    state = trust_state()
    with pytest.raises(ValueError, match="from 0 to 9, need a change"):
        state.move(np.array(who), np.full(changes, 0.1), np.full(changes, 0.1))
    assert not state.own.any()
