"""Calibration: from a profile's operating points to a system that meets them, in closed form.

What fixes what: at one point FPIR by group fixes the concentrations rho_g and the cosine of its threshold, given
how much of the lowest FPIR is not a matter of groups; the cosines of the other thresholds follow from their FPIR, one
for all groups that were counted together; threshold and cosine at all points make the vendor's scale, which bends
from point to point as the rates do and goes on straight beyond them; m_g follows from TPIR over the profile's mix of
captures, and s_g from a second TPIR where there is one. All are roots in one dimension, found for all groups at once;
nothing is simulated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Protocol

import numpy as np
import scipy
from numpy.typing import NDArray

from sim.core.errors import SettingsConflict
from sim.recognition.accuracy.profile import OperatingPoint, Profile
from sim.recognition.accuracy.score_law import Calibration, Floats, over
from sim.recognition.accuracy.sphere import cap_share, cap_threshold, false_match_rates

__all__ = ["TemplateGeometry", "calibrate"]

_SWEEPS = 200
_STEEPEST = 100.0
"""Largest slope of the vendor's scale: beyond it the map is a step, and scores lose their digits."""
_TOLERANCE = 1e-13
_SETTLED = 1e-11
_MARGIN = 1e-9
_SATURATED = 0.99
"""FPIR from here on are told apart by their false matches."""
_TAIL = 0.025
_LEAST_SPREAD, _MOST_SPREAD, _TRIED_SPREADS = 0.02, 50.0, 64
_MOST_ALIKE = 1 - 1e-12
_KEPT = 16
"""So many geometries are remembered: settings are checked often, and few profiles are met."""


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
        FPIR is met by group where it is stated by group, and over the groups that are counted together; TPIR at the
        first and the last point that state one. Of points at one threshold the one with the longest list counts.
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
    return _calibrated(_Asked(profile.model_dump_json(), profile), dimension, ungrouped_share)


@dataclass(frozen=True)
class _Asked:
    """A profile, and what tells it from others."""

    text: str
    profile: Profile = field(compare=False)


@lru_cache(maxsize=_KEPT)
def _calibrated(asked: _Asked, dimension: int, ungrouped_share: float) -> Calibration:
    profile = asked.profile
    free = dimension - len(profile.groups)
    anchor = profile.anchor
    wanted, counts = profile.false_matches_by_group(anchor), (anchor.watchlist_size or 1) * profile.lists
    fpir = float(-np.expm1(-wanted.min()))
    ungrouped = -np.log1p(-ungrouped_share * fpir) if fpir < _SATURATED else ungrouped_share * wanted.min()
    cosine = cap_threshold(float(-np.expm1(-ungrouped / counts.sum())), free)
    if cosine <= 0:
        raise SettingsConflict(
            _path(profile, anchor, "fpir"),
            f"an FPIR of {fpir:g} is more than strangers reach by chance in a list of "
            f"{anchor.watchlist_size}; lower it, or raise watchlist_size",
        )
    rho = _concentrations(profile, anchor, wanted, cosine, counts, free)
    knots = _knots(profile, anchor, cosine, rho, free)
    blank = Calibration(profile.groups, free, rho, np.zeros(rho.size), np.full(rho.size, profile.spread), knots)
    centre, spread = _similarities(profile, blank)
    return replace(blank, centre=centre, spread=spread)


def _path(profile: Profile, point: OperatingPoint, kind: str) -> tuple[str | int, ...]:
    return ("points", profile.points.index(point), kind)


def _concentrations(
    profile: Profile, point: OperatingPoint, wanted: Floats, cosine: float, counts: Floats, free: int
) -> Floats:
    # The groups hang together through the comparisons between them, so sweep until nothing moves.
    rho = np.zeros(wanted.size)
    for _ in range(_SWEEPS):
        before = rho
        _refuse_unreachable(profile, point, wanted, before, cosine, counts, free)

        def excess(x: Floats, g: NDArray[np.int64], held: Floats = before) -> Floats:
            return _excess(x, g, held, cosine, counts, free, wanted)

        rho = _roots(excess, np.zeros(wanted.size), np.full(wanted.size, min(cosine, _MOST_ALIKE)))
        if np.abs(rho - before).max() < _SETTLED:
            return rho
    raise SettingsConflict(
        _path(profile, point, "fpir"),
        "the FPIR ask for differences between groups that no list reaches; bring them nearer to each other",
    )


