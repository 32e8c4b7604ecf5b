"""The own frame of a street that is drawn: x along it from its first end, y to its left."""

from __future__ import annotations

from math import atan2, cos, degrees, radians, sin
from typing import Any, NamedTuple

from shapely import LineString

XY = tuple[float, float]


class Frame(NamedTuple):
    """The street's own frame, and the centreline in it."""

    along: XY
    centreline: LineString

    def turn(self, xy: Any) -> XY:
        """Take metres east and north of the crossroads into the street's frame."""
        east, north = xy
        return (self.along[0] * east + self.along[1] * north, self.along[0] * north - self.along[1] * east)

    def at(self, s_m: float, left_m: float = 0.0) -> XY:
        """Return the point `s_m` along the centreline and `left_m` to its left (west)."""
        here = self.centreline.interpolate(s_m)
        angle = radians(self.bearing(s_m))
        return (here.x - left_m * sin(angle), here.y + left_m * cos(angle))

    def bearing(self, s_m: float) -> float:
        """Return the direction of the centreline at `s_m`, in degrees from +x."""
        a, b = (self.centreline.interpolate(max(s_m + d, 0.0)) for d in (-0.5, 0.5))
        return degrees(atan2(b.y - a.y, b.x - a.x))
