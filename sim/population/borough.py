"""A borough as arrays: who lives there and in which households, and who comes from outside.

Residents come household by household, and households area by area. A household's first member is an adult; the ethnic
group is drawn for the household by its area's shares, and each further member shares it or, with the chance
`household_mixing`, has a draw of their own. Visitors have no household here; they come home by home: from other
boroughs with streets of the programme, from the rest of the city, and from outside it. Where the areas are boroughs
themselves, since the borough is a city of them, each is a home of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from sim.core.config import Config
from sim.core.errors import SettingsConflict
from sim.core.groups import GroupShares
from sim.core.shares import Probability, Shares, choose
from sim.core.streams import Stream, Streams
from sim.events import AGE_BANDS, SEXES, AgeBand
from sim.evidence.register import assumed, cited
from sim.population.surveyed import Surveyed

__all__ = ["CITY", "OUTSIDE", "Area", "Borough", "SyntheticPopulation", "VisitorHome", "draw_populace"]

_SIZE, _OWN_GROUP, _GROUP, _SEX, _AGE, _YEARS, _VISITOR = range(7)
"""Draws of a person; those of a household are its first member's."""
_ADULT, _OLD, _OLDEST = 18, 65, 99


class Area(Config):
    """A part of the borough where people live."""

    name: str = Field(min_length=1, max_length=100)
    """What it is called."""
    share: float = assumed(
        0.2, "residents by part of the borough were not at hand", unit="share of residents", ge=0, le=1
    )
    """Share of the borough's residents."""
    x_km: float = assumed(0.0, "read off a map", unit="km", ge=-100, le=100)
    """Its middle, east of that of the borough."""
    y_km: float = assumed(0.0, "read off a map", unit="km", ge=-100, le=100)
    """Its middle, north of that of the borough."""
    ethnic_shares: GroupShares | None = assumed(
        None, "the borough's shares stand in where an area's own are not given", unit="share of residents"
    )
    """Ethnic groups of those who live there; null for the borough's."""


_CROYDON = (
    Area(name="Central Croydon", share=0.12, x_km=0.0, y_km=0.0),
    Area(name="Thornton Heath", share=0.14, x_km=0.4, y_km=2.7),
    Area(name="South Norwood", share=0.12, x_km=1.8, y_km=2.8),
    Area(name="Norbury and Upper Norwood", share=0.16, x_km=0.3, y_km=4.3),
    Area(name="Addiscombe and Shirley", share=0.16, x_km=2.4, y_km=0.6),
    Area(name="New Addington", share=0.08, x_km=5.9, y_km=-3.5),
    Area(name="South Croydon, Purley and Coulsdon", share=0.22, x_km=-0.3, y_km=-4.5),
)


class Borough(Config):
    """Who lives in the borough, and who comes from outside.

    In a file the key `home` names a borough (`scenarios/boroughs`, or a file), which sets all that is said here of
    residents and, where the file does not say otherwise, of visitors' ethnic groups.
    """

    name: str = Field(default="Croydon", min_length=1, max_length=100)
    """What it is called."""
    residents: int = cited("population.croydon-residents", ge=1000, le=9_000_000)
    """Usual residents."""
    resident_shares: GroupShares = cited("population.croydon-ethnic-groups")
    """Ethnic groups of the residents of areas that do not give their own."""
    age_shares: Shares[AgeBand] = cited("population.croydon-ages")
    """Age bands of residents and visitors."""
    female_share: Probability = cited("population.croydon-female")
    """Women and girls among residents and visitors."""
    violence_with_injury: int = cited("population.croydon-violence-with-injury", ge=0, le=1_000_000)
    """Offences of violence with injury recorded in the borough in a year: as large a part of the city's is its part of
    the list."""
    surveyed: Surveyed = Surveyed()
    """How its residents answer the survey of London's police before the programme."""
    household_size_shares: tuple[float, ...] = assumed(
        (0.29, 0.34, 0.16, 0.14, 0.05, 0.02),
        "rounded from what is recalled of England's households, of 2.4 people on "
        "average; the borough's own were not at hand",
        unit="share of households",
    )
    """Share of households of 1, 2, ... people; sums to one."""
    household_mixing: Probability = assumed(
        0.1, "no table of ethnic groups within households was at hand", unit="share of members", low=0.0, high=0.5
    )
    """Members of a household whose ethnic group is drawn on its own and not shared."""
    areas: tuple[Area, ...] = Field(default=_CROYDON, min_length=1)
    """The parts of the borough; their shares sum to one. Croydon's are assumed, and their places read off a map."""
    visitors: int = assumed(
        400_000,
        "how many people from outside ever come to these streets is not known",
        unit="people",
        low=100_000,
        high=2_000_000,
        ge=0,
        le=9_000_000,
    )
    """People from outside who ever come."""
    visitor_shares: GroupShares = assumed(
        {"asian": 0.1753, "black": 0.2264, "mixed": 0.0761, "other": 0.0386, "white": 0.4836},
        "who comes from outside is not known; the borough's residents stand in",
        unit="share",
    )
    """Ethnic groups of those who come from no borough with a street of the programme."""

    @model_validator(mode="after")
    def _sums_to_one(self) -> Self:
        total = sum(area.share for area in self.areas)
        if abs(total - 1) > 1e-6:
            raise SettingsConflict(("areas",), f"the areas' shares sum to {total:.6g}; they must sum to 1")
        names = [area.name for area in self.areas]
        if len(set(names)) < len(names):
            raise SettingsConflict(("areas",), f"two areas have one name ({', '.join(names)}); each has its own")
        total = sum(self.household_size_shares)
        if not self.household_size_shares or min(self.household_size_shares) < 0 or abs(total - 1) > 1e-6:
            raise SettingsConflict(
                ("household_size_shares",), f"the shares sum to {total:.6g}; they must sum to 1, and none be negative"
            )
        return self


