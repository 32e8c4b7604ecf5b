"""What deployments and public events do to the people of a borough.

Those who were stopped or searched, who saw it, or hear of it from people they know are moved; news, publications,
meetings and open days reach whom they reach.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.community.meetings import Meetings, attend
from sim.community.news import Change, news_of, publication_of
from sim.community.trust import effect
from sim.core.kernel import kernel
from sim.event_log import EventLog
from sim.events import AGE_BANDS, Comparison, Engagement, Exposure
from sim.policing.stop_and_search import SEARCH_OUTCOMES, StopSearches
from sim.programme.borough_state import BoroughState
from sim.programme.deploying import Deployed
from sim.programme.results import Contacts, ProgrammeResult
from sim.programme.schema import Programme

__all__ = ["PublicLife", "live_through"]

_OPEN_DAYS = 2**20
"""Draws of open days come after those of meetings."""


def live_through(deployed: Deployed, borough: BoroughState, result: ProgrammeResult, day: int) -> None:
    """Let the people of a borough live through a deployment, and read of it; `day` is the programme's, from 0."""
    _live_through_cameras(deployed.happened.log, borough, result, day)
    if deployed.searches is not None:
        _live_through_searches(deployed.searches, borough, result, day)
    _read_news(deployed, borough)


def _note(
    result: ProgrammeResult,
    day: int,
    kind: Literal["direct", "witnessed"],
    fairness: NDArray[np.float64],
    effectiveness: NDArray[np.float64],
) -> None:
    if fairness.size:
        result.contacts.append(Contacts(day, kind, fairness.size, float(fairness.sum()), float(effectiveness.sum())))


def _live_through_cameras(log: EventLog, borough: BoroughState, result: ProgrammeResult, day: int) -> None:
    """Move those who were stopped, saw a stop, or hear of one from those they know."""
    n = borough.populace.n_residents
    exposed = log.events(Exposure)
    ids = exposed["person_id"]
    fairness, effectiveness = (exposed[f"{scale}_change"] for scale in ("fairness", "effectiveness"))
    mine = ids < n
    borough.trust_state.move(ids[mine], fairness[mine], effectiveness[mine])
    direct = mine & (exposed["kind"] == "direct")
    seen = mine & ~direct
    _note(result, day, "direct", fairness[direct], effectiveness[direct])
    _note(result, day, "witnessed", fairness[seen], effectiveness[seen])
    borough.trust_state.tell(ids[direct], fairness[direct], effectiveness[direct])
    stops = log.events(Engagement)
    mistaken = stops.are(is_false_stop=True)["person_id"]
    mistaken = mistaken[mistaken < n]
    borough.views.knows_error[mistaken] = True
    borough.views.knows_error[borough.trust_state.known_to(mistaken)[0]] = True
    stopped = stops["person_id"]
    np.add.at(result.times_stopped, stopped[stopped < n], 1)
    searched = log.events(Comparison)["person_id"]
    _count(searched, result.times_scanned)


def _live_through_searches(searches: StopSearches, borough: BoroughState, result: ProgrammeResult, day: int) -> None:
    """Move those who were searched, and those who hear of it.

    Who sees a search is not simulated: where people are is known only where cameras are.
    """
    is_arrest = searches.outcome == SEARCH_OUTCOMES.index("arrest")
    trust = borough.programme.community.trust
    fairness, effectiveness = effect(trust, manner=searches.manner, is_arrest=is_arrest)
    mine = searches.person_id < borough.populace.n_residents
    who = searches.person_id[mine]
    borough.trust_state.move(who, fairness[mine], effectiveness[mine])
    borough.trust_state.tell(who, fairness[mine], effectiveness[mine])
    _note(result, day, "direct", fairness[mine], effectiveness[mine])
    np.add.at(result.times_stopped, who, 1)


def _read_news(deployed: Deployed, borough: BoroughState) -> None:
    tally, searches = deployed.result.tally, deployed.searches
    arrests = int(tally.count("arrests").sum())
    if searches is not None:
        arrests += int(np.count_nonzero(searches.outcome == SEARCH_OUTCOMES.index("arrest")))
    for change in news_of(
        borough.programme.trust.news,
        n=borough.populace.n_residents,
        number=deployed.result.planned.number,
        arrests=arrests,
        false_stops=int(tally.count("false_stops").sum()),
        streams=borough.streams,
    ):
        _move_alike(borough, change)


class PublicLife:
    """Publications, meetings and open days of a programme, in the order of its days."""

    def __init__(self, programme: Programme, borough: BoroughState, result: ProgrammeResult) -> None:
        self._programme, self._borough, self._result = programme, borough, result
        self._invited = sorted(one.on for one in programme.open_days)
        self._is_adult = borough.populace.age_band[: borough.populace.n_residents] != AGE_BANDS.index("under_18")
        self._published = 0
        self._met = 0

    def day(self, on: date, *, is_deployed: bool) -> int:
        """Let a day's publications, meetings and open days have their effect; return how many came to the last two."""
        programme, borough, trust = self._programme, self._borough, self._programme.trust
        if on in programme.publications:
            n = borough.populace.n_residents
            _move_alike(borough, publication_of(trust.news, n=n, number=self._published, streams=borough.streams))
            self._published += 1
        attenders = 0
        for _ in (meeting for meeting in programme.meetings if meeting.on == on):
            attenders += self._attend(trust.meetings, self._met)
            self._met += 1
        if is_deployed and self._invited and self._invited[0] <= on:
            del self._invited[0]
            attenders += self._attend(trust.open_days, _OPEN_DAYS + len(self._result.open_days))
            self._result.open_days.append((on - programme.begins).days)
        return attenders

    def _attend(self, settings: Meetings, number: int) -> int:
        """Let people come to a meeting or an open day, and return how many; `number` says which draw it is."""
        fairness, _effectiveness = self._borough.trust()
        here = attend(settings, fairness, self._is_adult, meeting=number, streams=self._borough.streams)
        _move_alike(self._borough, Change(here, settings.fairness_sd, settings.effectiveness_sd, "safeguard"))
        return here.size


def _move_alike(borough: BoroughState, change: Change) -> None:
    if change.heard_of == "error":
        borough.views.knows_error[change.person_id] = True
    elif change.heard_of == "safeguard":
        borough.views.knows_safeguard[change.person_id] = True
    fairness, effectiveness = (
        np.broadcast_to(moved, change.person_id.shape) for moved in (change.fairness, change.effectiveness)
    )
    borough.trust_state.move(change.person_id, fairness, effectiveness)


@kernel
def _count(person_id, times):  # type: ignore[no-untyped-def]
    """Count people, as often as they come, of whom residents (n,) are numbered first."""
    for k in range(person_id.shape[0]):
        if person_id[k] < times.shape[0]:
            times[person_id[k]] += 1
