"""Calibration: from a profile's operating points to a system that meets them, in closed form.

What fixes what: at one point FPIR by group fixes the concentrations rho_g and the cosine of its threshold, given
how much of the lowest FPIR is not a matter of groups; the cosines of the other thresholds follow from their FPIR,
overall or by group as stated; threshold and cosine at all points make the vendor's scale; m_g follows from TPIR
over the profile's mix of captures, and s_g from a second TPIR where there is one. All are roots in one dimension,
found for all groups at once; nothing is simulated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.optimize.elementwise import find_root
from scipy.special import logit, ndtr, ndtri

from sim.core.errors import SettingsConflict
from sim.recognition.accuracy.profile import OperatingPoint, Profile
from sim.recognition.accuracy.score_law import Calibration, Floats, over
from sim.recognition.accuracy.sphere import cap_share, cap_threshold, false_match_rates, search_rates

__all__ = ["TemplateGeometry", "calibrate"]

_SWEEPS = 200
_STEEPEST = 100.0
"""Largest slope of the vendor's scale: beyond it the map is a step, and scores lose their digits."""
_TOLERANCE = 1e-13
_SETTLED = 1e-11
_MARGIN = 1e-9
_LEAST_SPREAD, _MOST_SPREAD, _TRIED_SPREADS = 0.02, 50.0, 64
_MOST_ALIKE = 1 - 1e-12


class TemplateGeometry(Protocol):
    """What a back end says of its templates, for `calibrate`."""

    @property
    def dimension(self) -> int:
        """Length of a template."""
        ...

    @property
    def ungrouped_share(self) -> float:
        """FPIR that would be left if faces of one group were no more alike than others, over the lowest FPIR."""
        ...


def calibrate(profile: Profile, *, dimension: int, ungrouped_share: float) -> Calibration:
    """Find the geometry that meets a profile.

    Parameters
    ----------
    profile
        FPIR is met by group where it is stated by group, and overall where it is stated overall; TPIR at the first
        and the last point that state one.
    dimension
        Length d of a template, more than twice the groups.
    ungrouped_share
        FPIR that would be left at that point if faces of one group were no more alike than others, over the
        lowest of its groups: above 0 and below 1.

    Returns
    -------
    Calibration
        It depends on these three alone: a scenario that enrols another list changes the rates, not the system.

    Raises
    ------
    SettingsConflict
        If no geometry meets the points: an FPIR that no threshold reaches, points too near to each other, or a
        TPIR that the mix of captures is too poor for.
    """
    free = dimension - len(profile.groups)
    anchor = profile.anchor
    fpir, counts = profile.fpir_by_group(anchor), (anchor.watchlist_size or 1) * profile.lists
    cosine = cap_threshold(_per_comparison(ungrouped_share * fpir.min(), counts.sum()), free)
    if cosine <= 0:
        raise SettingsConflict(
            _path(profile, anchor, "fpir"),
            f"an FPIR of {fpir.min():g} is more than strangers reach by chance in a list of "
            f"{anchor.watchlist_size}; lower it, or raise watchlist_size",
        )
    rho = _concentrations(profile, anchor, fpir, cosine, counts, free)
    knots = _knots(profile, anchor, cosine, rho, free)
    blank = Calibration(profile.groups, free, rho, np.zeros(rho.size), np.full(rho.size, profile.spread), knots)
    centre, spread = _similarities(profile, blank)
    return replace(blank, centre=centre, spread=spread)


def _path(profile: Profile, point: OperatingPoint, kind: str) -> tuple[str | int, ...]:
    return ("points", profile.points.index(point), kind)


def _concentrations(
    profile: Profile, point: OperatingPoint, fpir: Floats, cosine: float, counts: Floats, free: int
) -> Floats:
    # The groups hang together through the comparisons between them, so sweep until nothing moves.
    rho = np.zeros(fpir.size)
    for _ in range(_SWEEPS):
        before = rho
        _refuse_unreachable(profile, point, fpir, before, cosine, counts, free)

        def excess(x: Floats, g: NDArray[np.int64], held: Floats = before) -> Floats:
            return _excess(x, g, held, cosine, counts, free, fpir)

        rho = _roots(excess, np.zeros(fpir.size), np.full(fpir.size, min(cosine, _MOST_ALIKE)))
        if np.abs(rho - before).max() < _SETTLED:
            return rho
    raise SettingsConflict(
        _path(profile, point, "fpir"),
        "the FPIR ask for differences between groups that no list reaches; bring them nearer to each other",
    )


