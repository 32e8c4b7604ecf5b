"""Rooms, corridors and streets that walking is tested in, drawn in metres.

Every plan has its entrances in the order in which its function names them; people stand where tests put them, and
leave by one. Rooms whose exit is a gap have a passage of `PASSAGE_M` behind it, with the mouth at its end, so that
whoever has gone through the gap is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians, sin
from typing import Any

import numpy as np

from sim.street.geometry import Geometry, compile_geometry, outline_of
from sim.street.street_map import Navigation, Point, StreetMap

__all__ = [
    "PASSAGE_M",
    "bottleneck",
    "chain_of_rooms",
    "corner",
    "corridor",
    "crossing",
    "joined_rooms",
    "looped_street",
    "narrowing_street",
    "plan",
    "room_with_exit",
    "room_with_exits",
    "street_with_doors",
    "streets_crossing",
]

PASSAGE_M = 2.0
"""Length of the passage behind an exit."""
_BEYOND_M = 200.0
"""How far a street that is walked in a loop is drawn beyond the loop, so that nobody gets near its mouths."""

_Mouth = tuple[Point, Point]


def plan(
    ring: Sequence[Point],
    mouths: Sequence[_Mouth],
    *,
    obstacles: Sequence[Sequence[Point]] = (),
    shops: Sequence[Point] = (),
    cell_m: float = Navigation().cell_m,
) -> Geometry:
    """Compile a ring with mouths in it."""
    return compile_geometry(
        StreetMap.model_validate(
            {
                "walkable": list(ring),
                "obstacles": [list(obstacle) for obstacle in obstacles],
                "entrances": [{"id": f"e{k}", "name": f"{k}", "mouth": mouth} for k, mouth in enumerate(mouths)],
                "shops": [{"id": f"s{k}", "name": f"{k}", "at": at} for k, at in enumerate(shops)],
                "navigation": {"cell_m": cell_m},
            }
        )
    )


def corridor(
    length_m: float,
    width_m: float,
    *,
    turn: float = 0.0,
    from_m: float = 0.0,
    shops: Sequence[Point] = (),
    cell_m: float = Navigation().cell_m,
) -> Geometry:
    """Draw a straight corridor along x, turned about (0, 0) by an angle; mouths: where it begins, where it ends."""
    to_m = from_m + length_m
    ring = [(from_m, 0.0), (to_m, 0.0), (to_m, width_m), (from_m, width_m)]
    a, b, c, d = ((x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn)) for x, y in ring)
    return plan([a, b, c, d], [(a, d), (b, c)], shops=shops, cell_m=cell_m)


def looped_street(length_m: float, width_m: float) -> Geometry:
    """Draw a street whose first `length_m` from x = 0 are walked in a loop; mouths: the west end, the east end."""
    return corridor(length_m + 2 * _BEYOND_M, width_m, from_m=-_BEYOND_M)


def corner(first_m: float, second_m: float, width_m: float) -> Geometry:
    """Draw a corridor along x that turns left; its outer wall is `first_m` long, its second leg `second_m`."""
    x, y, w = first_m, width_m + second_m, width_m
    ring = [(0.0, 0.0), (x, 0.0), (x, y), (x - w, y), (x - w, w), (0.0, w)]
    return plan(ring, [(ring[0], ring[5]), (ring[3], ring[2])])


def room_with_exit(length_m: float, width_m: float, *, exit_m: float) -> Geometry:
    """Draw a room with a gap in its east wall; mouths: the west wall, the exit."""
    return chain_of_rooms([(length_m, width_m), (PASSAGE_M, exit_m)])


def room_with_exits(
    length_m: float, width_m: float, *, south_m: Sequence[float], north_m: Sequence[float], exit_m: float
) -> Geometry:
    """Draw a room with gaps in its long walls, at these x; mouths: the south's from the west, then the north's."""
    half = exit_m / 2
    south, mouths = [], []
    for x in sorted(south_m):
        south += [(x - half, 0.0), (x - half, -PASSAGE_M), (x + half, -PASSAGE_M), (x + half, 0.0)]
        mouths += [((x - half, -PASSAGE_M), (x + half, -PASSAGE_M))]
    north, top = [], width_m + PASSAGE_M
    for x in sorted(north_m, reverse=True):
        north += [(x + half, width_m), (x + half, top), (x - half, top), (x - half, width_m)]
    mouths += [((x - half, top), (x + half, top)) for x in sorted(north_m)]
    ring = [(0.0, 0.0), *south, (length_m, 0.0), (length_m, width_m), *north, (0.0, width_m)]
    return plan(ring, mouths)


def bottleneck(room_m: float, width_m: float, *, opening_m: float, wall_m: float, beyond_m: float) -> Geometry:
    """Draw two rooms in line with an opening in the wall between them; mouths: the west wall, the east wall."""
    return chain_of_rooms([(room_m, width_m), (wall_m, opening_m), (beyond_m, width_m)])


def joined_rooms(room_m: float, *, joint_m: float, width_m: float) -> Geometry:
    """Draw two square rooms joined by a corridor; mouths: the west wall, the east wall."""
    return chain_of_rooms([(room_m, room_m), (joint_m, width_m), (room_m, room_m)])


def narrowing_street(wide_m: float, narrow_m: float, *, lengths_m: tuple[float, float, float]) -> Geometry:
    """Draw a street that is narrow in its middle part; mouths: the west end, the east end."""
    return chain_of_rooms(list(zip(lengths_m, (wide_m, narrow_m, wide_m), strict=True)))


def chain_of_rooms(parts: Sequence[tuple[float, float]]) -> Geometry:
    """Draw rectangles in line along x, each (length, width) and centred on the widest; mouths: both end walls."""
    middle = max(width for _, width in parts) / 2
    x = np.cumsum([0.0, *(length for length, _ in parts)]).tolist()
    low: list[Point] = []
    for k, (_, width) in enumerate(parts):
        low += [(x[k], middle - width / 2), (x[k + 1], middle - width / 2)]
    high = [(at, 2 * middle - y) for at, y in reversed(low)]
    ring = [point for k, point in enumerate([*low, *high]) if k == 0 or point != [*low, *high][k - 1]]
    return plan(ring, [(low[0], high[-1]), (low[-1], high[0])])


def crossing(arm_m: float, width_m: float) -> Geometry:
    """Draw two streets that cross at (0, 0); mouths: west, east, south, north."""
    a, w = width_m / 2 + arm_m, width_m / 2
    ring = [(-a, -w), (-w, -w), (-w, -a), (w, -a), (w, -w), (a, -w), (a, w), (w, w), (w, a), (-w, a), (-w, w), (-a, w)]
    mouths = [((-a, -w), (-a, w)), ((a, -w), (a, w)), ((-w, -a), (w, -a)), ((-w, a), (w, a))]
    return plan(ring, mouths)


def streets_crossing(arm_m: float, width_m: float, *, angle_deg: float) -> Geometry:
    """Draw two streets that cross at (0, 0), the second turned against the first; mouths: where each begins and ends.

    Parameters
    ----------
    arm_m
        From the middle of the crossing to every mouth.
    angle_deg
        Between the two ways, from the first street's to the second's; above 0 and below 180.
    """
    half, mouths, streets = width_m / 2, [], []
    for turn in (0.0, radians(angle_deg)):
        along, aside = np.array([cos(turn), sin(turn)]), half * np.array([-sin(turn), cos(turn)])
        a, b, c, d = (arm_m * way * along + side * aside for way, side in ((-1, -1), (1, -1), (1, 1), (-1, 1)))
        streets.append([_point(at) for at in (a, b, c, d)])
        mouths += [(_point(a), _point(d)), (_point(b), _point(c))]
    return plan(outline_of(streets), mouths)


def _point(at: Any) -> Point:
    return float(at[0]), float(at[1])


def street_with_doors(length_m: float, width_m: float, *, doors_m: Sequence[float], door_m: float) -> Geometry:
    """Draw a street with doors in both long walls, at x; mouths: west, east, then the doors, south before north."""
    half = door_m / 2
    ring = [(0.0, 0.0), (length_m, 0.0), (length_m, width_m), (0.0, width_m)]
    mouths: list[_Mouth] = [(ring[0], ring[3]), (ring[1], ring[2])]
    mouths += [((x - half, y), (x + half, y)) for y in (0.0, width_m) for x in doors_m]
    return plan(ring, mouths)
