"""Sobol indices: which part of what is uncertain about a metric an input makes, or several taken as one.

    first  the part of the variance that would go, on average, if they were known
    total  the part that would stay, on average, if everything but them were known

Of several inputs together these are the closed first index and the closed total effect: 1 less the first index of all
others together.

Points are Saltelli's: A and B, and A with the columns of B that are asked about, of one scrambled Sobol sequence. All
share their chance. What of it is not shared would count as variance and as interplay of inputs; so products are taken
between different replications only, in which chance is independent: over replications r and s that differ

    first = <f_B(r) (f_AB(s) - f_A(s))> / V,  total = <(f_A - f_AB)(r) (f_A - f_AB)(s)> / 2 V,  V = <f(r) f(s)>

which are the estimators of Saltelli et al. without chance's part. With a single replication they are those as printed,
and chance is in them. Intervals are of both: base points and replications are drawn again, means over replications are
multiplied, and twice what that adds at each base point is taken off: once for the chance of the replications that were
run, once for that of drawing them again.

Sources: Saltelli, Annoni, Azzini, Campolongo, Ratto & Tarantola (2010), Comput. Phys. Commun. 181: 259-270, table 2 (b)
and (f), in SciPy's `sobol_indices`; Saltelli & Tarantola (2002), J. Am. Stat. Assoc. 97: 702-709, for groups; Hart,
Alexanderian & Gremaud (2017), SIAM J. Sci. Comput. 39: A1894-A1920, for indices of the mean response.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import qmc, sobol_indices

from sim.core.errors import RunError
from sim.core.streams import Stream, Streams
from sim.ensemble.inputs import Input
from sim.sensitivity.points import point_at
from sim.sensitivity.resample import Floats, ends, resamples
from sim.sensitivity.response import Point, Response

__all__ = ["Index", "Indices", "Measurement", "Parts", "by_basis", "group_total", "sobol", "sobol_points"]

_RANGE = (0.05, 0.95)
_LEAST = 4
_TOLD = 0.975
"""In so many resamples there has to be a variance for it to be shared out."""

Parts = Mapping[str, Sequence[str]]
"""Keys of inputs that are taken as one, by a name for them."""


@dataclass(frozen=True)
class Index:
    """The part of the variance that an input makes, or several taken as one."""

    key: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


@dataclass(frozen=True)
class Measurement:
    """What to measure so that the metric's range narrows most."""

    key: str
    unit: str
    basis: str
    """What its range rests on today."""
    low: float | None
    high: float | None
    sd_now: float
    sd_left: float
    """The metric's standard deviation if the input were known: the root of the mean variance that is left."""
    p_best: float
    """In which part of resamples it is this one."""


@dataclass(frozen=True)
class Indices:
    """What all inputs make of the metric's variance."""

    indices: tuple[Index, ...]
    """Greatest total first; none where what the inputs do is not told from chance."""
    mean: float
    sd: float
    """Of the mean response over the inputs, without chance."""
    low: float
    """The range over the inputs, 5 to 95 %, of means over replications."""
    high: float
    chance_sd: float | None
    """Of one replication; None with a single one."""
    measure: Measurement | None
    """None where inputs are not asked about one by one."""
    base_points: int
    left_out: int
    """Base points left out: a replication failed at one of their points, or they are over a power of two."""


def by_basis(inputs: Sequence[Input]) -> dict[str, list[str]]:
    """Return the keys of inputs by what their ranges rest on: cited, assumed, or counted."""
    bases = dict.fromkeys(one.basis for one in inputs)
    return {basis: [one.key for one in inputs if one.basis == basis] for basis in bases}


