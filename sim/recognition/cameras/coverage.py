"""What a camera can make of a face that is turned to it, wherever somebody may stand: the capture's optics alone.

Nobody walks here. A place is checked and drawn by these numbers before anything runs, and a day that runs captures
faces by the same formulas (`sim.recognition.cameras.view`), compiled: here a few hundred points are looked at, which is
less than it costs to load what was compiled.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.recognition.cameras.capture import CaptureSettings, lenses_of, optics_of
from sim.recognition.cameras.site import Camera
from sim.recognition.cameras.view import likeness_left, pixels_and_angles

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
    lens, optics = (of_one.view(np.recarray)[0] for of_one in (lenses_of([camera]), optics_of(settings)))
    to = np.array([camera.x_m, camera.y_m]) - at
    plan = np.sqrt(to[:, 0] * to[:, 0] + to[:, 1] * to[:, 1])
    if heading is None:
        way = to / np.maximum(np.hypot(to[:, 0], to[:, 1]), np.finfo(np.float64).tiny)[:, None]
    else:
        way = np.asarray([heading], np.float64)
    facing = way[:, 0] * to[:, 0] + way[:, 1] * to[:, 1]
    ahead = -(to[:, 0] * lens.ahead_x + to[:, 1] * lens.ahead_y)
    sees = (facing > 0) & (ahead >= plan * (lens.cos_half_fov - _ON_THE_EDGE))
    iod, pitch, quality = np.zeros((3, len(at)))
    cos_yaw = np.minimum(facing[sees] / plan[sees], 1.0)
    iod[sees], yaw, pitch[sees] = pixels_and_angles(plan[sees], camera.height_m - eye_m, cos_yaw, lens, optics)
    quality[sees] = likeness_left(iod[sees], yaw, pitch[sees], 0.0, optics)
    return Views(iod_px=iod, pitch_deg=pitch, quality=quality)


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
