"""A picture of a street as one camera has it: ground, facades and people, in perspective, furthest first.

A pinhole whose axis is level and whose picture is shifted up or down instead of tilted, as architects' cameras do, so
that upright things are upright. Frames are arrays (height, width, 3) of blue, green and red from 0 to 255, painted in
place. The street runs along x; facades stand on both sides. Clothes, shops and skies are decoration: nothing that is
measured depends on them but what hides a face or stands behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin, tan

import numpy as np
from numpy.typing import NDArray

from sim.core.streams import Stream, Streams
from sim.recognition.cameras.site import Camera

__all__ = ["Pinhole", "paint_body", "paint_street", "pinhole"]

_Colour = tuple[float, float, float]
_Point = tuple[float, float, float]

_NEAR_M = 0.5
"""What is nearer to the lens is not painted."""
_FAR_M = 140.0
_SHOP_M = 6.5
_STORIES = ((0.0, 0.5), (0.5, 3.1), (3.1, 3.7), (3.7, 10.5))
"""Heights of plinth, shop window, shop sign and the floors above."""
_WINDOWS = ((4.6, 6.5), (7.6, 9.4))
_SKY: _Colour = (226, 214, 204)
_GROUND_NEAR, _GROUND_FAR = (128.0, 132.0, 134.0), (168.0, 170.0, 171.0)
_JOINT: _Colour = (122, 126, 128)
_GLASS: _Colour = (92, 84, 76)
_BRICKS: tuple[_Colour, ...] = ((96, 112, 150), (140, 158, 178), (120, 128, 134), (150, 168, 184), (88, 98, 128))
_SIGNS: tuple[_Colour, ...] = ((120, 70, 40), (60, 60, 120), (70, 100, 60), (60, 60, 60), (110, 90, 140))
_CLOTHES: tuple[_Colour, ...] = (
    (58, 50, 44),
    (96, 72, 48),
    (52, 58, 92),
    (128, 124, 118),
    (70, 92, 74),
    (150, 140, 128),
    (60, 80, 140),
    (104, 60, 72),
    (166, 170, 176),
    (46, 42, 40),
)
_TROUSERS: tuple[_Colour, ...] = ((64, 52, 44), (92, 76, 58), (44, 42, 42), (120, 124, 128))
_SHOES: _Colour = (40, 38, 38)
_FACADE, _BODY = 1, 2
"""First words of the draws of shops and of bodies."""


@dataclass(frozen=True)
class Pinhole:
    """Where points of the world are in a picture."""

    x_m: float
    y_m: float
    height_m: float
    ahead: tuple[float, float]
    """Unit vector in plan."""
    focal_px: float
    width_px: int
    height_px: int
    horizon_px: float
    """Row of the horizon, which may lie above the picture."""

    def depth_m(self, x: float, y: float) -> float:
        """Return how far a point is ahead of the lens."""
        return (x - self.x_m) * self.ahead[0] + (y - self.y_m) * self.ahead[1]

    def project(self, x: float, y: float, z: float) -> tuple[float, float]:
        """Return column and row of a point that is ahead of the lens."""
        depth = self.depth_m(x, y)
        right = (x - self.x_m) * self.ahead[1] - (y - self.y_m) * self.ahead[0]
        return (
            self.width_px / 2 + self.focal_px * right / depth,
            self.horizon_px + self.focal_px * (self.height_m - z) / depth,
        )


def pinhole(camera: Camera, *, horizon_px: float = 0.0) -> Pinhole:
    """Return the projection of a camera whose picture has sides of 16 to 9."""
    ahead = (cos(radians(camera.heading_deg)), sin(radians(camera.heading_deg)))
    focal_px = camera.image_width_px / (2 * tan(radians(camera.fov_deg) / 2))
    return Pinhole(
        camera.x_m,
        camera.y_m,
        camera.height_m,
        ahead,
        focal_px,
        camera.image_width_px,
        camera.image_width_px * 9 // 16,
        horizon_px,
    )


def paint_street(frame: NDArray[np.float32], view: Pinhole, *, sides_m: tuple[float, float], streams: Streams) -> None:
    """Paint sky, ground and facades, the furthest first; `sides_m` are the y of the facades, right and left."""
    frame[:] = _SKY
    rows = np.arange(frame.shape[0], dtype=np.float32)[:, None, None]
    depth = view.focal_px * view.height_m / np.maximum(rows - view.horizon_px, 1)
    share = np.clip(depth / (_FAR_M / 2), 0, 1)
    ground = (1 - share) * np.array(_GROUND_NEAR) + share * np.array(_GROUND_FAR)
    np.copyto(frame, ground.astype(np.float32), where=rows > view.horizon_px)
    _joints(frame, view, sides_m)
    shops = [(side, k) for side in (0, 1) for k in range(int(-_FAR_M / _SHOP_M), int(_FAR_M / _SHOP_M))]
    start = round(view.x_m / _SHOP_M)
    for side, k in sorted(shops, key=lambda shop: -abs(shop[1])):
        _shop(frame, view, sides_m[side], side, start + k, streams)


def paint_body(
    frame: NDArray[np.float32],
    view: Pinhole,
    *,
    x: float,
    y: float,
    height_m: float,
    eye_m: float,
    person_id: int,
    streams: Streams,
) -> None:
    """Paint legs, arms and trunk of somebody who stands there; the head is another's work."""
    draws = streams.uniform(Stream.IMAGE, person_id, 2**31 + _BODY * 2**20 + np.arange(3))
    coat = _shade(_CLOTHES[int(draws[0] * len(_CLOTHES))], 1.0)
    trousers = _TROUSERS[int(draws[1] * len(_TROUSERS))]
    px, h = view.focal_px / view.depth_m(x, y), height_m
    column, foot = view.project(x, y, 0)
    stride = 0.05 + 0.08 * draws[2]

    def fill(colour: _Colour, *points: tuple[float, float]) -> None:
        _fill(frame, [(column + px * across, foot - px * up) for across, up in points], colour)

    for side, step in ((-1, stride), (1, -stride)):
        leg = side * 0.1
        low = max(0.0, 0.4 * step)
        fill(
            _shade(trousers, 1 - 0.12 * (side > 0)),
            (leg - 0.09, 0.5 * h),
            (leg + 0.09, 0.5 * h),
            (leg + 0.06, low + 0.05),
            (leg - 0.06, low + 0.05),
        )
        fill(_SHOES, (leg - 0.065, low + 0.07), (leg + 0.065, low + 0.07), (leg + 0.075, low), (leg - 0.075, low))
        arm = side * 0.215
        fill(
            _shade(coat, 0.82),
            (arm - 0.06, 0.8 * h),
            (arm + 0.06, 0.8 * h),
            (arm + 0.075 * side + 0.045, 0.46 * h),
            (arm + 0.075 * side - 0.045, 0.46 * h),
        )
    top = eye_m - 0.13
    fill(
        coat,
        (-0.08, top),
        (0.08, top),
        (0.17, 0.825 * h),
        (0.225, 0.785 * h),
        (0.19, 0.6 * h),
        (0.205, 0.46 * h),
        (-0.205, 0.46 * h),
        (-0.19, 0.6 * h),
        (-0.225, 0.785 * h),
        (-0.17, 0.825 * h),
    )
    fill(_shade(coat, 0.7), (-0.008, top - 0.06), (0.008, top - 0.06), (0.008, 0.47 * h), (-0.008, 0.47 * h))


