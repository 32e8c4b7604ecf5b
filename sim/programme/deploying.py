"""One deployment of a programme, counted: the cameras and the searches of its day, and what they came to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.day.walk_table import WalkTable
from sim.events import Engagement, Outcome
from sim.metrics.tally import Basis, tally_of
from sim.policing.stop_and_search import SEARCH_OUTCOMES, StopSearches, draw_searches
from sim.programme.borough_state import BoroughState
from sim.programme.calendar import Planned
from sim.programme.day import DeploymentDay, chance_of, simulate_day
from sim.programme.results import DeploymentResult, StopSearchTotals
from sim.programme.schema import Programme
from sim.recognition.cameras.counting import faces_per_detection

__all__ = ["Deployed", "deploy"]


@dataclass(frozen=True)
class Deployed:
    """A deployment that has taken place."""

    happened: DeploymentDay
    searches: StopSearches | None
    """Stops and searches of the same hours, where the programme has them."""
    result: DeploymentResult

    @property
    def stopped(self) -> NDArray[np.int64]:
        """Who was stopped after an alert or searched (k,); who was twice comes twice."""
        stops = self.happened.log.events(Engagement)["person_id"]
        return stops if self.searches is None else np.concatenate([stops, self.searches.person_id])

    @property
    def arrested(self) -> NDArray[np.int64]:
        """Who was arrested (k,), after alerts first."""
        after_alerts = self.happened.log.events(Outcome).are(outcome="arrest")["person_id"]
        if self.searches is None:
            return after_alerts
        is_arrest = self.searches.outcome == SEARCH_OUTCOMES.index("arrest")
        return np.concatenate([after_alerts, self.searches.person_id[is_arrest]])


def deploy(
    programme: Programme,
    planned: Planned,
    borough: BoroughState,
    *,
    month: int,
    day: int,
    root: Path,
    tables: dict[str, dict[int, WalkTable]],
) -> Deployed:
    """Simulate one deployment and count it; the borough stays as it was.

    Parameters
    ----------
    month, day
        Of the programme, from 0.
    root, tables
        As for `sim.programme.day.simulate_day`.
    """
    happened = simulate_day(programme, planned, borough, day=day, root=root, tables=tables)
    basis = None
    if borough.enrolment is not None and happened.turnout.prior is not None:
        is_in_footfall = programme.streets[planned.place].place.footfall.from_faces
        ratio = faces_per_detection(
            borough.enrolment.lfr.counting,
            None if is_in_footfall else planned.place,
            number=planned.number,
            streams=borough.streams,
        )
        basis = Basis(
            borough.enrolment,
            happened.turnout.prior,
            duration_s=planned.duration_h * 3600,
            faces_per_detection=ratio,
        )
    tally = tally_of(happened.log, groups=programme.groups.names, basis=basis)
    searches = _searched(programme, planned, borough, happened)
    turnout, is_during = happened.turnout, happened.would_arrive_s >= 0
    avoided = turnout.person_id[turnout.avoids & is_during]
    result = DeploymentResult(
        planned,
        month,
        tally,
        np.bincount(borough.populace.ethnic_group[avoided], minlength=len(programme.groups.names)).astype(np.float64),
        _displaced(programme, planned.place, borough, turnout.person_id[turnout.goes_elsewhere & is_during]),
        None if searches is None else _by_group(searches, len(programme.groups.names)),
    )
    return Deployed(happened, searches, result)


def _searched(
    programme: Programme, planned: Planned, borough: BoroughState, happened: DeploymentDay
) -> StopSearches | None:
    settings = programme.stop_and_search
    if settings is None:
        return None
    here = happened.arrive_s >= 0
    return draw_searches(
        settings,
        groups=programme.groups.names,
        duration_s=planned.duration_h * 3600,
        t_s=happened.arrive_s[here],
        person_id=happened.people.person_id[here],
        group=happened.people.ethnic_group[here].astype(np.int64),
        streams=chance_of(borough.streams, planned.number),
    )


def _displaced(
    programme: Programme, place: str, borough: BoroughState, elsewhere: NDArray[np.int64]
) -> dict[str, float]:
    """Return how many of those who go elsewhere are expected on each other street, by how often they go there.

    Whoever goes to no other street of the programme is nowhere in it.
    """
    others = [name for name in programme.streets if name != place]
    if not others or not elsewhere.size:
        return dict.fromkeys(others, 0.0)
    rates = np.array([borough.rates_of(elsewhere, name) for name in others], np.float64)
    total = rates.sum(axis=0)
    shares = np.divide(rates, total, out=np.zeros_like(rates), where=total > 0)
    return dict(zip(others, shares.sum(axis=1).tolist(), strict=True))


def _by_group(searches: StopSearches, n_groups: int) -> StopSearchTotals:
    def sums(weight: NDArray[np.floating]) -> NDArray[np.float64]:
        return np.bincount(searches.group, weights=weight, minlength=n_groups).astype(np.float64)

    arrest, other = (searches.outcome == SEARCH_OUTCOMES.index(name) for name in ("arrest", "other_disposal"))
    minutes = searches.duration_s / 60
    return StopSearchTotals(
        sums(np.ones(searches.group.size)),
        sums(arrest),
        sums(other),
        sums(minutes),
        sums(minutes**2),
        sums(searches.manner),
        sums(searches.manner**2),
    )
