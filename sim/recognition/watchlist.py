"""The watchlist: whose references are enrolled, and why they are wanted.

What the police publish are the reasons of those *arrested* (549 wanted by courts, 347 on reasonable
grounds, 85 under conditions, categories overlap). The make-up of the list itself is an assumption that
reproduces those: with an arrest in 83 % of engagements of people wanted by courts or the police and 10 %
of those under conditions, shares of .35, .22 and .43 give 56 : 35 : 8 of the arrests and, with nine true
alerts in ten engaged, the published 46.5 arrests in a hundred true alerts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from sim.core.config import Config
from sim.core.shares import Probability, Shares, choose
from sim.core.streams import Stream, Streams
from sim.events import ETHNIC_GROUPS, EthnicGroup
from sim.evidence.register import assumed, cited

__all__ = ["REASONS", "Reason", "Watchlist", "WatchlistSettings", "enrol"]

Reason = Literal["courts", "police", "conditions"]
"""Wanted by a court; wanted by the police on reasonable grounds; under conditions of a court or MAPPA."""

REASONS: tuple[Reason, ...] = ("courts", "police", "conditions")
"""Reasons in the order that `Watchlist.reason` indexes."""

_GROUP, _SEX, _REASON, _SERIOUS, _QUALITY = range(5)


class WatchlistSettings(Config):
    """Who is on the list."""

    size: int = cited("recognition.watchlist-size", ge=0, le=100_000)
    """References on the list."""
    group_shares: Shares[EthnicGroup] = assumed(
        {"asian": 0.1914, "black": 0.2316, "mixed": 0.0877, "other": 0.0539, "white": 0.4354},
        "the make-up of no watchlist is published; the residents of the ward of North End stand in, so that no "
        "group is listed more often than another until a user says so", unit="share of references")
    """Ethnic groups of the people on the list."""
    male_share: Probability = assumed(
        0.85, "the make-up of no watchlist is published", unit="share of references", low=0.7, high=0.95)
    """Men on the list."""
    reasons: Shares[Reason] = assumed(
        {"courts": 0.35, "police": 0.22, "conditions": 0.43},
        "only the reasons of those arrested are published; these reproduce them and the arrests per true alert",
        unit="share of references")
    """Why people are listed: courts, police (reasonable grounds), conditions (of a court, and MAPPA)."""
    serious_share: dict[Reason, Probability] = assumed(
        {"courts": 0.15, "police": 0.40, "conditions": 0.60},
        "offences of the people on a list are not published; over a quarter of arrests were for violence against "
        "women and girls, and MAPPA is for sexual and violent offenders", unit="share of references of that reason")
    """Share of each reason that is listed for an offence of the serious class."""

    poor_share: Probability = assumed(
        0.0, "nobody publishes the image quality of a list; the operating points already hold over the lists of "
        "their tests", unit="share of references", low=0.0, high=0.3)
    """References enrolled from a poor image, beyond what the operating points were measured with."""
    poor_quality: float = assumed(
        0.6, "no measurement found; some old or grainy images lose most of their similarity", unit="quality",
        low=0.3, high=0.9, gt=0, le=1)
    """What such an image leaves of a good one's similarity."""

    @model_validator(mode="after")
    def _every_reason_has_a_class(self) -> Self:
        missing = [reason for reason in REASONS if reason not in self.serious_share]
        if missing:
            raise ValueError(
                f"serious_share has no value for {', '.join(missing)}; give all of {', '.join(REASONS)}")
        return self


@dataclass(frozen=True)
class Watchlist:
    """The enrolled list; reference i is row i of every array, N rows."""

    group: NDArray[np.int8]
    """(N,) index into ETHNIC_GROUPS."""
    is_male: NDArray[np.bool_]
    """(N,)."""
    reason: NDArray[np.int8]
    """(N,) index into REASONS."""
    is_serious: NDArray[np.bool_]
    """(N,) listed for an offence of the serious class."""
    quality: NDArray[np.float64]
    """(N,) quality of the enrolled image: 1, or less where it is poor."""

    @property
    def size(self) -> int:
        """Number of references N."""
        return self.group.size

    @property
    def counts(self) -> NDArray[np.int64]:
        """Number of references of each group (G,)."""
        return np.bincount(self.group, minlength=len(ETHNIC_GROUPS))

    def first(self, n: int) -> Watchlist:
        """Return the first `n` entries, or all if there are fewer."""
        return Watchlist(**{name: column[:n] for name, column in vars(self).items()})


def enrol(settings: WatchlistSettings, *, streams: Streams) -> Watchlist:
    """Put people on the list.

    An entry depends on the seed and its number only: a longer list begins with the shorter one, and
    changed shares move as few references as they can.

    Raises
    ------
    ValueError
        If the size is 0: an empty list cannot be searched.
    """
    if settings.size == 0:
        raise ValueError("the watchlist is empty (size 0); it needs at least one reference")
    ids = np.arange(settings.size)
    group = choose(settings.group_shares, ETHNIC_GROUPS, streams.uniform(Stream.WATCHLIST, ids, _GROUP))
    reason = choose(settings.reasons, REASONS, streams.uniform(Stream.WATCHLIST, ids, _REASON))
    serious = np.array([settings.serious_share[reason] for reason in REASONS])
    return Watchlist(
        group=group,
        is_male=streams.uniform(Stream.WATCHLIST, ids, _SEX) < settings.male_share,
        reason=reason,
        is_serious=streams.uniform(Stream.WATCHLIST, ids, _SERIOUS) < serious[reason],
        quality=np.where(
            streams.uniform(Stream.WATCHLIST, ids, _QUALITY) < settings.poor_share, settings.poor_quality, 1.0),
    )
