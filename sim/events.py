"""What happens, as plain records: the only output of a simulated day.

A field is a column, its unit is in its name, `t_s` (seconds after the deployment began) comes first
and `person_id` second. Arrival to Comparison do not depend on the policing or on the threshold: they
are what the street and the cameras would show if nobody were stopped, so that arms share them. From
Alert on, the policy acts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.core.tables import columns_to_table, schema_of

__all__ = [
    "AGE_BANDS",
    "RECORDS",
    "SEXES",
    "Adjudication",
    "AgeBand",
    "Alert",
    "Arrival",
    "Capture",
    "Cause",
    "Comparison",
    "Drill",
    "Engagement",
    "EventLog",
    "Events",
    "Exposure",
    "Loss",
    "Outcome",
    "Passage",
    "Sex",
]

Sex = Literal["female", "male"]
Cause = Literal["no_free_officer", "left_the_street", "deployment_ended"]
AgeBand = Literal["under_18", "18_to_64", "65_and_over"]

SEXES: tuple[Sex, ...] = ("female", "male")
AGE_BANDS: tuple[AgeBand, ...] = ("under_18", "18_to_64", "65_and_over")


@dataclass(frozen=True)
class Arrival:
    """A person comes onto the street."""

    t_s: float
    person_id: int
    party_id: int
    """The group of people they walk with; a person alone is a party of one."""
    entrance: str
    exit: str
    n_stops: int
    """Shops they mean to stop at on the way."""
    is_resident: bool
    ethnic_group: str
    sex: Sex
    age_band: AgeBand
    is_listed: bool
    reference_id: int
    """Their own entry on the watchlist, or -1."""


@dataclass(frozen=True)
class Passage:
    """A person goes through a zone of recognition; `t_s` is when they came in."""

    t_s: float
    person_id: int
    passage: int
    """Counts this person's passages of the day from 0."""
    site: str
    duration_s: float


@dataclass(frozen=True)
class Capture:
    """The best view that the cameras of a site had of a person during one passage."""

    t_s: float
    person_id: int
    passage: int
    site: str
    camera: str
    iod_px: float
    """Inter-eye distance in the image."""
    yaw_deg: float
    quality: float
    """0 to 1: what this view leaves of a perfect one's similarity."""
    n_frames: int
    """Frames in which a face could be seen."""
    n_occluded: int
    """Frames in which somebody else stood between."""
    is_detected: bool
    is_usable: bool
    """Detected, and good enough to search."""


@dataclass(frozen=True)
class Comparison:
    """A search of the whole watchlist with one probe: its highest comparison score."""

    t_s: float
    person_id: int
    passage: int
    site: str
    reference_id: int
    """Whose score is the highest; -1 where thinned searches left out one that ends below their floor."""
    score: float
    """On the vendor's scale, or that of the image back end; not a number where no reference is given."""
    is_mated: bool
    """The reference is of this person."""


@dataclass(frozen=True)
class Alert:
    """A comparison score at or above the threshold."""

    t_s: float
    person_id: int
    passage: int
    site: str
    reference_id: int
    score: float
    is_true: bool
    is_repeat: bool
    """An earlier passage of this person had alerted already; the operator is not asked again."""


@dataclass(frozen=True)
class Adjudication:
    """The operator decides on an alert; `t_s` is when."""

    t_s: float
    person_id: int
    passage: int
    decision: Literal["engage", "dismiss"]
    wait_s: float
    """From the alert to the decision."""


@dataclass(frozen=True)
class Loss:
    """An alert that was not dismissed led to no engagement: nobody reached the person in time."""

    t_s: float
    person_id: int
    passage: int
    cause: Cause


@dataclass(frozen=True)
class Engagement:
    """Officers stop a person and speak to them; `t_s` is when that begins."""

    t_s: float
    person_id: int
    passage: int
    x_m: float
    y_m: float
    reach_s: float
    """From the operator's decision to the stop."""
    duration_s: float
    manner: float
    """0 (respectful) to 1 (handcuffed)."""
    n_officers: int
    is_false_stop: bool
    """The person is not on the watchlist."""


@dataclass(frozen=True)
class Outcome:
    """What an engagement ended in; `t_s` is when."""

    t_s: float
    person_id: int
    passage: int
    outcome: Literal["arrest", "other_disposal", "no_further_action"]
    reason: str
    """Why the person was listed; empty for a person who was not."""
    is_serious: bool
    """Listed for an offence of the serious class."""


@dataclass(frozen=True)
class Drill:
    """What would have come of a call to stop somebody, were all officers free; `t_s` is when it ended, on paper."""

    t_s: float
    person_id: int
    passage: int
    is_reached: bool
    """An officer would have got to them before they left the street."""
    reach_s: float
    """From the operator's decision to then."""


@dataclass(frozen=True)
class Exposure:
    """An engagement is lived through or seen, and moves trust by so much."""

    t_s: float
    person_id: int
    engaged_person_id: int
    kind: Literal["direct", "witnessed"]
    fairness_change: float
    """In standard deviations of the latent scale."""
    effectiveness_change: float


RECORDS: tuple[type, ...] = (
    Arrival,
    Passage,
    Capture,
    Comparison,
    Alert,
    Adjudication,
    Loss,
    Engagement,
    Outcome,
    Exposure,
    Drill,
)
"""Every kind of event, in the order in which one can lead to the next; drills lead to nothing."""


