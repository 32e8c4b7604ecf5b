"""How well an operating point is known: what its counts leave open.

FPIR counts are Poisson: with k of n, the rate has the posterior Gamma(k + 1/2) / n. TPIR counts, and false matches
of comparisons, are binomial: Beta(k + 1/2, n - k + 1/2). All are Jeffreys'; the interval of none or all of a binomial
count reaches 0 or 1. Counts by group are divided by the searches of that group,
which for deployments are worked out from the mix of faces q; so the ratio of two groups' false alerts is a
posterior that depends on q. A rate without counts is taken as it stands, and its interval is not known.

Source: Brown, Cai & DasGupta (2001), Interval estimation for a binomial proportion, Stat. Sci. 16: 101-133;
for the ratio of two gamma variables, the beta prime distribution.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import scipy
from pydantic import ValidationError

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
    low, high = _quantile(observed, trials, kind, np.array([(1 - level) / 2, (1 + level) / 2]))
    if kind == "tpir" or observed.comparisons is not None:
        low, high = low if observed.count else 0.0, high if observed.count < trials else 1.0
    if observed.comparisons is not None:
        low, high = -np.expm1((point.watchlist_size or 1) * np.log1p(-np.array([low, high])))
    return Interval(float(low), float(high))


def ratio_of(
    profile: Profile, point: OperatingPoint, one: Observed, other: Observed, *, level: float = _LEVEL
) -> tuple[float | None, Interval] | None:
    """Return by how much the FPIR of some groups exceeds that of others, with its interval at this profile's q.

    Of comparisons it is the ratio of false matches a comparison, which for a short list is that of the FPIR.

    Returns
    -------
    tuple or None
        The ratio of the counted rates (None where the other count is 0: there is no case to divide by) and its central
        interval; None where a count is not known, or one is of searches and the other of comparisons.
    """
    if (one.comparisons is None) != (other.comparisons is None):
        return None
    n_one, n_other = profile.trials(point, one), profile.trials(point, other)
    if one.count is None or other.count is None or n_one is None or n_other is None:
        return None
    # of two gamma variables, one is this share of their sum
    share = scipy.special.betaincinv(one.count + 0.5, other.count + 0.5, np.array([(1 - level) / 2, (1 + level) / 2]))
    low, high = share / (1 - share) * n_other / n_one
    ratio = (one.count / n_one) / (other.count / n_other) if other.count else None
    return ratio, Interval(float(low), float(high))


def drawn(profile: Profile, *, draw: int, streams: Streams, settings: TemplateGeometry) -> Profile:
    """Return a profile whose rates are one draw from what the counts leave open.

    Rates without counts stay. Rates of the same groups in as many trials at several thresholds are of one test, which
    returns at a higher threshold some of those that it returns at a lower one: they move together. Draws of which a
    rate does not fall with the threshold, or which no system has, are drawn again: the same test cannot have returned
    more people at a higher threshold.

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
    cells: dict[object, int] = {}
    n = 0
    points: list[dict[str, object]] = []
    for point in profile.points:
        changed: dict[str, object] = {}
        kinds: tuple[tuple[str, tuple[Observed, ...]], ...] = (("fpir", point.fpir), ("tpir", point.tpir))
        for kind, given in kinds:
            rates = []
            for observed in given:
                test = (kind, observed.groups, profile.trials(point, observed) or f"point {len(points)}")
                u = float(streams.uniform(Stream.PROFILE, cells.setdefault(test, n), draw))
                rates.append(_drawn_cell(profile, point, observed, kind, u))
                n += 1
            changed[kind] = rates
        points.append(point.model_dump() | changed)
    return profile.model_dump() | {"points": points}


def _drawn_cell(profile: Profile, point: OperatingPoint, observed: Observed, kind: str, u: float) -> dict[str, object]:
    trials = profile.trials(point, observed)
    if observed.count is None or trials is None:
        return observed.model_dump()
    rate = float(_quantile(observed, trials, kind, np.array([u]))[0])
    if observed.comparisons is not None:
        # as many false matches of as many comparisons: an FPIR near 1 would lose its digits
        return {"groups": observed.groups, "count": rate * trials, "comparisons": trials}
    return {"groups": observed.groups, "rate": rate}


def _quantile(observed: Observed, trials: float, kind: str, u: np.ndarray) -> np.ndarray:
    count = observed.count or 0.0
    if kind == "fpir" and observed.comparisons is None:
        return np.asarray(scipy.special.gammaincinv(count + 0.5, u)) / trials
    return np.asarray(scipy.special.betaincinv(count + 0.5, trials - count + 0.5, u))
