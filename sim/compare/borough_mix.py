"""How much more often a group is stopped than others in simulated boroughs, over the share of who passes that it is."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import numpy as np

from sim.compare.borough_draws import GROUP_COUNTS
from sim.compare.mix import MixCurve, curve_over_mix, ratio_at, share_with_odds
from sim.compare.simulated import SimulatedBorough, ends_of

__all__ = ["AtShare", "BoroughMix", "mix_of_borough"]

_FACES, _STOPS = (GROUP_COUNTS.index(name) for name in ("faces_seen", "expected_engagements"))


@dataclass(frozen=True)
class AtShare:
    """The ratio at one share."""

    share: float
    ratio: float
    low: float
    high: float | None
    """The 90 % of the draws, as of every simulated figure of boroughs; None where too many leave it open."""


@dataclass(frozen=True)
class BoroughMix:
    """The ratio of a borough's expected stops of a group to those of others, each for a face seen."""

    area: str
    resident_share: float
    """Of the residents of the borough."""
    stops: float
    """Expected stops of the group in a draw, on average; and of everybody."""
    all_stops: float
    faces: float
    """Faces of the group that were seen in a draw, on average; and of everybody."""
    all_faces: float
    curve: MixCurve
    at: tuple[AtShare, AtShare, AtShare]
    """At the lowest share that is assumed to be possible, the one that was simulated, and the highest."""
    as_often_at: float
    """The share at which the group would be stopped as often as others: its share of the stops."""


def mix_of_borough(borough: SimulatedBorough, group: str) -> BoroughMix | None:
    """Return the curve of a group; None where only it or only others were seen or stopped in all draws together.

    Raises
    ------
    KeyError
        If the borough has no such group.
    """
    counts = borough.by_group[group]
    everybody = np.sum(list(borough.by_group.values()), axis=0)
    stops, all_stops, faces, all_faces = (
        float(of[:, what].mean()) for what in (_STOPS, _FACES) for of in (counts, everybody)
    )
    curve = curve_over_mix(stops, all_stops, given=faces / all_faces if all_faces else 0.0)
    if curve is None:
        return None

    def at(times: float) -> AtShare:
        share = share_with_odds(curve.given, times)
        low, high = ends_of(counts[:, _STOPS] / share, (everybody - counts)[:, _STOPS] / (1 - share))
        return AtShare(share, ratio_at(stops, all_stops, share), low, high if isfinite(high) else None)

    shares = (at(1 / curve.factor), at(1.0), at(curve.factor))
    resident_share = borough.resident_shares[group]
    return BoroughMix(
        borough.area, resident_share, stops, all_stops, faces, all_faces, curve, shares, stops / all_stops
    )
