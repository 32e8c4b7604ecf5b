"""Who goes where how often: visits of residents and visitors to the streets of a programme.

A resident's visits to a street fall with the distance from their home area, and rise with how much they are out at
all, which is theirs and the same for every street. All are then scaled, for each ethnic group of residents and of
visitors, so that the street has the footfall and the mix of people that its place states. In a city of boroughs, each
of which is a home, the street has that mix as a whole: those who come from a borough are more of the groups that live
there, by iterative proportional fitting to both (Deming & Stephan 1940).

People who come on a day come early or late in it partly by habit. Days differ: by the day of the week, and by chance.
Of what a busy day brings more, less comes from the street's borough: its people's visits grow as a power of the day's
footfall, and visitors from elsewhere make up the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.special import ndtri

from sim.core.config import Config
from sim.core.errors import RunError
from sim.core.kernel import kernel
from sim.core.ordering import stable_order
from sim.core.shares import Probability
from sim.core.streams import Stream, Streams, append_places, key_of, uniform_by
from sim.evidence.register import assumed, cited
from sim.population.borough import SyntheticPopulation

__all__ = ["Draw", "Habits", "coming_times", "day_factor", "from_homes", "order_of_arrival", "people_of", "who_comes"]

_DAY = 2**31
_HOUR = 2**30
_MORE, _SPARE = 1.25, 20
"""So many times as many, and so many more, are looked at than are to come: chance mostly brings no more."""
_SAMPLED = 2**12
"""Of so many people, or more, the sum of rates is taken as of all: it is asked for nearly."""
_BLOCK = 1024
"""People whose numbers are drawn at a time."""
_ROUNDING = 1 + 1e-5
"""Times are in single precision."""


class Habits(Config):
    """How visits fall with distance, and how much people differ."""

    distance_km: float = assumed(
        2.0, "no survey of where the borough's people shop was at hand", unit="km", low=1.0, high=5.0, gt=0, le=100
    )
    """Distance from home over which visits fall to 37 %."""
    spread: float = assumed(
        1.0,
        "no count of how often people go to a high street was at hand; 1 lets a tenth of the people make a third "
        "of the visits",
        unit="shape of a gamma distribution",
        low=0.5,
        high=4.0,
        gt=0,
        le=100,
    )
    """How alike people are in how much they are out: the larger, the more alike."""
    weekday_factors: tuple[Annotated[float, Field(gt=0, le=20)], ...] = cited(
        "footfall.weekdays", min_length=7, max_length=7
    )
    """Footfall of Monday to Sunday, against the place's own, which is that of a mean day."""
    day_spread: float = cited("footfall.day-to-day", ge=0, le=2)
    """Standard deviation of a day's footfall by chance (log-normal), as a share of its mean."""
    regularity: Probability = assumed(
        0.5, "how much people keep to their hours was not counted", unit="correlation", low=0.0, high=0.9
    )
    """How much people keep to their own time of day: 0 not at all, 1 so that they come in the same order each day."""
    resident_response: float = assumed(
        0.5,
        "who makes a busy day busy was not counted; a place's own people come anyway, and fairs, sales and "
        "sunshine bring others",
        unit="exponent",
        low=0.2,
        high=1.0,
        ge=0,
        le=2,
    )
    """Power of the day's footfall with which residents' visits grow; at 1 the mix of a busy day is that of any."""


class Draw(NamedTuple):
    """What a street draws."""

    x_km: float
    y_km: float
    people_per_day: float
    home_shares: tuple[float, ...]
    """(H,): where its people live."""
    street_shares: tuple[float, ...]
    """(G,): ethnic groups of its people."""


def day_factor(settings: Habits, weekday: int, *, number: int, streams: Streams) -> float:
    """Return the footfall of a day against a mean one.

    Parameters
    ----------
    weekday
        0 is Monday.
    number
        Which deployment it is: each has a number of its own.
    """
    sigma = float(np.sqrt(np.log1p(settings.day_spread**2)))
    z = float(ndtri(streams.uniform(Stream.VISIT, number, _DAY)))
    return settings.weekday_factors[weekday] * float(np.exp(sigma * z - sigma**2 / 2))


def order_of_arrival(
    settings: Habits, person_id: NDArray[np.int64], *, number: int, streams: Streams
) -> NDArray[np.int64]:
    """Return in which order people come on a day (n,): early and late by their own habit, and by the day's chance.

    Parameters
    ----------
    person_id
        (n,): who comes.
    number
        Which deployment it is.
    """
    own = ndtri(Streams(streams.seed).uniform(Stream.VISIT, person_id, _HOUR))
    chance = ndtri(streams.uniform(Stream.VISIT, person_id, _HOUR + 1 + number))
    keeps = settings.regularity
    return stable_order(keeps * own + np.sqrt(1 - keeps**2) * chance)


