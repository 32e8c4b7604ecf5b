"""Waves of history matching: points that cannot be right are ruled out, and what is left is looked at more closely.

Each wave runs the simulator at points that are still possible and fits a Gaussian process to each figure, of all points
so far. At any other point x the implausibility of figure j is

    I_j(x) = |z_j - E f_j(x)| / sqrt(Var_emulator(x) + Var_observation + Var_discrepancy),

and x is ruled out where the largest I_j is above 3: by Pukelsheim's rule 95 % of any law with one top lies within 3 of
its standard deviations. A point that a wave rules out stays so. Waves end when as many were run as allowed, or when one
rules out little; where nothing is left, no settings of the simulator agree with what was published.

Source: Craig, Goldstein, Seheult & Smith 1997, Pressure matching for hydrocarbon reservoirs; Vernon, Goldstein & Bower
2010, Galaxy formation: a Bayesian uncertainty analysis, Bayesian Analysis 5; Pukelsheim 1994, The three sigma rule.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.core.errors import RunError
from sim.emulator.gaussian import Floats, GaussianProcess, fitted
from sim.ensemble.design import even_points
from sim.matching.targets import Target

__all__ = ["LIMIT", "Emulator", "Matched", "Simulate", "Wave", "history_match", "possible"]

LIMIT = 3.0
"""The implausibility above which a point is ruled out."""
_CANDIDATES = 2**13
_LITTLE = 0.9
"""A wave that leaves more than this share of what was possible is the last."""
_MARGIN = 0.05
"""By so much of its length the box of what is possible is widened on each side, in which the next wave looks."""

Simulate = Callable[[Floats], Floats]
"""Figures (n, targets) at points (n, d) of the unit cube; not-a-number where a run failed."""


@dataclass(frozen=True)
class Emulator:
    """What a wave says of one figure."""

    process: GaussianProcess
    mean: float
    spread: float

    def of(self, points: Floats) -> tuple[Floats, Floats]:
        """Return what is expected at points (n, d) and its variance, (n,) each."""
        rows = 2 * points - 1
        return self.mean + self.spread * self.process.mean(rows), self.spread**2 * self.process.variance(rows)


@dataclass(frozen=True)
class Wave:
    """One wave."""

    points: Floats
    """(n, d) of the unit cube."""
    figures: Floats
    """(n, targets)."""
    emulators: tuple[Emulator, ...]
    """One a target."""
    left: float
    """Share of the unit cube that is possible after it."""

    def implausibility(self, points: Floats, targets: tuple[Target, ...]) -> Floats:
        """Return the implausibility of each figure at points (n, d): (n, targets)."""
        columns = []
        for emulator, target in zip(self.emulators, targets, strict=True):
            mean, variance = emulator.of(points)
            columns.append(np.abs(target.value - mean) / np.sqrt(variance + target.tolerance))
        return np.stack(columns, axis=1)


@dataclass(frozen=True)
class Matched:
    """What is left."""

    targets: tuple[Target, ...]
    waves: tuple[Wave, ...]
    box: tuple[Floats, Floats] = field(repr=False)
    """Least and highest of each input (d,) at what is possible, a little widened."""
    ended: str
    """Why no further wave was run."""


def history_match(
    simulate: Simulate, targets: tuple[Target, ...], dimensions: int, *, points: int, waves: int, seed: int
) -> Matched:
    """Rule out what cannot be right.

    Parameters
    ----------
    simulate
        Figures (n, targets) at points (n, d) of the unit cube.
    dimensions
        d.
    points
        Of each wave: at least four an input.
    waves
        At most so many.
    seed
        Which even points are taken.

    Raises
    ------
    RunError
        If too few points or waves are asked for, too few runs succeed, or nothing is left.
    """
    if points < 4 * dimensions or waves < 1:
        what = f"too few for {dimensions} inputs ({points} points, {waves} waves)"
        raise RunError("--points, --waves", what, f"{4 * dimensions} points or more, 1 wave or more")
    made: list[Wave] = []
    box = np.zeros(dimensions), np.ones(dimensions)
    at, left, ended = even_points(dimensions, points, seed), 1.0, "as many waves were run as asked for"
    for number in range(waves):
        wave = _emulated(at, simulate(at), targets, made)
        candidates = possible_in(box, [*made, wave], targets, _CANDIDATES, seed + number + 1)
        before, left = left, float(np.prod(box[1] - box[0])) * len(candidates) / _CANDIDATES
        made.append(Wave(wave.points, wave.figures, wave.emulators, left))
        if not len(candidates):
            raise _nothing(made, targets)
        low, high = candidates.min(axis=0), candidates.max(axis=0)
        margin = _MARGIN * np.maximum(high - low, _MARGIN)
        box = np.maximum(low - margin, 0.0), np.minimum(high + margin, 1.0)
        if number and left > _LITTLE * before:
            ended = "the last wave ruled out little"
            break
        again = possible_in(box, made, targets, _CANDIDATES, seed + waves + number + 1)
        at = np.vstack([again, candidates])[:points]
    return Matched(targets, tuple(made), box, ended)


def possible(matched: Matched, n: int, seed: int) -> Floats:
    """Return those of n even points of the box that no wave rules out (k, d)."""
    return possible_in(matched.box, matched.waves, matched.targets, n, seed)


def possible_in(
    box: tuple[Floats, Floats], waves: Sequence[Wave], targets: tuple[Target, ...], n: int, seed: int
) -> Floats:
    """Return those of n even points of a box that no wave rules out (k, d)."""
    low, high = box
    points = low + (high - low) * even_points(low.size, n, seed)
    for wave in reversed(waves):
        points = points[wave.implausibility(points, targets).max(axis=1, initial=0.0) <= LIMIT]
    return points


def _emulated(at: Floats, figures: Floats, targets: tuple[Target, ...], before: list[Wave]) -> Wave:
    """Fit the emulators of a wave to all points so far."""
    points = np.vstack([*(wave.points for wave in before), at])
    values = np.vstack([*(wave.figures for wave in before), figures])
    known = np.isfinite(values).all(axis=1)
    if known.sum() < 4:
        raise RunError("matching", f"too few runs succeeded ({known.sum()} of {known.size})", "4 or more")
    groups: NDArray[np.int64] = np.arange(at.shape[1])
    emulators = []
    for column in values[known].T:
        mean, spread = float(column.mean()), float(column.std()) or 1.0
        process = fitted(2 * points[known] - 1, (column - mean) / spread, groups)
        emulators.append(Emulator(process, mean, spread))
    return Wave(at, figures, tuple(emulators), 1.0)


def _nothing(waves: list[Wave], targets: tuple[Target, ...]) -> RunError:
    """Say that nothing is plausible, and which figure is furthest off at the best point that was run."""
    figures = np.vstack([wave.figures for wave in waves])
    off = np.abs(figures - [one.value for one in targets]) / np.sqrt([one.tolerance for one in targets])
    off = np.where(np.isfinite(off), off, np.inf)
    best = int(off.max(axis=1).argmin())
    worst = int(off[best].argmax())
    one = targets[worst]
    return RunError(
        "matching",
        f"nothing is plausible after wave {len(waves)}: of {len(figures)} runs the best has {one.metric} "
        f"{figures[best, worst]:.4g}, which {one.value:g} is {off[best, worst]:.1f} standard deviations from",
        "wider ranges of inputs, other inputs, or a discrepancy that is admitted",
    )
