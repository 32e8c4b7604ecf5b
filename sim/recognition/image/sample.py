"""Captures over a stated range: how the faces are seen that whitening is fitted on and accuracy is measured with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Conditions", "Views"]

_Range = tuple[float, float]


@dataclass(frozen=True)
class Views:
    """How m faces are seen; columns named as in `sim.recognition.probes.Probes`."""

    iod_px: NDArray[np.float64]
    yaw_deg: NDArray[np.float64]
    pitch_deg: NDArray[np.float64]
    streak_px: NDArray[np.float64]


@dataclass(frozen=True)
class Conditions:
    """From what to what captures go; evenly spread, but the distance between the eyes evenly in its logarithm."""

    iod_px: _Range = (16.0, 40.0)
    yaw_deg: _Range = (0.0, 40.0)
    pitch_deg: _Range = (0.0, 20.0)
    streak_px: _Range = (0.0, 4.0)

    def views(self, share: NDArray[np.float64]) -> Views:
        """Return the views that lie at these shares (4, m) of the four ranges, from 0 to 1."""
        low, high = self.iod_px
        return Views(
            low * (high / low) ** share[0],
            *(
                least + (most - least) * column
                for (least, most), column in zip((self.yaw_deg, self.pitch_deg, self.streak_px), share[1:], strict=True)
            ),
        )

    def __str__(self) -> str:
        """Return the range in words."""
        return (
            f"{_span(self.iod_px)} px between the eyes, yaw {_span(self.yaw_deg)} and pitch "
            f"{_span(self.pitch_deg)} degrees, streaks of {_span(self.streak_px)} px"
        )


def _span(ends: _Range) -> str:
    return f"{ends[0]:g} to {ends[1]:g}"
