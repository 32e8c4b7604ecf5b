"""The borough as a programme goes through it: who lives there, who knows whom, who is wanted, and how they stand.

Everything here persists from deployment to deployment. Wanted people are finite and local: one who is arrested is no
longer wanted and does not come while in custody; after a while somebody else is wanted in their place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.community.avoidance import Avoidance, Avoiders
from sim.community.memory import EFFECTIVENESS, FAIRNESS, TrustState
from sim.community.support import Views
from sim.community.trust import TrustScales, draw_trust
from sim.core.kernel import kernel
from sim.core.streams import Stream, Streams
from sim.day.enrolment import Enrolment, enrolment_of
from sim.metrics.prior import Prior, reference_kinds
from sim.population.borough import SyntheticPopulation
from sim.population.habits import Draw, from_homes, order_of_arrival, who_comes
from sim.population.listing import Alike, Entries, draw_listed, homes_of_entries, kinds_of_people, wanted_instead
from sim.population.people import People, heights
from sim.population.visits import Visits
from sim.programme.origins import home_of, home_shares, local_share_of, rates_of_homes
from sim.programme.schema import Programme, Street
from sim.programme.settled import settled
from sim.recognition.probes import NOBODY
from sim.scenario.schema import LFR, Scenario

__all__ = ["BoroughState", "Turnout"]

_WAYS = (Avoiders.NONE, Avoiders.ROUTE, Avoiders.TIME, Avoiders.COVER)

Ints: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True)
class Turnout:
    """Who comes to a street on a day, in the order of their arrival."""

    person_id: Ints
    """(n,): everybody who would come if there were no cameras."""
    comes: NDArray[np.bool_]
    """(n,): who does come: neither in custody nor keeping away."""
    avoids: NDArray[np.bool_]
    """(n,): who keeps away."""
    goes_elsewhere: NDArray[np.bool_]
    """(n,): who of them goes another way, rather than at another time."""
    covers: NDArray[np.bool_]
    """(n,): who comes and covers their face."""
    prior: Prior | None
    """What the morning's state of the borough said of whether each of them would be listed; None without a list."""


