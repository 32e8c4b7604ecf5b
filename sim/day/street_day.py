"""A street on one day as those see it who work there: its clock, its log, its chance, and where everybody is.

`sim.day.world` walks everybody, and `Recorded` holds its seconds until what the cameras saw in them has been searched;
`sim.day.passage_street` takes walks from a table. What the police do is the same code on either (`sim.day.response`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.core.streams import Streams
from sim.event_log import EventLog
from sim.street.among import Recorded
from sim.street.geometry import Geometry

__all__ = ["RecordedStreet", "StreetDay", "place_of"]


class StreetDay(Protocol):
    """A street on one day."""

    streams: Streams
    """The day's chance."""
    log: EventLog
    """Everything that has happened."""
    geometry: Geometry
    """The map, compiled."""
    now_s: float
    """Seconds after the deployment began, at the beginning of the next step; negative in the warm-up."""

    def where(self, person_id: int) -> tuple[float, float] | None:
        """Return where a person is, in metres, or None if they are not on the street."""
        ...

    def group_of(self, person_id: int) -> str:
        """Return the ethnic group of one who has come."""
        ...

    def present(self) -> Recorded:
        """Return everybody who is on the street at the end of the step."""
        ...


@dataclass
class RecordedStreet:
    """A street whose seconds have been walked already, at one of them: a `StreetDay`."""

    streams: Streams
    log: EventLog
    geometry: Geometry
    group_of: Callable[[int], str]
    now_s: float
    people: Recorded

    def where(self, person_id: int) -> tuple[float, float] | None:
        """Return where a person is, in metres, or None if they are not on the street."""
        return place_of(self.people, person_id)

    def present(self) -> Recorded:
        """Return everybody who is on the street at the end of the step."""
        return self.people


def place_of(people: Recorded, person_id: int) -> tuple[float, float] | None:
    """Return where one of the people is, in metres, or None if they are not among them."""
    found = np.flatnonzero(people.person_id == person_id)
    return (float(people.x_m[found[0]]), float(people.y_m[found[0]])) if found.size else None
