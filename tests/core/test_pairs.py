"""Two numbers are added to two others: in Python and in a kernel the same."""

import numpy as np
import pytest
from numba.core.errors import TypingError

from sim.core.kernel import kernel
from sim.core.pairs import add_pair


@kernel
def _add_all(to, places, of):  # type: ignore[no-untyped-def]
    for k in range(places.shape[0]):
        add_pair(to, np.uint64(places[k]), of, np.uint64(k))


@kernel
def _add_signed(to, of):  # type: ignore[no-untyped-def]
    add_pair(to, 0, of, 0)


def pairs(n):
    return np.random.default_rng(n).normal(size=(n, 2)).astype(np.float32).view(np.complex64).ravel()


def test_a_kernel_adds_as_python_does_also_when_a_place_comes_twice():
    to, of, places = pairs(7), pairs(50), np.random.default_rng(2).integers(0, 7, 50)
    expected = to.copy()
    for k, place in enumerate(places.tolist()):
        add_pair(expected, place, of, k)
    _add_all(to, places, of)
    assert to.tobytes() == expected.tobytes()


def test_a_part_of_an_array_is_added_to_where_it_begins():
    to, of = np.zeros(6, np.complex64), pairs(3)
    _add_all(to[2:], np.array([1, 0, 3]), of)
    assert np.array_equal(to, [0, 0, of[1], of[0], 0, of[2]])


def test_what_a_kernel_cannot_add_by_one_instruction_is_refused():
    with pytest.raises(TypingError):
        _add_signed(pairs(3), pairs(3))
    with pytest.raises(TypingError):
        _add_all(pairs(6)[::2], np.array([0]), pairs(3))
