"""Who is in a log of events: each person's kind (ethnic group, sex, age band), and counts of events by kind.

The street is simulated as if nobody were stopped, so that arms share it. What the cameras would have seen of a person
who was with officers, or had been taken away, is left out of every count (`PeopleInLog.present`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.core.kernel import kernel
from sim.core.ordering import stable_order
from sim.core.places import Places
from sim.event_log import EventLog, Events
from sim.events import AGE_BANDS, SEXES, Arrival, Engagement, Outcome
from sim.metrics.metric import By

__all__ = ["PeopleInLog", "marginals"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]


class PeopleInLog:
    """Everybody who came on a day, n of them, in the order of their arrival.

    Parameters
    ----------
    log
        The events.
    groups
        The names of the ethnic groups, in the order of every array by group.
    """

    def __init__(self, log: EventLog, groups: Sequence[str]) -> None:
        self.log = log
        people = log.events(Arrival)
        self.person_id = people["person_id"]
        self.group = people.which("ethnic_group", groups)
        self.sex = people.which("sex", SEXES)
        self.age_band = people.which("age_band", AGE_BANDS)
        self.reference_id = people["reference_id"]
        self.is_listed = people["is_listed"]
        self.is_resident = people["is_resident"]
        self.is_during = people["t_s"] >= 0
        """Who came while the deployment lasted; a few who came shortly before are still there, and searched."""
        self.cells = (len(groups), len(SEXES), len(AGE_BANDS))
        self._cell = (self.group * len(SEXES) + self.sex) * len(AGE_BANDS) + self.age_band
        self._places = Places(self.person_id)
        self._rows: dict[Events, Ints] = {}
        self._held_from, self._held_until = self._held()

    @property
    def n(self) -> int:
        """How many came."""
        return self.person_id.size

    def rows(self, events: Events) -> Ints:
        """Return whose each event is (events,): their place in the arrays. The same events are looked up once."""
        if events not in self._rows:
            self._rows[events] = self._places.of(events["person_id"])
        return self._rows[events]

    def by_cell(self, row: Ints, weight: NDArray[np.floating] | None = None) -> Floats:
        """Count people or events by kind, or sum their weights (groups x sexes x age bands,)."""
        n = int(np.prod(self.cells))
        return np.bincount(self._cell[row], weights=weight, minlength=n).astype(np.float64)

    def sums_by_cell(self, weights: Floats) -> Floats:
        """Return the sums of some weights of everybody (k, n) by kind (k, groups x sexes x age bands)."""
        sums = np.zeros((len(weights), int(np.prod(self.cells))))
        _add(self._cell, weights, sums)
        return sums

    def among(self, events: Events, others: Events) -> NDArray[np.bool_]:
        """Return which events are of a passage of a person that one of the others is of, too (events,)."""
        of = [(self.rows(some), some["passage"]) for some in (events, others)]
        most = 1 + max((int(passage.max()) for _, passage in of if passage.size), default=0)
        is_there = np.zeros((self.n, most), bool)
        is_there[of[1]] = True
        return np.asarray(is_there[of[0]])

    def largest(self, row: Ints, value: Floats) -> tuple[Floats, Ints]:
        """Return by kind the largest value of its events, 0 without any, and which event has it, -1 without any."""
        largest, which = np.zeros(int(np.prod(self.cells))), np.full(int(np.prod(self.cells)), -1)
        order = stable_order(value)
        largest[self._cell[row[order]]] = value[order]
        which[self._cell[row[order]]] = order
        return largest, which

    def present(self, kind: type) -> Events:
        """Return the events of people who were there: neither arrested before nor with officers at that time."""
        events = self.log.events(kind)
        row, t_s = self.rows(events), events["t_s"]
        return events.where(~((t_s > self._held_from[row]) & (t_s < self._held_until[row])))

    def _held(self) -> tuple[Floats, Floats]:
        """Return from and until when each person was with officers or taken away; infinite for who never was."""
        start, until = np.full(self.n, np.inf), np.full(self.n, np.inf)
        stops, arrests = self.log.events(Engagement), self.log.events(Outcome).are(outcome="arrest")
        row = self.rows(stops)
        start[row] = stops["t_s"]
        until[row] = np.where(self.among(stops, arrests), np.inf, stops["t_s"] + stops["duration_s"])
        return start, until


@kernel
def _add(cell, weights, sums):  # type: ignore[no-untyped-def]
    for k in range(weights.shape[0]):
        for person in range(cell.shape[0]):
            sums[k, cell[person]] += weights[k, person]


def marginals(cells: Floats, groups: Sequence[str]) -> Iterator[tuple[By, str, Floats]]:
    """Yield everybody's part of numbers by kind, then each group's, sex's, age band's, and each group's of either sex.

    Parameters
    ----------
    cells
        Shape (groups, sexes, age bands).
    """
    yield "all", "all", cells
    axes: tuple[tuple[By, Sequence[str]], ...] = (("ethnic_group", groups), ("sex", SEXES), ("age_band", AGE_BANDS))
    for axis, (by, names) in enumerate(axes):
        for k, name in enumerate(names):
            yield by, name, np.take(cells, k, axis=axis)
    for s, sex in enumerate(SEXES):
        for g, group in enumerate(groups):
            yield "sex_and_ethnic_group", f"{sex}, {group}", cells[g, s]
