"""Who comes when: parties arrive by an inhomogeneous Poisson process, with a way to go and stops on it.

The process of the whole day is drawn by inverse time transform from the day before, in footfall's own
time, so that neither the hours of the deployment nor the number of people shifts a party's other draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import field_validator

from sim.core.config import Config
from sim.core.streams import Stream, Streams
from sim.evidence.register import assumed, cited
from sim.street.behaviour import Behaviour, draw_desired_speeds, draw_stops, expected_dwell_s
from sim.street.geometry import Geometry

__all__ = ["Arrivals", "Footfall", "check_entrances", "draw_arrivals", "draw_parties", "expected_density"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

HOUR_S = 3600.0
_SIZE, _ENTRANCE, _EXIT, _LATERAL = range(4)
"""Draw numbers of a party in its own stream."""


class Footfall(Config):
    """How many people come, when, where and in what company."""

    people_per_day: float = assumed(
        25_000.0,
        "no footfall of North End is published; Leeds counted 17,600 and 34,600 on two stretches of "
        "its main street on a weekday",
        unit="1/day",
        low=10_000,
        high=50_000,
        gt=0,
        le=1e9,
    )
    """People who come onto the street in 24 hours."""
    from_faces: bool = False
    """Whether that was worked out from faces counted on this street: then the street's own way of counting is in it."""
    passing_share: float = assumed(
        0.75,
        "on five shipped maps 0.5 to 0.8 of those who come onto the street pass a van in its middle; the fewer, the "
        "more ways in it has",
        unit="share of people on the street",
        low=0.5,
        high=0.9,
        gt=0,
        le=1,
    )
    """Of those who come onto the street, how many pass its middle, where a counter or a van would count them. What fits
    to published alerts say of a street is read with it."""
    hourly_profile: tuple[float, ...] = cited("footfall.hourly-profile", min_length=24, max_length=24)
    """Share of the day's people who come in each hour from midnight; sums to one."""
    entrance_shares: dict[str, float] | None = None
    """Share of people who come in at each entrance, by its id; sums to one. Exits are drawn with the same
    shares among the other entrances. Null where the street's own entrances say theirs."""
    party_size_shares: tuple[float, ...] = cited("footfall.party-sizes", min_length=1, max_length=6)
    """Share of parties of 1, 2, ... up to 6 people; sums to one."""
    abreast_m: float = assumed(
        0.7, "people who come in together stand about an arm's length apart", unit="m", low=0.5, high=1, gt=0, le=2
    )
    """Distance between the members of a party as they come in."""
    keep_left: float = assumed(
        0.15,
        "people in Britain keep left a little: no count of a British street was found that says how much, or that they "
        "do",
        unit="",
        low=-0.15,
        high=0.3,
        ge=-0.5,
        le=1,
    )
    """Lateral places are even shares between left and right, raised to the power of 1 plus this."""
    max_density_per_m2: float = assumed(
        0.6,
        "reckoned at free speed and over the whole street: by Weidmann's curve those people walk at 0.94 of it "
        "in one direction, the model's in two at 0.7, and the narrow parts hold several times the mean",
        unit="1/m2",
        low=0.4,
        high=0.9,
        gt=0,
        le=5,
    )
    """A footfall that would fill the street more than this is refused."""

    @field_validator("hourly_profile", "party_size_shares")
    @classmethod
    def _shares_sum_to_one(cls, shares: tuple[float, ...]) -> tuple[float, ...]:
        _check_shares(shares)
        return shares

    @field_validator("entrance_shares")
    @classmethod
    def _entrance_shares_sum_to_one(cls, shares: dict[str, float] | None) -> dict[str, float] | None:
        if shares is not None:
            _check_ways_in(shares)
        return shares


@dataclass(frozen=True)
class Arrivals:
    """Everybody who comes, one row a person, sorted by time; the members of a party stand together."""

    t_s: Floats
    """Seconds after the deployment began; negative in the warm-up."""
    person_id: Ints
    """0, 1, 2, ..."""
    party_id: Ints
    """Counts the parties since the midnight before the day."""
    party_size: Ints
    entrance: Ints
    exit: Ints
    """Index of an entrance, never the one they came in by."""
    n_stops: Ints
    stops: NDArray[np.int32]
    """(n, most_stops): shop indices in order, then -1."""
    dwell_s: Floats
    """(n, most_stops): seconds at each stop."""
    desired_speed_m_s: Floats
    lateral: Floats
    """Where between the left and the right of their way they like to walk, 0 to 1."""

    def only(self, comes: NDArray[np.bool_]) -> Arrivals:
        """Return the arrivals of some people (n,)."""
        return Arrivals(**{name: column[comes] for name, column in vars(self).items()})

    def during(self, from_s: float, to_s: float) -> slice:
        """Return the rows of those who come at from_s <= t < to_s."""
        first, last = np.searchsorted(self.t_s, [from_s, to_s])
        return slice(int(first), int(last))


