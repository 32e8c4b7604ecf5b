"""What the police publish as faces seen: an estimate of detections, which differs from day to day for the same people.

Here a face seen is a passage in which a face was detected. A force's system counts what its tracker calls a face: one
that several cameras see, or that is lost and found, may be counted more than once, and how often depends on where the
cameras of the day stand. So the number that is published is the model's times a factor of the day.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from sim.core.config import Config
from sim.core.streams import Stream, Streams
from sim.evidence.register import assumed

__all__ = ["CountingSettings", "faces_published"]

_FACTOR = 2**31 + 1


class CountingSettings(Config):
    """How faces are counted by the force."""

    per_face: float = assumed(
        1.0,
        "the ratio of published faces to people was not found; 0.4 to 1.5 is plausible",
        unit="ratio",
        low=0.4,
        high=1.5,
        gt=0,
        le=20,
    )
    """Published faces for each passage in which a face was detected, on average."""
    spread: float = assumed(
        0.4,
        "five deployments on one street saw 1,580 to 4,440 faces an hour, more than footfall differs from day to day",
        unit="share",
        low=0.0,
        high=0.6,
        ge=0,
        le=3,
    )
    """Standard deviation of that ratio from deployment to deployment (log-normal), as a share of its mean."""


def faces_published(settings: CountingSettings, faces_seen: float, *, number: int, streams: Streams) -> float:
    """Return the faces that would be published of a deployment in which so many were detected.

    Parameters
    ----------
    number
        Which deployment it is: each has a factor of its own.
    """
    sigma = float(np.sqrt(np.log1p(settings.spread**2)))
    z = float(ndtri(streams.uniform(Stream.VISIT, number, _FACTOR)))
    return faces_seen * settings.per_face * float(np.exp(sigma * z - sigma**2 / 2))