def _excess(
    x: Floats, g: NDArray[np.int64], rho: Floats, cosine: float, counts: Floats, free: int, fpir: Floats
) -> Floats:
    """Return by how much group g's FPIR exceeds its value, on a log scale, if its concentration alone were x."""
    own = np.eye(rho.size, dtype=bool)[g]
    other = np.where(own, x[:, None], rho[None, :])
    needed = (cosine - np.where(own, x[:, None], 0)) / np.sqrt((1 - x[:, None]) * (1 - other))
    rates = _p_any(cap_share(needed, free), counts)
    return np.asarray(np.log(np.maximum(rates, 1e-300)) - np.log(fpir[g]))


def _p_any(fmr: Floats, counts: Floats) -> Floats:
    return np.asarray(-np.expm1(np.log1p(-np.minimum(fmr, 1 - 1e-16)) @ counts))


def _refuse_unreachable(
    profile: Profile, point: OperatingPoint, fpir: Floats, rho: Floats, cosine: float, counts: Floats, free: int
) -> None:
    every = np.arange(fpir.size)
    most = _excess(np.full(fpir.size, min(cosine, _MOST_ALIKE)), every, rho, cosine, counts, free, fpir)
    least = _excess(np.zeros(fpir.size), every, rho, cosine, counts, free, fpir)
    if most.min() < 0:
        g = int(most.argmin())
        raise SettingsConflict(
            _path(profile, point, "fpir"),
            f"an FPIR of {fpir[g]:g} for {profile.groups[g]}, which no list with {counts[g]:g} references of "
            "that group reaches; lower it, or raise watchlist_size",
        )
    if least.max() > 0:
        g = int(least.argmax())
        raise SettingsConflict(
            _path(profile, point, "fpir"),
            f"an FPIR of {fpir[g]:g} for {profile.groups[g]} is below the model's floor beside the other "
            f"groups' (at least {fpir[g] * np.exp(least[g]):.3g}); raise it, or bring the groups nearer to "
            "each other",
        )


def _knots(profile: Profile, anchor: OperatingPoint, cosine: float, rho: Floats, free: int) -> Floats:
    """Return the points of the vendor's scale; with one FPIR point alone, 1 - score is taken in proportion."""
    points = profile.fpir_points[::-1]
    apart = np.empty((rho.size, len(points)))
    for k, point in enumerate(points):
        at = np.full(rho.size, cosine) if point is anchor else _cosines(profile, point, rho, free)
        apart[:, k] = np.log(1 - at)
    scores = np.log(1 - np.array([point.threshold for point in points]))
    if len(points) == 1:
        apart, scores = np.hstack([apart - 1, apart]), np.append(scores - 1, scores)
    run, rise = np.diff(apart), np.diff(scores)
    for g, k in np.argwhere((run <= 0) | (rise > _STEEPEST * run))[:1]:
        raise SettingsConflict(
            _path(profile, points[k], "fpir"),
            f"the FPIR of {profile.groups[g]} at {points[k + 1].threshold:g} and {points[k].threshold:g} are "
            "too near to each other for thresholds so far apart, or rise; bring the thresholds together or "
            "the rates apart",
        )
    return np.stack([apart, np.broadcast_to(scores, apart.shape)], axis=1)


def _cosines(profile: Profile, point: OperatingPoint, rho: Floats, free: int) -> Floats:
    """Return the cosine (G,) of a point that is not the anchor: met group by group where it is stated so."""
    counts, wanted = (point.watchlist_size or 1) * profile.lists, profile.fpir_by_group(point)
    if len(point.fpir) > 1:

        def excess(x: Floats, g: NDArray[np.int64]) -> Floats:
            every = np.broadcast_to(x[:, None], (x.size, rho.size))
            rates = _p_any(_fmr_of(every, g, rho, free), counts)
            return np.asarray(np.log(np.maximum(rates, 1e-300)) - np.log(wanted[g]))

        return _roots(excess, np.full(rho.size, -1.0), np.full(rho.size, 1.0))
    overall = float(profile.faces @ wanted)
    return np.full(
        rho.size,
        brentq(
            lambda x: float(profile.faces @ search_rates(false_match_rates(x, rho, free), counts)) - overall,
            -1,
            1,
            xtol=_TOLERANCE,
        ),
    )


def _fmr_of(cosine: Floats, g: NDArray[np.int64], rho: Floats, free: int) -> Floats:
    """Return the chance (k, G) that a probe of group g (k,) and a reference of each group reach cosines (k, G)."""
    own = np.where(np.arange(rho.size) == g[:, None], rho, 0.0)
    return cap_share((cosine - own) / np.sqrt((1 - rho[g])[:, None] * (1 - rho)), free)