def check_entrances(footfall: Footfall, geometry: Geometry) -> None:
    """Refuse shares that do not belong to the entrances of the street.

    Raises
    ------
    ValueError
        If a share names no entrance, or an entrance has no share.
    """
    if footfall.entrance_shares is None:
        _check_own_shares(geometry)
        return
    known, given = set(geometry.entrance_ids), set(footfall.entrance_shares)
    if given - known:
        raise ValueError(
            f"entrance_shares names no entrance of this street ({', '.join(sorted(given - known))}); "
            f"its entrances are {', '.join(geometry.entrance_ids)}"
        )
    if known - given:
        raise ValueError(
            f"entrance_shares leaves out {', '.join(sorted(known - given))}; every entrance has a share, which may be 0"
        )


def expected_density(
    footfall: Footfall, behaviour: Behaviour, geometry: Geometry, *, start_h: float, duration_s: float
) -> float:
    """Return how many people per square metre the street would hold in the busiest hour, if nobody were in the way.

    Little's law: arrivals per second times mean stay (way over speed, and stops), over the walkable area.

    Parameters
    ----------
    start_h, duration_s
        The hours that count, from `start_h` o'clock; parts of an hour count with its whole rate.
    """
    check_entrances(footfall, geometry)
    hours = np.arange(int(start_h), int(np.ceil(start_h + duration_s / HOUR_S)))
    rate_per_s = footfall.people_per_day * np.max(np.array(footfall.hourly_profile)[hours % 24]) / HOUR_S
    sizes = 1 + np.arange(len(footfall.party_size_shares))
    in_parties = sizes * np.array(footfall.party_size_shares)
    slower = behaviour.slower_per_companion_m_s * (np.dot(sizes - 1, in_parties) / in_parties.sum())
    speed = max(behaviour.desired_speed_mean_m_s - slower, behaviour.desired_speed_low_m_s)
    n = geometry.n_entrances
    ways = geometry.routes.from_entrance_m[:, :n]
    has_windows = geometry.n_shops > 0
    dwell = expected_dwell_s(behaviour) * behaviour.stops_per_10_m * ways / 10 * has_windows
    pairs = _entrance_array(footfall, geometry)[:, None] * _exit_shares(footfall, geometry)
    stay_s = float(np.sum(pairs * (ways / speed + dwell)))
    return float(rate_per_s * stay_s / geometry.area_m2)


def draw_arrivals(
    footfall: Footfall,
    behaviour: Behaviour,
    geometry: Geometry,
    *,
    start_h: float,
    duration_s: float,
    warm_up_s: float,
    streams: Streams,
) -> Arrivals:
    """Draw everybody who comes from `warm_up_s` before `start_h` o'clock until `duration_s` after it.

    Parameters
    ----------
    start_h
        Hour of the day at which the deployment begins, 0 to 24.
    duration_s, warm_up_s
        Seconds; at most one day before and after.

    Raises
    ------
    ValueError
        If the entrance shares do not fit the street.
    """
    check_entrances(footfall, geometry)
    t, party, size = draw_parties(
        footfall, start_h=start_h, duration_s=duration_s, warm_up_s=warm_up_s, streams=streams
    )
    entrance = _choose(_entrance_array(footfall, geometry), _draw(streams, party, _ENTRANCE))
    exit_ = _choose(_exit_shares(footfall, geometry)[entrance], _draw(streams, party, _EXIT))
    stops, dwell = draw_stops(behaviour, geometry, party, entrance=entrance, exit_=exit_, streams=streams)
    row = np.repeat(np.arange(len(party)), size)
    person = np.arange(len(row))
    leader = np.repeat(np.cumsum(size) - size, size)
    abreast = np.minimum(footfall.abreast_m / geometry.entry_width_m[entrance], 1 / size)[row]
    side = _draw(streams, party, _LATERAL) ** (1 + footfall.keep_left)
    first = side[row] * (1 - abreast * (size[row] - 1))
    return Arrivals(
        t_s=t[row],
        person_id=person,
        party_id=party[row],
        party_size=size[row],
        entrance=entrance[row],
        exit=exit_[row],
        n_stops=(stops >= 0).sum(axis=1)[row],
        stops=stops[row],
        dwell_s=dwell[row],
        desired_speed_m_s=draw_desired_speeds(behaviour, leader, party_size=size[row], streams=streams),
        lateral=first + abreast * (person - leader),
    )


