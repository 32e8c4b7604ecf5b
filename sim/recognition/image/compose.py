"""A head as a camera would see it: placed at a size, blurred by lens and motion, badly lit, and grainy.

The size is exact: a head is as high as its distance makes it, and its eyes are as far apart as they are seen.
Between the views that were rendered (yaw 0, 20, 40; pitch 0, 15) the nearest is foreshortened to the angle that is
asked for, which is an approximation, and a poor one beyond some 50 degrees of yaw.

Light scales the picture and not the noise of the sensor, as an exposure does that cannot be made longer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, cos, radians

import numpy as np
from numpy.typing import NDArray

from sim.core.streams import Stream, Streams
from sim.recognition.image.heads import IOD_PX, Head, load_head

__all__ = ["Exposure", "Pose", "capture", "expose", "place"]

_FRAME = 6.5
"""Side of the frame round one face, in eye distances of a face that looks at the camera."""
_LARGEST_PX = 96.0
"""A face with more pixels between the eyes than this is brought to this size, blur and all, before it is drawn: the
rendered heads have no more detail, and SFace itself works on 112 pixels from ear to ear."""
_GRID = 32
"""The detector works on frames whose sides are multiples of this."""
_SHIFT = 0.4
"""A head is off the frame's middle by up to this many eye distances."""
_PATCHES, _LEVELS, _GREY, _TINT = 6, (60.0, 190.0), 25.0, 8.0
"""The background: patches along a side, its mean grey, and how much patches differ in grey and in each colour."""
_CLOTHES = (20.0, 200.0)
_COLLAR, _SHOULDERS, _CHEST = 2.0, 3.4, 3.0
"""In eye distances: from the eyes down to the clothes, their half width, and half their height."""
_BRIGHTEST = 255
_SHOT = 0.05
"""Variance of the noise of light itself, in grey levels squared for each grey level."""


@dataclass(frozen=True)
class Pose:
    """How a head is seen."""

    iod_px: float
    """Pixels between the eyes, as seen (a turned head has fewer)."""
    yaw_deg: float
    """0 to 90."""
    pitch_deg: float
    """0 to 90: how steeply the camera looks down."""
    is_mirrored: bool
    """The face looks to the right of the picture, not to the left."""


@dataclass(frozen=True)
class Exposure:
    """How a camera takes it."""

    blur_px: float
    """Standard deviation of the spot that the lens makes of a point."""
    streak_px: float
    """Length of the streak that motion draws, along the rows."""
    light: float
    """Share of a correct exposure, above 0 and at most 1."""
    noise: float
    """Standard deviation of the sensor's noise in the dark, in grey levels of 256."""


def capture(
    identity: int, pose: Pose, exposure: Exposure, *, streams: Streams, person_id: int, passage: int
) -> NDArray[np.uint8]:
    """Return a frame with one head before a plain street.

    Parameters
    ----------
    identity
        Whose head.
    pose, exposure
        How it is seen and taken; `iod_px` above 0.
    streams
        The chance of the place in the frame, the background, the clothes and the noise.
    person_id, passage
        Of whom and which passage it is the frame; the same get the same frame.

    Returns
    -------
    NDArray[np.uint8]
        Shape (side, side, 3), blue, green, red; the side is a multiple of 32 pixels, and 640 at most.
    """
    facing_px = pose.iod_px / cos(radians(pose.yaw_deg))
    if facing_px > _LARGEST_PX:
        pose, exposure = _smaller(pose, exposure, _LARGEST_PX / facing_px)
        facing_px = _LARGEST_PX
    side = _GRID * max(2, ceil(_FRAME * facing_px / _GRID))
    chance = streams.generator(Stream.IMAGE, person_id, passage)
    x, y = side / 2 + chance.uniform(-_SHIFT, _SHIFT, 2) * facing_px
    frame = _street(side, chance.standard_normal((_PATCHES, _PATCHES, 4)), level=chance.uniform(*_LEVELS))
    _dress(frame, x, y, facing_px, chance.uniform(*_CLOTHES, 3))
    place(frame, identity, pose, x=x, y=y)
    return expose(frame, exposure, grain=chance.standard_normal(frame.shape, np.float32))


