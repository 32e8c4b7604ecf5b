"""Officers on the street: whether they get there, how long a stop takes and in what manner.

Who goes is a rule of its own (`sim.policing.dispatch`). Officers find their way through the crowd to the person, who
walks on (`sim.street.among`). The stop begins when they are within reach. A person who leaves the street first is
lost; so is one for whom nobody is free in time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
import scipy
from pydantic import Field

from sim.core.config import Config
from sim.core.groups import ByGroup
from sim.core.shares import Probability
from sim.core.streams import Stream, Streams
from sim.evidence.register import assumed, cited
from sim.policing.dispatch.nearest import Nearest
from sim.policing.dispatch.rules import Dispatch
from sim.policing.outcome import OutcomeKind

__all__ = ["EngagementSettings", "Stop", "draw_stop", "mean_stop_s"]


class EngagementSettings(Config):
    """The team and how it stops people."""

    officers: int = assumed(
        12, "the number of officers at a deployment is published nowhere", unit="officers", low=6, high=24, ge=1, le=500
    )
    """Officers on foot; they wait at the sites, as evenly spread over them as can be."""
    officers_per_stop: int = assumed(2, "reports speak of pairs", unit="officers", low=1, high=4, ge=1, le=20)
    """Officers whom one stop takes."""
    dispatch: Dispatch = Nearest()
    """Who of them goes to a person: the `nearest` who are free, or those posted at the alert's `own_site`. How forces
    send officers is not published."""
    walking_speed_m_s: float = assumed(
        1.9,
        "officers were not timed: a brisk walk, between the comfortable 1.4 and the fastest 2.4 m/s of adults of 30 "
        "to 40 (Bohannon 1997, Age and Ageing 26, recalled)",
        unit="m/s",
        low=1.5,
        high=3.0,
        gt=0,
        le=12,
    )
    """Speed at which an officer walks where nobody is in the way; the crowd slows them as it does anybody."""
    reach_m: float = assumed(
        1.5, "the distance at which people speak to a stranger", unit="m", low=1.0, high=3.0, gt=0, le=20
    )
    """Distance at which the stop begins."""
    patience_s: float = assumed(
        60.0,
        "how long an alert waits for a free officer is not published",
        unit="s",
        low=20.0,
        high=180.0,
        ge=0,
        le=3600,
    )
    """How long a decision to engage waits for officers to be free."""
    false_stop_min: float = cited("policing.false-stop-minutes", gt=0, le=600)
    """Median length of the stop of a person who is not listed."""
    check_min: float = assumed(
        8.0,
        "lengths of stops that end without arrest are not published; a campaign's "
        "monitors timed some at 5 to 20 minutes",
        unit="min",
        low=4.0,
        high=20.0,
        gt=0,
        le=600,
    )
    """Median length of the stop of a listed person who is not arrested."""
    arrest_min: float = assumed(
        25.0,
        "time on the street until a van takes the person away is not published",
        unit="min",
        low=15.0,
        high=60.0,
        gt=0,
        le=600,
    )
    """Median time for which an arrest keeps the person and the officers on the street."""
    false_stop_spread: float = assumed(
        0.9,
        "chosen so that four in five false stops last under five minutes and three in a thousand the documented 30",
        unit="log units",
        low=0.6,
        high=1.2,
        ge=0,
        le=3,
    )
    """Standard deviation of the logarithm of the length of a false stop."""
    listed_stop_spread: float = assumed(
        0.5, "lengths of stops of listed people are not published", unit="log units", low=0.3, high=0.9, ge=0, le=3
    )
    """Standard deviation of the logarithm of the length of the stop of a listed person."""
    manner_mean: dict[OutcomeKind, Probability] = assumed(
        {"arrest": 0.7, "other_disposal": 0.3, "no_further_action": 0.2},
        "no force publishes how stops are conducted; arrests usually involve handcuffs",
        unit="0 to 1",
    )
    """Mean manner of a stop by what it ends in: 0 respectful, 1 handcuffed."""
    group_manner: ByGroup[float] = assumed(
        {},
        "a campaign's monitors reported handcuffs before checks on one day (28 August 2024); nothing is counted; "
        "none until a user says so",
        unit="log odds",
    )
    """What is added for people of a group to the log odds of the mean manner; a group not named has 0."""
    group_length: ByGroup[Annotated[float, Field(gt=0, le=20)]] = assumed(
        {},
        "a campaign's monitors reported that stops of Black people lasted twice as long on one day (28 August "
        "2024); nothing is counted; none until a user says so",
        unit="ratio",
    )
    """How many times as long stops of people of a group last; a group not named has 1."""
    manner_concentration: float = assumed(
        4.0, "no observation of manner was found", unit="1", low=2.0, high=20.0, gt=0, le=1000
    )
    """How alike stops of one kind are: manner is Beta(mean x this, (1 - mean) x this)."""


@dataclass(frozen=True)
class Stop:
    """How one engagement goes."""

    duration_s: float
    manner: float


def draw_stop(
    settings: EngagementSettings,
    *,
    person_id: int,
    passage: int,
    group: str,
    outcome: OutcomeKind,
    is_false_stop: bool,
    streams: Streams,
) -> Stop:
    """Draw the length and the manner of one stop (keyed on the person and their passage); `group` is the person's."""
    length, manner = streams.uniform(Stream.ENGAGEMENT, person_id, 2 * passage + np.arange(2))
    if is_false_stop:
        median_min, spread = settings.false_stop_min, settings.false_stop_spread
    else:
        median_min = settings.arrest_min if outcome == "arrest" else settings.check_min
        spread = settings.listed_stop_spread
    mean = _shifted(settings.manner_mean.get(outcome, 0.0), settings.group_manner.get(group, 0.0))
    median_min *= settings.group_length.get(group, 1.0)
    return Stop(
        duration_s=float(60.0 * median_min * np.exp(spread * scipy.special.ndtri(length))),
        manner=_beta(mean, settings.manner_concentration, manner),
    )


def mean_stop_s(settings: EngagementSettings, kind: Literal["arrest", "check", "false"]) -> float:
    """Return the mean length of stops, in seconds: that end in arrest, others of listed people, and false ones."""
    median_min, spread = {
        "arrest": (settings.arrest_min, settings.listed_stop_spread),
        "check": (settings.check_min, settings.listed_stop_spread),
        "false": (settings.false_stop_min, settings.false_stop_spread),
    }[kind]
    return float(60.0 * median_min * np.exp(spread**2 / 2))


def _shifted(mean: float, log_odds: float) -> float:
    if log_odds == 0 or mean in (0.0, 1.0):
        return mean
    return float(scipy.special.expit(scipy.special.logit(mean) + log_odds))


def _beta(mean: float, concentration: float, u: float) -> float:
    if mean in (0.0, 1.0):
        return float(mean)
    return float(scipy.special.betaincinv(mean * concentration, (1 - mean) * concentration, u))
