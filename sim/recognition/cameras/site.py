"""Where cameras stand, and the ground on which they search faces."""

from __future__ import annotations

from math import atan, degrees
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from sim.core.config import Config
from sim.core.kernel import kernel
from sim.evidence.register import stated

__all__ = ["Camera", "Point", "Ring", "Site", "inside"]

Point = tuple[float, float]
"""x and y in metres."""


_MOST_CORNERS = 200


def _simple_ring(ring: tuple[Point, ...]) -> tuple[Point, ...]:
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring = ring[:-1]
    if len(ring) < 3 or _area(ring) == 0:
        raise ValueError(f"the zone has {len(ring)} corners; it needs three or more that enclose an area")
    if len(ring) > _MOST_CORNERS:
        raise ValueError(f"the zone has {len(ring):,} corners; at most {_MOST_CORNERS}: simplify it")
    for i in range(len(ring)):
        for j in range(i + 1, len(ring)):
            if _cross(ring, i, j):
                raise ValueError(
                    f"the zone crosses itself: the side after corner {i} meets the one after corner {j}; give "
                    "the corners in the order in which one walks round it"
                )
    return ring


Ring = Annotated[tuple[Point, ...], AfterValidator(_simple_ring)]
"""Corners of an area in order, in metres; a last corner that repeats the first is dropped."""


class Camera(Config):
    """One camera: a pinhole that looks in one direction."""

    id: str = Field(min_length=1)
    """Name of the camera in tables; unique at its site."""
    x_m: float = stated(unit="m")
    """Where it stands, along the street."""
    y_m: float = stated(unit="m")
    """Where it stands, to the left of the street's axis."""
    height_m: float = stated(unit="m", gt=0, le=30)
    """Of the lens above the ground."""
    heading_deg: float = stated(unit="degrees", ge=-360, le=360)
    """Where it looks, counter-clockwise from +x."""
    horizontal_fov_deg: float | None = stated(unit="degrees", default=None, gt=0, lt=180)
    """Width of its field of view; or give focal length and sensor."""
    focal_length_mm: float | None = stated(unit="mm", default=None, gt=0, le=1000)
    """Focal length of its lens, with `sensor_width_mm`."""
    sensor_width_mm: float | None = stated(unit="mm", default=None, gt=0, le=100)
    """Width of its sensor, with `focal_length_mm`."""
    image_width_px: int = stated(unit="px", ge=64, le=32_768)
    """Width of its image."""

    @model_validator(mode="after")
    def _has_one_lens(self) -> Self:
        lens = (self.focal_length_mm is not None, self.sensor_width_mm is not None)
        if lens[0] != lens[1] or lens[0] == (self.horizontal_fov_deg is not None):
            raise ValueError(
                f"the camera {self.id!r} needs one description of its lens; give horizontal_fov_deg, or "
                "focal_length_mm and sensor_width_mm"
            )
        return self

    @property
    def fov_deg(self) -> float:
        """Width of its field of view in degrees: as given, or that of a pinhole with this lens and sensor."""
        if self.horizontal_fov_deg is not None:
            return self.horizontal_fov_deg
        assert self.focal_length_mm is not None
        assert self.sensor_width_mm is not None
        return degrees(2 * atan(self.sensor_width_mm / 2 / self.focal_length_mm))


class Site(Config):
    """Cameras that work together, and their zone of recognition."""

    id: str = Field(min_length=1)
    """Name of the site in scenarios and tables."""
    name: str
    """What a reader calls it."""
    zone: Ring
    """Corners of the ground on which faces are searched, in metres."""
    cameras: tuple[Camera, ...] = Field(min_length=1)
    """Its cameras."""

    @model_validator(mode="after")
    def _cameras_have_names_of_their_own(self) -> Self:
        names = [camera.id for camera in self.cameras]
        for index, name in enumerate(names):
            if name in names[:index]:
                raise ValueError(f"two cameras of site {self.id!r} are called {name!r}; each needs its own id")
        return self


@kernel
def inside(ring, x, y):  # type: ignore[no-untyped-def]
    """Return whether a point lies in the area that `ring` (n, 2) encloses, by the even-odd rule."""
    is_inside = False
    j = ring.shape[0] - 1
    for i in range(ring.shape[0]):
        if (ring[i, 1] > y) != (ring[j, 1] > y):
            across = (ring[j, 0] - ring[i, 0]) * (y - ring[i, 1]) / (ring[j, 1] - ring[i, 1]) + ring[i, 0]
            if x < across:
                is_inside = not is_inside
        j = i
    return is_inside


def _area(ring: tuple[Point, ...]) -> float:
    sides = zip(ring, (*ring[1:], ring[0]), strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in sides) / 2


def _cross(ring: tuple[Point, ...], i: int, j: int) -> bool:
    n = len(ring)
    a, b, c, d = ring[i], ring[(i + 1) % n], ring[j], ring[(j + 1) % n]
    if b == c or d == a:
        shared, before, after = (b, a, d) if b == c else (a, c, b)
        return _side(before, shared, after) == 0 and _along(before, shared, after) > 0
    turns = _side(a, b, c), _side(a, b, d), _side(c, d, a), _side(c, d, b)
    if turns[0] * turns[1] < 0 and turns[2] * turns[3] < 0:
        return True
    ends = ((a, b, c), (a, b, d), (c, d, a), (c, d, b))
    return any(turn == 0 and _along(p, r, q) <= 0 for turn, (p, q, r) in zip(turns, ends, strict=True))


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _along(before: Point, corner: Point, after: Point) -> float:
    """Return the product of the ways from the corner to the two others: positive where they fold back."""
    return (before[0] - corner[0]) * (after[0] - corner[0]) + (before[1] - corner[1]) * (after[1] - corner[1])