def sobol_points(inputs: Sequence[Input], n: int, seed: int, parts: Parts | None = None) -> list[Point]:
    """Return the points that so many base points take, n (parts + 2).

    Parameters
    ----------
    parts
        What is asked about; each input by itself by default.

    Raises
    ------
    RunError
        If there are no two inputs, a part has what is not among them, or `n` is not a power of two.
    """
    if len(inputs) < 2:
        raise RunError("--inputs", f"nothing to share the variance out to ({len(inputs)} input)", "two or more")
    if n < _LEAST or n & (n - 1):
        raise RunError("--points", f"not a power of two ({n})", f"{_LEAST}, 8, 16, ...")
    keys = [one.key for one in inputs]
    asked = _each(inputs) if parts is None else parts
    strange = sorted({key for part in asked.values() for key in part} - set(keys))
    if strange:
        raise RunError("parts", f"not among the inputs ({', '.join(strange)})", ", ".join(keys))
    scrambling = int(Streams(seed).generator(Stream.DESIGN, 3).integers(2**63))
    both = qmc.Sobol(2 * len(keys), scramble=True, rng=scrambling).random(n)
    a, b = both[:, : len(keys)], both[:, len(keys) :]
    mixed = [np.where(np.isin(keys, list(part)), b, a) for part in asked.values()]
    return [point_at(inputs, at) for at in np.concatenate([a, b, *mixed])]


def sobol(inputs: Sequence[Input], response: Response, *, n: int, seed: int, parts: Parts | None = None) -> Indices:
    """Return Sobol indices of the mean response.

    Parameters
    ----------
    n
        Base points, a power of two; each takes two points and one for each part.
    parts
        Inputs that are taken as one; each by itself by default.

    Raises
    ------
    RunError
        As for `sobol_points`, or if too few base points are left without a failure.
    """
    asked = _each(inputs) if parts is None else parts
    values = response(sobol_points(inputs, n, seed, asked)).reshape(len(asked) + 2, n, -1)
    is_whole = np.isfinite(values).all(axis=(0, 2))
    used = 2 ** (int(is_whole.sum()).bit_length() - 1) if is_whole.any() else 0
    if used < _LEAST:
        raise RunError("--points", f"failed, but for {int(is_whole.sum())} of {n}", "more of them, or other inputs")
    whole = values[:, is_whole][:, :used]
    means, replications = whole[:2].mean(axis=2), whole.shape[2]
    chance = float(np.sqrt(whole.var(axis=2, ddof=1).mean())) if replications > 1 else None
    low, high = np.quantile(means, _RANGE)
    variance = _variance(*_centred(whole)[:2])
    found, measure = tuple[Index, ...](), None
    again = _again(whole, seed)
    if variance > 0 and np.mean(np.isfinite(again).all(axis=(1, 2))) >= _TOLD:
        found = _indices(list(asked), whole, again)
        if parts is None:
            measure = _measurement(inputs, found, again[:, 0], variance)
    shown = tuple(sorted(found, key=lambda index: -index.total))
    sd = float(np.sqrt(max(variance, 0.0)))
    return Indices(shown, float(means.mean()), sd, float(low), float(high), chance, measure, used, n - used)


def group_total(
    inputs: Sequence[Input], group: Sequence[str], response: Response, *, n: int, seed: int, name: str = "group"
) -> Index | None:
    """Return the closed indices of several inputs taken as one; None where what inputs do is not told from chance.

    Parameters
    ----------
    inputs
        Everything that is uncertain.
    group
        Keys of those that are taken as one: of none of them it is 0, of all of them 1.
    n
        Base points, a power of two; each takes three points.

    Raises
    ------
    RunError
        As for `sobol`.
    """
    found = sobol(inputs, response, n=n, seed=seed, parts={name: group}).indices
    return found[0] if found else None


def _each(inputs: Sequence[Input]) -> dict[str, list[str]]:
    return {one.key: [one.key] for one in inputs}


