"""The street as a Mesa model: one step is one second, in one visible order.

Walking, cameras and comparisons run as if nobody were stopped: the policy acts on alerts and does not
push anybody about in the crowd. So arms of a comparison share every arrival and every comparison, and
what a threshold changes is what happens after it. A person who is engaged is held beside the stream;
the walk that they would have made goes on in the arrays, unseen by the metrics.

Since nobody's way depends on the police, searches are gathered over many seconds, and the police act in those seconds
when they have been searched (`sim.day.deployment`). Whoever wants to see what police do as it happens adds to
`watchers`, or gathers over one second; results are the same. For the same reason people can be walked ahead of
everything else, in a thread of their own: `run` does so, and a Mesa user, who reads the crowd, does not.

Pedestrians are rows of the crowd's arrays, moved by compiled kernels; their Mesa handles read the arrays and
are never called in the time loop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import tee

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.core.ahead import made_ahead
from sim.core.streams import Streams
from sim.day.deployment import Deployment
from sim.day.enrolment import Enrolment, assign_references, enrolment_of, wanted_by
from sim.day.moment import Moment, Watcher
from sim.day.watching import GATHER_S, Watching
from sim.event_log import EventLog
from sim.events import AGE_BANDS, SEXES, Arrival
from sim.population.people import People, Residents, draw_people, draw_residents
from sim.recognition.probes import NOBODY
from sim.recognition.vector.recogniser import Given
from sim.scenario.schema import Scenario
from sim.street.among import Recorded
from sim.street.arrivals import Arrivals, draw_arrivals
from sim.street.crowd import Crowd
from sim.street.geometry import compile_geometry
from sim.street.rows import ACTIVE, LEFT, N_COUNTS, WAITING
from sim.street.stretch import Second, Stretch, seconds_of

__all__ = ["AHEAD_S", "STEP_ORDER", "PassersBy", "Pedestrian", "StreetWorld", "draw_passers_by"]

_NOWHERE = -1
AHEAD_S = 120
"""Seconds by which people are walked ahead where nobody reads the crowd: so long that handing over costs nothing."""
_CAPACITY = 2048
"""Most people on the street at once; beyond it they wait at the entrances."""

STEP_ORDER = ("arrive", "walk", "capture", "compare", "alert", "adjudicate", "engage", "observe", "leave")
"""What happens in each second, in this order; also the process overview of ODD.md."""


_NOBODY = Recorded(np.empty(0, np.int64), *(np.empty(0) for _ in range(4)))
_BEFORE = Second(
    np.zeros(N_COUNTS, np.int64), np.empty((0, 0, 4)), np.empty(0, np.int64), np.empty(0, np.int64), _NOBODY
)
"""What there is before the first second."""


@dataclass(frozen=True)
class PassersBy:
    """Who comes onto the street on a day, in the order of their arrival, and what the police know of them."""

    residents: Residents
    people: People
    entry: NDArray[np.int64]
    """(people,): which of the wanted each is (`Enrolment.everybody`), or NOBODY."""
    enrolment: Enrolment | None
    """None without facial recognition."""
    comes: NDArray[np.bool_] | None = None
    """(arrivals,): whose arrivals take place; None: all. The people are those who come."""


def draw_passers_by(scenario: Scenario, n: int, enrolment: Enrolment | None, streams: Streams) -> PassersBy:
    """Draw who comes on a day that stands for itself: `n` people of the scenario's population."""
    groups = scenario.groups.names
    residents = draw_residents(scenario.population, groups, streams)
    people = draw_people(scenario.population, groups, residents, n, streams, wanted=wanted_by(scenario.lfr))
    if enrolment is None:
        return PassersBy(residents, people, np.full(n, NOBODY), None)
    entry = assign_references(people, enrolment.everybody, len(groups), streams)
    return PassersBy(residents, people, entry, enrolment)


class Pedestrian(mesa.Agent):
    """A handle on one row of the crowd, valid while the person is on the street."""

    model: StreetWorld

    def __init__(self, model: StreetWorld, row: int) -> None:
        super().__init__(model)
        self.row = row
        self.person_id = int(model.crowd.person_id[row])

    @property
    def x_m(self) -> float:
        """Position along the street."""
        return float(self.model.crowd.x_m[self.row])

    @property
    def y_m(self) -> float:
        """Position across the street, to the left of its direction."""
        return float(self.model.crowd.y_m[self.row])

    @property
    def speed_m_s(self) -> float:
        """Speed over the last sub-step."""
        return float(self.model.crowd.speed_m_s[self.row])

    @property
    def desired_speed_m_s(self) -> float:
        """Speed at which they would walk alone."""
        return float(self.model.crowd.desired_speed_m_s[self.row])