def place(frame: NDArray[np.float32], identity: int, pose: Pose, *, x: float, y: float) -> None:
    """Put a head into a frame (height, width, 3), in place, with the point between its eyes at x and y."""
    head = load_head(identity, yaw_deg=pose.yaw_deg, pitch_deg=pose.pitch_deg)
    across, up = _scales(head, pose)
    picture, mask = _scaled(head, across, up, pose.is_mirrored)
    middle = head.middle[0] if not pose.is_mirrored else head.picture.shape[1] - head.middle[0]
    left, top = round(x - middle * across), round(y - head.middle[1] * up)
    rows, columns = _within(top, mask.shape[0], frame.shape[0]), _within(left, mask.shape[1], frame.shape[1])
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return
    inner = (slice(rows.start - top, rows.stop - top), slice(columns.start - left, columns.stop - left))
    share = mask[inner][:, :, None]
    frame[rows, columns] += share * (picture[inner] - frame[rows, columns])


def expose(frame: NDArray[np.float32], exposure: Exposure, *, grain: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return what a sensor makes of a frame: blurred, lit, with noise, in bytes.

    Parameters
    ----------
    frame
        Shape (height, width, 3), 0 to 255.
    exposure
        How it is taken.
    grain
        Of the frame's shape: the noise in standard deviations.
    """
    import cv2

    if exposure.blur_px > 0:
        frame = np.asarray(cv2.GaussianBlur(frame, (0, 0), exposure.blur_px), np.float32)
    if exposure.streak_px > 0:
        frame = np.asarray(cv2.filter2D(frame, -1, _streak(exposure.streak_px)), np.float32)
    lit = frame * np.float32(exposure.light)
    deviation = np.sqrt(exposure.noise**2 + _SHOT * np.maximum(lit, 0)) * (exposure.noise > 0)
    return np.asarray(np.clip(np.rint(lit + deviation * grain), 0, _BRIGHTEST), np.uint8)


def _smaller(pose: Pose, exposure: Exposure, factor: float) -> tuple[Pose, Exposure]:
    return (
        replace(pose, iod_px=pose.iod_px * factor),
        replace(exposure, blur_px=exposure.blur_px * factor, streak_px=exposure.streak_px * factor),
    )


def _scales(head: Head, pose: Pose) -> tuple[float, float]:
    """Return by what a view is stretched across and up."""
    across = pose.iod_px / (IOD_PX * cos(radians(head.yaw_deg)))
    up = pose.iod_px / (IOD_PX * cos(radians(pose.yaw_deg)))
    return across, up * cos(radians(pose.pitch_deg)) / cos(radians(head.pitch_deg))


def _scaled(head: Head, across: float, up: float, is_mirrored: bool) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    import cv2

    size = (max(1, round(head.mask.shape[1] * across)), max(1, round(head.mask.shape[0] * up)))
    how = cv2.INTER_AREA if across < 1 and up < 1 else cv2.INTER_LINEAR
    order = -1 if is_mirrored else 1
    picture = cv2.resize(head.picture[:, ::order].astype(np.float32), size, interpolation=how)
    mask = cv2.resize(np.ascontiguousarray(head.mask[:, ::order]), size, interpolation=how)
    return np.asarray(picture, np.float32), np.asarray(mask, np.float32)


def _within(start: int, length: int, limit: int) -> slice:
    return slice(max(0, start), min(limit, start + length))


def _streak(length_px: float) -> NDArray[np.float32]:
    """Return the kernel (1, odd) of a streak: as many whole pixels as it covers, and a share of one at each end."""
    half = length_px / 2
    whole = ceil(max(half - 0.5, 0))
    at = np.arange(-whole, whole + 1)
    cover = np.clip(np.minimum(at + 0.5, half) - np.maximum(at - 0.5, -half), 0, 1)
    return np.asarray(cover[None] / cover.sum(), np.float32)


def _street(side: int, patches: NDArray[np.float64], *, level: float) -> NDArray[np.float32]:
    """Return an out-of-focus background (side, side, 3) from patches of grey and of three colours."""
    import cv2

    coarse = level + _GREY * patches[:, :, :1] + _TINT * patches[:, :, 1:]
    fine = cv2.resize(coarse.astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(fine, 0, _BRIGHTEST), np.float32)


def _dress(frame: NDArray[np.float32], x: float, y: float, facing_px: float, colour: NDArray[np.float64]) -> None:
    """Put shoulders below where the head will be, in place."""
    rows, columns = np.ogrid[: frame.shape[0], : frame.shape[1]]
    middle = y + (_COLLAR + _CHEST) * facing_px
    inside = ((columns - x) / (_SHOULDERS * facing_px)) ** 2 + ((rows - middle) / (_CHEST * facing_px)) ** 2 < 1
    frame[inside] = colour
