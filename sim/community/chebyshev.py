"""What days of listening and forgetting come to, as Chebyshev series of the weights of ties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

__all__ = ["holding", "living_through"]

Floats: TypeAlias = NDArray[np.float64]

_LEFT_OUT = 1e-4
"""So much of a change may be left out, in the mean over people weighted by their ties: no survey measures as little."""


def holding(days: int, susceptibility: float) -> Floats:
    """Return the series of what people hold of what they held so many days ago: (L x)^days."""
    return _series(lambda x: (susceptibility * x) ** days, days)


def living_through(days: int, susceptibility: float, kept: float) -> Floats:
    """Return the series of what people hold of their own of so many days ago, of which they kept so much each day.

    It is the sum over those days of what they still had, and took on since: kept^j (L x)^(days - 1 - j).
    """
    if days == 0:
        return np.zeros(1)

    def of(x: Floats) -> Floats:
        total = np.zeros_like(x)
        for day in range(days):
            total = susceptibility * x * total + kept**day
        return total

    return _series(of, days - 1)


def _series(polynomial: Callable[[Any], Any], degree: int) -> Floats:
    """Return the coefficients of a polynomial, without the last that are too small to be seen.

    On [-1, 1] no Chebyshev polynomial is beyond 1, so that the sum of what is left out bounds the error there.
    """
    exact: Floats = chebyshev.chebinterpolate(polynomial, degree)
    left_out = np.cumsum(np.abs(exact[::-1]))[::-1]
    return np.asarray(exact[: max(int(np.count_nonzero(left_out > _LEFT_OUT)), 1)])
