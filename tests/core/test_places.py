"""Places of numbers, in a table or by search: the same, and none for what is not there."""

import numpy as np
import pytest

from sim.core.places import Places


@pytest.mark.parametrize(("times", "is_dense"), [(1, True), (2**31, False)])
def test_each_number_is_found_where_it_stands(times, is_dense):
    rng = np.random.default_rng(3)
    numbers = rng.permutation(5000)[:2000] * times
    assert Places(numbers)._is_dense == is_dense
    asked = np.concatenate([numbers[::-1], [7000 * times, -1], np.setdiff1d(np.arange(5000) * times, numbers)])
    found = Places(numbers).of(asked)
    assert found[:2000].tolist() == list(range(1999, -1, -1))
    assert np.all(found[2000:] == -1)


def test_nothing_is_nowhere():
    none = np.zeros(0, np.int64)
    assert Places(none).of(np.array([3, 4])).tolist() == [-1, -1]
    assert Places(np.array([3])).of(none).size == 0
