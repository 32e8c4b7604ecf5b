"""A ratio of one group's stops to everybody else's, as a curve over the share of those who pass that the group is.

Nobody publishes who passes a camera, so that a ratio for each who passes leans on a share that is assumed. How many of
a group are stopped follows from who is listed and recognised, and hardly from how many more of it pass; so with s of S
stops the ratio at a share q is (s / q) / ((S - s) / (1 - q)). Shares are told apart by their odds, as in
`sim.recognition.accuracy.group_ratio`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.recognition.accuracy.group_ratio import MixOfFaces

__all__ = ["MixCurve", "curve_over_mix", "ratio_at", "share_with_odds"]


@dataclass(frozen=True)
class MixCurve:
    """The ratio of stops of a group over its share of those who pass."""

    points: Sequence[tuple[float, float]]
    """(share, ratio), from the odds that are the square of the factor smaller to those that are it larger."""
    given: float
    """The share that was simulated."""
    factor: float
    """By which its odds may be smaller or larger."""

    @property
    def band(self) -> tuple[float, float]:
        """The shares that are assumed to be possible."""
        return share_with_odds(self.given, 1 / self.factor), share_with_odds(self.given, self.factor)


def curve_over_mix(stops: float, all_stops: float, *, given: float, n_points: int = 51) -> MixCurve | None:
    """Return the curve; None where only the group, or only others, were stopped or passed.

    Parameters
    ----------
    stops, all_stops
        Of the group, and of everybody.
    given
        The group's share of those who passed.
    """
    if not (0 < stops < all_stops and 0 < given < 1):
        return None
    factor = MixOfFaces().odds_factor
    low, high = share_with_odds(given, 1 / factor**2), share_with_odds(given, factor**2)
    shares = [low + (high - low) * k / (n_points - 1) for k in range(n_points)]
    return MixCurve([(share, ratio_at(stops, all_stops, share)) for share in shares], given, factor)


def ratio_at(stops: float, all_stops: float, share: float) -> float:
    """Return the ratio of a group's stops for each of its own who passes to those of others, at its share of who do."""
    return stops / share / ((all_stops - stops) / (1 - share))


def share_with_odds(given: float, times: float) -> float:
    """Return a share with so many times the odds of another."""
    odds = times * given / (1 - given)
    return odds / (1 + odds)
