"""Who sees an engagement: the people on the street who are near when it begins."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.core.config import Config
from sim.core.shares import Probability
from sim.core.streams import Stream, Streams
from sim.evidence.register import assumed

__all__ = ["WitnessSettings", "witnesses"]


class WitnessSettings(Config):
    """Who notices a stop."""

    distance_m: float = assumed(
        10.0, "from how far passers-by notice a stop was not measured", unit="m", low=5.0, high=25.0, ge=0, le=200
    )
    """Within this distance a stop can be seen."""
    p_notice: Probability = assumed(
        0.5, "how many of those near notice a stop was not measured", unit="share", low=0.2, high=0.9
    )
    """Share of those near who notice."""


def witnesses(
    settings: WitnessSettings,
    *,
    x_m: NDArray[np.float64],
    y_m: NDArray[np.float64],
    person_id: NDArray[np.int64],
    at: tuple[float, float],
    engaged_person_id: int,
    streams: Streams,
) -> NDArray[np.int64]:
    """Return the ids of those who see an engagement at the place `at`, in ascending order.

    Parameters
    ----------
    x_m, y_m, person_id
        Everybody on the street, shape (n,); the engaged person is left out.
    """
    near = np.hypot(x_m - at[0], y_m - at[1]) <= settings.distance_m
    ids = np.sort(person_id[near & (person_id != engaged_person_id)])
    return ids[streams.uniform(Stream.EXPOSURE, ids, engaged_person_id) < settings.p_notice]
