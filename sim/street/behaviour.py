"""How people use the street: how fast they want to walk, with whom, and which windows they stop at.

Parties share everything: one desired speed, one list of stops, one pace. Members who get ahead of the last
slow down and wait, and all are drawn back toward the middle when they stray.
"""

from __future__ import annotations

from math import erfc, sqrt
from typing import TypeAlias

import numpy as np
import scipy
from numpy.typing import NDArray
from pydantic import model_validator

from sim.core.config import Config
from sim.core.streams import Stream, Streams
from sim.evidence.register import assumed, cited
from sim.street.geometry import Geometry

__all__ = ["Behaviour", "draw_desired_speeds", "draw_stops", "expected_dwell_s"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]


class Behaviour(Config):
    """Settings of how people use the street."""

    desired_speed_mean_m_s: float = cited("walking.desired-speed.mean", gt=0, le=3)
    """Mean speed at which people alone would walk if nobody were in the way."""
    desired_speed_sd_m_s: float = cited("walking.desired-speed.sd", ge=0, le=1)
    """Standard deviation of it between people."""
    desired_speed_low_m_s: float = assumed(
        0.5,
        "slower drawn speeds are set to this, near the slowest of the reduced-mobility range of RiMEA 7",
        unit="m/s",
        low=0.3,
        high=0.7,
        gt=0,
    )
    """Slowest desired speed."""
    desired_speed_high_m_s: float = assumed(
        2.2,
        "faster drawn speeds are set to this: a brisk walk, about 3 standard deviations up",
        unit="m/s",
        low=2,
        high=2.5,
        gt=0,
        le=3,
    )
    """Fastest desired speed."""
    slower_per_companion_m_s: float = cited("walking.groups.slower-per-companion", ge=0, le=0.3)
    """How much slower a party walks for each person more."""
    stops_per_10_m: float = assumed(
        0.03,
        "no usable rate was found for shop windows; 2 to 5 % per 10 m of frontage is a guess from "
        "reading about storefronts",
        unit="1/(10 m)",
        low=0.02,
        high=0.05,
        ge=0,
        le=1,
    )
    """Windows that a party stops at, per 10 m of its way."""
    detour_m: float = assumed(
        30.0, "people cross the street for a window but do not walk back for one", unit="m", low=10, high=60, ge=0
    )
    """A window lies on the way if stopping there makes the way at most so much longer."""
    most_stops: int = assumed(
        4, "a cap on stops; fewer than 1 in 50 parties would make more", unit="", low=2, high=8, ge=0, le=16
    )
    """Most stops of one party."""
    dwell_median_s: float = assumed(
        10.0, "no measurement of looks at shop windows was found", unit="s", low=5, high=30, gt=0
    )
    """Median time at a window (log-normal)."""
    dwell_log_sd: float = assumed(
        0.8, "no measurement of looks at shop windows was found", unit="", low=0.5, high=1.2, ge=0, le=3
    )
    """Standard deviation of the logarithm of that time."""
    dwell_longest_s: float = assumed(300.0, "longer looks are set to this", unit="s", low=120, high=900, gt=0)
    """Longest time at a window."""
    party_radius_m: float = assumed(
        0.65,
        "pairs walk about 0.8 m apart, each 0.4 m from their middle; with this and the next two, parties in a "
        "busy street stay within about 3 m",
        unit="m",
        low=0.5,
        high=1.5,
        gt=0,
    )
    """Distance from the middle of the party within which a member walks freely."""
    party_pull: float = assumed(
        1.8, "no fitted value in use with this walking model", unit="", low=1, high=2, ge=0, le=3
    )
    """Weight of the direction to the party's middle, of one's own way's 1, when twice the radius away."""
    party_gap_m: float = assumed(
        1.4,
        "no measurement found of how far ahead people wait; with this, parties whose members would walk at 1.25 "
        "and 0.6 m/s stay within 3 m (RiMEA's test of groups)",
        unit="m",
        low=1,
        high=2,
        gt=0,
    )
    """Who is further ahead of the last of the party slows down, and almost stands when twice as far."""
    party_hurry: float = assumed(
        0.4, "no measurement found of how much people hurry after their company", unit="", low=0.2, high=0.5, ge=0, le=1
    )
    """Share by which who is behind walks faster than they would alone."""
    party_least_share: float = assumed(
        0.05,
        "who waits goes on a little, so that two never wait for each other for ever",
        unit="share",
        low=0.02,
        high=0.2,
        gt=0,
        le=1,
    )
    """Least share of their speed at which people walk who wait for their party."""
    lost_s: int = assumed(
        2,
        "no measurement found; people soon look round for a way when they get no nearer",
        unit="s",
        low=1,
        high=5,
        ge=1,
        le=60,
    )
    """Seconds without getting nearer after which people look for the way anew."""
    facing_time_s: float = assumed(
        0.5, "no measurement of how fast bodies turn in a crowd was found", unit="s", low=0.2, high=1, gt=0
    )
    """Time constant with which the body comes to face where it is going."""

    @model_validator(mode="after")
    def _bounds_hold_the_mean(self) -> Behaviour:
        low, high = self.desired_speed_low_m_s, self.desired_speed_high_m_s
        if not low <= self.desired_speed_mean_m_s <= high:
            raise ValueError(
                f"desired_speed_mean_m_s is outside its bounds ({self.desired_speed_mean_m_s}); "
                f"it must lie between {low} and {high} m/s"
            )
        return self


