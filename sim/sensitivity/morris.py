"""Screening: which of many uncertain inputs matter, by elementary effects along trajectories.

A trajectory begins at a point of a grid of four levels and changes one input at a time, by two thirds of its law; the
change of the metric over that step is the input's elementary effect there, in units of the metric per whole range:

    mu*    the mean of its absolute value: how much the input matters
    mu     the mean: in which direction
    sigma  the standard deviation: how much that hangs on where the others are, and on curvature

Both ends of a step share their chance. What of it remains lifts mu*, since absolute values do not cancel: an input that
does nothing has mu* = sqrt(2 / pi) s, where s is the standard error of an effect over replications. One is kept where
mu* is beyond that by more than chance would have it in any of them (Bonferroni). Its interval is that of the mean of
effects that keep the sign they were found with, trajectories and replications drawn again.

Sources: Morris (1991), Technometrics 33: 161-174; Campolongo, Cariboni & Saltelli (2007), Environ. Model. Softw. 22:
1509-1518, for mu*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.core.errors import RunError
from sim.core.streams import Stream, Streams
from sim.ensemble.inputs import Input
from sim.sensitivity.points import point_at
from sim.sensitivity.resample import Floats, ends, resamples
from sim.sensitivity.response import Point, Response

__all__ = ["Effect", "Screening", "Trajectories", "screen", "trajectories"]

_LEVELS = 4
_STEP = _LEVELS / (2 * (_LEVELS - 1))
_FALSE = 0.05
"""The chance that any input that does nothing is kept, if mu* were normal; of four with ten trajectories it is 0.14."""


@dataclass(frozen=True)
class Trajectories:
    """Where the metric is asked for."""

    points: tuple[Point, ...]
    """Of all trajectories one after the other, each of inputs + 1."""
    changed: NDArray[np.int64]
    """Which input each step changes, shape (trajectories, inputs)."""
    up: NDArray[np.float64]
    """1 where it goes up, -1 where down, same shape."""


@dataclass(frozen=True)
class Effect:
    """What one input does, in units of the metric per whole range."""

    key: str
    mu_star: float
    mu_star_low: float
    mu_star_high: float
    mu: float
    sigma: float
    by_chance: float | None
    """What mu* of an input that does nothing would be; None with a single replication."""
    is_above_chance: bool | None
    trajectories: int


@dataclass(frozen=True)
class Screening:
    """What all inputs do."""

    effects: tuple[Effect, ...]
    """Greatest mu* first."""
    left_out: int
    """Trajectories in which a replication failed."""


def trajectories(inputs: Sequence[Input], n: int, seed: int) -> Trajectories:
    """Lay out trajectories; the first of many are those of few.

    Raises
    ------
    RunError
        If there is no input, or are fewer than two trajectories.
    """
    if n < 2 or not inputs:
        raise RunError("trajectories", f"nothing to screen ({n}, of {len(inputs)} inputs)", "2 or more, of 1 or more")
    points, changed, up = list[Point](), [], []
    for number in range(n):
        chance = Streams(seed).generator(Stream.DESIGN, 2, number)
        at = chance.integers(_LEVELS // 2, size=len(inputs)) / (_LEVELS - 1)
        signs = np.where(chance.random(len(inputs)) < 1 / 2, 1.0, -1.0)
        at = np.where(signs > 0, at, at + _STEP)
        order = chance.permutation(len(inputs))
        points.append(point_at(inputs, at))
        for which in order:
            at[which] += signs[which] * _STEP
            points.append(point_at(inputs, at))
        changed.append(order)
        up.append(signs[order])
    return Trajectories(tuple(points), np.array(changed), np.array(up))


def screen(inputs: Sequence[Input], response: Response, *, n: int, seed: int) -> Screening:
    """Return the effects of inputs.

    Parameters
    ----------
    n
        Trajectories, 2 or more; each takes one point more than there are inputs.

    Raises
    ------
    RunError
        If too few trajectories are left without a failure.
    """
    design = trajectories(inputs, n, seed)
    values = response(design.points)
    steps = np.diff(values.reshape(n, len(inputs) + 1, -1), axis=1) / (_STEP * design.up[:, :, None])
    effects = np.empty_like(steps)
    np.put_along_axis(effects, design.changed[:, :, None], steps, axis=1)
    whole = effects[np.isfinite(effects).all(axis=(1, 2))]
    if len(whole) < 2:
        raise RunError("trajectories", f"failed, but for {len(whole)} of {n}", "more of them, or other inputs")
    signed = whole * np.sign(whole.mean(axis=2, keepdims=True))
    sizes = whole.shape[0], whole.shape[2]
    lows, highs = ends(np.array([signed[rows][:, :, of].mean(axis=(0, 2)) for rows, of in resamples(seed, *sizes)]))
    z = float(ndtri(1 - _FALSE / len(inputs)))
    found = [_effect(one.key, whole[:, k], max(0.0, lows[k]), highs[k], z) for k, one in enumerate(inputs)]
    return Screening(tuple(sorted(found, key=lambda one: -one.mu_star)), n - len(whole))


def _effect(key: str, effects: Floats, low: float, high: float, z: float) -> Effect:
    n, replications = effects.shape
    means = effects.mean(axis=1)
    mu_star = float(np.abs(means).mean())
    by_chance = is_above = None
    if replications > 1:
        error = float(np.sqrt(np.mean(effects.var(axis=1, ddof=1) / replications)))
        by_chance = sqrt(2 / pi) * error
        is_above = mu_star > by_chance + z * error * sqrt((1 - 2 / pi) / n)
    return Effect(
        key,
        mu_star,
        float(low),
        float(high),
        float(means.mean()),
        float(means.std(ddof=1)),
        by_chance,
        is_above,
        n,
    )
