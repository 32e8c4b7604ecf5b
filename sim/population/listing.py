"""Who of a borough and its visitors is wanted: the entries of a list become people.

A list has so many local entries: each is a resident of the entry's ethnic group, sex and age class. Of its other
entries so many are among the visitors from each home as live there, for as many people as come from it: what
`sim.population.home` says of how often people are listed. So wanted people are finite; where a group has fewer people
than entries, the later entries are nobody here. Whoever is arrested is no longer wanted; some time after, somebody else
is in their place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.shares import Probability, choose
from sim.core.streams import Stream, Streams
from sim.events import AGE_BANDS, SEXES
from sim.evidence.register import assumed
from sim.population.borough import SyntheticPopulation
from sim.population.home import City

__all__ = [
    "Alike",
    "Entries",
    "ListingSettings",
    "draw_listed",
    "homes_of_entries",
    "kinds_of_people",
    "wanted_instead",
]

_NOBODY = -1
_HERE, _TIE = range(2)


class ListingSettings(City):
    """Who of those that come is wanted, and for how long; of a city that lists are built for."""

    visit_share: Probability = assumed(
        1.0,
        "whether wanted people go to high streets as often as others is not known",
        unit="share of visits",
        low=0.3,
        high=1.0,
    )
    """How often wanted people go out, against others."""
    day_response: float = assumed(
        0.6,
        "who makes a busy day busy was not counted; wanted people are taken to be of those who come anyway. At "
        "streets visited three times or more, published alerts go as faces to the power 0.5 (standard error 0.1), "
        "somewhat less than with the people who come, since faces are counted unevenly",
        unit="exponent",
        low=0.2,
        high=1.0,
        ge=0,
        le=2,
    )
    """Power of the day's footfall with which visits of wanted people grow; at 1 a busy day brings more of them too."""
    custody_days: float = assumed(
        14.0,
        "some are remanded for months and some released within a day; no figure for arrests after alerts was found",
        unit="days",
        low=1.0,
        high=90.0,
        ge=0,
        le=3650,
    )
    """For how long somebody who was arrested does not come."""
    renewal_days: float = assumed(
        60.0,
        "warrants go on being issued; deployments that come back to a place find no fewer people (Metropolitan "
        "Police deployment records)",
        unit="days",
        low=14.0,
        high=365.0,
        ge=0,
        le=36500,
    )
    """Mean time until somebody else is wanted in the place of one who was arrested."""


class Entries(NamedTuple):
    """A list as far as it says who its people are, each (N,)."""

    group: NDArray[np.int8]
    is_male: NDArray[np.bool_]
    age_years: NDArray[np.int8]
    is_local: NDArray[np.bool_]


def homes_of_entries(
    populace: SyntheticPopulation, entries: Entries, rates: Sequence[float], streams: Streams
) -> NDArray[np.int64]:
    """Return where the person of each entry lives (N,), as an index into the homes, or -1 for one who never comes here.

    Parameters
    ----------
    rates
        (H,): how often people of each home are listed, as entries for each person. Those of residents say only how
        entries of residents divide over their homes.
    """
    numbers = np.arange(entries.group.size, dtype=np.uint32)
    elsewhere = max(int(np.count_nonzero(~entries.is_local)), 1)
    own, listed = populace.n_own, np.asarray(rates) * np.diff(populace.home_from)
    u = Streams(streams.seed).uniform(Stream.LISTED, numbers, _HERE)
    here = choose(dict(enumerate(listed[:own])), range(own), u) if listed[:own].any() else np.zeros(u.size, np.int64)
    away = own + np.searchsorted(np.cumsum(listed[own:] / elsewhere), u, side="right")
    return np.where(entries.is_local, here, np.where(away < len(populace.homes), away, _NOBODY)).astype(np.int64)


