"""Friedkin and Johnsen's model against linear algebra, and DeGroot's as its bad limit."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from sim.community.opinion import limit, mixed, susceptibility_of
from sim.core.streams import Stream, Streams

CHANCE = Streams(seed=1).generator(Stream.NETWORK)


def network(n=40, isolated=()):
    ties = CHANCE.random((n, n)) < 0.15
    ties = ties | ties.T
    ties |= np.eye(n, k=1, dtype=bool) | np.eye(n, k=-1, dtype=bool)
    np.fill_diagonal(ties, val=False)
    ties[list(isolated)] = False
    ties[:, list(isolated)] = False
    weights = ties / np.maximum(ties.sum(axis=1, keepdims=True), 1)
    return weights, csr_array(weights.astype(np.float32))


def after(rounds, held, own, weights, lam):
    for _ in range(rounds):
        held = mixed(held, own, weights, lam)
    return held


@pytest.mark.parametrize("susceptibility", [0.0, 0.3, 0.7, 0.95])
def test_the_limit_is_that_of_the_linear_equations(susceptibility):
    dense, weights = network()
    own = CHANCE.normal(size=(40, 2))
    lam = susceptibility_of(np.diff(weights.indptr), susceptibility)
    exact = np.linalg.solve(np.eye(40) - susceptibility * dense, (1 - susceptibility) * own)
    assert limit(own, weights, lam) == pytest.approx(exact, abs=1e-5)
    held = after(600, np.zeros((40, 2), np.float32), own.astype(np.float32), weights, lam)
    assert held == pytest.approx(exact, abs=2e-4)


def test_susceptibilities_may_differ():
    dense, weights = network()
    own = CHANCE.normal(size=(40, 1))
    lam = CHANCE.random((40, 1)) * 0.9
    exact = np.linalg.solve(np.eye(40) - lam * dense, (1 - lam) * own)
    assert limit(own, weights, lam) == pytest.approx(exact, abs=1e-5)


def test_one_view_gives_what_it_gives_among_several():
    _, weights = network()
    own = CHANCE.normal(size=(40, 2))
    lam = susceptibility_of(np.diff(weights.indptr), CHANCE.random(40) * 0.9)
    single, held = own[:, 1].astype(np.float32), np.ones(40, np.float32)
    assert limit(own[:, 1], weights, lam) == pytest.approx(limit(own, weights, lam)[:, 1], abs=1e-12)
    one = mixed(held, single, weights, lam)
    assert one.shape == (40,)
    assert np.array_equal(one, mixed(held[:, None], single[:, None], weights, lam)[:, 0])


def test_where_views_begin_does_not_matter_in_the_end():
    _, weights = network()
    own = CHANCE.normal(size=(40, 1)).astype(np.float32)
    lam = susceptibility_of(np.diff(weights.indptr), 0.7)
    ends = [after(200, begin.astype(np.float32), own, weights, lam) for begin in CHANCE.normal(size=(2, 40, 1))]
    assert ends[0] == pytest.approx(ends[1], abs=1e-5)


def test_degroot_ends_in_the_consensus_of_the_left_eigenvector():
    dense, weights = network()
    begin = CHANCE.normal(size=(40, 1)).astype(np.float32)
    values, vectors = np.linalg.eig(dense.T)
    left = np.real(vectors[:, np.argmax(np.real(values))])
    consensus = float(left / left.sum() @ begin[:, 0])
    held = after(3000, begin, np.zeros_like(begin), weights, np.ones((40, 1), np.float32))
    assert held == pytest.approx(consensus, abs=2e-3)
    with pytest.raises(ValueError, match="below 1"):
        limit(begin, weights, np.ones((40, 1)))


def test_a_person_without_ties_holds_their_own():
    _, weights = network(isolated=(7,))
    own = CHANCE.normal(size=(40, 1)).astype(np.float32)
    lam = susceptibility_of(np.diff(weights.indptr), 0.9)
    assert after(3, np.zeros_like(own), own, weights, lam)[7] == own[7]
    assert limit(own.astype(np.float64), weights, lam)[7] == pytest.approx(own[7])


def test_views_do_not_leave_the_range_of_what_people_think_of_their_own():
    _, weights = network()
    own = CHANCE.random((40, 1)).astype(np.float32)
    held = limit(own.astype(np.float64), weights, susceptibility_of(np.diff(weights.indptr), 0.8))
    assert own.min() <= held.min() <= held.max() <= own.max()
    assert held.std() < own.std()
