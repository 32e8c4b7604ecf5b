"""What a rule of dispatch knows, and what it is: the officers on duty, a call for some of them, and who is sent.

A rule is settings with two methods (`Rule`). It is asked in every second in which nobody is on the way to the person
yet, and decides from what stands here alone: the same call and the same officers give the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot
from typing import Literal, Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

__all__ = ["Call", "NearestAmong", "OfficerState", "OnDuty", "Rule", "first_sent", "nearest_free"]

OfficerState: TypeAlias = Literal["waiting", "pursuing", "engaging"]
"""What an officer is doing; who waits is free to go, also on the way back to their post."""


@dataclass(frozen=True)
class Call:
    """A person whom the operator wants stopped."""

    site: str
    """Where the alert was raised."""
    x_m: float
    """Where the person is now, along the street."""
    y_m: float
    """Where the person is now, to the left of the street's axis."""
    officers: int
    """How many a stop takes, 1 or more (`officers_per_stop`)."""


@dataclass(frozen=True)
class OnDuty:
    """One officer of the deployment."""

    x_m: float
    """Where they are, along the street."""
    y_m: float
    """Where they are, to the left of the street's axis."""
    site: str
    """The site at which they are posted."""
    state: OfficerState
    """What they are doing."""


class Rule(Protocol):
    """A rule of dispatch."""

    def send(self, call: Call, officers: Sequence[OnDuty]) -> tuple[int, ...]:
        """Return which of the officers go, by their place in `officers`; nobody yet if it is empty.

        Only those who are free may be sent. A call that nobody is sent to is made again in the next second, until the
        policy's patience ends.
        """
        ...

    def least_officers(self, sites: int) -> int:
        """Return how many officers a deployment at so many sites must have for every call to find some."""
        ...


@runtime_checkable
class NearestAmong(Protocol):
    """A rule that sends the nearest free ones of those who may go, so that many calls can be answered at once."""

    def among(self, site: str, officers: Sequence[OnDuty]) -> Sequence[int]:
        """Return who may go where an alert was raised, by their place in `officers`."""
        ...


def first_sent(
    rule: Rule,
    sites: NDArray[np.str_],
    at_m: NDArray[np.float64],
    officers: Sequence[OnDuty],
    *,
    per_stop: int,
) -> NDArray[np.int64]:
    """Return who is the first to be sent by each of many calls, were it the only one (k,).

    Parameters
    ----------
    rule
        It is asked for each call, unless it is one of `NearestAmong`.
    sites, at_m
        (k,) and (k, 2): where the alerts were raised, and where the people are.
    officers
        All of them free.
    per_stop
        How many a stop takes.
    """
    if not isinstance(rule, NearestAmong):
        calls = (Call(site, x_m, y_m, per_stop) for site, (x_m, y_m) in zip(sites.tolist(), at_m.tolist(), strict=True))
        return np.array([rule.send(call, officers)[0] for call in calls], np.int64)
    first = np.empty(sites.size, np.int64)
    places = np.array([(officer.x_m, officer.y_m) for officer in officers])
    for site in np.unique(sites):
        among, mine = np.array(rule.among(str(site), officers), np.int64), sites == site
        way = at_m[mine, None] - places[among]
        first[mine] = among[np.hypot(way[..., 0], way[..., 1]).argmin(axis=1)]
    return first


def nearest_free(call: Call, officers: Sequence[OnDuty], among: Sequence[int]) -> tuple[int, ...]:
    """Return the officers of a stop: those of `among` who are free and nearest to the person; nobody if too few are.

    Parameters
    ----------
    among
        Who may go, by their place in `officers`. Where they are fewer than a stop takes, all of them are enough.
    """
    needed = min(call.officers, len(among))
    free = [number for number in among if officers[number].state == "waiting"]
    if len(free) < needed:
        return ()
    near = [(hypot(officers[number].x_m - call.x_m, officers[number].y_m - call.y_m), number) for number in free]
    near.sort()
    return tuple([number for _, number in near[:needed]])
