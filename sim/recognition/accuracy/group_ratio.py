"""How well the ratio of one group's false alerts to another's is known: what counts and the mix of faces leave open.

A ratio of FPIR between groups comes out of a simulation as it went in with the profile: it is an input, and no finding.
How well it is known is its posterior at the point of the profile that tells the groups apart. With k of n counted in
each cell, cells have independent rates Gamma(k + 1/2) / n (`sim.recognition.accuracy.posterior`), groups counted
together have one rate, and the ratio is

    rate of the group's cell / mean rate of the others' cells, by how many searches each of the others has.

Where searches by group are worked out from the mix of faces, which nobody publishes, the mix moves the ratio as much as
the counts do; so the interval is given at the profile's mix, and over mixes in which the odds of the group are so many
times smaller and larger.

Source: quantiles over an additive recurrence of low discrepancy (Niederreiter 1992), so that nothing is drawn.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from sim.core.config import Config
from sim.evidence.register import assumed
from sim.recognition.accuracy.posterior import Interval
from sim.recognition.accuracy.profile import OperatingPoint, Profile

__all__ = ["GroupRatio", "MixOfFaces", "false_alert_ratio", "tells_groups_apart"]

_POINTS = 1 << 15
_ENDS = (0.025, 0.975)


class MixOfFaces(Config):
    """How far the mix of faces may lie from what a profile assumes."""

    odds_factor: float = assumed(
        2.0,
        "nobody publishes the ethnic groups of faces seen; half to twice the odds of a Black share of 0.226 is 0.13 "
        "(London's residents have 0.135) to 0.37",
        unit="ratio",
        low=1.0,
        high=3.0,
        gt=0,
    )
    """By how much a group's odds among the faces may be smaller or larger."""


class GroupRatio(NamedTuple):
    """What is known of a ratio of false alerts, as 95 % intervals of its posterior."""

    at_mix: Interval
    """By the counts, at the profile's mix of faces."""
    over_mixes: Interval
    """From the least to the greatest end over the mixes; the same where the mix does not matter."""


def tells_groups_apart(profile: Profile) -> bool:
    """Say whether a profile states an FPIR of its own for some groups."""
    return any(len(point.fpir) > 1 for point in profile.points)


def false_alert_ratio(
    profile: Profile,
    *,
    threshold: float,
    ratio: float,
    one: str,
    others: NDArray[np.float64],
    mix: MixOfFaces | None = None,
) -> GroupRatio | None:
    """Return how well a group's false alerts against those of others are known.

    Parameters
    ----------
    threshold
        That of the policy. Between the points of the profile the interval of the nearest that tells groups apart is
        taken, and moved as far as the ratio lies from that point's.
    ratio
        The ratio that came out at that threshold.
    one
        The group, one of the profile's.
    others
        (G,): searches of everybody else who goes as each of the profile's groups.
    mix
        How far the mix of faces may lie from the profile's.

    Returns
    -------
    GroupRatio or None
        None where the profile tells no groups apart, or gives rates without counts.
    """
    points = [point for point in profile.points if len(point.fpir) > 1]
    if not points or others.sum() <= 0 or ratio <= 0:
        return None
    point = min(points, key=lambda at: abs(at.threshold - threshold))
    if any(cell.count is None or profile.trials(point, cell) is None for cell in point.fpir):
        return None
    k = profile.groups.index(one)
    moved = 1.0 if point.threshold == threshold else ratio / _stated(profile, point, k, others)
    factor = (mix or MixOfFaces()).odds_factor
    found = [_interval(_with_odds(profile, k, times), point, k, others) for times in (1.0, 1 / factor, factor)]
    low, high = min(each.low for each in found), max(each.high for each in found)
    return GroupRatio(Interval(found[0].low * moved, found[0].high * moved), Interval(low * moved, high * moved))


def _stated(profile: Profile, point: OperatingPoint, k: int, others: NDArray[np.float64]) -> float:
    rates = profile.fpir_by_group(point)
    return float(rates[k] / (rates @ others / others.sum()))


def _interval(profile: Profile, point: OperatingPoint, k: int, others: NDArray[np.float64]) -> Interval:
    cell_of = [
        next(c for c, cell in enumerate(point.fpir) if name in (cell.groups or profile.groups))
        for name in profile.groups
    ]
    trials = np.array([profile.trials(point, cell) for cell in point.fpir], np.float64)
    rates = _draws(tuple(float(cell.count or 0) for cell in point.fpir)) / trials
    weights = np.bincount(cell_of, weights=others / others.sum(), minlength=len(point.fpir))
    low, high = np.quantile(rates[:, cell_of[k]] / (rates @ weights), _ENDS)
    return Interval(float(low), float(high))


def _with_odds(profile: Profile, k: int, times: float) -> Profile:
    """Return a profile in whose mix of faces one group's odds are so many times what they were."""
    share = profile.faces[k]
    own = times * share / (1 - share + times * share)
    shares = profile.faces * (1 - own) / (1 - share) if share < 1 else profile.faces
    shares[k] = own
    return profile.model_copy(update={"face_shares": dict(zip(profile.groups, shares.tolist(), strict=True))})


@lru_cache(maxsize=8)
def _draws(counts: tuple[float, ...]) -> NDArray[np.float64]:
    """Return what so many cases in each cell may have been expected to be (points, cells)."""
    return np.asarray(gammaincinv(np.array(counts) + 0.5, _evenly(len(counts))))


def _evenly(dimensions: int) -> NDArray[np.float64]:
    """Return points that fill the unit cube evenly (points, dimensions)."""
    root = 1.0
    for _ in range(100):
        root = (1 + root) ** (1 / (dimensions + 1))
    steps = root ** -np.arange(1.0, dimensions + 1)
    return np.asarray((0.5 + np.arange(1, _POINTS + 1)[:, None] * steps) % 1)
