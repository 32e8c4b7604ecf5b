"""What a camera can make of a face that is turned to it, wherever somebody may stand: the capture's optics alone.

Nobody walks here. A place is checked and drawn by these numbers before anything runs, and a day that runs captures
faces by the same kernel, `sim.recognition.cameras.view.look`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.core.kernel import kernel
from sim.recognition.cameras.capture import CaptureSettings, lenses_of, optics_of
from sim.recognition.cameras.site import Camera
from sim.recognition.cameras.view import look

__all__ = ["Views", "reach_m", "views_of"]

Floats = NDArray[np.float64]
_ON_THE_EDGE = 1e-9
"""A point that was found on the edge of the field of view is in it, whatever rounding made of it."""


@dataclass(frozen=True)
class Views:
    """What a camera sees at n points of people who stand still; arrays of shape (n,), 0 where it sees no face."""

    iod_px: Floats
    """Pixels between the eyes."""
    pitch_deg: Floats
    """How steeply it looks down on them, or up."""
    quality: Floats
    """Share of a genuine pair's similarity that size and angles leave, 0 to 1."""


def views_of(
    camera: Camera,
    settings: CaptureSettings,
    points: ArrayLike,
    *,
    eye_m: float,
    heading: tuple[float, float] | None = None,
) -> Views:
    """Return what a camera sees at points.

    Parameters
    ----------
    camera, settings
        The camera, and what cameras see.
    points
        Shape (n, 2): x and y in metres.
    eye_m
        Height of the eyes in metres.
    heading
        Where everybody faces, as a unit vector; None: each faces the camera.
    """
    at = np.atleast_2d(np.asarray(points, np.float64))
    lens = lenses_of([camera])
    lens["cos_half_fov"] -= _ON_THE_EDGE
    if heading is None:
        way = np.array([camera.x_m, camera.y_m]) - at
        way /= np.maximum(np.hypot(way[:, 0], way[:, 1]), np.finfo(np.float64).tiny)[:, None]
    else:
        way = np.tile(np.asarray(heading, np.float64), (len(at), 1))
    seen = np.zeros((len(at), 5))
    _look_from(at, way, eye_m, lens[0], optics_of(settings)[0], seen)
    return Views(iod_px=seen[:, 0], pitch_deg=seen[:, 2], quality=seen[:, 4])


def reach_m(camera: Camera, settings: CaptureSettings, iod_px: float, *, eye_m: float) -> float:
    """Return how far away in plan a face that is turned to a camera has so many pixels between the eyes.

    Parameters
    ----------
    iod_px
        Pixels between the eyes, more than 0.
    eye_m
        Height of the eyes in metres.

    Returns
    -------
    float
        Metres; 0 where the camera hangs so high that nowhere below it is near enough.
    """
    distance = float(lenses_of([camera])["focal_px"][0]) * settings.inter_eye_m / iod_px
    up = camera.height_m - eye_m
    return sqrt(max(distance * distance - up * up, 0.0))


@kernel
def _look_from(at, way, eye_m, lens, optics, seen):  # type: ignore[no-untyped-def]
    for i in range(at.shape[0]):
        seen[i] = look(at[i, 0], at[i, 1], eye_m, way[i, 0], way[i, 1], 0.0, 0.0, lens, optics)
