"""How well an operating point is known: what its counts leave open.

FPIR counts are Poisson: with k of n, the rate has the posterior Gamma(k + 1/2) / n. TPIR counts are binomial:
Beta(k + 1/2, n - k + 1/2). Both are Jeffreys'. Counts by group are divided by the searches of that group,
which for deployments are worked out from the mix of faces q; so the ratio of two groups' false alerts is a
posterior that depends on q. A rate without counts is taken as it stands, and its interval is not known.

Source: Brown, Cai & DasGupta (2001), Interval estimation for a binomial proportion, Stat. Sci. 16: 101-133;
for the ratio of two gamma variables, the beta prime distribution.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from pydantic import ValidationError
from scipy.special import betaincinv, gammaincinv

from sim.core.errors import RunError, SettingsConflict
from sim.core.streams import Stream, Streams
from sim.recognition.accuracy.fit_profile import TemplateGeometry, calibrate
from sim.recognition.accuracy.profile import Observed, OperatingPoint, Profile

__all__ = ["Interval", "drawn", "interval_of", "ratio_of"]

_TRIES = 200
_ROOM = 256
"""Draws kept for the tries of one draw of a profile."""
_LEVEL = 0.95


class Interval(NamedTuple):
    """A central interval of a posterior: half of what it leaves out lies on either side."""

    low: float
    high: float


def interval_of(
    profile: Profile,
    point: OperatingPoint,
    observed: Observed,
    kind: Literal["fpir", "tpir"],
    *,
    level: float = _LEVEL,
) -> Interval | None:
    """Return the central interval of a rate, or None where no count is known.

    Parameters
    ----------
    point, observed
        A point of the profile, and one of its rates.
    kind
        Which of the two rates it is.
    level
        Chance of the true rate to lie inside.
    """
    trials = profile.trials(point, observed)
    if observed.count is None or trials is None:
        return None
    ends = np.array([(1 - level) / 2, (1 + level) / 2])
    low, high = _quantile(observed.count, trials, kind, ends)
    return Interval(float(low), float(high))


def ratio_of(
    profile: Profile, point: OperatingPoint, one: Observed, other: Observed, *, level: float = _LEVEL
) -> tuple[float | None, Interval] | None:
    """Return by how much the FPIR of some groups exceeds that of others, with its interval at this profile's q.

    Returns
    -------
    tuple or None
        The ratio of the counted rates (None where the other count is 0: there is no case to divide by) and its central
        interval; None where a count is not known.
    """
    n_one, n_other = profile.trials(point, one), profile.trials(point, other)
    if one.count is None or other.count is None or n_one is None or n_other is None:
        return None
    # of two gamma variables, one is this share of their sum
    share = betaincinv(one.count + 0.5, other.count + 0.5, np.array([(1 - level) / 2, (1 + level) / 2]))
    low, high = share / (1 - share) * n_other / n_one
    ratio = (one.count / n_one) / (other.count / n_other) if other.count else None
    return ratio, Interval(float(low), float(high))


def drawn(profile: Profile, *, draw: int, streams: Streams, settings: TemplateGeometry) -> Profile:
    """Return a profile whose rates are one draw from what the counts leave open.

    Rates without counts stay. Draws of which a rate does not fall with the threshold, or which no system has, are
    drawn again: the same test cannot have returned more people at a higher threshold.

    Parameters
    ----------
    draw
        0 or more; the same draw of the same seed is the same in every replication and arm.
    settings
        The back end that is to be calibrated to it.

    Raises
    ------
    RunError
        If the counts contradict each other so much that none of 200 draws can be met.
    """
    common = Streams(streams.seed)
    for attempt in range(_TRIES):
        try:
            made = Profile.model_validate(_once(profile, draw * _ROOM + attempt, common))
            calibrate(made, dimension=settings.dimension, ungrouped_share=settings.ungrouped_share)
        except (ValidationError, SettingsConflict):
            continue
        return made
    raise RunError(
        "recognition.draw",
        f"no draw of the profile {profile.name!r} can be met by any system",
        "its counts contradict each other; give rates, or leave out a point",
    )


def _once(profile: Profile, draw: int, streams: Streams) -> dict[str, object]:
    cell = 0
    points = []
    for point in profile.points:
        changed: dict[str, object] = {}
        for kind, cells in (("fpir", point.fpir), ("tpir", point.tpir)):
            rates = []
            for observed in cells:
                u = float(streams.uniform(Stream.PROFILE, cell, draw))
                rates.append(_drawn_cell(profile, point, observed, kind, u))
                cell += 1
            changed[kind] = rates
        points.append(point.model_dump() | changed)
    return profile.model_dump() | {"points": points}


def _drawn_cell(profile: Profile, point: OperatingPoint, observed: Observed, kind: str, u: float) -> dict[str, object]:
    trials = profile.trials(point, observed)
    if observed.count is None or trials is None:
        return observed.model_dump()
    rate = float(_quantile(observed.count, trials, kind, np.array([u]))[0])
    return {"groups": observed.groups, "rate": rate}


def _quantile(count: float, trials: float, kind: str, u: np.ndarray) -> np.ndarray:
    if kind == "fpir":
        return np.asarray(gammaincinv(count + 0.5, u)) / trials
    return np.asarray(betaincinv(count + 0.5, trials - count + 0.5, u))
