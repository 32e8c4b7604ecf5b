"""Draws in pairs that tell what assumptions do: two sets of values that differ in every assumed input and no other.

Of the draws A and B of a design, each pair is A and A with B's values of all inputs whose range is assumed. With f of
both the closed total effect of the assumed inputs, taken as one group, is

    T = mean((f(A) - f(AB))^2) / 2 / Var(f),

the part of the variance that would stay, on average, if everything but the assumptions were known. Arms share their
chance within a pair, so that what is left of it in f is counted with what is not assumed.

Source: Jansen (1999), Comput. Phys. Commun. 117: 35-43; Saltelli et al. (2010), Comput. Phys. Commun. 181, table 2 (f).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.calibration.fit_file import FitFile
from sim.calibration.matched_file import MatchedFile
from sim.core.streams import Stream, Streams
from sim.ensemble.design import Design, design_of
from sim.ensemble.inputs import Settings
from sim.sensitivity.resample import resamples

__all__ = ["ASSUMED", "AssumedShare", "assumed_keys", "assumed_share", "paired_design", "pairs_of"]

ASSUMED = ("assumed", "stated")
"""What a range rests on that nobody has measured: the register's assumptions, and what a file states itself."""
_TAILS = (0.05, 0.95)
_LEAST = 8


@dataclass(frozen=True)
class AssumedShare:
    """Which part of the variance the assumed inputs make, taken as one."""

    total: float
    low: float
    high: float
    """The ends of 90 % of resamples of the pairs."""
    pairs: int


def paired_design(
    arms: Mapping[str, Settings], *, pairs: int, seed: int, fit: FitFile | MatchedFile | None, fixed: Sequence[str] = ()
) -> Design:
    """Return a design of the arms as given, and of so many pairs of draws: first each A, then each AB.

    Parameters
    ----------
    fixed
        As for `sim.ensemble.design.design_of`.

    Raises
    ------
    RunError
        As `sim.ensemble.design.design_of`.
    """
    design = design_of(arms, draws=2 * pairs + 1, seed=seed, fit=fit, fixed=fixed)
    given, first, rest = design.draws[0], design.draws[1 : pairs + 1], design.draws[pairs + 1 :]
    # points of one Sobol sequence that are so many apart hang together: which stand in a pair is drawn
    second = [rest[k] for k in Streams(seed).generator(Stream.DESIGN, 5).permutation(pairs)]
    keys = assumed_keys(design)
    mixed = [{**a, **{key: b[key] for key in keys if key in b}} for a, b in zip(first, second, strict=True)]
    return replace(design, draws=(given, *first, *mixed))


def assumed_keys(design: Design) -> list[str]:
    """Return the inputs of a design whose range is assumed."""
    return [one.key for one in design.inputs if one.basis in ASSUMED]


def pairs_of(design: Design) -> int:
    """Return of how many pairs a design is: 0 where its draws do not come in pairs that differ in assumptions alone."""
    n, odd = divmod(len(design.draws) - 1, 2)
    keys = set(assumed_keys(design))

    def others(draw: Mapping[str, float | int | str]) -> dict[str, float | int | str]:
        return {key: value for key, value in draw.items() if key not in keys}

    first, second = design.draws[1 : n + 1], design.draws[n + 1 :]
    is_paired = n > 0 and not odd and all(others(a) == others(b) for a, b in zip(first, second, strict=True))
    return n if is_paired else 0


def assumed_share(draw: NDArray[np.float64], value: NDArray[np.float64], pairs: int, seed: int) -> AssumedShare | None:
    """Return the closed total effect of the assumed inputs; None with fewer than 8 whole pairs, or without variance.

    Parameters
    ----------
    draw, value
        (cases,): the draw of each case, 1 to 2 `pairs`, and what it came to; replications are averaged.
    """
    means = np.full(2 * pairs, np.nan)
    for one in range(1, 2 * pairs + 1):
        of = value[draw == one]
        means[one - 1] = of.mean() if of.size and np.isfinite(of).all() else np.nan
    a, b = means[:pairs], means[pairs:]
    whole = np.isfinite(a) & np.isfinite(b)
    a, b = a[whole], b[whole]
    if a.size < _LEAST or np.var([a, b]) == 0:
        return None
    found = np.array([_total(a[rows], b[rows]) for (rows,) in resamples(seed, a.size)])
    low, high = np.nanquantile(found, _TAILS)
    return AssumedShare(_total(a, b), float(low), float(high), int(a.size))


def _total(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    variance = float(np.var(np.concatenate([a, b])))
    return float(np.mean((a - b) ** 2) / 2 / variance) if variance > 0 else float("nan")
