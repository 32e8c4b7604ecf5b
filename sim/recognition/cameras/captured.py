"""What watching a zone brings to an end: passages, and the capture that each of them gave."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

__all__ = ["Captures", "Observed", "Passages", "found_in"]


@dataclass(frozen=True)
class Captures:
    """Tracks that closed, k of them, in the order of time; columns named as in `sim.events.Capture`."""

    row: NDArray[np.int64]
    """The walker's row."""
    person_id: NDArray[np.int64]
    passage: NDArray[np.int64]
    site: NDArray[np.int64]
    """Index into `Watch.site_ids`."""
    camera: NDArray[np.int64]
    """Index into `Watch.camera_ids` of the best view; -1, whose entry is "", where no camera saw the face."""
    t_s: NDArray[np.float64]
    """When the track closed, which is when it is searched."""
    iod_px: NDArray[np.float64]
    yaw_deg: NDArray[np.float64]
    """0 to 90."""
    pitch_deg: NDArray[np.float64]
    """0 to 90: how steeply the camera looks down."""
    streak_px: NDArray[np.float64]
    """Length of the streak that motion draws during the exposure."""
    quality: NDArray[np.float64]
    n_frames: NDArray[np.int64]
    n_occluded: NDArray[np.int64]
    is_detected: NDArray[np.bool_]
    is_usable: NDArray[np.bool_]


@dataclass(frozen=True)
class Passages:
    """Passages that ended, k of them, in the order of time; columns named as in `sim.events.Passage`."""

    row: NDArray[np.int64]
    """The walker's row."""
    person_id: NDArray[np.int64]
    passage: NDArray[np.int64]
    site: NDArray[np.int64]
    """Index into `Watch.site_ids`."""
    t_s: NDArray[np.float64]
    """When they came in."""
    duration_s: NDArray[np.float64]
    """From the first to the last frame in the zone."""


@dataclass(frozen=True)
class Observed:
    """What one second of watching brought to an end."""

    captures: Captures
    passages: Passages


def found_in(captures: Captures, is_detected: NDArray[np.bool_], gate_iod_px: float) -> Captures:
    """Return captures of which other faces are detected, and those usable that are large and good enough."""
    is_usable = is_detected & (captures.iod_px >= gate_iod_px) & (captures.quality > 0)
    return replace(captures, is_detected=is_detected, is_usable=is_usable)
