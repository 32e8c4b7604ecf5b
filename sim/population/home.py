"""The borough that a street is in: what is published of who lives there, and how many of a list's people do.

A list is built for a whole city. Where those on it live is not published; what is, for every borough, is how many
offences of violence with injury were recorded there in a year. So a borough is taken to have as large a part of the
list as of those offences, and a Londoner is as often on it as people of their borough are.
"""

from __future__ import annotations

from typing import NamedTuple

from pydantic import Field

from sim.core.config import Config
from sim.core.groups import GroupShares
from sim.core.shares import Probability, Shares
from sim.events import AgeBand
from sim.evidence.register import assumed, cited, stated
from sim.population.surveyed import HomeAnswers

__all__ = ["City", "HomeArea", "HomeBorough", "ListedRates", "listed_rates", "share_of_list"]


class HomeArea(Config):
    """A part of the borough where people live."""

    name: str = Field(min_length=1, max_length=100)
    """What it is called."""
    share: float = stated(unit="share of residents", ge=0, le=1)
    """Share of the borough's residents."""
    x_km: float = stated(unit="km", default=0.0, ge=-100, le=100)
    """Its middle, east of that of the borough."""
    y_km: float = stated(unit="km", default=0.0, ge=-100, le=100)
    """Its middle, north of that of the borough."""
    ethnic_shares: GroupShares | None = stated(unit="share of residents", default=None)
    """Ethnic groups of those who live there; null for the borough's."""


class HomeBorough(Config):
    """A file of `scenarios/boroughs`, or a user's own: what is published of one borough."""

    name: str = Field(min_length=1, max_length=100)
    """What it is called."""
    code: str = Field(pattern=r"^[A-Z][0-9]{8}$")
    """Its code of the Office for National Statistics."""
    source: str = Field(min_length=1, max_length=2000)
    """Whose figures these are."""
    residents: int = stated(unit="people", ge=1000, le=9_000_000)
    """Usual residents."""
    resident_shares: GroupShares = stated(unit="share of residents")
    """Ethnic groups of the residents."""
    age_shares: Shares[AgeBand] = stated(unit="share of residents")
    """Age bands of the residents."""
    female_share: Probability = stated(unit="share of residents")
    """Women and girls among them."""
    violence_with_injury: int | None = stated(unit="recorded offences a year", default=None, ge=0, le=1_000_000)
    """Offences of violence with injury recorded there in a year; null where they are not published, and then whoever
    names the borough says how many there were."""
    surveyed: HomeAnswers | None = None
    """How its residents answer the survey of London's police; null where it was not, and then as Londoners do."""
    areas: tuple[HomeArea, ...] = Field(default=(), max_length=100)
    """The parts of the borough, where programmes are to tell them apart; their shares sum to one."""


class City(Config):
    """The city that lists are built for."""

    visitors_from: int = cited("population.london-residents", ge=1)
    """People of the city, the borough's own included."""
    violence_with_injury: int = cited("population.london-violence-with-injury", ge=1)
    """Offences of violence with injury recorded in it in a year."""
    outside_ratio: float = assumed(
        0.1,
        "a list is built for London, and can hold people who live outside it; how many is not published",
        unit="ratio",
        low=0.0,
        high=0.5,
        ge=0,
        le=10,
    )
    """How often people from outside the city are listed, against those who live in it."""


class ListedRates(NamedTuple):
    """How often people are listed, by where they live: entries for each person."""

    borough: float
    city: float
    """Of the rest of the city."""
    outside: float
    """Of those from outside it."""

    def of_visitors(self, city_share: float) -> float:
        """Return the rate of visitors of whom such a share live in the city."""
        return city_share * self.city + (1 - city_share) * self.outside


def share_of_list(violence_with_injury: int, city: City) -> float:
    """Return which share of a list lives in a borough with so many recorded offences."""
    return min(violence_with_injury / city.violence_with_injury, 1.0)


def listed_rates(size: int, *, local_share: float, residents: int, city: City) -> ListedRates:
    """Return how often people are on a list of some size, given which share of it lives in the borough.

    Parameters
    ----------
    size
        References on the list.
    residents
        Usual residents of the borough.
    """
    elsewhere = city.visitors_from - residents
    return ListedRates(
        min(size * local_share / residents, 1.0),
        # where the borough is the whole city nobody lives in the rest of it
        min(size * (1 - local_share) / elsewhere, 1.0) if elsewhere > 0 else 0.0,
        min(city.outside_ratio * size / city.visitors_from, 1.0),
    )
