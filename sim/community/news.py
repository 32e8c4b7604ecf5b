"""News of deployments: of arrests, of errors, and the results that the police publish.

Each deployment, error and publication reaches some residents, drawn anew. News of arrests moves effectiveness; news of
a person stopped by mistake moves fairness; published results may move either, and one up as the other goes down. Sizes
are assumptions whose ranges hold zero.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.config import Config
from sim.core.shares import Probability
from sim.core.streams import Stream, Streams
from sim.evidence.register import assumed

__all__ = ["Change", "News", "news_of", "publication_of"]

_PUBLICATIONS = 2**20
"""Draws of publications come after those of deployments."""


class News(Config):
    """Whom news reaches, and what it does."""

    reach: Probability = assumed(
        0.02, "how many read of a single deployment is not known", unit="share of residents", low=0.0, high=0.1
    )
    """Residents who read of a deployment that ended in arrests."""
    arrests_sd: float = assumed(
        0.02, "no study of what such news does was found", unit="SD", low=0.0, high=0.1, ge=-1, le=1
    )
    """What reading of a deployment with arrests does to effectiveness."""
    p_error_reported: Probability = assumed(
        0.1,
        "ten false alerts in a year of 203 deployments were published together; single cases made the news when "
        "those concerned spoke out",
        unit="share of false stops",
        low=0.0,
        high=1.0,
    )
    """Chance that a false stop is reported."""
    error_reach: Probability = assumed(
        0.05, "how many read of a single case is not known", unit="share of residents", low=0.0, high=0.3
    )
    """Residents who read of a false stop that is reported."""
    error_sd: float = assumed(
        -0.05, "no study of what such news does was found", unit="SD", low=-0.2, high=0.0, ge=-1, le=1
    )
    """What reading of a false stop does to fairness."""
    publication_reach: Probability = assumed(
        0.02, "how many read published results is not known", unit="share of residents", low=0.0, high=0.1
    )
    """Residents who read published results."""
    publication_fairness_sd: float = assumed(
        0.05,
        "leaflets raised confidence in seven London wards (Hohl, Bradford & Stanko 2010); their size on this "
        "scale, and for results like these, is not known",
        unit="SD",
        low=-0.1,
        high=0.2,
        ge=-1,
        le=1,
    )
    """What reading published results does to fairness."""
    publication_effectiveness_sd: float = assumed(
        0.0,
        "published results show both arrests and how many faces they took; which way that goes is not known",
        unit="SD",
        low=-0.1,
        high=0.1,
        ge=-1,
        le=1,
    )
    """What reading published results does to effectiveness."""


class Change(NamedTuple):
    """Who is reached (k,), and what it does to each."""

    person_id: NDArray[np.int64]
    fairness: float
    effectiveness: float
    heard_of: Literal["", "error", "safeguard"] = ""
    """What they know of from then on, which their view of the cameras reads (`sim.community.support`)."""


def news_of(settings: News, *, n: int, number: int, arrests: int, false_stops: int, streams: Streams) -> list[Change]:
    """Return what the news of a deployment does.

    Parameters
    ----------
    n
        Residents.
    number
        Which deployment of the programme it was.
    arrests, false_stops
        What it came to.
    """
    changes = []
    if arrests and settings.reach and settings.arrests_sd:
        reads = streams.below(settings.reach, Stream.NEWS, n, 2 * number)
        changes.append(Change(reads, 0.0, settings.arrests_sd))
    reported = (
        false_stops and streams.uniform(Stream.NEWS, number, 2**31) < 1 - (1 - settings.p_error_reported) ** false_stops
    )
    if reported:
        reads = streams.below(settings.error_reach, Stream.NEWS, n, 2 * number + 1)
        changes.append(Change(reads, settings.error_sd, 0.0, "error"))
    return changes


def publication_of(settings: News, *, n: int, number: int, streams: Streams) -> Change:
    """Return what publishing results does, the `number`-th time."""
    reads = streams.below(settings.publication_reach, Stream.NEWS, n, _PUBLICATIONS + number)
    moves = settings.publication_fairness_sd, settings.publication_effectiveness_sd
    return Change(reads, *moves, "safeguard")
