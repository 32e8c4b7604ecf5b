"""Who of a borough and its visitors is wanted: the entries of a list become people.

A list has so many local entries: each is a resident of the entry's ethnic group, sex and age class. Of its other
entries those are among the visitors who would be there if visitors were drawn from the people of the surrounding city.
So wanted people are finite; where a group has fewer people than entries, the later entries are nobody here. Whoever is
arrested is no longer wanted; some time after, somebody else is in their place.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.config import Config
from sim.core.shares import Probability
from sim.core.streams import Stream, Streams
from sim.events import AGE_BANDS, SEXES
from sim.evidence.register import assumed, cited
from sim.population.borough import SyntheticPopulation

__all__ = ["Entries", "ListingSettings", "draw_listed", "kinds_of_people", "wanted_instead"]

_NOBODY = -1
_HERE, _TIE = range(2)


class ListingSettings(Config):
    """Who of those that come is wanted, and for how long."""

    visitors_from: int = cited("population.london-residents", ge=1)
    """People of the city that visitors come from, the borough's own included."""
    visitor_ratio: float = assumed(
        0.5,
        "a list is built for London, and some visitors are from further away; nothing is published",
        unit="ratio",
        low=0.1,
        high=1.0,
        ge=0,
        le=10,
    )
    """How often visitors are wanted, against people of the city."""
    visit_share: Probability = assumed(
        1.0,
        "whether wanted people go to high streets as often as others is not known",
        unit="share of visits",
        low=0.3,
        high=1.0,
    )
    """How often wanted people go out, against others."""
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


def draw_listed(
    populace: SyntheticPopulation, entries: Entries, settings: ListingSettings, streams: Streams
) -> NDArray[np.int64]:
    """Return which entry each person is, or -1 (n,): the same for every replication of one seed."""
    once = Streams(streams.seed)
    numbers = np.arange(entries.group.size, dtype=np.uint32)
    elsewhere = max(settings.visitors_from - populace.n_residents, 1)
    chance = min(settings.visitor_ratio * (populace.n - populace.n_residents) / elsewhere, 1.0)
    visits = ~entries.is_local & (once.uniform(Stream.LISTED, numbers, _HERE) < chance)
    entry = np.full(populace.n, _NOBODY, np.int64)
    of_people, of_entries = kinds_of_people(populace), _kinds_of_entries(entries)
    ties = once.uniform(Stream.LISTED, np.arange(populace.n, dtype=np.uint32), _TIE)
    order = np.argsort(ties, kind="stable")
    for is_here, is_resident in ((entries.is_local, True), (visits, False)):
        people = order[(order < populace.n_residents) == is_resident]
        for kind in np.unique(of_entries[is_here]):
            mine = np.flatnonzero(is_here & (of_entries == kind))
            able = people[of_people[people] == kind][: mine.size]
            entry[able] = mine[: able.size]
    return entry


def wanted_instead(
    populace: SyntheticPopulation,
    entries: Entries,
    which: int,
    entry: NDArray[np.int64],
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
    draw
        Each time has a number of its own.
    """
    of_people = kinds_of_people(populace)
    is_resident = np.arange(populace.n) < populace.n_residents
    able = np.flatnonzero(
        (of_people == _kinds_of_entries(entries)[which]) & (entry == _NOBODY) & (is_resident == entries.is_local[which])
    )
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
