"""Trust in the police on two scales, fairness and effectiveness, moved by contact lived through or seen.

Each resident has a latent position z on each scale, in standard deviations, normal in the borough. A
survey item with intercept a is agreed to with probability Phi(a + z), so that a share Phi(a / sqrt 2)
agrees in the borough; a is set so that this is the published share. An engagement with manner m
(0 respectful, 1 handcuffed) moves fairness by good (1 - m) - asymmetry good m, and an arrest moves
effectiveness by good; who saw it moves by a fraction of that. Sizes are assumptions: no study measures
what a stop after an LFR alert does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from sim.core.config import Config
from sim.core.shares import Probability
from sim.core.streams import Stream, Streams
from sim.evidence.register import assumed, cited

__all__ = ["Trust", "TrustScales", "agreeing", "draw_trust", "effect"]

_AT_ONCE = 2**18
"""Of so many people numbers are drawn at a time: memory that was used before is there at once."""


class Trust(Config):
    """Where trust starts from, and what moves it."""

    fairness_share: float = cited("community.treat-fairly", gt=0, lt=1)
    """Share who agree that the police treat everyone fairly."""
    effectiveness_share: float = cited("community.good-job", gt=0, lt=1)
    """Share who agree that the police do a good job locally."""
    good_contact_sd: float = assumed(
        0.1, "no single study gives a size on this scale; 0 to 0.4 SD", unit="SD", low=0.0, high=0.4, ge=0, le=5
    )
    """What one fully respectful engagement adds to the fairness of the person engaged."""
    asymmetry: float = cited("community.asymmetry", ge=0, le=100)
    """How many times as much a fully disrespectful one takes away."""
    witnessed_fraction: Probability = assumed(
        0.3, "the sign of seen contact is known, its size is not", unit="share of the direct effect", low=0.0, high=0.6
    )
    """What somebody who saw an engagement is moved by, against the person engaged."""


@dataclass(frozen=True)
class TrustScales:
    """The latent trust of all residents, each array of shape (residents,), in standard deviations."""

    fairness: NDArray[np.float32]
    effectiveness: NDArray[np.float32]


def draw_trust(residents: int, streams: Streams) -> TrustScales:
    """Draw the residents' latent positions: standard normal, the same for every replication of a seed."""
    borough = Streams(streams.seed)
    fairness, effectiveness = (np.empty(residents, np.float32) for _ in range(2))
    for first in range(0, residents, _AT_ONCE):
        ids = np.arange(first, min(first + _AT_ONCE, residents))
        for draw, scale in enumerate((fairness, effectiveness)):
            scale[ids[0] : ids[-1] + 1] = scipy.special.ndtri(borough.uniform(Stream.TRUST, ids, draw))
    return TrustScales(fairness, effectiveness)


def agreeing(share: float, z: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return each resident's chance of agreeing to the item to which `share` of the borough agrees.

    `share` is in (0, 1) and `z` holds latent positions, any shape.
    """
    return np.asarray(scipy.special.ndtr(np.sqrt(2.0) * scipy.special.ndtri(share) + z), np.float64)


def effect(
    settings: Trust, *, manner: NDArray[np.float64], is_arrest: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how engagements move the fairness and the effectiveness of the people engaged.

    Parameters
    ----------
    manner, is_arrest
        One entry an engagement, equal shapes.

    Returns
    -------
    tuple
        Changes of fairness and of effectiveness in standard deviations, shape of the arguments.
    """
    good = settings.good_contact_sd
    return good * (1 - manner) - settings.asymmetry * good * manner, good * is_arrest.astype(np.float64)
