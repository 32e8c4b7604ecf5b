"""An order by chance: NumPy's own, number for number, and with what is drawn after it."""

import numpy as np
import pytest

from sim.core.shuffling import shuffle
from sim.core.streams import Stream, Streams

SIZES = [0, 1, 2, 3, 4, 5, 8, 9, 64, 65, 1000, 2**16, 2**16 + 1, 700_000, 3_000_000]


@pytest.mark.parametrize("before", [0, 1])
@pytest.mark.parametrize("n", SIZES)
def test_the_order_and_what_is_drawn_after_it_are_those_of_numpy(n, before):
    """Also when half of a word of 64 bits is left over from before."""
    own, theirs = (Streams(seed=n).generator(Stream.NETWORK, 1) for _ in range(2))
    for chance in (own, theirs):
        chance.integers(0, 2**32, before, dtype=np.uint32)
    numbers, expected = np.arange(n, dtype=np.int32), np.arange(n, dtype=np.int32)
    shuffle(numbers, own)
    theirs.shuffle(expected)
    assert np.array_equal(numbers, expected)
    assert own.integers(0, 2**32, 3, dtype=np.uint32).tolist() == theirs.integers(0, 2**32, 3, dtype=np.uint32).tolist()
    assert own.random(3).tolist() == theirs.random(3).tolist()
