"""Many rounds at once are the plain ones, one after another, but for what single precision does not show."""

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pytest
from numpy.polynomial import chebyshev
from scipy.sparse import coo_array, csr_array

from sim.community.chebyshev import holding, living_through
from sim.community.memory import TrustDynamics, TrustState
from sim.community.opinion import Opinion, mixed, susceptibility_of
from sim.community.parts import BLOCK, Parts
from sim.community.rounds import Rounds, Some, Term
from sim.community.rounds import _hear as by_rows
from sim.community.tiles import Tiles
from sim.core.streams import Stream, Streams


def rounds(weights):
    return Rounds(weights.indptr, weights.indices)


def scattered(n, ties):
    """Return a network of n people, the last of whom know nobody, with about so many ties."""
    one, other = Streams(seed=5).generator(Stream.NETWORK).integers(0, n - 3, size=(2, ties))
    one, other = np.concatenate([one, other]), np.concatenate([other, one])
    known = coo_array((np.ones(one.size, np.float32), (one, other)), shape=(n, n)).tocsr()
    known.sum_duplicates()
    each = 1 / np.maximum(np.diff(known.indptr), 1).astype(np.float32)
    return csr_array((np.repeat(each, np.diff(known.indptr)), known.indices, known.indptr), shape=(n, n))


@pytest.mark.parametrize("susceptibility", [0.0, 0.3, 0.7, 0.95, 0.99])
@pytest.mark.parametrize(("n", "ties"), [(12, 30), (3_000, 15_000), (2 * BLOCK + 100, 60_000)])
def test_what_is_held_is_that_of_the_plain_model_day_by_day(n, ties, susceptibility):
    weights, chance = scattered(n, ties), Streams(seed=6).generator(Stream.TRUST)
    state = TrustState(TrustDynamics(half_life_days=40), Opinion(susceptibility=susceptibility), rounds(weights))
    held, own = np.zeros((n, 2)), np.zeros((n, 2))
    taken = susceptibility_of(np.diff(weights.indptr), susceptibility).astype(np.float64)
    exact = weights.astype(np.float64)
    for day in range(75):
        if day % 4 == 1:
            who = chance.integers(0, n, 5)
            views = chance.normal(size=(5, 2)).astype(np.float32)
            state.move(who, views[:, 0], views[:, 1])
            np.add.at(own, who, views.astype(np.float64))
        state.end_day()
        held, own = mixed(held, own, exact, taken), own * 2 ** (-1 / 40)
        if day in (0, 1, 17, 44):
            state.settle()
        if day % 6 == 0:
            # a ten thousandth of each view is left out, on its way to those who have it
            assert state.held == pytest.approx(held, abs=3e-4)
    assert np.abs(held).max() > 1e-3
    assert state.own == pytest.approx(own, abs=1e-5)


def test_who_asks_in_between_changes_nothing():
    one, other = (TrustState(TrustDynamics(), Opinion(), rounds(scattered(40, 90))) for _ in range(2))
    for state, asked in ((one, True), (other, False)):
        state.move(np.array([3, 3, 8]), np.array([0.4, 0.1, -1.0]), np.array([0.0, 0.1, 0.2]))
        for _ in range(20):
            state.end_day()
            assert not asked or state.held.any()
    assert one.held.tobytes() == other.held.tobytes()


def test_what_is_left_out_of_a_month_is_most_of_its_rounds_and_cannot_be_seen():
    series = living_through(30, 0.7, 0.996)
    assert series.size <= 12
    at = np.linspace(-1, 1, 301)
    exact = sum(0.996**j * (0.7 * at) ** (29 - j) for j in range(30))
    assert chebyshev.chebval(at, series) == pytest.approx(exact, abs=1e-4)
    assert chebyshev.chebval(at, holding(30, 0.7)) == pytest.approx((0.7 * at) ** 30, abs=1e-4)
    assert not living_through(0, 0.7, 0.996).any()