class BoroughState:
    """A borough and its visitors.

    Parameters
    ----------
    programme
        What to simulate.
    streams
        The programme's chance.
    """

    def __init__(self, programme: Programme, streams: Streams) -> None:
        self.programme = programme
        self.streams = streams
        self._settled = settled(programme, streams)
        self.populace = self._settled.populace
        self.views = Views(self.populace.n_residents)
        self._avoidance = Avoidance(
            programme.trust.avoiding,
            groups=programme.groups.names,
            ethnic_group=self.populace.ethnic_group,
            streams=streams,
        )
        self.enrolment: Enrolment | None = None
        self.entry = np.full(self.populace.n, NOBODY, np.int64)
        if programme.lfr is not None:
            size, local_share = _wanted_by(programme, programme.lfr)
            self.enrolment = enrolment_of(programme.lfr, programme.groups, local_share=local_share, streams=streams)
            self._entries = _entries_of(self.enrolment)
            self._entry_home = homes_of_entries(
                self.populace, self._entries, rates_of_homes(programme, size, local_share), streams
            )
            self._reference_kinds = reference_kinds(self.enrolment.watchlist)
            kinds = kinds_of_people(self.populace)
            self._alike = Alike(self.populace, kinds, self._entries)
            with_home = _kinds_with_home(self.populace, kinds)
            self._n_kinds = int(with_home.max()) + 1
            self._kind = with_home.astype(np.min_scalar_type(self._n_kinds))
            self.entry = draw_listed(self._alike, self._entry_home, streams)
            self._authorised_from = np.zeros(self._entries.group.size, np.float64)
        self.stopped = np.zeros(self.populace.n, np.int16)
        """(n,): how often each person has been stopped."""
        self._listed: Ints = np.flatnonzero(self.entry != NOBODY)
        """Who is an entry now (k,), ascending."""
        self._away_until = np.full(self.populace.n, -1, np.int32)
        self._due: list[tuple[int, int]] = []
        self._visits = Visits(self.populace, programme.borough, programme.groups.names, programme.habits, streams)
        self._draws = {name: _draw_of(programme, street) for name, street in programme.streets.items()}
        self._freed = 0

    @cached_property
    def latent(self) -> TrustScales:
        """Where residents stood before the programme."""
        return draw_trust(self.populace.n_residents, self.streams)

    @cached_property
    def trust_state(self) -> TrustState:
        """What residents lived through and hold since then; who knows whom is worked out when this is asked for."""
        trust = self.programme.trust
        return TrustState(trust.memory, trust.opinion, self._settled.rounds)

    def rates(self, place: str) -> NDArray[np.float32]:
        """Return how often each person goes to a street, in visits a day (n,)."""
        return self._visits.rates(self._draws[place])

    def rates_of(self, person_id: Ints, place: str) -> NDArray[np.float32]:
        """Return those of some people (k,)."""
        return self._visits.rates_of(person_id, self._draws[place])

    def trust(self, some: slice = slice(None)) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return where residents stand, all or some: fairness and effectiveness (k,), in standard deviations."""
        latent, held = self.latent, self.trust_state.held[some]
        return (
            latent.fairness[some].astype(np.float64) + held[:, FAIRNESS],
            latent.effectiveness[some].astype(np.float64) + held[:, EFFECTIVENESS],
        )

    def entry_known(self, person_id: Ints, day: int) -> Ints:
        """Return which entry people are (k,), those left out who are wanted and whose entry is not yet authorised."""
        entry = self.entry[person_id]
        if self.enrolment is None:
            return entry
        return np.where((entry == NOBODY) | (self._authorised_from[entry] > day), NOBODY, entry)

    def turnout(self, place: str, n: int, *, factor: float, day: int, number: int, is_watched: bool) -> Turnout:
        """Draw who comes to a street.

        Parameters
        ----------
        n
            How many would come if there were no cameras.
        factor
            The day's footfall against a mean day's.
        day
            Day of the programme, from 0.
        number
            Which deployment of the programme it is.
        is_watched
            Whether there are cameras to keep away from.
        """
        habits, listing, street = self.programme.habits, self.programme.listing, self.programme.streets[place]
        rates = self.rates(place)
        share = listing.visit_share * street.place.population.listed_visit_ratio
        share *= factor ** (listing.day_response - 1)
        listed = self._listed
        rates[listed] *= np.float32(share)
        come = from_homes(
            n,
            self._draws[place].home_shares,
            home_of(self.programme, street),
            factor,
            habits.resident_response,
        )
        ids = who_comes(rates, self.populace, come, day=number, streams=self.streams)
        ids = ids[order_of_arrival(habits, ids, number=number, streams=self.streams)]
        free = self._away_until[ids] <= day
        if not is_watched:
            nobody = np.zeros(n, bool)
            return Turnout(ids, free, nobody, nobody, nobody, None)
        ways = self._avoidance.now(listed=listed, stopped=self.stopped).way
        prior = self._prior(ids, rates, ways, listed, day)
        way = ways[ids]
        aware = self.streams.uniform(Stream.AVOID, ids, number) < self.programme.trust.avoiding.aware_share
        elsewhere = free & aware & (way == Avoiders.ROUTE)
        avoids = elsewhere | (free & aware & (way == Avoiders.TIME))
        return Turnout(ids, free & ~avoids, avoids, elsewhere, free & aware & (way == Avoiders.COVER), prior)

    def _prior(
        self, ids: Ints, rates: NDArray[np.float32], ways: NDArray[np.int8], listed: Ints, day: int
    ) -> Prior | None:
        """Return the chance of those who come to be listed with a reference of each kind, had it not been looked who.

        It is that of somebody of their kind (residence, ethnic group, sex, age class) who comes to this street on this
        day: the visits expected of those of the kind who are listed with such a reference, over those of all of the
        kind. Visits are as `turnout` draws them: by the rates with which people go there, of those not in custody and
        not keeping away.
        """
        if self.enrolment is None:
            return None
        unaware = 1 - self.programme.trust.avoiding.aware_share
        comes = np.ones(len(_WAYS))
        comes[[Avoiders.ROUTE, Avoiders.TIME]] = unaware
        total = np.zeros(self._n_kinds)
        _add_visits(rates, self._away_until, ways, self._kind, day, comes, total)
        of, kinds, n_people = self._reference_kinds.of, self._reference_kinds.n, self._n_kinds
        reference = self.enrolment.references(self.entry_known(listed, day))
        listed, reference = listed[reference != NOBODY], reference[reference != NOBODY]
        both = self._kind[listed].astype(np.int64) * kinds + of[reference]
        visits = np.where(self._away_until[listed] <= day, rates[listed] * comes[ways[listed]], 0).astype(np.float32)
        with_reference = np.bincount(both, weights=visits, minlength=n_people * kinds)
        chance = with_reference.reshape(n_people, kinds) / np.where(total > 0, total, 1.0)[:, None]
        return Prior(ids, chance[self._kind[ids]], self._reference_kinds)

    def people(self, scenario: Scenario, ids: Ints, covers: NDArray[np.bool_], streams: Streams) -> People:
        """Return people as a street knows them; what they wear is of the day (`streams`), their height their own."""
        populace, population = self.populace, scenario.population
        sex, age = populace.sex[ids], populace.age_band[ids]
        return People(
            person_id=ids,
            is_resident=ids < populace.n_residents,
            ethnic_group=populace.ethnic_group[ids],
            sex=sex,
            age_band=age,
            is_listed=self.entry[ids] != NOBODY,
            height_m=heights(population, sex, age, self.streams.uniform(Stream.PERSON, ids, 0)),
            is_head_down=streams.uniform(Stream.PERSON, ids, 1) < population.head_down_share,
            is_masked=covers | (streams.uniform(Stream.PERSON, ids, 2) < population.mask_share),
            is_hooded=streams.uniform(Stream.PERSON, ids, 3) < population.hood_share,
        )

    def police(self, stopped: Ints, arrested: Ints, day: int) -> None:
        """Remember who was stopped (k,), as often as they come, and take away who was arrested."""
        np.add.at(self.stopped, stopped, 1)
        self.arrest(arrested, day)

    def arrest(self, person_id: Ints, day: int) -> None:
        """Take people off the list and out of the streets; others are wanted in their place some time after."""
        listing = self.programme.listing
        for person in person_id.tolist():
            self._away_until[person] = day + round(listing.custody_days)
            entry = int(self.entry[person])
            if entry == NOBODY:
                continue
            self.entry[person] = NOBODY
            self._listed = np.delete(self._listed, np.searchsorted(self._listed, person))
            wait = -np.log(float(self.streams.uniform(Stream.LISTED, self._freed, 1))) * listing.renewal_days
            self._due.append((day + round(float(wait)), entry))
            self._freed += 1

    def begin_day(self, day: int) -> None:
        """Let those be wanted who have come to be by this day; the list has them once that is authorised."""
        due = [entry for when, entry in self._due if when <= day]
        if not due or self.enrolment is None:
            return
        self._due = [(when, entry) for when, entry in self._due if when > day]
        for k, entry in enumerate(due):
            person = wanted_instead(
                self._alike,
                entry,
                self.entry,
                int(self._entry_home[entry]),
                self.streams,
                draw=2 + day * 64 + k,
            )
            if person != NOBODY:
                self.entry[person] = entry
                self._listed = np.insert(self._listed, np.searchsorted(self._listed, person), person)
                self._authorised_from[entry] = day + self.enrolment.lfr.watchlist.authorisation_delay_days


def _wanted_by(programme: Programme, lfr: LFR) -> tuple[int, float]:
    """Return how many a policy wants, and which share of them lives in the programme's borough."""
    share = lfr.watchlist.local_share
    if share is None:
        share = local_share_of(programme)
    return lfr.watchlist.size, share


def _kinds_with_home(populace: SyntheticPopulation, kind: Ints) -> Ints:
    """Return the kind of each person, those of each home apart; 0 is whoever can be on no list."""
    return np.where(kind < 0, 0, 1 + len(populace.homes) * kind + populace.home)


def _entries_of(enrolment: Enrolment) -> Entries:
    wanted = enrolment.everybody
    return Entries(wanted.group, wanted.is_male, wanted.age_years, wanted.is_local)


def _draw_of(programme: Programme, street: Street) -> Draw:
    population, footfall = street.place.population, street.place.footfall
    return Draw(
        x_km=street.x_km,
        y_km=street.y_km,
        people_per_day=footfall.people_per_day,
        home_shares=home_shares(programme, street),
        street_shares=tuple(population.street_shares.get(group, 0.0) for group in street.place.groups.names),
    )


@kernel
def _add_visits(rates, away_until, way, kind, day, comes, total):  # type: ignore[no-untyped-def]
    """Add up by kind the visits of a day that are expected of each person (n,) who is not away."""
    for person in range(rates.shape[0]):
        if away_until[person] <= day:
            total[kind[person]] += np.float32(rates[person] * comes[way[person]])
