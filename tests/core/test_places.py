"""Places of numbers, near each other or far apart: the same, and none for what is not there."""

import numpy as np
import pytest

from sim.core.places import Places


@pytest.mark.parametrize("times", [1, 2**20, 2**31, 2**49])
def test_each_number_is_found_where_it_stands(times):
    rng = np.random.default_rng(3)
    numbers = rng.permutation(5000)[:2000] * times
    asked = np.concatenate([numbers[::-1], [7000 * times, -1], np.setdiff1d(np.arange(5000) * times, numbers)])
    found = Places(numbers).of(asked)
    assert found[:2000].tolist() == list(range(1999, -1, -1))
    assert np.all(found[2000:] == -1)


def test_places_have_the_shape_of_what_is_asked():
    assert Places(np.array([4, 9, 0])).of(np.array([[9, 9], [0, 3]])).tolist() == [[1, 1], [2, -1]]
    assert Places(np.arange(20)[::2]).of(np.arange(20)[::4]).tolist() == [0, 2, 4, 6, 8]


def test_nothing_is_nowhere():
    none = np.zeros(0, np.int64)
    assert Places(none).of(np.array([3, 4])).tolist() == [-1, -1]
    assert Places(np.array([3])).of(none).size == 0


def test_one_number_has_its_place_or_none():
    places = Places(np.array([7, 2**40, 0]))
    assert [places[7], places[2**40], places[0]] == [0, 1, 2]
    with pytest.raises(KeyError):
        places[1]
