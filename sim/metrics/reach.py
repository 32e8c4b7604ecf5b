"""What becomes of those who are passed on to officers, free of the luck of a day.

Being stopped takes two things. *In time*: officers who are free get to the person before they leave the street. That
is a matter of the street and of where officers wait; its chance is the share of the day's drills that ended so
(`sim.day.drills`), which no threshold and no list changes. *Free*: there are such officers. That is a matter of load,
and its chance is Erlang's: teams who are kept by stops for so many hours in all, as is expected of everybody who came,
lose the share B(a, c) of further calls, with a the load in teams and c how many teams there are. So a lower threshold,
which adds alerts, lowers expected stops of listed people only by the second, and how much that is stands beside them
(`no_officer_free`).

What is left out: the time for which officers are on their way, alerts that wait for them for a while, that more
alerts come in the busier hours, and that most alerts are raised when somebody is searched for the first time. Drills
are of any search, and at the cameras that somebody passes last less time is left: with fixed cameras at two sites of
North End 0.86 of drills at the first search end in time, and 0.63 of later ones, while 93 % of alerts are raised at the
first. So expected stops are some 5 % too few there.

Source: Erlang (1917), the loss formula.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.event_log import EventLog
from sim.events import Drill
from sim.policing.engagement import mean_stop_s
from sim.scenario.schema import LFR

__all__ = ["Reach", "erlang_loss", "reach_of"]

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True)
class Reach:
    """What a deployment's officers can do."""

    in_time: float
    """Chance that officers who are free reach a person who is passed on."""
    teams: int
    """How many stops they can make at once."""
    duration_s: float
    """Length of the deployment."""
    stop_s: Floats
    """(K,): how long the stop of one listed with a reference of each kind keeps a team while the deployment lasts."""
    false_stop_s: float
    """For how long that of one who is not listed does."""

    def is_free(self, stopped_s: float) -> float:
        """Return the chance that a team is free where stops last so long in all, if every one of them takes place."""
        return 1 - erlang_loss(self.in_time * stopped_s / self.duration_s, self.teams)


def reach_of(log: EventLog, lfr: LFR, p_arrest: Floats, duration_s: float) -> Reach:
    """Return what the officers of a deployment can do.

    Parameters
    ----------
    p_arrest
        (K,): chance that the stop of one listed with a reference of each kind ends in arrest.
    """
    drills = log.events(Drill)
    arrest_s, check_s, false_s = (
        _within(mean_stop_s(lfr.engagement, kind), duration_s) for kind in ("arrest", "check", "false")
    )
    return Reach(
        in_time=(int(drills["is_reached"].sum()) + 0.5) / (drills.size + 1),
        teams=max(lfr.engagement.officers // lfr.engagement.officers_per_stop, 1),
        duration_s=duration_s,
        stop_s=p_arrest * arrest_s + (1 - p_arrest) * check_s,
        false_stop_s=false_s,
    )


def _within(length_s: float, duration_s: float) -> float:
    """Return how much of a stop lies within the deployment, on average over when it begins."""
    return length_s * (1 - length_s / (2 * duration_s)) if length_s < duration_s else duration_s / 2


def erlang_loss(load: float, teams: int) -> float:
    """Return the share of calls that find all teams busy, by Erlang's formula; `load` is calls times their length."""
    loss = 1.0
    for k in range(1, teams + 1):
        loss = load * loss / (k + load * loss)
    return loss