def _kind_and_home(home: NDArray[np.int64], kind: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return both as one number."""
    return home * _KINDS + kind


class Alike:
    """Who of the people can be wanted in the place of an entry's person: those of one kind and home, together.

    Parameters
    ----------
    kinds
        (n,): `kinds_of_people`.

    Attributes
    ----------
    n
        How many people there are.
    kind
        (N,): of each entry's person.
    """

    def __init__(self, populace: SyntheticPopulation, kinds: NDArray[np.int64], entries: Entries) -> None:
        self.n = populace.n
        self.kind = _kinds_of_entries(entries)
        able = np.flatnonzero(kinds >= 0)
        of = _kind_and_home(populace.home[able].astype(np.int64), kinds[able])
        # numbers of 16 bits, which hold the kinds of a hundred homes, are sorted digit by digit
        of = of.astype(np.min_scalar_type(int(of.max(initial=0))))
        self._people = able[np.argsort(of, kind="stable")]
        counts = np.bincount(of, minlength=_KINDS * len(populace.homes))
        self._starts = np.concatenate([[0], np.cumsum(counts)])

    def people(self, which: int, home: int) -> NDArray[np.int64]:
        """Return who of a home is of an entry's kind, in the order of their ids."""
        number = home * _KINDS + int(self.kind[which])
        return self._people[self._starts[number] : self._starts[number + 1]]


def draw_listed(alike: Alike, home: NDArray[np.int64], streams: Streams) -> NDArray[np.int64]:
    """Return which entry each person is, or -1 (n,): the same for every replication of one seed.

    Parameters
    ----------
    home
        (N,): `homes_of_entries`.
    """
    once = Streams(streams.seed)
    entry = np.full(alike.n, _NOBODY, np.int64)
    wanted = _kind_and_home(home, alike.kind)
    for number in np.unique(wanted[home >= 0]).tolist():
        mine = np.flatnonzero((wanted == number) & (home >= 0))
        able = alike.people(int(mine[0]), int(home[mine[0]]))
        ties = once.uniform(Stream.LISTED, able, _TIE)
        if able.size > mine.size:
            # no more are put in order than come first, and those who draw the same as the last of them
            first = ties <= np.partition(ties, mine.size - 1)[mine.size - 1]
            able, ties = able[first], ties[first]
        there = able[np.argsort(ties, kind="stable")][: mine.size]
        entry[there] = mine[: there.size]
    return entry


def wanted_instead(
    alike: Alike,
    which: int,
    entry: NDArray[np.int64],
    home: int,
    streams: Streams,
    *,
    draw: int,
) -> int:
    """Return who is wanted next in the place of an entry's person: somebody alike who is not wanted; -1 if nobody is.

    Parameters
    ----------
    which
        The entry.
    entry
        (n,): which entry each person is now.
    home
        Where the entry's person lives.
    draw
        Each time has a number of its own.
    """
    if home < 0:
        return _NOBODY
    able = alike.people(which, home)
    able = able[entry[able] == _NOBODY]
    if not able.size:
        return _NOBODY
    return int(able[int(float(streams.uniform(Stream.LISTED, which, draw)) * able.size)])


def kinds_of_people(populace: SyntheticPopulation) -> NDArray[np.int64]:
    """Return group, sex and age class as one number; -1 for those who are on no list: under 10, and 65 or over."""
    band = populace.age_band.astype(np.int64)
    kind = (populace.ethnic_group.astype(np.int64) * len(SEXES) + populace.sex) * 2 + (band > 0)
    never = (populace.age_years < _YOUNGEST) | (band == AGE_BANDS.index("65_and_over"))
    return np.where(never, -1, kind)


_YOUNGEST = 10


def _kinds_of_entries(entries: Entries) -> NDArray[np.int64]:
    sex = np.where(entries.is_male, SEXES.index("male"), SEXES.index("female"))
    return (entries.group.astype(np.int64) * len(SEXES) + sex) * 2 + (entries.age_years >= _ADULT)


_ADULT = 18
_KINDS = 4 * 128
"""Kinds of people are fewer."""
