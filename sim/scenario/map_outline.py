"""The outline of a map with no more corners than walking can tell: a GIS draws curves and walls in finer detail.

Paths go from corner to corner, so corners are what a map costs. Up to `KEPT` of them are taken as they are drawn. Of
more, those are left out that lie less than a centimetre from the line between their neighbours (Douglas and Peucker
1973, by GEOS, without letting rings cross), and if need be up to a decimetre; where still too many are left, up to two,
which is less than paths keep from walls.

Source: D. H. Douglas, T. K. Peucker, Algorithms for the reduction of the number of points required to represent a
digitized line or its caricature, Cartographica 10(2), 1973.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import shapely

from sim.core.errors import ScenarioError
from sim.street.extent import MOST_CORNERS, MOST_OFF_M

__all__ = ["KEPT", "Outline", "tidied"]

KEPT = 400
"""So many corners are never too many."""
_TOLERANCES_M = (0.01, 0.02, 0.05, 0.1, MOST_OFF_M)
_COARSE_M = 0.1


class Outline(NamedTuple):
    """The rings of a street, each without the point that closes it."""

    walkable: list[Any]
    obstacles: list[list[Any]]
    note: str
    """What was left out, for readers; nothing where nothing was."""


def tidied(walkable: list[Any], obstacles: list[list[Any]], *, where: str) -> Outline:
    """Return rings with fewer corners, or the same rings where there are few or something is wrong with them.

    Parameters
    ----------
    walkable, obstacles
        Rings of [x, y] in metres, as far as they are right; what is not is left to be refused where it is checked.

    Raises
    ------
    ScenarioError
        If too many corners are left.
    """
    n = len(walkable) + sum(map(len, obstacles))
    if n <= KEPT:
        return Outline(walkable, obstacles, "")
    try:
        area, blocks = shapely.Polygon(walkable), [shapely.Polygon(ring) for ring in obstacles]
    except (ArithmeticError, LookupError, TypeError, ValueError, shapely.errors.ShapelyError):
        return Outline(walkable, obstacles, "")
    if not area.is_valid or not all(block.is_valid for block in blocks):
        return Outline(walkable, obstacles, "")
    left = n
    for tolerance in _TOLERANCES_M:
        rings = _simplified(area, blocks, tolerance)
        left = sum(map(len, rings))
        if left <= KEPT or (tolerance >= _COARSE_M and left <= MOST_CORNERS):
            break
    if left > MOST_CORNERS:
        raise ScenarioError(
            where,
            f"the map has too many corners ({n:,}, of which {left:,} lie {tolerance:g} m or more off the line between "
            "others)",
            f"at most {MOST_CORNERS:,}: simplify its outlines in the GIS",
        )
    note = f"Of the {n:,} corners of its outlines {left:,} are kept; no outline is more than {tolerance:g} m off."
    return Outline(rings[0], rings[1:], note)


def _simplified(area: Any, blocks: list[Any], tolerance_m: float) -> list[list[Any]]:
    """Return the walkable ring and the obstacles' with fewer corners; no obstacle reaches out of it that did not."""
    coarse = area.simplify(tolerance_m)
    shapely.prepare(area)
    shapely.prepare(coarse)
    rings = [_corners(coarse)]
    for block in blocks:
        less = block.simplify(tolerance_m)
        if area.covers(block) and not coarse.covers(less):
            parts = shapely.get_parts(less.intersection(coarse))
            rings += [_corners(part) for part in parts if part.geom_type == "Polygon" and part.area > 0]
        else:
            rings.append(_corners(less))
    return rings


def _corners(polygon: Any) -> list[Any]:
    return [[float(x), float(y)] for x, y in list(polygon.exterior.coords)[:-1]]
