"""The middle of a street that is drawn, and how what is drawn moves where the street is wider or narrower than that.

What lies between the fronts keeps its place between them: it moves away from the middle, or towards it, as the width
is to the one that was drawn. What lies behind the fronts, as side streets do, moves with its front.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, field_validator

from sim.core.config import Config
from sim.evidence.register import stated

__all__ = ["Middle", "moved"]

Floats: TypeAlias = NDArray[np.float64]


class Middle(Config):
    """The line midway between the fronts, and how far from each other they are drawn."""

    line: list[tuple[float, float]] = Field(min_length=2)
    """Its points from one end of the street to the other, in metres; it goes straight on beyond both."""
    width_m: float = stated(unit="m", gt=0, le=200)
    """From front to front, as drawn."""

    @field_validator("line")
    @classmethod
    def _goes_on(cls, line: list[tuple[float, float]]) -> list[tuple[float, float]]:
        lengths = np.hypot(*np.diff(np.array(line), axis=0).T)
        if not (lengths > 0).all():
            k = int(np.argmin(lengths > 0))
            raise ValueError(
                f"points {k} and {k + 1} of the middle are one ({line[k][0]:g}, {line[k][1]:g}); leave one out"
            )
        return line


def moved(points: Floats, middle: Middle, width_m: float) -> Floats:
    """Return where points (n, 2) are when the street is so wide.

    Parameters
    ----------
    width_m
        From front to front.
    """
    line = np.array(middle.line)
    steps = np.diff(line, axis=0)
    lengths = np.hypot(*steps.T)
    along = steps / lengths[:, None]
    # (n, legs): how far along each leg, of which the first and the last go on beyond their ends
    at = ((points[:, None] - line[:-1]) * along).sum(axis=2)
    least, most = np.zeros(len(steps)), lengths.copy()
    least[0], most[-1] = -np.inf, np.inf
    feet = line[:-1] + np.clip(at, least, most)[:, :, None] * along
    nearest = np.hypot(*np.moveaxis(points[:, None] - feet, 2, 0)).argmin(axis=1)
    foot = feet[np.arange(len(points)), nearest]
    off = points - foot
    distance = np.hypot(*off.T)
    half, wanted = middle.width_m / 2, width_m / 2
    further = np.where(distance <= half, distance * wanted / half, distance + wanted - half)
    return np.asarray(foot + off * (further / np.where(distance > 0, distance, 1.0))[:, None])