_ARRAYS: dict[pl.DataType, type[np.generic]] = {
    pl.Int64(): np.int64,
    pl.Float64(): np.float64,
    pl.Boolean(): np.bool_,
}
"""What columns are as arrays; strings stay as they are."""
_BLOCK = 512
"""Additions of one kind that are kept as they came before they are packed into a table."""


class Events:
    """Events of one kind as arrays, e of them: what is to be counted, and no table is made for.

    Parameters
    ----------
    read
        Returns a column of all events there are, by its name.
    rows
        (e,): which of them these are.
    """

    def __init__(self, read: Callable[[str], NDArray[Any]], rows: NDArray[np.int64]) -> None:
        self._read, self._rows = read, rows

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Return a column (e,)."""
        return self._read(name)[self._rows]

    @property
    def size(self) -> int:
        """How many events there are."""
        return self._rows.size

    def where(self, mask: NDArray[np.bool_]) -> Self:
        """Return those for which something is true (e,)."""
        return type(self)(self._read, self._rows[mask])

    def are(self, **values: object) -> Self:
        """Return those whose columns have these values."""
        mask = np.ones(self.size, bool)
        for name, value in values.items():
            mask &= np.asarray(self[name] == value, bool)
        return self.where(mask)


class EventLog:
    """Everything that has happened so far, for each kind of event as arrays, and as a table when one is asked for."""

    def __init__(self) -> None:
        self._tables: dict[type, list[pl.DataFrame]] = {record: [] for record in RECORDS}
        self._fresh: dict[type, list[Mapping[str, NDArray[Any]]]] = {record: [] for record in RECORDS}
        self._sorted: set[type] = set()
        self._events: dict[type, Events] = {}
        self._counts = dict.fromkeys(RECORDS, 0)
        self._names = {record: tuple(schema_of(record)) for record in RECORDS}

    def add(self, record: Any) -> None:
        """Append one event."""
        kind = type(record)
        self.add_columns(kind, {name: np.array([getattr(record, name)]) for name in self._names[kind]})

    def add_columns(self, kind: type, columns: Mapping[str, NDArray[Any]]) -> None:
        """Append many events of one kind, given as equally long columns (their fields, all of them)."""
        self._sorted.discard(kind)
        self._events.pop(kind, None)
        fresh = self._fresh[kind]
        fresh.append(columns)
        self._counts[kind] += len(columns["t_s"])
        if len(fresh) >= _BLOCK:
            self._pack(kind)

    def count(self, kind: type) -> int:
        """Return how many events of `kind` there are."""
        return self._counts[kind]

    def table(self, kind: type) -> pl.DataFrame:
        """Return all events of `kind`, sorted by time and then by person."""
        if kind not in self._sorted:
            self._pack(kind)
            empty = pl.DataFrame(schema=schema_of(kind))
            joined = pl.concat([empty, *self._tables[kind]])
            self._tables[kind] = [joined.sort("t_s", "person_id", maintain_order=True)]
            self._sorted.add(kind)
        return self._tables[kind][0]

    def events(self, kind: type) -> Events:
        """Return all events of `kind` as arrays, in the order of `table`, without making a table."""
        if kind not in self._events:
            self._events[kind] = self._of_table(kind) if self._tables[kind] else self._of_fresh(kind)
        return self._events[kind]

    def _of_table(self, kind: type) -> Events:
        table = self.table(kind)
        return Events(cache(lambda name: table[name].to_numpy()), np.arange(table.height))

    def _of_fresh(self, kind: type) -> Events:
        fresh, dtypes = list(self._fresh[kind]), schema_of(kind)

        @cache
        def read(name: str) -> NDArray[Any]:
            kept = _ARRAYS.get(dtypes[name])
            parts = [np.empty(0, kept or np.str_), *(np.asarray(part[name]) for part in fresh)]
            joined = np.concatenate(parts[1:] or parts)
            return joined if kept is None else joined.astype(kept, copy=False)

        return Events(read, _order(read("t_s"), read("person_id")))

    def tables(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """Yield the name and the table of every kind of event."""
        for kind in RECORDS:
            yield kind.__name__.lower(), self.table(kind)

    def _pack(self, kind: type) -> None:
        fresh = self._fresh[kind]
        if fresh:
            joined = {name: np.concatenate([part[name] for part in fresh]) for name in self._names[kind]}
            self._tables[kind].append(columns_to_table(kind, joined))
            fresh.clear()


def _order(t_s: NDArray[np.float64], person_id: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the order by time, then by person, then as they came."""
    is_sorted = bool(np.all(t_s[1:] >= t_s[:-1]))
    order = np.arange(t_s.size) if is_sorted else np.argsort(t_s, kind="stable")
    of_time = t_s if is_sorted else t_s[order]
    alike = np.flatnonzero(of_time[1:] == of_time[:-1])
    if np.any(person_id[order[alike + 1]] < person_id[order[alike]]):
        # those of one time stand together: only they change places
        tied = np.union1d(alike, alike + 1)
        among = order[tied]
        order[tied] = among[np.lexsort((person_id[among], t_s[among]))]
    return order