def test_a_total_adds_up_polynomials_of_the_weights():
    weights, chance = scattered(50, 120), Streams(seed=7).generator(Stream.TRUST)
    dense, everybody = weights.toarray(), chance.normal(size=(50, 2)).astype(np.float32)
    share, of_some = np.linspace(0, 1, 50, dtype=np.float32), np.zeros((2, 50, 2))
    parts = Parts(share)
    for part, who in enumerate(([4, 9, 4], [7, 9])):
        changes = chance.normal(size=(2, len(who))).astype(np.float32)
        parts.add(np.array(who), *changes)
        np.add.at(of_some[part], who, share[who][:, None] * changes.T)
    series = [np.array([0.0, 1.0]), np.array([3.0])]
    found = rounds(weights).total([Term(np.array([1.0, 0.5, 2.0]), everybody)], Some(series, parts))
    second = 2 * dense @ dense @ everybody - everybody
    expected = everybody + 0.5 * dense @ everybody + 2 * second + dense @ of_some[0] + 3 * of_some[1]
    assert found == pytest.approx(expected, abs=1e-5)
    assert not rounds(weights).total([]).any()


def test_terms_that_are_not_of_everybody_and_parts_without_a_polynomial_are_refused():
    parts = Parts(np.ones(50, np.float32))
    parts.add(np.array([3]), np.ones(1), np.ones(1))
    for terms, some in (
        ([Term(np.ones(2), np.ones((49, 2), np.float32))], None),
        ([Term(np.ones(2), np.ones((50, 3), np.float32))], None),
        ([], Some([], parts)),
    ):
        with pytest.raises(ValueError, match="each of 50 people"):
            rounds(scattered(50, 120)).total(terms, some)


def test_views_of_millions_are_heard_tile_by_tile_with_the_same_bytes():
    """With more people than one block has, some of whom know nobody, and with fewer than one tile."""
    for n, ties in ((2**20 + 70_000, 3_000_000), (500, 2_000)):
        weights, chance = scattered(n, ties), Streams(seed=8).generator(Stream.TRUST)
        tiles = Tiles(weights.indptr, weights.indices)
        known = weights.indices.view(f"u{weights.indices.itemsize}")
        held = chance.normal(size=(n, 2)).astype(np.float32).view(np.complex64)[:, 0]
        by_row, by_tile = np.full((2, n), np.nan, np.complex64)
        by_rows(held, by_row, weights.indptr.astype(np.uint64), known)
        for again in (False, True):
            # what was heard in a round before is forgotten
            tiles.hear(held, by_tile)
            assert by_tile.tobytes() == by_row.tobytes(), again
        assert by_row.any()


def test_a_network_of_millions_is_heard_by_tiles():
    n = 2**20 + 1
    weights = csr_array((np.ones(2, np.float32), np.array([n - 1, 0], np.int32), np.r_[0, np.ones(n - 1, int), 2]))
    views = np.zeros((n, 2), np.float32)
    views[-1] = 3, -1
    held = rounds(weights).total([Term(np.array([0.0, 1.0]), views)])
    assert np.flatnonzero(held.any(axis=1)).tolist() == [0]
    assert held[0].tolist() == [3, -1]


def test_programmes_in_several_threads_share_the_rounds():
    """Each works in memory of its own: what one hears is not what another holds."""
    network = rounds(scattered(3_000, 15_000))
    begin, before = Barrier(4, timeout=60), sys.getswitchinterval()

    def held(seed):
        chance, state = Streams(seed).generator(Stream.TRUST), TrustState(TrustDynamics(), Opinion(), network)
        begin.wait()
        for _ in range(40):
            state.move(chance.integers(0, 3_000, 50), *chance.normal(size=(2, 50)))
            state.end_day()
            state.settle()
        return state.held.tobytes()

    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            together = list(threads.map(held, range(4)))
    finally:
        sys.setswitchinterval(before)
    begin = Barrier(1)
    assert together == [held(seed) for seed in range(4)]
