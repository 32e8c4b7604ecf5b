"""Siting rules: which street a deployment goes to, one class a rule.

A rule gives every street a weight, looked at anew each month from what is known of the streets: where recorded crime
follows the police, so do the deployments. Each deployment goes to the street that is furthest behind its share, so that
over time streets get deployments in proportion to their weights; a rule may choose otherwise (`Random` draws).

Where recorded crime holds what officers discovered, a rule that goes by it is a generalised Pólya urn that remembers
twelve months (Ensign et al. 2018). In proportion to it, the street where an hour of officers discovers most gets ever
more of them, held back only by what is reported elsewhere; by `MostRecordedCrime` a street that ranks too low is not
visited again, whatever officers would discover there; `PresenceWeightedCrime` is what they propose instead.
`tests/verification/test_siting_urn.py` holds each against theory.

Source: D. Ensign, S. A. Friedler, S. Neville, C. Scheidegger, S. Venkatasubramanian, Runaway feedback loops in
predictive policing, Conference on Fairness, Accountability and Transparency 2018, PMLR 81.

Adding a rule is one class here and its name in `Siting`; a rule without weights of its own cannot be written.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from inspect import isabstract
from typing import Annotated, Any, Literal, Self, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from sim.core.config import Config
from sim.core.errors import SettingsConflict
from sim.evidence.register import chosen, stated

__all__ = [
    "CrimePerFootfall",
    "Fixed",
    "InProportion",
    "KnownStreet",
    "MostRecordedCrime",
    "Moved",
    "Population",
    "PresenceWeightedCrime",
    "Random",
    "RecordedCrime",
    "Siting",
    "SitingRule",
    "Turns",
    "shares_of",
]

Weekday: TypeAlias = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


@dataclass(frozen=True)
class KnownStreet:
    """What siting rules know of a street."""

    reported_crime: float
    """Crimes of the last twelve months that were recorded whether officers were there or not."""
    discovered_crime: float
    """Crimes of the last twelve months that were recorded because officers were there."""
    officer_hours: float
    """Hours of officers at deployments in the last twelve months."""
    people_per_day: float
    """Its footfall."""
    residents: float
    """Residents whose street it is."""
    name: str = ""
    """What the programme calls it."""

    @property
    def recorded_crime(self) -> float:
        """Crimes recorded in the last twelve months, for either reason."""
        return self.reported_crime + self.discovered_crime


class Turns:
    """How many deployments of a rule each of n streets has had, and how many were due to it."""

    def __init__(self, n: int) -> None:
        self._due = np.zeros(n)
        self._given = np.zeros(n)
        self._last = 0

    @property
    def given(self) -> int:
        """How many deployments there were."""
        return int(self._given.sum())

    def next(self, shares: NDArray[np.float64]) -> int:
        """Return the street that is furthest behind, of those with a share, and count it.

        Parameters
        ----------
        shares
            (n,): of one more deployment, some above 0. A street that has none now is not visited, whatever was due.
        """
        self._due += shares
        self._last = int(np.argmax(np.where(shares > 0, self._due - self._given, -np.inf)))
        self._given[self._last] += 1
        return self._last

    def stay(self, shares: NDArray[np.float64]) -> int:
        """Return the street of the deployment before, and count it; what was due to the others goes on growing."""
        self._due += shares
        self._given[self._last] += 1
        return self._last


class SitingRule(Config):
    """A rule that chooses where deployments are, month by month: what all rules have."""

    rule: str
    """Which rule."""
    per_month: int = chosen(4, unit="deployments", ge=0, le=1000)
    """Deployments a month."""
    places: tuple[str, ...] = ()
    """The streets to choose from; all by default."""
    start_h: float = chosen(11.0, unit="hour of the day", ge=0, lt=24)
    """When each begins."""
    duration_h: float = chosen(5.6, unit="h", gt=0, le=12)
    """How long each lasts."""
    months: tuple[int, int] | None = chosen(None, unit="months")
    """The first and the last month of the programme in which the rule applies, from 1; null for all. Months after the
    programme's last are not reached."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse a rule that was given no weights."""
        super().__pydantic_init_subclass__(**kwargs)
        if isabstract(cls):
            raise TypeError(f"the siting rule {cls.__name__} has no `weights` of its own")

    def days(self, first: date, after: date) -> list[date]:
        """Return the days of a month's deployments (per_month,), spread evenly over all from `first` on."""
        return _spread(_days(first, after), self.per_month)

    @abstractmethod
    def weights(self, streets: Sequence[KnownStreet]) -> Sequence[float]:
        """Return how many deployments each street is to have against the others: 0 or more."""

    def choose(self, shares: NDArray[np.float64], turns: Turns, u: float) -> int:
        """Return the street of the next deployment, by its place in the shares.

        Parameters
        ----------
        shares
            (n,): the weights as shares of 1.
        turns
            What the streets have had so far.
        u
            This deployment's own chance, uniform in [0, 1), for rules that draw.
        """
        return turns.next(shares)


class Fixed(SitingRule):
    """The streets in turn."""

    rule: Literal["fixed"]

    def weights(self, streets: Sequence[KnownStreet]) -> Sequence[float]:
        """Return the same for each street."""
        return [1.0] * len(streets)


