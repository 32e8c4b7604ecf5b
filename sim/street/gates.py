"""What way-points open: a gate along the bisector of a corner, and a gap to a corner that faces it.

See `sim.street.navigation`, which tabulates what to aim at.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from sim.core.kernel import inlined, kernel
from sim.street.sight import is_in_sight

__all__ = ["is_between", "next_bend", "open_gaps", "open_gates"]

_FACING = 0.3
"""Two corners face each other when each has the other within the angle of this cosine to its bisector."""


@kernel
def open_gates(points, outward, width, shares, walls, gates):  # type: ignore[no-untyped-def]
    """Lay each gate along the bisector, over its share of the free width there, and `width` if there is room."""
    for w in range(points.shape[0]):
        px = points[w, 0]
        py = points[w, 1]
        dx = outward[w, 0]
        dy = outward[w, 1]
        free = np.inf
        for k in range(walls.shape[0]):
            ex = walls[k, 2] - walls[k, 0]
            ey = walls[k, 3] - walls[k, 1]
            cross = dx * ey - dy * ex
            if cross == 0.0:
                continue
            ax = walls[k, 0] - px
            ay = walls[k, 1] - py
            t = (ax * ey - ay * ex) / cross
            u = (ax * dy - ay * dx) / cross
            if t > 0.0 and u >= 0.0 and u <= 1.0:
                free = min(free, t)
        reach = min(0.95 * free, max(width, shares[w] * free))
        gates[w, 0] = px
        gates[w, 1] = py
        gates[w, 2] = px + reach * dx
        gates[w, 3] = py + reach * dy


@kernel
def open_gaps(points, outward, width, walls, gaps):  # type: ignore[no-untyped-def]
    """Lay each gap to the nearest corner that faces this one; NaN where none does."""
    for w in range(points.shape[0]):
        gaps[w, :] = np.nan
        nearest = 2.0 * width
        for v in range(points.shape[0]):
            ex = points[v, 0] - points[w, 0]
            ey = points[v, 1] - points[w, 1]
            length = sqrt(ex * ex + ey * ey)
            if v != w and 0.0 < length < nearest:
                faces = (
                    ex * outward[w, 0] + ey * outward[w, 1] > _FACING * length
                    and ex * outward[v, 0] + ey * outward[v, 1] < -_FACING * length
                )
                if faces and is_in_sight(points[w, 0], points[w, 1], points[v, 0], points[v, 1], walls):
                    nearest = length
                    gaps[w, :2] = points[w]
                    gaps[w, 2:] = points[v]


@inlined
def is_between(ax, ay, bx, by, segment):  # type: ignore[no-untyped-def]
    """Return whether two points lie on different sides of a segment's line."""
    ex = segment[2] - segment[0]
    ey = segment[3] - segment[1]
    return (ex * (ay - segment[1]) - ey * (ax - segment[0])) * (ex * (by - segment[1]) - ey * (bx - segment[0])) < 0.0


@kernel
def next_bend(x, y, segments, segment, bends):  # type: ignore[no-untyped-def]
    """Return the nearest gate of a bend that lies between a point and the middle of a segment; -1 if none does."""
    to_x = 0.5 * (segments[segment, 0] + segments[segment, 2])
    to_y = 0.5 * (segments[segment, 1] + segments[segment, 3])
    nearest = np.inf
    found = -1
    for w in bends:
        ends = segments[w]
        if w == segment or not is_between(x, y, to_x, to_y, ends):
            continue
        # how far along the way to the middle the gate is, and where on the gate
        ex = ends[2] - ends[0]
        ey = ends[3] - ends[1]
        cross = (to_x - x) * ey - (to_y - y) * ex
        along = ((ends[0] - x) * ey - (ends[1] - y) * ex) / cross
        at = ((ends[0] - x) * (to_y - y) - (ends[1] - y) * (to_x - x)) / cross
        if 0.0 <= at <= 1.0 and along < nearest:
            nearest = along
            found = w
    return found