def from_homes(n: int, home_shares: Sequence[float], own: int, factor: float, response: float) -> NDArray[np.int64]:
    """Return how many of `n` people come from each home (H,) on a day with so many times a mean day's footfall.

    Parameters
    ----------
    home_shares
        (H,): where people live on a mean day.
    own
        The home that the street is in, whose people's visits grow with the `response`; the others make up the rest.
    """
    local = int(min(round(n * home_shares[own] * factor ** (response - 1)), n))
    others = np.array(home_shares, np.float64)
    others[own] = 0.0
    if not others.any():
        local = n
    ends = np.round(np.cumsum(others) / (others.sum() or 1.0) * (n - local)).astype(np.int64)
    found = np.diff(ends, prepend=0)
    found[own] += local
    return found


def who_comes(
    rates: NDArray[np.float32], populace: SyntheticPopulation, come: NDArray[np.int64], *, day: int, streams: Streams
) -> NDArray[np.int64]:
    """Draw the people who come on a day, each once: their ids, ascending.

    It is a race among the people of each home: everybody's time is exponential with their rate, and the first
    come. So a person's number does not depend on the others', and whoever comes of a few comes of more. People come in
    proportion to their rates as long as few of them do: of a day that takes a large part of the borough, those who are
    out most make up less than their share, because nobody comes twice.

    Parameters
    ----------
    rates
        (n,): visits a day.
    come
        (H,): how many come from each home.
    day
        Which day, or which deployment, it is: each has numbers of its own. Draw 0 of everybody is how much they are
        out (`sim.population.visits`), and draw d + 1 of day d.

    Raises
    ------
    RunError
        If fewer people of a home have a rate above 0.
    """
    ids = [
        first + _first(first, rates[first:after], n, people_of(populace, k), day, streams)
        for k, (first, after, n) in enumerate(
            zip(populace.home_from[:-1].tolist(), populace.home_from[1:].tolist(), come.tolist(), strict=True)
        )
    ]
    return np.concatenate(ids)


def coming_times(u: NDArray[np.float64], rates: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return when each comes (k,), exponential with their rate, for numbers in (0, 1).

    The logarithm is taken before rounding: a number that rounds to 1 would come at once, whatever its rate.
    """
    return np.asarray(-np.log(u).astype(np.float32) / rates, np.float32)


def people_of(populace: SyntheticPopulation, home: int) -> str:
    """Return what the people of a home are called."""
    if home >= populace.n_own:
        return f"visitors from {populace.homes[home]}"
    return "residents" if populace.n_own == 1 else f"residents of {populace.homes[home]}"


def _first(first: int, rates: NDArray[np.float32], n: int, who: str, day: int, streams: Streams) -> NDArray[np.int64]:
    """Return the `n` whose times are the least, ascending, of people who are numbered from `first`.

    Of equal times the first. Only those are looked at who may come by a time at which somewhat more are expected:
    -ln u is 1 - u or more.
    """
    if not n:
        return np.zeros(0, np.int64)
    sample = rates[:: max(rates.size // _SAMPLED, 1)]
    by = _MORE * (n + _SPARE) / max(float(sample.sum()) * rates.size / max(sample.size, 1), 1e-300)
    numbers = np.uint64(streams.seed), np.uint32(streams.replication), np.uint32(Stream.VISIT), np.uint32(1 + day)
    while True:
        soon, u = _may_come(*numbers, first, rates, by)
        time = coming_times(u, rates[soon])
        if np.count_nonzero(time <= by) >= n:
            break
        if soon.size == (able := int(np.count_nonzero(rates > 0))):
            if n > able:
                raise RunError(
                    "footfall.people_per_day",
                    f"more {who} come in a day ({n:,}) than there are ({able:,})",
                    f"a smaller footfall, or more {who}",
                )
            break
        by *= 4
    last = np.partition(time, n - 1)[n - 1]
    earlier, at_last = np.flatnonzero(time < last), np.flatnonzero(time == last)
    return np.asarray(soon[np.sort(np.concatenate([earlier, at_last[: n - earlier.size]]))])


@kernel
def _may_come(seed, replication, stream, draw, first, rates, by):  # type: ignore[no-untyped-def]
    """Return who may have come by then, and their numbers; all who do come are among them."""
    found, may, n = np.empty(rates.shape[0], np.int64), np.empty(_BLOCK, np.uint8), 0
    key, within = key_of(seed), by * _ROUNDING
    for begin in range(0, rates.shape[0], _BLOCK):
        some = rates[begin : begin + _BLOCK]
        for k in range(some.shape[0]):
            rate = np.float64(some[k])
            u = uniform_by(key, replication, stream, np.uint32(first + begin + k), draw)
            may[k] = (rate > 0.0) & (1.0 - u <= rate * within)
        n = append_places(may[: some.shape[0]], begin, found, n)
    numbers = np.empty(n, np.float64)
    for k in range(n):
        numbers[k] = uniform_by(key, replication, stream, np.uint32(first + found[k]), draw)
    return found[:n].copy(), numbers
