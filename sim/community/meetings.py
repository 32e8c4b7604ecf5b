"""Public meetings: a few adults come, who are not a random sample, and they are moved."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.core.config import Config
from sim.core.streams import Stream, Streams
from sim.evidence.register import assumed

__all__ = ["Meetings", "attend"]


class Meetings(Config):
    """Who comes to a meeting, and what it does to them."""

    attendees: int = assumed(
        100,
        "about a hundred people were reported at meetings in Croydon; that is one adult in 3,000",
        unit="people",
        low=20,
        high=300,
        ge=0,
        le=1_000_000,
    )
    """People who come to a meeting."""
    selection: float = assumed(
        0.5,
        "those who come to police meetings are not like others; which way and how much was not measured",
        unit="log odds per SD",
        low=-1.0,
        high=1.0,
        ge=-5,
        le=5,
    )
    """How much readier those come who think better of the police's fairness; below 0, those who think worse."""
    fairness_sd: float = assumed(
        0.2,
        "no study of such meetings was found; community policing is liked by those it reaches (Gill et al. 2014), "
        "and a procedural-justice script lowered trust (ScotCET)",
        unit="SD",
        low=-0.1,
        high=0.5,
        ge=-2,
        le=2,
    )
    """What coming to a meeting does to fairness."""
    effectiveness_sd: float = assumed(
        0.1, "no study of such meetings was found", unit="SD", low=-0.1, high=0.3, ge=-2, le=2
    )
    """What coming to a meeting does to effectiveness."""


def attend(
    settings: Meetings, fairness: NDArray[np.floating], is_adult: NDArray[np.bool_], *, meeting: int, streams: Streams
) -> NDArray[np.int64]:
    """Return who comes to a meeting: residents by number, ascending.

    It is a race of exponential times with rates exp(selection fairness), so that a change of one person's view changes
    no other's number.

    Parameters
    ----------
    fairness
        (n,): latent fairness of each resident, in standard deviations.
    is_adult
        (n,): nobody else comes.
    meeting
        Which meeting it is.
    """
    n = min(settings.attendees, int(np.count_nonzero(is_adult)))
    if n == 0:
        return np.zeros(0, np.int64)
    u = streams.uniform(Stream.MEETING, np.arange(fairness.size, dtype=np.uint32), meeting)
    time = np.where(is_adult, -np.log(u) * np.exp(-settings.selection * fairness), np.inf)
    return np.sort(np.argpartition(time, n - 1)[:n])