def _indices(names: Sequence[str], values: Floats, again: Floats) -> tuple[Index, ...]:
    """Return indices of parts, with the ends of 95 % of resamples, shape (resamples, 2, parts)."""
    f = np.moveaxis(values, 1, 2).copy()
    mixed = np.repeat(f[2:], 2, axis=0) if len(names) == 1 else f[2:]  # SciPy takes no single one
    whole = sobol_indices(func={"f_A": f[0], "f_B": f[1], "f_AB": mixed}, n=f.shape[2], method=_estimate)
    first, total = np.ravel(whole.first_order), np.ravel(whole.total_order)
    lows, highs = ends(again[np.isfinite(again).all(axis=(1, 2))])
    return tuple(
        Index(name, *map(float, (first[k], lows[0, k], highs[0, k], total[k], lows[1, k], highs[1, k])))
        for k, name in enumerate(names)
    )


def _measurement(inputs: Sequence[Input], indices: Sequence[Index], first: Floats, variance: float) -> Measurement:
    """Return which input would leave least variance if it were known; of first indices of (resamples, inputs)."""
    best = int(np.argmax([index.first for index in indices]))
    one = inputs[best]
    left = variance * (1 - min(1.0, max(0.0, indices[best].first)))
    known = first[np.isfinite(first).all(axis=1)]
    return Measurement(
        one.key,
        one.unit,
        one.basis,
        one.low,
        one.high,
        float(np.sqrt(variance)),
        float(np.sqrt(left)),
        float(np.mean(np.argmax(known, axis=1) == best)),
    )


def _again(values: Floats, seed: int) -> Floats:
    """Return first and total indices of resamples, shape (resamples, 2, parts), of values (2 + parts, n, R)."""
    f_A, f_B, f_AB = _centred(values)
    of_variance = (_excess(f_A, f_A) + _excess(f_B, f_B)) / 2
    of_first = _excess(f_B, f_AB - f_A)
    of_total = _excess(f_A - f_AB, f_A - f_AB) / 2
    found = []
    for rows, of in resamples(seed, *values.shape[1:]):
        drawn = values[:, rows][:, :, of].mean(axis=2)
        drawn = drawn - drawn[:2].mean()
        a, b, mixed = drawn[0], drawn[1], drawn[2:]
        variance = ((a**2 + b**2) / 2 - 2 * of_variance[rows]).mean()
        first = (b * (mixed - a) - 2 * of_first[:, rows]).mean(axis=1)
        total = ((a - mixed) ** 2 / 2 - 2 * of_total[:, rows]).mean(axis=1)
        found.append(np.array([first, total]) / (variance if variance > 0 else np.nan))
    return np.array(found)


def _excess(one: Floats, other: Floats) -> Floats:
    """Return, by point, what the product of means over replications has more than that of different replications."""
    return np.asarray(one.mean(axis=-2) * other.mean(axis=-2) - _products(one, other))


def _centred(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Return f_A, f_B (replications, n) and f_AB (parts, replications, n) about each replication's mean."""
    f = np.moveaxis(values, 1, 2)
    f = f - f[:2].mean(axis=(0, 2))[None, :, None]
    return f[0], f[1], f[2:]


def _estimate(f_A: Floats, f_B: Floats, f_AB: Floats) -> tuple[Floats, Floats]:
    """Return first and total indices, each of shape (1, parts)."""
    variance = _variance(f_A, f_B)
    first = _products(f_B, f_AB - f_A).mean(axis=-1) / variance
    total = _products(f_A - f_AB, f_A - f_AB).mean(axis=-1) / 2 / variance
    return first[None], total[None]


def _variance(f_A: Floats, f_B: Floats) -> float:
    return float((_products(f_A, f_A) + _products(f_B, f_B)).mean() / 2)


def _products(one: Floats, other: Floats) -> Floats:
    """Return, by point, the mean product of different replications, which are along the last axis but one."""
    replications = one.shape[-2]
    if replications == 1:
        return np.asarray((one * other)[..., 0, :])
    every = one.sum(axis=-2) * other.sum(axis=-2)
    same = (one * other).sum(axis=-2)
    return np.asarray((every - same) / (replications * (replications - 1)))