class StreetWorld(mesa.Model):
    """One street on one day.

    Parameters
    ----------
    scenario
        What to simulate.
    seed, replication
        See `sim.core.streams.Streams`; the same two give the same day, and arms with the same two share it.
    given
        A search that is to end in a false alert (`sim.day.conditioned`), if any is.
    passers_by
        Says who the arrivals of the day are; by default they are drawn for this day alone.
    gather_s
        Seconds over which searches are gathered at most, 1 or more; no result depends on it.
    ahead_s
        Seconds that are walked at a time, 1 or more; no result depends on it. With 1 the crowd is where the step is,
        and everybody has a handle; with more, the next are walked in a thread of their own, and it is further on.

    Attributes
    ----------
    settings
        The scenario.
    now_s
        Seconds after the deployment began, at the beginning of the next step; negative in the warm-up.
    crowd
        Everybody on the street, as arrays: as far on as they have been walked.
    second
        The second that ended last: who was there.
    deployment
        The LFR deployment, or None.
    log
        Everything that has happened.
    watchers
        Are shown each second of the deployment in turn, once the police have acted in it (`sim.day.moment`).
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        seed: int = 1,
        replication: int = 0,
        given: Given | None = None,
        passers_by: Callable[[Arrivals], PassersBy] | None = None,
        gather_s: int = GATHER_S,
        ahead_s: int = 1,
    ) -> None:
        super().__init__(rng=seed)
        if min(gather_s, ahead_s) < 1:
            raise ValueError(f"gather_s and ahead_s must be 1 or more, not {gather_s} and {ahead_s}")
        self.streams = Streams(seed, replication)
        self.log = EventLog()
        day = scenario.day
        # not `scenario`: Mesa 3.5 has an attribute of that name, of its own kind
        self.settings = scenario
        self.step_count = 0
        self.n_steps = round(day.warm_up_s + day.duration_h * 3600)
        self.now_s = -day.warm_up_s
        self.geometry = geometry = compile_geometry(scenario.street_map)
        self.arrivals = draw_arrivals(
            scenario.footfall,
            scenario.behaviour,
            geometry,
            start_h=day.start_h,
            duration_s=day.duration_h * 3600,
            warm_up_s=day.warm_up_s,
            streams=self.streams,
        )
        who = self._drawn_passers_by(given) if passers_by is None else passers_by(self.arrivals)
        self.residents, self.people = who.residents, who.people
        if who.comes is not None:
            self.arrivals = self.arrivals.only(who.comes)
        self.crowd = Crowd(geometry, scenario.walking, scenario.behaviour, capacity=_CAPACITY, streams=self.streams)
        self.n_arrived = 0
        self.watchers: list[Watcher] = []
        self._due = np.searchsorted(self.arrivals.t_s, self.now_s + np.arange(self.n_steps + 1))
        self._ahead_s = ahead_s
        self._walked = self._seconds()
        self.second = _BEFORE
        self._arrival_of = dict(zip(self.people.person_id.tolist(), range(self.people.person_id.size), strict=True))
        self._handles: dict[int, Pedestrian] = {}
        self.deployment = None if who.enrolment is None else self._deployed(who, who.enrolment, gather_s)
        self._log_arrivals(geometry.entrance_ids)

    def _drawn_passers_by(self, given: Given | None) -> PassersBy:
        lfr, streams = self.settings.lfr, self.streams
        enrolment = None
        if lfr is not None:
            local_share = wanted_by(lfr).share_in(self.settings.population)
            enrolment = enrolment_of(lfr, self.settings.groups, local_share=local_share, streams=streams, given=given)
        return draw_passers_by(self.settings, self.arrivals.t_s.size, enrolment, streams)

    def _deployed(self, who: PassersBy, enrolment: Enrolment, gather_s: int) -> Deployment:
        watching = Watching(
            self,
            enrolment,
            self.settings,
            second=lambda: self.second,
            capacity=_CAPACITY,
            people=who.people,
            row_of=self._arrival_of,
            references=enrolment.references(who.entry),
            gather_s=gather_s,
        )
        return Deployment(self, watching, self.settings, staff=self, tell=self._tell)

    def step(self) -> None:
        """Simulate one second."""
        self._arrive()
        self._walk()
        if self.deployment is not None:
            self.deployment.capture()
            self.deployment.compare()
            self.deployment.act()
        elif self.now_s >= -1:
            self._tell()
        self._leave()
        self.step_count += 1
        self.now_s = self.step_count - self.settings.day.warm_up_s
        self.running = self.step_count < self.n_steps
        if not self.running and self.deployment is not None:
            self.deployment.finish()

    def arrival_of(self, person_id: int) -> int:
        """Return which arrival of the day a person is: their row in `arrivals` and `people`."""
        return int(self._arrival_of[person_id])

    def row_of(self, person_id: int) -> int:
        """Return a person's row in the crowd, or -1 if they are not on the street."""
        handle = self._handles.get(person_id)
        return _NOWHERE if handle is None else int(handle.row)

    def where(self, person_id: int) -> tuple[float, float] | None:
        """Return where a person is, in metres, or None if they are not on the street."""
        row = self.row_of(person_id)
        return None if row == _NOWHERE else (float(self.crowd.x_m[row]), float(self.crowd.y_m[row]))

    def group_of(self, person_id: int) -> str:
        """Return the ethnic group of one who has come."""
        return self.settings.groups.names[int(self.people.ethnic_group[self.arrival_of(person_id)])]

    @property
    def n_active(self) -> int:
        """People on the street at the end of the second that ended last."""
        return int(self.second.counts[ACTIVE])

    @property
    def n_waiting(self) -> int:
        """People outside for whom there was no room by then."""
        return int(self.second.counts[WAITING])

    @property
    def n_left(self) -> int:
        """People who had left by then."""
        return int(self.second.counts[LEFT])

    def present(self) -> Recorded:
        """Return everybody who is on the street."""
        return self.second.people

    def walks_as(self, other: StreetWorld) -> bool:
        """Return whether the same people walk the same ways in another world, whatever its police do."""
        mine, its = self.settings, other.settings
        chance = [(world.streams.seed, world.streams.replication) for world in (self, other)]
        return (
            chance[0] == chance[1]
            and (mine.street_map, mine.walking, mine.behaviour) == (its.street_map, its.walking, its.behaviour)
            and np.array_equal(self._due, other._due)
            and np.array_equal(self.people.person_id, other.people.person_id)
            and all(np.array_equal(column, vars(other.arrivals)[name]) for name, column in vars(self.arrivals).items())
        )

    def walk_with(self, others: Sequence[StreetWorld]) -> None:
        """Let people be walked once for this world and others, before the first step of any of them.

        Others whose cameras and system would see and find the same read that, too. All make their steps in turn, this
        one first.

        Raises
        ------
        ValueError
            If people do not walk in another as in this one, or one of them has handles, which follow its own crowd.
        """
        if any(world._ahead_s == 1 or not self.walks_as(world) for world in (self, *others)):
            raise ValueError("worlds that are walked together have the same people and ways, and are walked ahead")
        walked = tee(self._walked, 1 + len(others))
        watching: list[Deployment] = []
        for world, seconds in zip((self, *others), walked, strict=True):
            world.crowd, world._walked = self.crowd, seconds
            if (mine := world.deployment) is not None:
                alike = next((one for one in watching if mine.watching.sees_as(one.watching)), None)
                if alike is None:
                    watching.append(mine)
                else:
                    mine.read(alike)

    def _seconds(self) -> Iterator[Second]:
        n = -(-self.n_steps // self._ahead_s)
        for stretch in made_ahead(self._stretch, n) if self._ahead_s > 1 else map(self._stretch, range(n)):
            yield from seconds_of(stretch)

    def _stretch(self, number: int) -> Stretch:
        """Walk some seconds, and return what is kept of them."""
        arrivals = self.arrivals
        due = self._due[number * self._ahead_s : (number + 1) * self._ahead_s + 1]
        of = slice(due[0], due[-1])
        return self.crowd.walk(
            due - due[0],
            person_id=self.people.person_id[of],
            party_id=arrivals.party_id[of],
            entrance=arrivals.entrance[of],
            exit=arrivals.exit[of],
            desired_speed_m_s=arrivals.desired_speed_m_s[of],
            stops=arrivals.stops[of],
            dwell_s=arrivals.dwell_s[of],
            lateral=arrivals.lateral[of],
        )

    def _arrive(self) -> None:
        self.n_arrived = int(self._due[self.step_count + 1] - self._due[0])

    def _walk(self) -> None:
        self.second = next(self._walked)
        if self._ahead_s == 1:
            for row in self.second.entered.tolist():
                handle = Pedestrian(self, row)
                self._handles[handle.person_id] = handle

    def _leave(self) -> None:
        if self._ahead_s == 1:
            for person_id in self.crowd.person_id[self.crowd.left_rows].tolist():
                self._handles.pop(person_id).remove()

    def _tell(self) -> None:
        """Show a second to the watchers: the one in which the police have acted last, or without police this one."""
        if not self.watchers:
            return
        if self.deployment is None:
            moment = Moment(self.now_s + 1, self.present(), ())
        else:
            response = self.deployment.response
            moment = Moment(response.street.now_s + 1, response.people(), response.officers)
        for watch in self.watchers:
            watch(moment)

    def _log_arrivals(self, entrance_ids: tuple[str, ...]) -> None:
        arrivals, people = self.arrivals, self.people
        reference = np.full(people.person_id.size, NOBODY) if self.deployment is None else self.deployment.references
        is_listed = people.is_listed if self.deployment is None else reference != NOBODY
        entrances = np.array(entrance_ids)
        self.log.add_columns(
            Arrival,
            {
                "t_s": arrivals.t_s,
                "person_id": people.person_id,
                "party_id": arrivals.party_id,
                "entrance": entrances[arrivals.entrance],
                "exit": entrances[arrivals.exit],
                "n_stops": arrivals.n_stops,
                "is_resident": people.is_resident,
                "ethnic_group": np.array(self.settings.groups.names)[people.ethnic_group],
                "sex": np.array(SEXES)[people.sex],
                "age_band": np.array(AGE_BANDS)[people.age_band],
                "is_listed": is_listed,
                "reference_id": reference,
            },
        )
