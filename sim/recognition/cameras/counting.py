"""What the police publish as faces seen: an estimate of detections, and not of people.

A force's system counts what its tracker calls a face: one that two cameras see, or that is lost behind somebody and
found again, counts more than once. How often depends on the equipment; on the place, where people dwell and hide each
other more or less; and a little on where the cameras of a day stand. So faces seen are the passages in which a face
was detected times a ratio, which has a mean, a factor of the place that holds for all its days, and one of the day.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np
import scipy
from numpy.typing import NDArray

from sim.core.config import Config
from sim.core.streams import Stream, Streams
from sim.evidence.register import assumed, cited

__all__ = ["CountingSettings", "faces_per_detection", "place_factor"]

_OF_DAY, _OF_PLACE = 2**31 + 1, 2**31 + 2


class CountingSettings(Config):
    """How a force's system counts faces."""

    per_face: float = cited("recognition.faces-per-passage", gt=0, le=20)
    """Faces seen for each passage in which a face was detected, on average."""
    place_spread: float = assumed(
        0.25,
        "published alerts given faces differ from place to place by a standard deviation of 0.28 in their logarithm; "
        "most of that is taken to be in the faces",
        unit="share",
        low=0.0,
        high=0.4,
        ge=0,
        le=3,
    )
    """Standard deviation of the ratio from place to place (log-normal), as a share of its mean. Where footfall was
    worked out from faces (`footfall.from_faces`), the place's ratio is in the footfall and is not drawn."""
    spread: float = assumed(
        0.15,
        "where cameras stand differs from day to day; given place and faces, published alerts vary hardly more than "
        "by chance, which leaves little room",
        unit="share",
        low=0.0,
        high=0.3,
        ge=0,
        le=3,
    )
    """Standard deviation of the ratio from deployment to deployment at a place (log-normal), as a share of its mean."""


def faces_per_detection(settings: CountingSettings, place: str | None, *, number: int, streams: Streams) -> float:
    """Return how many faces are counted for each passage in which a face is detected.

    Parameters
    ----------
    place
        The name of the street: each has a factor of its own, the same for all deployments there; None where the
        factor is in the footfall already.
    number
        Which deployment it is: each has a factor of its own.
    streams
        The programme's chance, which all arms share.
    """
    of_place = 1.0 if place is None else place_factor(settings, place, streams=streams)
    of_day = _factor(settings.spread, streams.uniform(Stream.VISIT, number, _OF_DAY))
    return settings.per_face * of_place * of_day


def place_factor(settings: CountingSettings, place: str, *, streams: Streams) -> float:
    """Return by how much more faces are counted at a street than on average, 1 being as many.

    It is drawn, from the street's name and the programme's chance: nobody has measured it there.
    """
    return _factor(settings.place_spread, streams.uniform(Stream.VISIT, crc32(place.encode()), _OF_PLACE))


def _factor(spread: float, u: NDArray[np.float64]) -> float:
    """Return a log-normal factor of mean 1."""
    sigma = float(np.sqrt(np.log1p(spread**2)))
    return float(np.exp(sigma * float(scipy.special.ndtri(u)) - sigma**2 / 2))
