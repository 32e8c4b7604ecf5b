"""Rounds sorted by blocks of speakers are the plain ones, to the last bit."""

import numpy as np
import pytest
from scipy.sparse import coo_array, csr_array

from sim.community.opinion import mixed, susceptibility_of
from sim.community.rounds import Rounds
from sim.core.streams import Stream, Streams


def scattered(n, ties):
    """Return a network of n people, the last of whom know nobody, with about so many ties."""
    one, other = Streams(seed=5).generator(Stream.NETWORK).integers(0, n - 3, size=(2, ties))
    one, other = np.concatenate([one, other]), np.concatenate([other, one])
    known = coo_array((np.ones(one.size, np.float32), (one, other)), shape=(n, n)).tocsr()
    known.sum_duplicates()
    each = 1 / np.maximum(np.diff(known.indptr), 1).astype(np.float32)
    return csr_array((np.repeat(each, np.diff(known.indptr)), known.indices, known.indptr), shape=(n, n))


@pytest.mark.parametrize(("n", "ties"), [(12, 30), (200_000, 700_000)])
def test_a_round_is_that_of_the_plain_model_to_the_last_bit(n, ties):
    weights = scattered(n, ties)
    susceptibility = susceptibility_of(weights, 0.7)
    held, own = Streams(seed=6).generator(Stream.TRUST).normal(size=(2, n, 2)).astype(np.float32)
    found = Rounds(weights).after(held, own, susceptibility)
    assert found.dtype == np.float32
    assert np.array_equal(found, mixed(held, own, weights, susceptibility))


def test_weights_that_differ_in_a_row_are_refused():
    weights = csr_array(np.array([[0, 0.4, 0.6], [1, 0, 0], [1, 0, 0]], np.float32))
    with pytest.raises(ValueError, match="the weights of a row differ"):
        Rounds(weights)


def test_indices_out_of_order_are_refused():
    weights = csr_array((np.array([0.5, 0.5, 1, 1], np.float32), [2, 1, 0, 0], [0, 2, 3, 4]), shape=(3, 3))
    with pytest.raises(ValueError, match="do not ascend"):
        Rounds(weights)
