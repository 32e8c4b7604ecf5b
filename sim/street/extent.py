"""How large a map may be: numbers that no street has are of another unit, and bounds hold before anything is allocated.

A street is drawn in metres. Degrees, kilometres and millimetres without a name give a street of millimetres or of
hundreds of kilometres, which is refused with what they look like. What is large enough to be slow is refused too: the
tables of paths take memory and time for every square of the walkable area, and for each place that people go to.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "LEAST_EXTENT_M",
    "MOST_CORNERS",
    "MOST_EXTENT_M",
    "MOST_OFF_M",
    "check_bounds",
    "check_cells",
    "check_corners",
]

Floats: TypeAlias = NDArray[np.float64]

LEAST_EXTENT_M, MOST_EXTENT_M = 2.0, 5000.0
"""The longer side of a walkable area: from a doorstep to more than any high street."""
MOST_CORNERS = 3000
"""Of the walkable ring and the obstacles together."""
MOST_OFF_M = 0.2
"""An outline whose corners are thinned out is at most so far from where it was drawn: less than paths keep from walls.
So a shop that was drawn at the outline may stand so far outside of it."""
MOST_CELLS, MOST_ENTRIES = 800_000, 16_000_000
"""Squares of the path tables, and those times the places that people go to."""
_MOST_GRID = 16_000_000
"""Squares of the box that the street lies in."""

_DEGREES = 'name them: "crs": {"type": "name", "properties": {"name": "EPSG:4326"}} in the map'
_IN_METRES = "a map is drawn in metres, or names its `crs`"


def check_bounds(points: Floats) -> None:
    """Refuse a walkable ring that cannot be in metres.

    Parameters
    ----------
    points
        (n, 2): its corners.

    Raises
    ------
    ValueError
        With what its numbers look like.
    """
    low, high = points.min(axis=0), points.max(axis=0)
    longest = float((high - low).max())
    if LEAST_EXTENT_M <= longest <= MOST_EXTENT_M:
        return
    reach = f"it reaches from ({low[0]:,.7g}, {low[1]:,.7g}) to ({high[0]:,.7g}, {high[1]:,.7g})"
    if longest > MOST_EXTENT_M:
        units = [name for name, scale in (("millimetres", 1000), ("centimetres", 100)) if 20 <= longest / scale <= 2000]
        like = f"; its numbers look like {' or '.join(units)}" if units else ""
        raise ValueError(
            f"the walkable ring is too large for a street ({reach}, and its longer side is at most "
            f"{MOST_EXTENT_M:,g} m{like}); {_IN_METRES}"
        )
    away = float(np.abs([low, high]).max())
    is_on_earth = bool(np.abs([low[0], high[0]]).max() <= 180 and np.abs([low[1], high[1]]).max() <= 90)
    if is_on_earth and away > 5 * longest:
        raise ValueError(
            f"the walkable ring is not in metres ({reach}: these look like degrees of longitude and latitude); "
            f"{_DEGREES}"
        )
    raise ValueError(f"the walkable ring is not in metres ({reach}: these look like kilometres); {_IN_METRES}")


def check_corners(n: int) -> None:
    """Refuse rings with more corners than paths can be found round.

    Raises
    ------
    ValueError
        With how many there are.
    """
    if n > MOST_CORNERS:
        raise ValueError(
            f"the walkable ring and the obstacles have {n:,} corners; at most {MOST_CORNERS:,}: simplify them, or draw "
            "them in a map (`geometry`), whose corners are thinned out"
        )


def check_cells(area: Any, cell_m: float, n_places: int) -> None:
    """Refuse a street whose tables of paths would not fit.

    Parameters
    ----------
    area
        The walkable area, a polygon in metres.
    cell_m
        The side of a square.
    n_places
        Entrances and shops.

    Raises
    ------
    ValueError
        With how many squares it would have.
    """
    x0, y0, x1, y1 = area.bounds
    cells, grid = area.area / cell_m**2, (x1 - x0) * (y1 - y0) / cell_m**2
    if cells > MOST_CELLS:
        raise ValueError(
            f"the walkable area is too large ({area.area:,.0f} m2 are {cells:,.0f} squares of {cell_m:g} m); at most "
            f"{MOST_CELLS:,}: draw less of it, or raise `cell_m`"
        )
    if grid > _MOST_GRID:
        raise ValueError(
            f"the street reaches too far ({x1 - x0:,.0f} m by {y1 - y0:,.0f} m are {grid:,.0f} squares of {cell_m:g} "
            f"m); at most {_MOST_GRID:,}: draw less of it, or raise `cell_m`"
        )
    if cells * n_places > MOST_ENTRIES:
        raise ValueError(
            f"there is too much to tabulate ({cells:,.0f} squares of {cell_m:g} m for {n_places} entrances and shops); "
            f"at most {MOST_ENTRIES:,} together: draw less of the street, fewer shops, or raise `cell_m`"
        )