@dataclass(frozen=True)
class VisitorHome:
    """Where visitors live."""

    name: str
    share: float
    """Of all visitors."""
    shares: Mapping[str, float] | None = None
    """Their ethnic groups; None for the borough's `visitor_shares`."""


CITY = "the rest of the city"
OUTSIDE = "outside the city"
_FROM_THE_CITY = (VisitorHome(CITY, 1.0),)


@dataclass(frozen=True)
class SyntheticPopulation:
    """Everybody who may come: residents 0 to n_residents - 1, then visitors, home by home; n people, H homes."""

    n_residents: int
    n_own: int
    """How many of the homes are residents': 1, or the areas where each is one."""
    homes: tuple[str, ...]
    """(H,): where people live, the borough or its areas first."""
    home_from: NDArray[np.int64]
    """(H + 1,): the first person of each home; their number at the end."""
    ethnic_group: NDArray[np.int8]
    """(n,) index into the ethnic groups."""
    sex: NDArray[np.int8]
    """(n,) index into SEXES."""
    age_years: NDArray[np.int8]
    """(n,) 0 to 99."""
    area: NDArray[np.int16]
    """(n,) index into the areas of the borough; -1 for visitors."""
    household: NDArray[np.int32]
    """(n_residents,) ascending, from 0."""

    @property
    def n(self) -> int:
        """Number of people."""
        return self.ethnic_group.size

    @cached_property
    def home(self) -> NDArray[np.int64]:
        """(n,) index into the homes."""
        return np.repeat(np.arange(len(self.homes)), np.diff(self.home_from))

    @cached_property
    def age_band(self) -> NDArray[np.int8]:
        """(n,) index into AGE_BANDS."""
        return ((self.age_years >= _ADULT).astype(np.int8) + (self.age_years >= _OLD)).astype(np.int8)


def draw_populace(
    borough: Borough,
    groups: Sequence[str],
    streams: Streams,
    *,
    own: Sequence[str] = (),
    visitors: Sequence[VisitorHome] = _FROM_THE_CITY,
) -> SyntheticPopulation:
    """Make the people of a borough and its visitors, of some ethnic groups: the same for every replication of one seed.

    `own` has the names of the borough's areas where each is a home of its own, and none where the borough is one.
    `visitors` says where those live, in shares that sum to one. Within the age bands years are uniform up to 64, and
    fall evenly from 65 to 99.
    """
    once = Streams(streams.seed)
    n, total = borough.residents, borough.residents + borough.visitors
    ids = np.arange(total, dtype=np.uint32)

    def u(draw: int, people: NDArray[np.uint32] = ids) -> NDArray[np.float64]:
        return once.uniform(Stream.BOROUGH, people, draw)

    area = _areas(borough)
    household, is_first = _households(borough, area, u(_SIZE, ids[:n]))
    group = np.empty(total, np.int8)
    group[:n] = _groups(borough, groups, area, household, u)
    ends = np.round(np.cumsum([home.share for home in visitors]) * borough.visitors).astype(np.int64)
    residents = own or (borough.name,)
    of_residents = _area_ends(borough) if own else np.array([n])
    home_from = np.concatenate([[0], of_residents, n + ends])
    of_visitors = home_from[len(residents) :].tolist()
    for home, first, after in zip(visitors, of_visitors[:-1], of_visitors[1:], strict=True):
        group[first:after] = choose(home.shares or borough.visitor_shares, groups, u(_VISITOR, ids[first:after]))
    female, male = SEXES.index("female"), SEXES.index("male")
    sex = np.where(u(_SEX) < borough.female_share, female, male).astype(np.int8)
    band = np.empty(total, np.int8)
    band[n:] = choose(borough.age_shares, AGE_BANDS, u(_AGE, ids[n:]))
    band[:n] = _bands(borough, is_first, u(_AGE, ids[:n]))
    return SyntheticPopulation(
        n,
        len(residents),
        (*residents, *(home.name for home in visitors)),
        home_from,
        group,
        sex,
        _years(band, u(_YEARS)),
        np.concatenate([area, np.full(borough.visitors, -1, np.int16)]),
        household,
    )


