"""Straight lines on the street: what hides what, and how far it is.

What the path tables are made with, and what walkers ask whom those tables do not help.
"""

from __future__ import annotations

from math import sqrt
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.core.kernel import inlined, kernel

__all__ = ["SAMPLES", "blocker_of", "boxes_of", "is_in_sight", "nearest_seen", "next_from_point", "to_segment"]

Floats: TypeAlias = NDArray[np.float64]

SAMPLES = 9
"""Points of a segment that are tested for being in sight."""
_IN_A_BOX = 8
"""Walls that are passed over together where the line misses their box."""
_HAIR_M = 1e-6
_THERE_M = 0.3
"""A walker this near to a way-point has got there."""


@kernel
def is_in_sight(ax, ay, bx, by, walls):  # type: ignore[no-untyped-def]
    """Return whether the straight line from a to b meets none of the walls (touching counts as meeting)."""
    left = min(ax, bx)
    right = max(ax, bx)
    low = min(ay, by)
    high = max(ay, by)
    for k in range(walls.shape[0]):
        if (
            max(walls[k, 0], walls[k, 2]) < left
            or min(walls[k, 0], walls[k, 2]) > right
            or max(walls[k, 1], walls[k, 3]) < low
            or min(walls[k, 1], walls[k, 3]) > high
        ):
            continue
        if _meets(ax, ay, bx, by, walls[k]):
            return False
    return True


def boxes_of(walls: Floats) -> Floats:
    """Return the boxes of walls that follow each other, (n, 4): their middles, and half their widths and heights."""
    starts = np.arange(0, len(walls), _IN_A_BOX)
    low, high = np.minimum(walls[:, :2], walls[:, 2:]), np.maximum(walls[:, :2], walls[:, 2:])
    low, high = np.minimum.reduceat(low, starts), np.maximum.reduceat(high, starts)
    # a hair's breadth wider than exact, so that rounding loses no wall
    return np.hstack([(low + high) / 2, (high - low) / 2 + _HAIR_M])


@kernel
def blocker_of(ax, ay, bx, by, walls, boxes, first):  # type: ignore[no-untyped-def]
    """Index of a wall that hides b from a, trying wall `first` first; -1 when b is in sight."""
    if _meets(ax, ay, bx, by, walls[first]):
        return first
    middle_x = 0.5 * (ax + bx)
    middle_y = 0.5 * (ay + by)
    ex = bx - ax
    ey = by - ay
    half_x = 0.5 * abs(ex)
    half_y = 0.5 * abs(ey)
    for box in range(boxes.shape[0]):
        dx = boxes[box, 0] - middle_x
        dy = boxes[box, 1] - middle_y
        if (
            abs(dx) > half_x + boxes[box, 2]
            or abs(dy) > half_y + boxes[box, 3]
            or abs(ex * dy - ey * dx) > abs(ex) * boxes[box, 3] + abs(ey) * boxes[box, 2]
        ):
            continue
        for k in range(box * _IN_A_BOX, min((box + 1) * _IN_A_BOX, walls.shape[0])):
            if _meets(ax, ay, bx, by, walls[k]):
                return k
    return -1


@inlined
def _meets(ax, ay, bx, by, wall):  # type: ignore[no-untyped-def]
    px = wall[0]
    py = wall[1]
    qx = wall[2]
    qy = wall[3]
    if max(px, qx) < min(ax, bx) or min(px, qx) > max(ax, bx) or max(py, qy) < min(ay, by) or min(py, qy) > max(ay, by):
        return False
    ex = bx - ax
    ey = by - ay
    if (ex * (py - ay) - ey * (px - ax)) * (ex * (qy - ay) - ey * (qx - ax)) > 0.0:
        return False
    fx = qx - px
    fy = qy - py
    return (fx * (ay - py) - fy * (ax - px)) * (fx * (by - py) - fy * (bx - px)) <= 0.0


@kernel
def next_from_point(x, y, place, segments, to_go, walls):  # type: ignore[no-untyped-def]
    """Return the next segment on the shortest path from exactly here, and the length of that path.

    Slower than the table and exact: for walkers whom the table does not help. -1 when nothing is in sight.
    """
    n = to_go.shape[1]
    best = -1
    length = np.inf
    for s in range(SAMPLES):
        t = s / (SAMPLES - 1)
        px = segments[n + place, 0] + t * (segments[n + place, 2] - segments[n + place, 0])
        py = segments[n + place, 1] + t * (segments[n + place, 3] - segments[n + place, 1])
        d = sqrt((px - x) ** 2 + (py - y) ** 2)
        if d < length and is_in_sight(x, y, px, py, walls):
            length = d
            best = n + place
    for w in range(n):
        d = sqrt((segments[w, 0] - x) ** 2 + (segments[w, 1] - y) ** 2)
        # a corner that has been reached helps nobody on
        if d > _THERE_M and d + to_go[place, w] < length and is_in_sight(x, y, segments[w, 0], segments[w, 1], walls):
            length = d + to_go[place, w]
            best = w
    return best, length


@kernel
def nearest_seen(x, y, segment, walls, boxes, hidden_by):  # type: ignore[no-untyped-def]
    """Distance to the nearest point in sight of a segment, and the longest run of samples in sight.

    `hidden_by` (a wall for each sample) is where to look first: what hid a point from the last cell
    mostly hides it from the next. When both ends and the middle are in sight, all is taken to be.
    """
    last = SAMPLES - 1
    n_seen = 0
    for s in range(0, SAMPLES, last // 2):
        n_seen += _is_sample_seen(x, y, segment, walls, boxes, hidden_by, s)
    if n_seen == 3:
        dx, dy = to_segment(x, y, segment[0], segment[1], segment[2], segment[3])
        return sqrt(dx * dx + dy * dy), 0, last
    nearest = np.inf
    run_from = 0
    best_from = 0
    best_to = -1
    for s in range(SAMPLES + 1):
        is_seen = s < SAMPLES and _is_sample_seen(x, y, segment, walls, boxes, hidden_by, s)
        if is_seen:
            t = s / last
            px = segment[0] + t * (segment[2] - segment[0])
            py = segment[1] + t * (segment[3] - segment[1])
            nearest = min(nearest, sqrt((px - x) ** 2 + (py - y) ** 2))
        else:
            if s - 1 - run_from > best_to - best_from:
                best_from = run_from
                best_to = s - 1
            run_from = s + 1
    return nearest, best_from, best_to


@kernel
def _is_sample_seen(x, y, segment, walls, boxes, hidden_by, s):  # type: ignore[no-untyped-def]
    t = s / (SAMPLES - 1)
    px = segment[0] + t * (segment[2] - segment[0])
    py = segment[1] + t * (segment[3] - segment[1])
    blocker = blocker_of(x, y, px, py, walls, boxes, hidden_by[s])
    hidden_by[s] = max(blocker, 0)
    return blocker < 0


@inlined
def to_segment(px, py, ax, ay, bx, by):  # type: ignore[no-untyped-def]
    """Return the vector from a point to the nearest point of a segment."""
    ex = bx - ax
    ey = by - ay
    t = ((px - ax) * ex + (py - ay) * ey) / max(ex * ex + ey * ey, 1e-12)
    t = min(1.0, max(0.0, t))
    return ax + t * ex - px, ay + t * ey - py