def _excess(
    x: Floats, g: NDArray[np.int64], rho: Floats, cosine: float, counts: Floats, free: int, wanted: Floats
) -> Floats:
    """Return by how much group g's false matches exceed their number, as logs, if its concentration alone were x."""
    own = np.eye(rho.size, dtype=bool)[g]
    other = np.where(own, x[:, None], rho[None, :])
    needed = (cosine - np.where(own, x[:, None], 0)) / np.sqrt((1 - x[:, None]) * (1 - other))
    return np.asarray(np.log(np.maximum(_matches(cap_share(needed, free), counts), 1e-300)) - np.log(wanted[g]))


def _matches(fmr: Floats, counts: Floats) -> Floats:
    """Return -log(1 - FPIR) of searches at false match rates (k, G)."""
    return np.asarray(-np.log1p(-np.minimum(fmr, 1 - 1e-16)) @ counts)


def _refuse_unreachable(
    profile: Profile, point: OperatingPoint, wanted: Floats, rho: Floats, cosine: float, counts: Floats, free: int
) -> None:
    every, fpir = np.arange(wanted.size), profile.fpir_by_group(point)
    most = _excess(np.full(wanted.size, min(cosine, _MOST_ALIKE)), every, rho, cosine, counts, free, wanted)
    least = _excess(np.zeros(wanted.size), every, rho, cosine, counts, free, wanted)
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
    points = profile.heard("fpir")[::-1]
    apart = np.empty((rho.size, len(points)))
    for k, point in enumerate(points):
        at = np.full(rho.size, cosine) if point is anchor else _cosines(profile, point, rho, free)
        apart[:, k] = np.log(1 - at)
    scores = np.log(1 - np.array([point.threshold for point in points]))
    _go_on_where_none_was_counted(profile, points, apart, scores)
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


def _go_on_where_none_was_counted(
    profile: Profile, points: tuple[OperatingPoint, ...], apart: Floats, scores: Floats
) -> None:
    """Let the scale go on straight, from the threshold before, where none was counted at it and the rate is no lower.

    Points stand from the highest threshold to the lowest, as the columns of `apart` (G, K) and `scores` (K,).
    """
    for k in range(len(points) - 2, -1, -1):
        rise = scores[k + 1] - scores[k]
        for cell in points[k].fpir:
            for g in profile.members(cell):
                if cell.count == 0 and rise > _STEEPEST * (apart[g, k + 1] - apart[g, k]):
                    before = slice(k + 1, k + 3)
                    slope = np.diff(apart[g, before]) / np.diff(scores[before]) if k + 2 < len(points) else [1.0]
                    apart[g, k] = apart[g, k + 1] - slope[0] * rise


def _cosines(profile: Profile, point: OperatingPoint, rho: Floats, free: int) -> Floats:
    """Return the cosine (G,) of a point that is not the anchor: one for all groups that were counted together."""
    counts, faces = (point.watchlist_size or 1) * profile.lists, profile.faces
    wanted, rates = profile.false_matches_by_group(point), profile.fpir_by_group(point)
    cells = [profile.members(cell) for cell in point.fpir]
    own = np.empty(rho.size, np.int64)
    for k, members in enumerate(cells):
        own[members] = k

    def excess(x: Floats, cell: NDArray[np.int64]) -> Floats:
        at = np.zeros(len(cells))
        at[cell] = x
        matches = _matches(false_match_rates(at[own], rho, free), counts)
        return np.array([over_cell(matches, k) for k in cell])

    def over_cell(matches: Floats, k: int) -> float:
        members = cells[k]
        share = faces[members] / faces[members].sum()
        if len(members) == 1 or rates[members[0]] > _SATURATED:
            found, due = float(share @ matches[members]), wanted[members[0]]
        else:
            found, due = float(share @ -np.expm1(-matches[members])), rates[members[0]]
        return float(np.log(max(found, 1e-300)) - np.log(due))

    every = np.arange(len(cells))
    return _roots(excess, np.full(every.size, -1.0), np.full(every.size, 1.0))[own]


