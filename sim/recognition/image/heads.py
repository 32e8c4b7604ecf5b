"""The rendered heads that this product ships, and who may wear them.

Each identity of `sim/recognition/heads` is one picture with its views side by side before a flat background.
They are parametric models with invented faces: nobody. Where the identities are partitioned is `ROLES` here, and
nowhere else: what the templates are whitened on is never searched, and passers-by who are not listed never wear the
head of a listed person.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray

__all__ = ["IOD_PX", "ROLES", "Head", "Roles", "load_head", "n_heads"]


@dataclass(frozen=True)
class Roles:
    """Which identities are for what."""

    fitting: range
    """Whitening is fitted on these."""
    listed: range
    """Reference r of a watchlist wears the r-th of these."""
    passing: range
    """People who are not listed wear one of these; so several of them share a head."""


ROLES = Roles(fitting=range(60), listed=range(60, 300), passing=range(300, 400))

IOD_PX = 38.0
"""Pixels between the eyes of a head that looks at the camera."""
_YAWS = (0.0, 20.0, 40.0)
_PITCHES = (0.0, 15.0)
_BELOW_EYES, _BEHIND_EYES = 0.05, 1.2
"""Where the middle of a picture is, in eye distances: heads turn about this point."""
_BACKGROUND = np.array([200.0, 90.0, 40.0])
"""Blue, green, red."""
_NEAR, _FAR = 40.0, 90.0
"""Colours this near to the background's are background; this far from it, head; between, an edge."""


@dataclass(frozen=True)
class Head:
    """One view of an identity."""

    picture: NDArray[np.uint8]
    """(height, width, 3) blue, green, red."""
    mask: NDArray[np.float32]
    """(height, width) 1 where the head is, 0 where the background is."""
    yaw_deg: float
    """Of the view, 0 to 40: the face looks to the left of the picture."""
    pitch_deg: float
    """Of the view: the camera looks down."""

    @property
    def middle(self) -> tuple[float, float]:
        """Return x and y of the point between the eyes, in pixels."""
        yaw, pitch = radians(self.yaw_deg), radians(self.pitch_deg)
        across = _BEHIND_EYES * sin(yaw)
        up = _BELOW_EYES * cos(pitch) - _BEHIND_EYES * cos(yaw) * sin(pitch)
        return self.picture.shape[1] / 2 - IOD_PX * across, self.picture.shape[0] / 2 - IOD_PX * up


def n_heads() -> int:
    """Return the number of identities."""
    return ROLES.passing.stop


def load_head(identity: int, *, yaw_deg: float, pitch_deg: float) -> Head:
    """Return the view of an identity that is nearest to these angles.

    Parameters
    ----------
    identity
        0 to `n_heads()` - 1.
    yaw_deg, pitch_deg
        0 or more; the pictures end at 40 and 15.
    """
    return _views(identity)[_nearest(_PITCHES, pitch_deg) * len(_YAWS) + _nearest(_YAWS, yaw_deg)]


@cache
def _views(identity: int) -> tuple[Head, ...]:
    import cv2

    content = files("sim.recognition").joinpath("heads", f"{identity:03}.jpg").read_bytes()
    sheet = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    assert sheet is not None
    pictures = np.split(np.asarray(sheet, np.uint8), len(_YAWS) * len(_PITCHES), axis=1)
    angles = [(yaw, pitch) for pitch in _PITCHES for yaw in _YAWS]
    return tuple(
        Head(np.ascontiguousarray(picture), _mask(picture), *angle)
        for picture, angle in zip(pictures, angles, strict=True)
    )


def _mask(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return where the head is: pixels away from the background's colour, less a rim that has taken some of it."""
    import cv2

    apart = np.linalg.norm(picture - _BACKGROUND, axis=2)
    share = np.clip((apart - _NEAR) / (_FAR - _NEAR), 0, 1).astype(np.float32)
    return np.asarray(cv2.erode(share, np.ones((3, 3), np.uint8)), np.float32)


def _nearest(angles: tuple[float, ...], angle: float) -> int:
    return min(range(len(angles)), key=lambda i: abs(angles[i] - angle))
