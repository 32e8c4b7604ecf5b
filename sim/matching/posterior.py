"""Draws from what history matching leaves: approximate Bayesian computation by rejection, on the last emulators.

A point is taken with the probability exp(-(I^2 - I_least^2) / 2), I^2 the sum of the squares of its implausibilities
with the variances of the emulator in them, times the ratio of the variances' roots: with normal errors of observation
and of the model this is no approximation of the posterior, but it itself, given the emulator.

Source: Wilkinson 2013, Approximate Bayesian computation (ABC) gives exact results under the assumption of model error,
Statistical Applications in Genetics and Molecular Biology 12.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.core.errors import RunError
from sim.core.streams import Stream, Streams
from sim.emulator.gaussian import Floats
from sim.matching.waves import Matched, possible

__all__ = ["posterior_draws"]

_FIRST, _MOST = 2**13, 2**18


def posterior_draws(matched: Matched, n: int, seed: int) -> Floats:
    """Return n draws of the posterior (n, d), points of the unit cube.

    Raises
    ------
    RunError
        If what is left is too small to find n in it.
    """
    tried = _FIRST
    while tried <= _MOST:
        points = possible(matched, tried, seed)
        taken = points[_is_taken(matched, points, seed)]
        if len(taken) >= n:
            return taken[:n]
        tried *= 2
    raise RunError("matching", f"what is left is too small ({len(taken)} draws of {_MOST:,} points)", "fewer draws")


def _is_taken(matched: Matched, points: Floats, seed: int) -> NDArray[np.bool_]:
    log = np.zeros(len(points))
    for emulator, target in zip(matched.waves[-1].emulators, matched.targets, strict=True):
        mean, variance = emulator.of(points)
        whole = variance + target.tolerance
        log -= 0.5 * ((target.value - mean) ** 2 / whole + np.log(whole))
    chance = Streams(seed).generator(Stream.CALIBRATION, len(points)).random(len(points))
    return np.asarray(np.log(np.maximum(chance, np.finfo(np.float64).tiny)) <= log - log.max(initial=-np.inf), np.bool_)
