"""A value that is held is what kernels see: its numbers, and its arrays as they are now."""

import numpy as np
import pytest

from sim.core.held import Held, value_of
from sim.core.kernel import uncounted


# plain tuples: what is compiled is kept for all who use `Held`, who could not import a named tuple of a test
@uncounted
def summed(held, times):
    (places, (flags, share), is_on), counts = value_of(held)
    total = 0.0
    for k in range(places.shape[0]):
        if is_on and flags[k]:
            total += places[k, 1] * share
    counts[0] += 1
    return times * total


def a_value():
    return (np.arange(6.0).reshape(3, 2), (np.array([True, False, True]), 0.5), True), np.zeros(2, np.int32)


def test_kernels_see_what_is_held():
    value = a_value()
    held = Held(value)
    assert summed(held, 2) == pytest.approx(2 * (1 + 5) * 0.5)
    value[0][0][2, 1] = 9.0
    assert summed(held, 2) == pytest.approx(2 * (1 + 9) * 0.5)
    assert value[1].tolist() == [2, 0]


def test_what_is_held_outlives_those_who_gave_it():
    held = Held(a_value())
    clutter = [np.full((3, 2), np.nan) for _ in range(100)]
    assert summed(held, 1) == pytest.approx(3.0)
    del clutter