def draw_parties(
    footfall: Footfall, *, start_h: float, duration_s: float, warm_up_s: float, streams: Streams
) -> tuple[Floats, Ints, Ints]:
    """Draw the parties that `draw_arrivals` brings, and no more of them than when they come.

    Returns
    -------
    tuple[Floats, Ints, Ints]
        Seconds after the deployment begins (p,), ascending; the numbers of the parties (p,); and their sizes (p,).
    """
    t, party = _party_times(footfall, start_h - warm_up_s / HOUR_S, start_h + duration_s / HOUR_S, streams)
    return t - start_h * HOUR_S, party, 1 + _choose(np.array(footfall.party_size_shares), _draw(streams, party, _SIZE))


def _party_times(footfall: Footfall, from_h: float, to_h: float, streams: Streams) -> tuple[Floats, Ints]:
    """Return when parties come (seconds from midnight) and their numbers, between two hours of the day."""
    if not -24 <= from_h <= to_h <= 48:
        raise ValueError(f"the hours reach too far ({from_h:g} to {to_h:g}); from -24 to 48 is allowed")
    sizes = np.array(footfall.party_size_shares)
    parties_per_day = footfall.people_per_day / np.dot(sizes, 1 + np.arange(len(sizes)))
    edges_s = HOUR_S * np.arange(-24.0, 49.0)
    passed = parties_per_day * np.concatenate([[0.0], np.cumsum(np.tile(footfall.hourly_profile, 3))])
    until = float(np.interp(to_h * HOUR_S, edges_s, passed))
    generator = streams.generator(Stream.FOOTFALL)
    clock = np.empty(0)
    while not clock.size or clock[-1] < until:
        gaps = generator.exponential(size=4096)
        clock = np.concatenate([clock, (clock[-1] if clock.size else 0.0) + np.cumsum(gaps)])
    start = float(np.interp(from_h * HOUR_S, edges_s, passed))
    party = np.flatnonzero((clock >= start) & (clock < until))
    return _inverse(clock[party], passed, edges_s), party


def _inverse(clock: Floats, passed: Floats, edges_s: Floats) -> Floats:
    """Return the times at which `passed` reaches `clock`; an hour without footfall is never the answer."""
    hour = np.searchsorted(passed, clock, side="right") - 1
    share = (clock - passed[hour]) / (passed[hour + 1] - passed[hour])
    return edges_s[hour] + share * (edges_s[hour + 1] - edges_s[hour])


def _draw(streams: Streams, party: Ints, draw: int) -> Floats:
    return streams.uniform(Stream.ARRIVAL, party, draw)


def _choose(shares: Floats, u: Floats) -> Ints:
    """Return categories by inverse CDF; shares is (k,) or one row a draw."""
    ends = np.cumsum(np.atleast_2d(shares), axis=-1)
    chosen: Ints = (u[:, None] * ends[:, -1:] >= ends).sum(axis=1)
    return np.asarray(np.minimum(chosen, ends.shape[-1] - 1))


def _entrance_array(footfall: Footfall, geometry: Geometry) -> Floats:
    if footfall.entrance_shares is None:
        return np.array(geometry.entrance_shares, np.float64)
    return np.array([footfall.entrance_shares[identifier] for identifier in geometry.entrance_ids])


def _exit_shares(footfall: Footfall, geometry: Geometry) -> Floats:
    """Return, for each entrance, the shares of the others (n, n), zero on the diagonal."""
    shares = np.tile(_entrance_array(footfall, geometry), (geometry.n_entrances, 1))
    np.fill_diagonal(shares, 0.0)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def _check_own_shares(geometry: Geometry) -> None:
    pairs = zip(geometry.entrance_ids, geometry.entrance_shares, strict=True)
    own = {identifier: share for identifier, share in pairs if share is not None}
    if len(own) < geometry.n_entrances:
        raise ValueError(
            "entrance_shares is missing, and the street does not say how many come in where; every entrance has a "
            f"share: {', '.join(geometry.entrance_ids)}"
        )
    _check_ways_in(own)


def _check_ways_in(shares: dict[str, float]) -> None:
    _check_shares(tuple(shares.values()))
    if sum(share > 0 for share in shares.values()) < 2:
        raise ValueError(
            f"fewer than two entrances have a share ({shares}); people who come in at one "
            "must be able to leave by another"
        )


def _check_shares(shares: tuple[float, ...]) -> None:
    if any(share < 0 for share in shares):
        raise ValueError(f"a share is negative ({min(shares):g}); shares lie between 0 and 1")
    if abs(sum(shares) - 1) > 1e-6:
        raise ValueError(f"the shares sum to {sum(shares):.6f}; they must sum to 1")
