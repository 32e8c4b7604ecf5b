"""A whole second of a day as it is policed: what whoever watches officers and stops is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from sim.day.agents import Officer
from sim.street.among import Recorded

__all__ = ["Moment", "Watcher"]


class Moment(NamedTuple):
    """The end of a second, once the police have acted in it."""

    t_s: float
    """Seconds after the deployment began."""
    people: Recorded
    """Everybody on the street; those who were stopped where they are held, without those taken away."""
    officers: Sequence[Officer]
    """The officers as they are then; none without a deployment. They change with the next second."""


Watcher: TypeAlias = Callable[[Moment], None]
"""Called with each second in turn, from the one that ends as the deployment begins; must change nothing."""