def _similarities(profile: Profile, blank: Calibration) -> tuple[Floats, Floats]:
    """Return centre and spread of each group's similarity from its TPIR, and from a second one where there is one."""
    points = profile.heard("tpir")
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
    none = np.isinf(from_usual.min(axis=1))
    same = none & _counted_alike(profile, first, last)
    for g in np.flatnonzero(none & ~same)[:1]:
        raise SettingsConflict(
            _path(profile, last, "tpir"),
            f"no spread of similarities of {profile.groups[g]} gives the TPIR at {first.threshold:g} and "
            f"{last.threshold:g} over this mix of captures; bring them nearer to or further from each other, "
            "or state another mix in `captures`",
        )
    k, told = from_usual.argmin(axis=1), np.flatnonzero(~none)
    if told.size:
        low, high = grid[k[told]], grid[k[told] + 1]
        spread[told] = np.exp(_roots(lambda x, at: excess(x, told[at]), low, high))
    # two rates that the counts do not tell apart say nothing of the spread: the usual one, and the higher threshold
    return np.where(same, far.centres(spread, every), near.centres(spread, every)), spread


def _counted_alike(profile: Profile, one: OperatingPoint, other: OperatingPoint) -> NDArray[np.bool_]:
    """Return for which groups (G,) the TPIR at two points are counts that may be of one rate."""
    ends = []
    for point in (one, other):
        low, high = np.ones(len(profile.groups)), np.zeros(len(profile.groups))
        for cell in point.tpir:
            trials = profile.trials(point, cell)
            if cell.count is not None and trials is not None:
                tails = scipy.special.betaincinv(cell.count + 0.5, trials - cell.count + 0.5, [_TAIL, 1 - _TAIL])
                low[profile.members(cell)], high[profile.members(cell)] = tails
        ends.append((low, high))
    return np.asarray(np.maximum(ends[0][0], ends[1][0]) <= np.minimum(ends[0][1], ends[1][1]))


class _Mix:
    """TPIR at one point over a profile's mix of captures, for any centres and spreads; refuses what none reaches."""

    def __init__(self, profile: Profile, point: OperatingPoint, blank: Calibration) -> None:
        weight = np.array([capture.weight for capture in profile.captures])
        quality = np.array([capture.quality for capture in profile.captures])
        needed = blank.needed(point.threshold)
        self.weight, self.wanted = weight / weight.sum(), profile.tpir_by_group(point)
        self.odds = scipy.special.logit(np.clip(over(needed[:, None], quality), 0, 1))
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
        return np.asarray(scipy.special.ndtr((centre[:, None] - self.odds[group]) / spread[:, None]) @ self.weight)

    def centres(self, spread: Floats, group: NDArray[np.int64]) -> Floats:
        """Return the centres (k,) with which groups (k,) have the TPIR wanted, given their spreads (k,)."""
        # between what the best and what the worst capture of the mix would ask for by itself
        shift = spread * scipy.special.ndtri(self.wanted / self.reachable)[group]
        low, high = self.best[group] + shift - _MARGIN, self.worst[group] + shift + _MARGIN
        return _roots(lambda x, k: self.tpir(x, spread[k], group[k]) - self.wanted[group[k]], low, high)


def _roots(f: Callable[[Floats, NDArray[np.int64]], Floats], low: Floats, high: Floats) -> Floats:
    """Return where f(x, k) is 0 for each k at once; it changes sign between low[k] and high[k]."""
    from scipy.optimize.elementwise import find_root  # slow to load

    found = find_root(
        f, (low, high), args=(np.arange(low.size),), tolerances={"xatol": _TOLERANCE, "xrtol": _TOLERANCE}
    )
    return np.asarray(found.x)
