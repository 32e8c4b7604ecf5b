"""A value that is held is what kernels see: its numbers, and its arrays as they are now."""

from typing import NamedTuple

import numpy as np
import pytest

from sim.core.held import Held, value_of
from sim.core.kernel import uncounted


class Inner(NamedTuple):
    flags: np.ndarray
    share: float


class Outer(NamedTuple):
    places: np.ndarray
    inner: Inner
    is_on: bool


@uncounted
def summed(held, times):
    outer, counts = value_of(held)
    total = 0.0
    for k in range(outer.places.shape[0]):
        if outer.is_on and outer.inner.flags[k]:
            total += outer.places[k, 1] * outer.inner.share
    counts[0] += 1
    return times * total


def a_value():
    return Outer(np.arange(6.0).reshape(3, 2), Inner(np.array([True, False, True]), 0.5), True), np.zeros(2, np.int32)


def test_kernels_see_what_is_held():
    value = a_value()
    held = Held(value)
    assert summed(held, 2) == pytest.approx(2 * (1 + 5) * 0.5)
    value[0].places[2, 1] = 9.0
    assert summed(held, 2) == pytest.approx(2 * (1 + 9) * 0.5)
    assert value[1].tolist() == [2, 0]


def test_what_is_held_outlives_those_who_gave_it():
    held = Held(a_value())
    clutter = [np.full((3, 2), np.nan) for _ in range(100)]
    assert summed(held, 1) == pytest.approx(3.0)
    del clutter