def _similarities(profile: Profile, blank: Calibration) -> tuple[Floats, Floats]:
    """Return centre and spread of each group's similarity from its TPIR, and from a second one where there is one."""
    points = [point for point in profile.points if point.tpir]
    first, last = points[0], points[-1]
    near, far = (_Mix(profile, point, blank) for point in (first, last))
    spread, every = np.full(blank.n_groups, profile.spread), np.arange(blank.n_groups)
    if first is last:
        return near.centres(spread, every), spread

    def excess(log_spread: Floats, g: NDArray[np.int64]) -> Floats:
        tried = np.exp(log_spread)
        return far.tpir(near.centres(tried, g), tried, g) - far.wanted[g]

    # over a mix of good and poor captures the second rate need not rise with the spread all the way: look everywhere
    grid = np.log(np.geomspace(_LEAST_SPREAD, _MOST_SPREAD, _TRIED_SPREADS))
    signs = np.sign(excess(np.tile(grid, every.size), np.repeat(every, grid.size))).reshape(every.size, grid.size)
    from_usual = np.where(signs[:, :-1] * signs[:, 1:] <= 0, np.abs(grid[:-1] - np.log(profile.spread)), np.inf)
    for g in np.flatnonzero(np.isinf(from_usual.min(axis=1)))[:1]:
        raise SettingsConflict(
            _path(profile, last, "tpir"),
            f"no spread of similarities of {profile.groups[g]} gives the TPIR at {first.threshold:g} and "
            f"{last.threshold:g} over this mix of captures; bring them nearer to or further from each other, "
            "or state another mix in `captures`",
        )
    k = from_usual.argmin(axis=1)
    spread = np.exp(_roots(excess, grid[k], grid[k + 1]))
    return near.centres(spread, every), spread


class _Mix:
    """TPIR at one point over a profile's mix of captures, for any centres and spreads; refuses what none reaches."""

    def __init__(self, profile: Profile, point: OperatingPoint, blank: Calibration) -> None:
        weight = np.array([capture.weight for capture in profile.captures])
        quality = np.array([capture.quality for capture in profile.captures])
        needed = blank.needed(point.threshold)
        self.weight, self.wanted = weight / weight.sum(), profile.tpir_by_group(point)
        self.odds = logit(np.clip(over(needed[:, None], quality), 0, 1))
        usable = np.isfinite(self.odds)
        self.reachable: Floats = usable @ self.weight
        self.best, self.worst = self.odds.min(axis=1), np.where(usable, self.odds, -np.inf).max(axis=1)
        for name, least, rate, most in zip(profile.groups, needed, self.wanted, self.reachable, strict=True):
            if least <= 0:
                raise SettingsConflict(
                    _path(profile, point, "tpir"),
                    f"the threshold {point.threshold:g} is so low that any face of {name} reaches it, "
                    "whatever TPIR; raise it, or lower the FPIR there",
                )
            if rate >= most:
                raise SettingsConflict(
                    _path(profile, point, "tpir"),
                    f"a TPIR of {rate:g} for {name} at {point.threshold:g}, but only {most:.3g} of the mix of "
                    "captures is good enough to reach that threshold; lower it, or improve `captures`",
                )

    def tpir(self, centre: Floats, spread: Floats, group: NDArray[np.int64]) -> Floats:
        """Return TPIR (k,) of groups (k,) with centres and spreads (k,)."""
        return np.asarray(ndtr((centre[:, None] - self.odds[group]) / spread[:, None]) @ self.weight)

    def centres(self, spread: Floats, group: NDArray[np.int64]) -> Floats:
        """Return the centres (k,) with which groups (k,) have the TPIR wanted, given their spreads (k,)."""
        # between what the best and what the worst capture of the mix would ask for by itself
        shift = spread * ndtri(self.wanted / self.reachable)[group]
        low, high = self.best[group] + shift - _MARGIN, self.worst[group] + shift + _MARGIN
        return _roots(lambda x, k: self.tpir(x, spread[k], group[k]) - self.wanted[group[k]], low, high)


def _roots(f: Callable[[Floats, NDArray[np.int64]], Floats], low: Floats, high: Floats) -> Floats:
    """Return where f(x, k) is 0 for each k at once; it changes sign between low[k] and high[k]."""
    found = find_root(
        f, (low, high), args=(np.arange(low.size),), tolerances={"xatol": _TOLERANCE, "xrtol": _TOLERANCE}
    )
    return np.asarray(found.x)


def _per_comparison(fpir: float, list_size: float) -> float:
    return float(-np.expm1(np.log1p(-fpir) / list_size))
