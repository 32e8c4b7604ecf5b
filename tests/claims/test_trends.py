"""The trend of draws between values at which an input was held, and where outcomes have no end."""

import numpy as np

from sim.claims.trend import Trend


def between(first, last, share):
    """Return the line of one group between two held outcomes (draws,)."""
    trend = object.__new__(Trend)
    trend._drawn, trend._at = [np.full(len(first), np.nan)], np.full(len(first), np.nan)
    trend._held = {0.0: [np.array(first, float)], 1.0: [np.array(last, float)]}
    return trend._line(0, share).tolist()


def test_what_has_no_end_stays_without_one():
    inf = np.inf
    first, last = [2, inf, 4, inf], [4, inf, inf, 4]
    assert between(first, last, 0.0) == [2, inf, 4, inf]
    assert between(first, last, 0.25) == [2.5, inf, inf, inf]
    assert between(first, last, 0.75) == [3.5, inf, inf, inf]
    assert between(first, last, 1.0) == [4, inf, inf, 4]
