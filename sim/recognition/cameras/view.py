"""What one camera sees of one face: pixels between the eyes, quality, and whether somebody stands between.

Geometry of a pinhole. With f the focal length in pixels, w / (2 tan(fov / 2)) for an image w pixels wide,
and d the distance from the lens to the eyes in space,

    IOD = f 0.063 m / d cos(yaw)

where yaw is the angle in plan between the way the walker faces and the way to the camera. A face is seen
when it is within the horizontal field of view and turned towards the camera by less than 90 degrees.

Quality is a product of curves, each the share of a genuine pair's similarity that is left: size, yaw,
pitch (how steeply the camera looks down), the streak that motion draws during the exposure, the blur of the
lens, and light. Their constants are fields of `sim.recognition.cameras.capture.CaptureSettings`; those of yaw and pitch
are assumed, the others fitted to photographs.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.core.kernel import inlined, kernel

__all__ = [
    "LENS",
    "OPTICS",
    "detection_chance",
    "is_blocked",
    "likeness_left",
    "look",
    "pixels_and_angles",
    "steady_quality",
]

LENS = np.dtype(
    [
        ("x_m", "f8"),
        ("y_m", "f8"),
        ("height_m", "f8"),
        ("ahead_x", "f8"),
        ("ahead_y", "f8"),
        ("cos_half_fov", "f8"),
        ("focal_px", "f8"),
    ]
)
"""One camera as the kernels read it: where, the unit vector that it looks along, and its lens."""

OPTICS = np.dtype(
    [
        (name, "f8")
        for name in (
            "inter_eye_m",
            "body_radius_m",
            "exposure_s",
            "light",
            "blur_px",
            "gate_iod_px",
            "detection_midpoint_px",
            "detection_slope",
            "size_scale_px",
            "size_exponent",
            "streak_scale_px",
            "streak_exponent",
            "blur_scale_px",
            "blur_exponent",
            "light_scale",
            "light_exponent",
            "yaw_scale_deg",
            "pitch_scale_deg",
            "angle_exponent",
            "decision_s",
            "rejoin_s",
        )
    ]
)
"""The fields of `CaptureSettings` that the kernels read."""


def pixels_and_angles(plan: Any, up: Any, cos_yaw: Any, lens: Any, optics: Any) -> tuple[Any, Any, Any]:
    """Return pixels between the eyes, and yaw and pitch in degrees, of faces so far off and below: arrays, or one."""
    iod = lens.focal_px / np.sqrt(plan * plan + up * up) * optics.inter_eye_m * cos_yaw
    return iod, np.degrees(np.arccos(cos_yaw)), np.degrees(np.arctan2(abs(up), plan))


def likeness_left(iod: Any, yaw: Any, pitch: Any, streak: Any, optics: Any) -> Any:
    """Return the share of a genuine pair's similarity that size, angles and motion leave: of arrays, or of one face."""
    loss = (
        (yaw / optics.yaw_scale_deg) ** optics.angle_exponent
        + (pitch / optics.pitch_scale_deg) ** optics.angle_exponent
        + (streak / optics.streak_scale_px) ** optics.streak_exponent
    )
    size = -np.expm1(-((iod / optics.size_scale_px) ** optics.size_exponent))
    return size * np.exp(-loss)


_pixels_and_angles, _likeness_left = inlined(pixels_and_angles), inlined(likeness_left)


@kernel
def look(x, y, eye_m, heading_x, heading_y, speed_x, speed_y, lens, optics):  # type: ignore[no-untyped-def]
    """Return what a lens sees of a face, all 0 where it does not: IOD, yaw, pitch, streak and quality.

    In pixels, degrees, degrees, pixels and as a share; the quality is that before `steady_quality`.

    Position and eye height in metres, heading a unit vector, speed in metres a second.
    """
    to_x, to_y, up = lens.x_m - x, lens.y_m - y, lens.height_m - eye_m
    facing = heading_x * to_x + heading_y * to_y
    if facing <= 0:
        return 0.0, 0.0, 0.0, 0.0, 0.0
    plan = np.sqrt(to_x * to_x + to_y * to_y)
    if -(to_x * lens.ahead_x + to_y * lens.ahead_y) < plan * lens.cos_half_fov:
        return 0.0, 0.0, 0.0, 0.0, 0.0
    iod, yaw, pitch = _pixels_and_angles(plan, up, min(facing / plan, 1.0), lens, optics)
    distance = np.sqrt(plan * plan + up * up)
    along = (speed_x * to_x + speed_y * to_y) / distance
    across = np.sqrt(max(speed_x * speed_x + speed_y * speed_y - along * along, 0.0))
    streak = lens.focal_px / distance * across * optics.exposure_s
    return iod, yaw, pitch, streak, _likeness_left(iod, yaw, pitch, streak, optics)


@kernel
def steady_quality(optics):  # type: ignore[no-untyped-def]
    """Return the quality that the light and the blur of the lens leave, the same for every face."""
    light = -np.expm1(-((optics.light / optics.light_scale) ** optics.light_exponent))
    return light * np.exp(-((optics.blur_px / optics.blur_scale_px) ** optics.blur_exponent))


@kernel
def detection_chance(iod_px, optics):  # type: ignore[no-untyped-def]
    """Return the chance that a face of this many pixels between the eyes is found."""
    if iod_px <= 0:
        return 0.0
    return 1.0 / (1.0 + (optics.detection_midpoint_px / iod_px) ** optics.detection_slope)


@kernel
def is_blocked(x, y, eye_m, lens, other_x, other_y, other_height_m, radius_m):  # type: ignore[no-untyped-def]
    """Return whether another body, an upright cylinder, cuts the straight line from the eyes to the lens."""
    to_x, to_y = lens.x_m - x, lens.y_m - y
    plan = np.sqrt(to_x * to_x + to_y * to_y)
    by_x, by_y = other_x - x, other_y - y
    along = (by_x * to_x + by_y * to_y) / plan
    if along <= 0 or along >= plan:
        return False
    across = (by_x * to_y - by_y * to_x) / plan
    if across * across >= radius_m * radius_m:
        return False
    half = np.sqrt(radius_m * radius_m - across * across)
    climb = (lens.height_m - eye_m) / plan
    lowest = eye_m + min(climb * max(along - half, 0.0), climb * min(along + half, plan))
    return lowest < other_height_m
