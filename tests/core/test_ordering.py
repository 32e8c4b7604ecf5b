"""There is one order in which numbers ascend, and equal ones stand as they came."""

import numpy as np
import pytest

from sim.core.ordering import stable_order


@pytest.mark.parametrize("n", [0, 1, 2, 17, 5000])
@pytest.mark.parametrize("kind", ["apart", "equal", "rounded", "one pair", "nan", "zeros of both signs"])
def test_it_is_that_of_a_stable_sort(n, kind):
    values = np.random.default_rng(n).normal(size=n)
    if kind == "equal":
        values[:] = 1.0
    if kind == "rounded":
        values = values.round(1)
    if n and kind == "one pair":
        values[-1] = values[n // 2]
    if kind == "nan":
        values[::3] = np.nan
    if kind == "zeros of both signs":
        values[::2], values[1::4] = 0.0, -0.0
    assert stable_order(values).tolist() == np.argsort(values, kind="stable").tolist()


@pytest.mark.parametrize("n", [0, 1, 30, 5000])
@pytest.mark.parametrize("different", [1, 3, 100, 10_000])
def test_equal_ones_are_in_another_order_first(n, different):
    chance = np.random.default_rng(n)
    values, then = chance.integers(0, different, n) / 7, chance.integers(-5, 5, n)
    values[::4] = np.nan
    assert stable_order(values, then).tolist() == np.lexsort((then, values)).tolist()