def draw_desired_speeds(behaviour: Behaviour, person_id: Ints, *, party_size: Ints, streams: Streams) -> Floats:
    """Draw the speed, in m/s, at which each person would walk alone on the street.

    Normal, less a little for each companion, and set to the bounds beyond them.

    Parameters
    ----------
    person_id
        (n,): whose draw is used; give all members of a party the first member's id.
    party_size
        (n,): 1 for a person alone.

    Source: Weidmann (1993), Transporttechnik der Fussgaenger, ETH; Moussaid et al. (2010), PLoS ONE 5(4), figure 2.
    """
    u = streams.uniform(Stream.WALKING, person_id)
    mean = behaviour.desired_speed_mean_m_s - behaviour.slower_per_companion_m_s * (party_size - 1)
    speed = mean + behaviour.desired_speed_sd_m_s * scipy.special.ndtri(u)
    return np.clip(speed, behaviour.desired_speed_low_m_s, behaviour.desired_speed_high_m_s)


def draw_stops(
    behaviour: Behaviour, geometry: Geometry, party_id: Ints, *, entrance: Ints, exit_: Ints, streams: Streams
) -> tuple[NDArray[np.int32], Floats]:
    """Draw the windows that each party stops at, in the order of its way, and for how long.

    The number is Poisson with `stops_per_10_m` times the length of the way, at most `most_stops` and at
    most the windows on the way, which are drawn without replacement.

    Returns
    -------
    tuple[NDArray[np.int32], Floats]
        Shop indices (n, most_stops), -1 where there is no further stop; seconds (n, most_stops), 0 there.
    """
    n = len(party_id)
    stops = np.full((n, behaviour.most_stops), -1, np.int32)
    dwell = np.zeros((n, behaviour.most_stops))
    if not (n and geometry.n_shops and behaviour.most_stops):
        return stops, dwell
    lengths = geometry.routes.from_entrance_m
    to_shop, from_shop = (lengths[:, geometry.n_entrances :][ends] for ends in (entrance, exit_))
    way = lengths[entrance, exit_]
    on_the_way = to_shop + from_shop - way[:, None] <= behaviour.detour_m
    wanted = _poisson(
        streams.uniform(Stream.STOP, party_id), behaviour.stops_per_10_m * way / 10, most=behaviour.most_stops
    )
    wanted = np.minimum(wanted, on_the_way.sum(axis=1))
    lots = streams.uniform(Stream.STOP, party_id[:, None], 1 + np.arange(geometry.n_shops)[None, :])
    rank = np.argsort(np.argsort(np.where(on_the_way, lots, 2.0), axis=1), axis=1)
    is_chosen = rank < wanted[:, None]
    order = np.argsort(np.where(is_chosen, to_shop, np.inf), axis=1, kind="stable")
    places = min(behaviour.most_stops, geometry.n_shops)
    is_stop = np.arange(places)[None, :] < wanted[:, None]
    stops[:, :places] = np.where(is_stop, order[:, :places], -1)
    u = streams.uniform(Stream.STOP, party_id[:, None], 2**16 + np.arange(places)[None, :])
    dwell[:, :places] = np.where(is_stop, _dwell(behaviour, u), 0.0)
    return stops, dwell


def expected_dwell_s(behaviour: Behaviour) -> float:
    """Return the mean time at a window, in seconds, with its cut at the longest."""
    sd = behaviour.dwell_log_sd
    mean = behaviour.dwell_median_s * np.exp(sd**2 / 2)
    if sd == 0:
        return min(behaviour.dwell_median_s, behaviour.dwell_longest_s)
    cut = np.log(behaviour.dwell_longest_s / behaviour.dwell_median_s) / sd
    return float(mean * _share_below(cut - sd) + behaviour.dwell_longest_s * _share_below(-cut))


def _share_below(z: float) -> float:
    """Return the share of a standard normal variable below z, without scipy, which is slow to load."""
    return erfc(-z / sqrt(2)) / 2


def _dwell(behaviour: Behaviour, u: Floats) -> Floats:
    seconds = behaviour.dwell_median_s * np.exp(behaviour.dwell_log_sd * scipy.special.ndtri(u))
    return np.minimum(seconds, behaviour.dwell_longest_s)


def _poisson(u: Floats, mean: Floats, *, most: int) -> Ints:
    """Return Poisson counts by inverse CDF, at most `most`."""
    term = np.exp(-mean)
    total = term.copy()
    count = np.zeros(u.shape, np.int64)
    for k in range(1, most + 1):
        count += u > total
        term = term * mean / k
        total = total + term
    return count
