"""A street on one day as those see it who work there: its clock, its log, its chance, and where everybody is.

`sim.world` walks everybody; `sim.passage_street` takes walks from a table. What the police do is the same code on
either (`sim.response`), and officers and operators are Mesa agents of either.
"""

from __future__ import annotations

from typing import NamedTuple

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.core.streams import Streams
from sim.events import EventLog

__all__ = ["Present", "Scene"]


class Present(NamedTuple):
    """Everybody on the street at a time, each array (n,)."""

    person_id: NDArray[np.int64]
    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]


class Scene(mesa.Model):
    """A street on one day.

    Parameters
    ----------
    streams
        The day's chance.

    Attributes
    ----------
    now_s
        Seconds after the deployment began, at the beginning of the next step; negative in the warm-up.
    log
        Everything that has happened.
    """

    def __init__(self, streams: Streams) -> None:
        super().__init__(rng=streams.seed)
        self.streams = streams
        self.log = EventLog()
        self.now_s = 0.0

    def where(self, person_id: int) -> tuple[float, float] | None:
        """Return where a person is, in metres, or None if they are not on the street."""
        raise NotImplementedError

    def present(self) -> Present:
        """Return everybody who is on the street."""
        raise NotImplementedError