def _joints(frame: NDArray[np.float32], view: Pinhole, sides_m: tuple[float, float]) -> None:
    """Paint the joints of the paving, as thin strips."""
    right, left = sides_m
    for k in range(int(right), int(left) + 1):
        _fill_world(
            frame,
            view,
            [
                (view.x_m - _FAR_M, k, 0),
                (view.x_m + _FAR_M, k, 0),
                (view.x_m + _FAR_M, k + 0.03, 0),
                (view.x_m - _FAR_M, k + 0.03, 0),
            ],
            _JOINT,
        )
    for k in range(-40, 41):
        x = round(view.x_m) + k
        _fill_world(frame, view, [(x, right, 0), (x, left, 0), (x + 0.03, left, 0), (x + 0.03, right, 0)], _JOINT)


def _shop(frame: NDArray[np.float32], view: Pinhole, y: float, side: int, number: int, streams: Streams) -> None:
    """Paint one unit of a facade."""
    draws = streams.uniform(Stream.IMAGE, 2 * (number % 2**20) + side, 2**31 + _FACADE * 2**20 + np.arange(3))
    brick = _shade(_BRICKS[int(draws[0] * len(_BRICKS))], 0.85 + 0.3 * draws[2])
    sign = _SIGNS[int(draws[1] * len(_SIGNS))]
    start, end = number * _SHOP_M, (number + 1) * _SHOP_M

    def fill(colour: _Colour, from_x: float, to_x: float, low: float, high: float) -> None:
        _fill_world(frame, view, [(from_x, y, low), (to_x, y, low), (to_x, y, high), (from_x, y, high)], colour)

    for colour, (low, high) in zip((_shade(brick, 0.6), _GLASS, sign, brick), _STORIES, strict=True):
        fill(colour, start, end, low, high)
    fill(_shade(_GLASS, 0.6), start + 0.4 * _SHOP_M, start + 0.6 * _SHOP_M, 0, 2.6)
    fill(_shade(_GLASS, 1.35), start + 0.3, start + 0.36 * _SHOP_M, 0.7, 2.2)
    for low, high in _WINDOWS:
        for share in (0.14, 0.6):
            fill(_shade(_GLASS, 1.2), start + share * _SHOP_M, start + (share + 0.26) * _SHOP_M, low, high)


def _fill_world(frame: NDArray[np.float32], view: Pinhole, corners: list[_Point], colour: _Colour) -> None:
    """Paint a flat polygon of the world, as far as it is ahead of the lens."""
    kept: list[_Point] = []
    for a, b in zip(corners, [*corners[1:], corners[0]], strict=True):
        ahead_a, ahead_b = view.depth_m(*a[:2]) - _NEAR_M, view.depth_m(*b[:2]) - _NEAR_M
        if ahead_a >= 0:
            kept.append(a)
        if ahead_a * ahead_b < 0:
            t = ahead_a / (ahead_a - ahead_b)
            kept.append((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]), a[2] + t * (b[2] - a[2])))
    if len(kept) > 2:
        _fill(frame, [view.project(*point) for point in kept], colour)


def _fill(frame: NDArray[np.float32], corners: list[tuple[float, float]], colour: _Colour) -> None:
    import cv2

    limit = 8 * max(frame.shape)
    points = np.clip(np.array(corners), -limit, limit)
    cv2.fillPoly(frame, [np.rint(points * 16).astype(np.int32)], colour, cv2.LINE_8, 4)


def _shade(colour: _Colour, factor: float) -> _Colour:
    return (colour[0] * factor, colour[1] * factor, colour[2] * factor)
