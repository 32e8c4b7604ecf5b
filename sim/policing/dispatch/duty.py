"""What a rule of dispatch knows, and what it is: the officers on duty, a call for some of them, and who is sent.

A rule is settings with two methods (`Rule`). It is asked in every second in which nobody is on the way to the person
yet, and decides from what stands here alone: the same call and the same officers give the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot
from typing import Literal, Protocol, TypeAlias

__all__ = ["Call", "OfficerState", "OnDuty", "Rule", "nearest_free"]

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
