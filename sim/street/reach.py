"""Whether somebody can get to a point: bodies fit through every gap on the way, and a way is known."""

from __future__ import annotations

import numpy as np
import shapely

from sim.core.errors import RunError
from sim.street.errands import way_m
from sim.street.geometry import Geometry
from sim.street.walking.engine import Engine

__all__ = ["Reach"]


class Reach:
    """What can be reached from where on a street, by bodies of any width.

    Parameters
    ----------
    geometry, engine
        The street, and the walking model, which says how near to walls bodies come.
    """

    def __init__(self, geometry: Geometry, engine: Engine) -> None:
        self._geometry = geometry
        self.wall_share = engine.wall_share
        """How near to walls bodies come, as a share of their radius."""

    def check(self, at: tuple[float, float], to: tuple[float, float], radius_m: float) -> None:
        """Refuse a point that somebody could never stand at.

        Parameters
        ----------
        at, to
            Where they are, and the point: x and y in metres.
        radius_m
            Radius of their body.

        Raises
        ------
        RunError
            If the point is no number, outside the walkable area or in a wall, or if no way that is as wide as the body
            leads there.
        """
        where = f"the point ({to[0]:g}, {to[1]:g})"
        geometry = self._geometry
        x0, y0, x1, y1 = geometry.bounds
        if not np.isfinite(to).all() or not geometry.contains(np.array([to[0]]), np.array([to[1]]))[0]:
            raise RunError(
                where,
                "it is outside the walkable area",
                f"that reaches from ({x0:g}, {y0:g}) to ({x1:g}, {y1:g}), without its obstacles",
            )
        least = self.wall_share * radius_m
        room = float(geometry.area.boundary.distance(shapely.Point(to)))
        if room < least:
            raise RunError(
                where,
                f"a body of {radius_m:g} m cannot stand there ({room:.2f} m from a wall)",
                f"{least:.2f} m from walls, or further",
            )
        routes = geometry.routes
        is_known = np.isfinite(way_m(*at, *to, routes.segments, routes.between_m, geometry.walls))
        if not is_known or self._part(at, radius_m) != self._part(to, radius_m):
            raise RunError(
                where,
                f"no way leads there from ({at[0]:g}, {at[1]:g})",
                f"every gap on the way must be wider than a body ({2 * radius_m:g} m), and open for paths",
            )

    def _part(self, point: tuple[float, float], radius_m: float) -> int:
        """Return which part of the area, less a body's width, a point is nearest to; 0 where there is none."""
        distance = shapely.distance(self._geometry.parts(radius_m), shapely.Point(point))
        return int(np.argmin(distance)) if distance.size else 0
