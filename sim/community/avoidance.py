"""Who keeps away from cameras, and how: another way, another time, or a covered face.

Surveys ask who would avoid an area with facial recognition; fewer do what they say. Whether somebody is one of them is
drawn once and for all: a larger share adds people and takes none away. They can only avoid a deployment that they know
of. Wanted people avoid as a share of their own, which may grow each time that they are stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from sim.core.config import Config
from sim.core.groups import ByGroup
from sim.core.shares import Probability, Shares, choose
from sim.core.streams import Stream, Streams
from sim.evidence.register import assumed, cited

__all__ = ["Avoidance", "AvoidanceSettings", "Avoiders", "Way"]

Way = Literal["route", "time", "cover"]
_WAYS: tuple[Way, ...] = ("route", "time", "cover")
_AVOIDS, _WAY = 2**31, 2**31 + 1
"""Draws of a person, apart from those of deployments that they may know of."""


class AvoidanceSettings(Config):
    """Who avoids cameras."""

    stated_share: ByGroup[Probability] = cited("community.would-avoid")
    """Share of each ethnic group who say that they would avoid an area with facial recognition; 0 for one left out."""
    discount: Probability = assumed(
        0.3,
        "no study of what people do about facial recognition was found",
        unit="share of those who say so",
        low=0.1,
        high=1.0,
    )
    """Share of those who say so who do."""
    ways: Shares[Way] = assumed(
        {"route": 0.6, "time": 0.3, "cover": 0.1}, "how people avoid was not asked", unit="share"
    )
    """Going elsewhere; coming when there is no deployment; covering the face."""
    aware_share: Probability = assumed(
        0.5,
        "deployments are announced and signed; how many notice before they pass was not measured",
        unit="share",
        low=0.1,
        high=1.0,
    )
    """Chance of knowing of a deployment before coming into view."""
    listed_share: Probability = assumed(
        0.1,
        "nothing is known of how wanted people respond; overt signs make more than none plausible",
        unit="share",
        low=0.0,
        high=0.5,
    )
    """Share of wanted people who avoid."""
    listed_learning: Probability = assumed(
        0.2, "nothing is known of how wanted people learn", unit="share", low=0.0, high=0.8
    )
    """Share of the wanted who do not avoid yet who do so after being stopped once more."""


@dataclass(frozen=True)
class Avoiders:
    """What each person does about deployments that they know of."""

    NONE: ClassVar[int] = 0
    ROUTE: ClassVar[int] = 1
    TIME: ClassVar[int] = 2
    COVER: ClassVar[int] = 3

    way: NDArray[np.int8]
    """(n,)."""


class Avoidance:
    """Who avoids, as is drawn once for each person: the same in every replication of one seed.

    Parameters
    ----------
    groups
        The ethnic groups.
    ethnic_group
        (n,).
    """

    def __init__(
        self,
        settings: AvoidanceSettings,
        *,
        groups: Sequence[str],
        ethnic_group: NDArray[np.integer],
        streams: Streams,
    ) -> None:
        once, people = Streams(streams.seed), np.arange(ethnic_group.size, dtype=np.uint32)
        stated = np.array([settings.stated_share.get(group, 0.0) for group in groups])
        self._settings = settings
        self._u = once.uniform(Stream.AVOID, people, _AVOIDS)
        self._way = (1 + choose(settings.ways, _WAYS, once.uniform(Stream.AVOID, people, _WAY))).astype(np.int8)
        self._of_others = np.where(self._u < settings.discount * stated[ethnic_group], self._way, 0).astype(np.int8)

    def now(self, *, listed: NDArray[np.integer], stopped: NDArray[np.integer]) -> Avoiders:
        """Return who avoids.

        Parameters
        ----------
        listed
            (k,): who is on the list.
        stopped
            (n,): how often each has been stopped; only wanted people learn from it.
        """
        settings, way = self._settings, self._of_others.copy()
        chance = 1 - (1 - settings.listed_share) * (1 - settings.listed_learning) ** stopped[listed]
        way[listed] = np.where(self._u[listed] < chance, self._way[listed], 0)
        return Avoiders(way)
