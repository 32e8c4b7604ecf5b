"""The small squares that paths are tabulated by: which of a grid touch the walkable area, and the point of each."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.polygon import orient

__all__ = ["cells_of", "part_containing"]

Floats: TypeAlias = NDArray[np.float64]

_TILE = 32
"""Squares along the side of a tile of the grid that is looked at as a whole."""


def part_containing(shape: Any, core: Any) -> Any:
    """Return the part of a shape, anticlockwise, that has most of another."""
    return orient(max(shapely.get_parts(shape), key=lambda part: part.intersection(core).area))


def cells_of(
    area: Any, core: Any, clearance_m: float, cell_m: float
) -> tuple[tuple[float, float], tuple[int, int], NDArray[np.int32], Floats]:
    """Return the grid and, for each cell that touches the area, the point that stands for it."""
    x0, y0, x1, y1 = area.bounds
    shape = (int((x1 - x0) / cell_m) + 1, int((y1 - y0) / cell_m) + 1)
    x = x0 + cell_m * (np.arange(shape[0]) + 0.5)
    y = y0 + cell_m * (np.arange(shape[1]) + 0.5)
    shapely.prepare(area)
    used = _touching(area, x, y, cell_m / 2)
    cell = np.where(used, np.cumsum(used, dtype=np.int32) - 1, -1).astype(np.int32)
    along, across = np.divmod(np.flatnonzero(used), shape[1])
    centres = np.column_stack([x[along], y[across]])
    inner = part_containing(area.buffer(-clearance_m * 0.95, join_style="mitre"), core)
    shapely.prepare(inner)
    outside = ~shapely.contains_xy(inner, centres)
    if outside.any():
        nearest = shapely.shortest_line(shapely.points(centres[outside]), inner)
        centres[outside] = shapely.get_coordinates(nearest)[1::2]
    return (x0, y0), shape, cell, centres


def _touching(area: Any, x: Floats, y: Floats, half: float) -> NDArray[np.bool_]:
    """Return which squares about (x, y) touch an area, (x.size * y.size,): whole tiles, and one by one at its edge."""
    used = np.zeros((x.size, y.size), bool)
    for i in range(0, x.size, _TILE):
        columns = x[i : i + _TILE]
        starts = np.arange(0, y.size, _TILE)
        ends = np.minimum(starts + _TILE, y.size) - 1
        tiles = shapely.box(columns[0] - half, y[starts] - half, columns[-1] + half, y[ends] + half)
        is_inside, is_met = shapely.contains(area, tiles), shapely.intersects(area, tiles)
        for start, end, inside in zip(starts[is_met], ends[is_met] + 1, is_inside[is_met], strict=True):
            if inside:
                used[i : i + _TILE, start:end] = True
                continue
            px, py = np.meshgrid(columns, y[start:end], indexing="ij")
            used[i : i + _TILE, start:end] = shapely.intersects(
                area, shapely.box(px - half, py - half, px + half, py + half)
            )
    return used.ravel()