class InProportion(SitingRule):
    """In proportion to numbers that are given: to published deployments, for one."""

    rule: Literal["in_proportion"]
    to: dict[str, Annotated[float, Field(ge=0, le=1e9)]] = stated(
        unit="deployments, or whatever else is in proportion", min_length=1
    )
    """The number of each street, by its name; one that is not named has none."""
    weekdays: tuple[Weekday, ...] = chosen(get_args(Weekday), unit="days of the week", min_length=1)
    """The days of the week on which deployments are."""

    @model_validator(mode="after")
    def _has_some(self) -> Self:
        if not any(self.to.values()):
            given = ", ".join(f"{name}: {number:g}" for name, number in self.to.items())
            raise SettingsConflict(("to",), f"no street has a number above 0 ({given}); one at least must")
        return self

    def days(self, first: date, after: date) -> list[date]:
        """Return the days of a month's deployments (per_month,), spread evenly over its `weekdays`."""
        of_week = {get_args(Weekday).index(name) for name in self.weekdays}
        return _spread([day for day in _days(first, after) if day.weekday() in of_week], self.per_month)

    def weights(self, streets: Sequence[KnownStreet]) -> Sequence[float]:
        """Return the number of each street."""
        return [self.to.get(street.name, 0.0) for street in streets]


class RecordedCrime(SitingRule):
    """In proportion to recorded crime."""

    rule: Literal["recorded_crime"]

    def weights(self, streets: Sequence[KnownStreet]) -> Sequence[float]:
        """Return the crimes recorded on each street."""
        return [street.recorded_crime for street in streets]


class MostRecordedCrime(SitingRule):
    """The streets with most recorded crime in turn."""

    rule: Literal["most_recorded_crime"]
    streets: int = chosen(2, unit="streets", ge=1, le=1000)
    """How many; all that there are to choose from, where those are fewer. Of equals the first named."""

    def weights(self, streets: Sequence[KnownStreet]) -> Sequence[float]:
        """Return the same for each of the first `streets` by recorded crime, and 0 for the others."""
        first = sorted(range(len(streets)), key=lambda k: -streets[k].recorded_crime)[: self.streets]
        return [float(k in first) for k in range(len(streets))]


class PresenceWeightedCrime(SitingRule):
    """In proportion to crime, where what officers discovered is weighted by the inverse of how much they were there."""

    rule: Literal["presence_weighted_crime"]

    def weights(self, streets: Sequence[KnownStreet]) -> Sequence[float]:
        """Return reported crime, and what officers would have discovered, had they been everywhere as much.

        What they discovered is taken times the mean of officer-hours over the streets, by those on this street. Where
        no officer was, an hour is taken to discover what it does on average where officers were; so a street of which
        nothing is known is looked at, and no street is lost. Source: Ensign et al. 2018, who keep a discovered incident
        with a chance that falls with how often its street is drawn: of two streets, in the same proportions.
        """
        hours = sum(street.officer_hours for street in streets)
        usual = sum(street.discovered_crime for street in streets) / hours if hours > 0 else 0.0
        per_hour = [
            street.discovered_crime / street.officer_hours if street.officer_hours > 0 else usual for street in streets
        ]
        mean = hours / len(streets)
        return [street.reported_crime + mean * rate for street, rate in zip(streets, per_hour, strict=True)]


class CrimePerFootfall(SitingRule):
    """In proportion to recorded crime per person who comes by."""

    rule: Literal["crime_per_footfall"]

    def weights(self, streets: Sequence[KnownStreet]) -> Sequence[float]:
        """Return the crimes recorded on each street for each daily passer-by."""
        return [street.recorded_crime / street.people_per_day for street in streets]


class Moved(SitingRule):
    """Cameras that stay at a street for some months, and then go to the one furthest behind its recorded crime."""

    rule: Literal["moved"]
    stay_months: int = chosen(3, unit="months", ge=1, le=120)
    """For how many months of deployments they stay."""

    def weights(self, streets: Sequence[KnownStreet]) -> Sequence[float]:
        """Return the crimes recorded on each street."""
        return [street.recorded_crime for street in streets]

    def choose(self, shares: NDArray[np.float64], turns: Turns, u: float) -> int:
        """Return the street where the cameras are, or where they go once they have stayed."""
        stays = turns.given % (self.per_month * self.stay_months)
        return turns.stay(shares) if stays else turns.next(shares)


class Population(SitingRule):
    """In proportion to residents."""

    rule: Literal["population"]

    def weights(self, streets: Sequence[KnownStreet]) -> Sequence[float]:
        """Return the residents of each street."""
        return [street.residents for street in streets]


class Random(SitingRule):
    """A street drawn for each deployment, all alike."""

    rule: Literal["random"]

    def weights(self, streets: Sequence[KnownStreet]) -> Sequence[float]:
        """Return the same for each street."""
        return [1.0] * len(streets)

    def choose(self, shares: NDArray[np.float64], turns: Turns, u: float) -> int:
        """Return a street drawn by `u`, whatever the streets have had."""
        return int(u * shares.size)


Siting = Annotated[
    Fixed
    | InProportion
    | RecordedCrime
    | MostRecordedCrime
    | PresenceWeightedCrime
    | CrimePerFootfall
    | Moved
    | Population
    | Random,
    Field(discriminator="rule"),
]
"""The rules, by the name that a programme states under `rule`."""


def shares_of(weights: Sequence[float]) -> NDArray[np.float64]:
    """Return weights as shares of 1 (n,); alike where all weights are 0."""
    values = np.array(weights, np.float64)
    return values / values.sum() if values.sum() > 0 else np.full(values.size, 1 / values.size)


def _days(first: date, after: date) -> list[date]:
    return [first + timedelta(days=k) for k in range((after - first).days)]


def _spread(days: Sequence[date], n: int) -> list[date]:
    """Return n of some days (n,), evenly apart; the same day more than once where n are more than there are."""
    return [days[int((j + 0.5) * len(days) / n)] for j in range(n)]
