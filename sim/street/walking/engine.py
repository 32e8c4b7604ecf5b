"""What a walking model gives the crowd: its settings as kernels read them, and how much room its people need.

The type of the settings says which kernel walks: see `sim.street.walking.stepping.walks_by`.
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator

from sim.street.rows import FRAME_S

__all__ = ["Engine", "StepLength"]


class Engine(NamedTuple):
    """A walking model, ready to walk."""

    pace: NamedTuple
    """Its settings, as the kernel reads them."""
    radius_m: float
    """Radius of a body."""
    reach_m: float
    """Nobody matters to anybody further off, in metres, at the beginning of a frame."""
    hard_share: float
    """Share of the sum of two radii nearer than which two may not begin."""
    wall_share: float
    """Radii nearer than which nobody may begin to a wall."""


def _divides_a_frame(step_s: float) -> float:
    steps = FRAME_S / step_s
    if abs(steps - round(steps)) > 1e-9:
        raise ValueError(f"step_s does not divide {FRAME_S} s ({step_s}); allowed: 0.1, 0.05, 0.04, 0.025, 0.02, 0.01")
    return step_s


StepLength: Any = Annotated[float, AfterValidator(_divides_a_frame)]
"""Seconds, a whole number of which make up a frame of the cameras."""