def _area_ends(borough: Borough) -> NDArray[np.int64]:
    """Return the first resident after those of each area (areas,)."""
    ends = np.round(np.cumsum([area.share for area in borough.areas]) * borough.residents).astype(np.int64)
    # shares sum to one within a millionth, and of millions that leaves out people
    ends[-1] = borough.residents
    return ends


def _areas(borough: Borough) -> NDArray[np.int16]:
    """Return where each resident lives (residents,): area after area, each with its share of them."""
    ends = _area_ends(borough)
    return np.repeat(np.arange(ends.size), np.diff(ends, prepend=0)).astype(np.int16)


def _households(
    borough: Borough, area: NDArray[np.int16], u: NDArray[np.float64]
) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Return whose household each resident's is, and who is its first member (residents,).

    Sizes are drawn one after another; a household that would reach into the next area ends with its own.
    """
    sizes = 1 + np.searchsorted(np.cumsum(borough.household_size_shares)[:-1], u, side="right")
    starts = np.concatenate([[0], np.cumsum(sizes)])
    starts = starts[starts < area.size]
    is_first = np.zeros(area.size, bool)
    is_first[starts] = True
    is_first[1:] |= area[1:] != area[:-1]
    return (np.cumsum(is_first) - 1).astype(np.int32), is_first


def _groups(
    borough: Borough,
    groups: Sequence[str],
    area: NDArray[np.int16],
    household: NDArray[np.int32],
    draw: Callable[[int, NDArray[np.uint32]], NDArray[np.float64]],
) -> NDArray[np.int8]:
    """Return the ethnic group of each resident (residents,), given how to draw uniform numbers of people."""
    n = area.size
    people = np.arange(n, dtype=np.uint32)
    first = np.searchsorted(household, np.arange(household[-1] + 1))
    own = draw(_OWN_GROUP, people) < borough.household_mixing
    of_draw = np.where(own, people, first[household]).astype(np.uint32)
    chance = draw(_GROUP, of_draw)
    group = np.empty(n, np.int8)
    for k, place in enumerate(borough.areas):
        mine = area == k
        group[mine] = choose(place.ethnic_shares or borough.resident_shares, groups, chance[mine])
    return group


def _bands(borough: Borough, is_first: NDArray[np.bool_], u: NDArray[np.float64]) -> NDArray[np.int8]:
    """Return age bands of residents: first members are adults, and the others make up for it."""
    shares = np.array([borough.age_shares.get(band, 0.0) for band in AGE_BANDS])
    adults = shares[1:].sum()
    n_first = np.count_nonzero(is_first) / is_first.size
    if adults <= 0:
        return np.zeros(is_first.size, np.int8)
    young = min(shares[0] / max(1 - n_first, 1e-9), 1.0)
    # among adults, those of 65 and over have their share of all adults whether they are first or not
    old = 1 - shares[1] / adults
    is_child = ~is_first & (u < young)
    v = np.where(is_first, u, (u - young) / max(1 - young, 1e-9))
    return np.where(is_child, 0, np.where(v < old, 2, 1)).astype(np.int8)


def _years(band: NDArray[np.int8], u: NDArray[np.float64]) -> NDArray[np.int8]:
    child = np.floor(_ADULT * u)
    adult = _ADULT + np.floor((_OLD - _ADULT) * u)
    old = _OLD + np.floor((_OLDEST + 1 - _OLD) * (1 - np.sqrt(1 - u)))
    return np.select([band == 0, band == 1], [child, adult], old).astype(np.int8)
