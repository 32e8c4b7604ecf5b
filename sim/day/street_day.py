"""A street on one day as those see it who work there: its clock, its log, its chance, and where everybody is.

`sim.day.world` walks everybody; `sim.day.passage_street` takes walks from a table. What the police do is the same code
on either (`sim.day.response`).
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.core.streams import Streams
from sim.events import EventLog

__all__ = ["Present", "StreetDay"]


class Present(NamedTuple):
    """Everybody on the street at a time, each array (n,)."""

    person_id: NDArray[np.int64]
    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]


class StreetDay(Protocol):
    """A street on one day."""

    streams: Streams
    """The day's chance."""
    log: EventLog
    """Everything that has happened."""
    now_s: float
    """Seconds after the deployment began, at the beginning of the next step; negative in the warm-up."""

    def where(self, person_id: int) -> tuple[float, float] | None:
        """Return where a person is, in metres, or None if they are not on the street."""
        ...

    def group_of(self, person_id: int) -> str:
        """Return the ethnic group of one who has come."""
        ...

    def present(self) -> Present:
        """Return everybody who is on the street."""
        ...
