"""Who lives in the borough, who comes onto the street, and who of them is on the watchlist.

Residents are arrays as long as the borough and persist; visitors are made for the day. The mix of
people on a street differs from that of the residents and is published nowhere, so it is an input.
Who is listed follows from where people live: residents as often as those of their borough are, visitors as Londoners
and people from outside are. A longer list holds the people of a shorter one, and nothing else of a policy changes who
is listed: arms of a comparison share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
import scipy
from numpy.typing import NDArray
from pydantic import Field, model_validator

from sim.core.config import Config
from sim.core.errors import SettingsConflict
from sim.core.groups import GroupShares
from sim.core.shares import Probability, Shares, choose
from sim.core.streams import Stream, Streams
from sim.events import AGE_BANDS, SEXES, AgeBand, Sex
from sim.evidence.register import assumed, cited, entry
from sim.population.home import City, listed_rates, share_of_list

__all__ = [
    "USUAL_LIST",
    "People",
    "Population",
    "Residents",
    "Wanted",
    "draw_people",
    "draw_residents",
    "heights",
    "listing_probability",
]


class Wanted(NamedTuple):
    """Who is wanted, as far as it says how often people are: how many, and which share of them lives in the borough."""

    size: int
    local_share: float | None = None
    """None lets it follow from the borough."""

    def share_in(self, population: Population) -> float:
        """Return which share of them lives in the borough of a street."""
        if self.local_share is not None:
            return self.local_share
        return share_of_list(population.violence_with_injury, population.city)


USUAL_LIST = Wanted(int(entry("recognition.watchlist-size").value))
"""Those who are wanted where no policy says how many are: as many as on the lists of 2025."""

_PERSON_DRAWS = ("group", "origin", "sex", "age", "height", "head_down", "mask", "hood")


class Population(Config):
    """Who lives here, who walks here, and who of them is listed.

    In a file the key `home` names a borough (`scenarios/boroughs`, or a file), which sets the first six of these and,
    where the file does not say otherwise, who walks here and who of them is listed.
    """

    borough: str = Field(default="Croydon", min_length=1, max_length=100)
    """The borough that the street is in."""
    residents: int = cited("population.croydon-residents", ge=100, le=10_000_000)
    """Usual residents of the borough."""
    resident_shares: GroupShares = cited("population.croydon-ethnic-groups")
    """Ethnic groups of the residents."""
    age_shares: Shares[AgeBand] = cited("population.croydon-ages")
    """Age bands of residents and visitors alike."""
    female_share: Probability = cited("population.croydon-female")
    """Women and girls among residents and visitors."""
    violence_with_injury: int = cited("population.croydon-violence-with-injury", ge=0, le=1_000_000)
    """Offences of violence with injury recorded in the borough in a year: as large a part of the city's is its part of
    the list."""
    city: City = City()
    """The city that lists are built for."""
    street_shares: GroupShares = cited("population.fairfield-ethnic-groups")
    """Ethnic groups of the people on the street: unpublished, so the residents of its ward stand in."""
    resident_share_of_street: Probability = assumed(
        0.7, "no survey of who shops on North End was found", unit="share", low=0.4, high=0.9
    )
    """People on the street who live in the borough; the others are visitors."""
    city_share_of_visitors: Probability = assumed(
        0.85,
        "where people on a high street come from was not counted; trains and trams bring most of them from London",
        unit="share of visitors",
        low=0.5,
        high=1.0,
    )
    """Visitors who live in the city, in other boroughs; the others are from outside it."""
    listed_share: Probability | None = assumed(
        None,
        "how many of those on a street are listed is not published; null lets it follow from where people live",
        unit="share of people on the street",
    )
    """People on the street who are on the watchlist, wherever they live; null lets it follow from where they live."""
    listed_visit_ratio: float = assumed(
        1.0,
        "whether listed people come to a street as often as others who live where they do, and how many more of them "
        "live near it, was not counted; what published alerts say of it is in the fits (`scenarios/fits`)",
        unit="ratio",
        low=0.3,
        high=2.0,
        ge=0,
        le=100,
    )
    """How often listed people come to this street, against others who live where they do."""
    listed_shares: GroupShares = assumed(
        {"asian": 0.1914, "black": 0.2316, "mixed": 0.0877, "other": 0.0539, "white": 0.4354},
        "the make-up of no watchlist is published; the default is that of the street, so that no group is "
        "listed more often than another until a user says so",
        unit="share",
    )
    """Ethnic groups of the listed people who come to this street."""
    listed_male_share: Probability = assumed(
        0.85, "the make-up of no watchlist is published", unit="share", low=0.7, high=0.95
    )
    """Men among the listed people; listed people are taken to be 18 to 64 years old."""
    head_down_share: Probability = cited("population.head-down")
    """People who look down at a phone while they pass."""
    mask_share: Probability = assumed(
        0.02,
        "no count of masks and scarves on a high street was found; 1 to 3 % on a dry day",
        unit="share",
        low=0.01,
        high=0.1,
    )
    """People with a mask or a scarf over the mouth."""
    hood_share: Probability = assumed(
        0.03,
        "no count of hoods was found; 2 to 4 % on a dry day, 15 to 25 % in rain",
        unit="share",
        low=0.02,
        high=0.25,
    )
    """People with a hood up."""
    adult_height_m: dict[Sex, float] = assumed(
        {"female": 1.62, "male": 1.75},
        "means of adults in England, recalled; the exact value moves occlusion a little",
        unit="m",
    )
    """Mean height of adults by sex."""
    child_height_m: float = assumed(
        1.40, "a mean over ages 5 to 17, recalled", unit="m", low=1.2, high=1.55, gt=0.5, lt=2.0
    )
    """Mean height of people under 18."""
    height_spread_m: float = assumed(
        0.07, "standard deviation of adults of one sex, recalled", unit="m", low=0.06, high=0.09, ge=0, lt=0.3
    )
    """Standard deviation of height."""

    @model_validator(mode="after")
    def _has_a_city_to_come_from(self) -> Self:
        from_city = (1 - self.resident_share_of_street) * self.city_share_of_visitors
        if from_city > 0 and self.residents >= self.city.visitors_from:
            raise SettingsConflict(
                ("city_share_of_visitors",),
                f"visitors live in the rest of the city ({self.city_share_of_visitors:g} of them), where nobody does: "
                f"{self.borough} has all its people ({self.residents:,} of {self.city.visitors_from:,}); it must be 0, "
                "or the place in a smaller borough",
            )
        return self


@dataclass(frozen=True)
class Residents:
    """Everybody who lives in the borough; arrays of length `n`, indices into the groups and tuples of `sim.events`."""

    ethnic_group: NDArray[np.int8]
    sex: NDArray[np.int8]
    age_band: NDArray[np.int8]

    @property
    def n(self) -> int:
        """Number of residents; their person ids are 0 to n - 1."""
        return self.ethnic_group.size


@dataclass(frozen=True)
class People:
    """The people of one day in the order in which they arrive; all arrays have one length."""

    person_id: NDArray[np.int64]
    """Residents keep theirs from day to day; visitors count on from the number of residents."""
    is_resident: NDArray[np.bool_]
    ethnic_group: NDArray[np.int8]
    sex: NDArray[np.int8]
    age_band: NDArray[np.int8]
    is_listed: NDArray[np.bool_]
    height_m: NDArray[np.float64]
    is_head_down: NDArray[np.bool_]
    is_masked: NDArray[np.bool_]
    is_hooded: NDArray[np.bool_]


def draw_residents(population: Population, groups: Sequence[str], streams: Streams) -> Residents:
    """Make the borough, of people of some ethnic groups: the same for every replication of one seed."""
    borough = Streams(streams.seed)
    ids = np.arange(population.residents)
    return Residents(
        ethnic_group=choose(population.resident_shares, groups, borough.uniform(Stream.RESIDENTS, ids, 0)),
        sex=_sexes(population, borough.uniform(Stream.RESIDENTS, ids, 1)),
        age_band=choose(population.age_shares, AGE_BANDS, borough.uniform(Stream.RESIDENTS, ids, 2)),
    )


def draw_people(
    population: Population,
    groups: Sequence[str],
    residents: Residents,
    n: int,
    streams: Streams,
    *,
    wanted: Wanted = USUAL_LIST,
) -> People:
    """Draw the `n` people who come onto the street, in the order of their arrival.

    Nobody comes twice. A resident is drawn from those of the ethnic group that `street_shares` gave;
    when a group has no resident left, a visitor of that group comes instead.
    """
    order = np.arange(n)
    draws = {name: streams.uniform(Stream.PERSON, order, k) for k, name in enumerate(_PERSON_DRAWS)}
    group = choose(population.street_shares, groups, draws["group"])
    person_id = residents.n + order.astype(np.int64)
    lives_here = draws["origin"] < population.resident_share_of_street
    shuffle = streams.generator(Stream.PERSON)
    for g in range(len(groups)):
        pool = shuffle.permutation(np.flatnonzero(residents.ethnic_group == g))
        rows = np.flatnonzero(lives_here & (group == g))[: pool.size]
        person_id[rows] = pool[: rows.size]
    is_resident = person_id < residents.n
    of = np.where(is_resident, person_id, 0)
    sex = np.where(is_resident, residents.sex[of], _sexes(population, draws["sex"]))
    age = np.where(is_resident, residents.age_band[of], choose(population.age_shares, AGE_BANDS, draws["age"]))
    chance = listing_probability(population, groups, group, sex, age, is_resident, wanted=wanted)
    return People(
        person_id=person_id,
        is_resident=is_resident,
        ethnic_group=group,
        sex=sex.astype(np.int8),
        age_band=age.astype(np.int8),
        is_listed=streams.uniform(Stream.LISTED, person_id) < chance,
        height_m=heights(population, sex, age, draws["height"]),
        is_head_down=draws["head_down"] < population.head_down_share,
        is_masked=draws["mask"] < population.mask_share,
        is_hooded=draws["hood"] < population.hood_share,
    )


def listing_probability(
    population: Population,
    groups: Sequence[str],
    ethnic_group: NDArray[np.integer],
    sex: NDArray[np.integer],
    age_band: NDArray[np.integer],
    is_resident: NDArray[np.bool_],
    *,
    wanted: Wanted = USUAL_LIST,
) -> NDArray[np.float64]:
    """Return the chance of people on the street to be listed (n,), given group, sex, age band and if they live here.

    By where they live; and by Bayes' rule from the make-up of the listed and of the street; 0 for under 18 and 65 or
    over, and capped at 1.
    """
    by_group = np.array(
        [_ratio(population.listed_shares.get(g, 0.0), population.street_shares.get(g, 0.0)) for g in groups]
    )
    by_sex = np.array(
        [
            _ratio(1 - population.listed_male_share, population.female_share),
            _ratio(population.listed_male_share, 1 - population.female_share),
        ]
    )
    by_age = np.array([0.0, _ratio(1.0, population.age_shares.get("18_to_64", 0.0)), 0.0])
    if population.listed_share is None:
        rates = listed_rates(
            wanted.size,
            local_share=wanted.share_in(population),
            residents=population.residents,
            city=population.city,
        )
        by_home = np.where(is_resident, rates.borough, rates.of_visitors(population.city_share_of_visitors))
        by_home = population.listed_visit_ratio * by_home
    else:
        by_home = np.full(is_resident.size, population.listed_share)
    chance = by_home * by_group[ethnic_group] * by_sex[sex] * by_age[age_band]
    return np.asarray(np.minimum(chance, 1.0), np.float64)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0


def _sexes(population: Population, u: NDArray[np.float64]) -> NDArray[np.int8]:
    return np.where(u < population.female_share, SEXES.index("female"), SEXES.index("male")).astype(np.int8)


def heights(
    population: Population, sex: NDArray[np.integer], age: NDArray[np.integer], u: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return statures in metres (n,), given sex, age band and a uniform number of each person."""
    adult = np.array([population.adult_height_m[name] for name in SEXES])[sex]
    mean = np.where(age == AGE_BANDS.index("under_18"), population.child_height_m, adult)
    return np.maximum(mean + population.height_spread_m * scipy.special.ndtri(u), 0.5)
