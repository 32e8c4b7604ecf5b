"""Finding the way: exact shortest paths round corners, tabulated for every small square of the street.

Shortest paths in a polygon are straight lines from corner to corner. The corners that stick out into
the walkable area, moved off the wall by the clearance, are the way-points. Each has a *gate*, a segment
from the corner along the bisector into the free width; and a *gap*, where another corner faces it (a
door's other post), the segment to that one, which is aimed at by whoever goes through between the two.
For every cell of a fine grid and every place that people go to (mouths, windows), the table says which
segment to aim at next: a gate, a gap, or the place itself once all of it is in sight; and which part of
that segment can be seen. Where the street bends, the gate of the bend comes first, even for who sees past
it. A walker with lateral place u in (0, 1) aims at their own point of it,
so that a bend does not squeeze everybody past one corner.

Source: shortest paths by visibility graphs, Lozano-Perez & Wesley (1979), Commun. ACM 22(10); the
gates are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.polygon import orient

from sim.core.kernel import kernel
from sim.street.cells import cells_of, part_containing
from sim.street.gates import is_between, next_bend, open_gaps, open_gates
from sim.street.sight import SAMPLES, blocker_of, boxes_of, nearest_seen

__all__ = ["Routes", "build_routes"]

Floats: TypeAlias = NDArray[np.float64]

_TOUCH_M = 0.9
"""Walls within this distance of some point of a cell are listed for it; no wall pushes from further off."""
_ALMOST_ALL = 0.95
"""Share of the free width over which people spread where the street hardly bends."""
_MILD = 0.5
"""A wall that turns by less than the angle of this cosine is a bend of the street, and no corner to turn at."""
_VIEW_M = 3.5
"""Walls and corners within this distance of some point of a cell are looked at from it."""

_UNASKED = -1
"""Of a way-point: it is not known yet whether it is in sight."""


class Listed(NamedTuple):
    """Walls or corners of every cell: those of cell c are which[start[c]:start[c + 1]]."""

    start: NDArray[np.int32]
    which: NDArray[np.int32]


@dataclass(frozen=True)
class Routes:
    """Where to aim next, from everywhere, on the way to every place.

    Indices: w a way-point (0 to W - 1), d a place (entrances, then shops), c a walkable cell. A segment
    is the gate of way-point w (index w), place d (index W + d) or the gap of way-point w (index W + D + w).
    """

    origin: tuple[float, float]
    """Corner of the grid with the least x and y."""
    cell_m: float
    shape: tuple[int, int]
    """Cells along x and along y."""
    cell: NDArray[np.int32]
    """(shape[0] * shape[1],): index c of a grid cell (x-major), or -1 where nobody can walk."""
    segments: Floats
    """(W + D + W, 4): what is aimed at; NaN for the gap of a way-point that no other faces."""
    towards: NDArray[np.int32]
    """(D, n_cells): 256 times the segment to aim at, plus 16 times the first and once the last of its samples
    (0 to 8, from its beginning to its end) that are in sight. In one number, since reading it is what costs."""
    to_go_m: Floats
    """(D, W): length of the shortest path from a way-point to a place."""
    following: NDArray[np.int16]
    """(D, W): the segment after that of a way-point."""
    sight_walls: Floats
    """(n, 4): the walls, moved in by most of the clearance; what they hide is out of sight."""
    from_entrance_m: Floats
    """(n_entrances, D): length of the shortest path from the middle of an entrance to a place."""
    between_m: Floats
    """(W, W): length of the shortest path between two way-points."""
    touched: Listed
    """Walls that can be touched from each cell."""
    solid: Floats
    """(n, 4): the walls without the mouths."""
    seen: Listed
    """Those that are looked at from each cell."""
    posts: Floats
    """(n, 2): corners of walls that stick out."""
    seen_posts: Listed
    """Those that are looked at from each cell."""

    def next_segment(self, place: int, cell: int) -> int:
        """Return the way-point (w) or place (W + d) to make for from a cell on the way to a place."""
        segment = int(self.towards[place, cell]) >> 8
        gaps_from = self.n_waypoints + len(self.to_go_m)
        return segment - gaps_from if segment >= gaps_from else segment

    @property
    def n_waypoints(self) -> int:
        """Number of way-points."""
        return int(self.to_go_m.shape[1])


def build_routes(
    *,
    area: Any,
    core: Any,
    walls: Floats,
    solid: Floats,
    places: Floats,
    n_entrances: int,
    clearance_m: float,
    corner_width_m: float,
    bend_share: float,
    cell_m: float,
) -> Routes:
    """Tabulate the shortest paths to every place.

    Parameters
    ----------
    area
        Walkable area, a polygon.
    core
        The connected part of it that keeps `clearance_m` from walls.
    walls, solid
        (n, 4): edges of `area`, and those without the mouths.
    places
        (D, 4): segments inside `core`, entrances first.
    n_entrances
        How many of the places are entrances.
    clearance_m, corner_width_m, bend_share, cell_m
        As in `Navigation`.
    """
    sight = part_containing(area.buffer(-clearance_m * 0.85, join_style="mitre"), core)
    sight_walls = _edges(sight)
    boxes = boxes_of(sight_walls)
    points, outward, straight = _corners(core)
    gates, gaps = np.empty((len(points), 4)), np.empty((len(points), 4))
    shares = bend_share + (_ALMOST_ALL - bend_share) * straight
    open_gates(points, outward, corner_width_m, shares, sight_walls, gates)
    open_gaps(points, outward, corner_width_m, sight_walls, gaps)
    segments = np.vstack([gates, places, gaps])
    origin, shape, cell, centres = cells_of(area, core, clearance_m, cell_m)
    lengths = np.full((len(points), len(points)), np.inf)
    last = np.full((len(places), len(points)), np.inf)
    _join(points, places, sight_walls, boxes, lengths, last)
    between = _between(lengths)
    to_go = _to_go(between, last)
    following = _following(lengths, last, to_go)
    towards = np.empty((len(places), len(centres)), np.int32)
    bends = np.flatnonzero(straight > _MILD)
    _tabulate(centres, points, segments, bends, to_go, following, sight_walls, boxes, corner_width_m, towards)
    middles = (places[:n_entrances, :2] + places[:n_entrances, 2:]) / 2
    from_entrance = np.empty((n_entrances, len(places)))
    _lengths_from(middles, points, places, to_go, sight_walls, boxes, from_entrance)
    posts = _sticking_out(area)
    used = np.flatnonzero(cell >= 0)
    middle = np.column_stack(
        [origin[q] + cell_m * (index + 0.5) for q, index in enumerate((used // shape[1], used % shape[1]))]
    )
    half_cell = cell_m * sqrt(2) / 2
    return Routes(
        origin=origin,
        cell_m=cell_m,
        shape=shape,
        cell=cell,
        segments=segments,
        towards=towards,
        to_go_m=to_go,
        following=following,
        sight_walls=sight_walls,
        from_entrance_m=from_entrance,
        between_m=between,
        touched=_near(walls, middle, _TOUCH_M + half_cell),
        solid=solid,
        seen=_near(solid, middle, _VIEW_M + half_cell),
        posts=posts,
        seen_posts=_near(np.hstack([posts, posts]), middle, _VIEW_M + half_cell),
    )


def _edges(area: Any) -> Floats:
    rings = [np.array(ring.coords) for ring in [area.exterior, *area.interiors]]
    return np.concatenate([np.hstack([ring[:-1], ring[1:]]) for ring in rings])


def _corners(core: Any) -> tuple[Floats, Floats, Floats]:
    """Return the corners that stick out into the free area, the unit bisectors away from the wall, and how straight on.

    That is the cosine of the angle by which the wall turns, and 0 beyond a right angle.
    """
    points, outward, straight = [], [], []
    tidy = orient(core.simplify(0.01))
    for ring in [tidy.exterior, *tidy.interiors]:
        corners = np.array(ring.coords)[:-1]
        before = corners - np.roll(corners, 1, axis=0)
        after = np.roll(corners, -1, axis=0) - corners
        before /= np.hypot(*before.T)[:, None]
        after /= np.hypot(*after.T)[:, None]
        sticks_out = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0] < 0
        # two forms of the same bisector; the longer one is the exact one
        normal = np.column_stack([-before[:, 1] - after[:, 1], before[:, 0] + after[:, 0]])
        bisector = np.where((np.hypot(*normal.T) > 1)[:, None], normal, before - after)
        points.append(corners[sticks_out])
        straight.append(np.maximum((before * after).sum(axis=1), 0.0)[sticks_out])
        outward.append((bisector / np.maximum(np.hypot(*bisector.T), 1e-12)[:, None])[sticks_out])
    return np.concatenate(points).reshape(-1, 2), np.concatenate(outward).reshape(-1, 2), np.concatenate(straight)


def _sticking_out(area: Any) -> Floats:
    """Return the corners of an area at which its edge turns away from it, (n, 2)."""
    found = [np.empty((0, 2))]
    for ring in [area.exterior, *area.interiors]:
        corners = np.array(ring.coords)[:-1]
        before, after = corners - np.roll(corners, 1, axis=0), np.roll(corners, -1, axis=0) - corners
        found.append(corners[before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0] < 0])
    return np.concatenate(found)


def _near(walls: Floats, middle: Floats, reach: float) -> Listed:
    """List, for each walkable cell, the walls within reach of its middle; cells are in the order of x."""
    x, y = middle.T
    pairs = [np.empty((0, 2), np.int64)]
    first = np.searchsorted(x, np.minimum(walls[:, 0], walls[:, 2]) - 1.001 * reach)
    last = np.searchsorted(x, np.maximum(walls[:, 0], walls[:, 2]) + 1.001 * reach, side="right")
    for k, (ax, ay, bx, by) in enumerate(walls):
        by_it = slice(first[k], last[k])
        ex, ey = bx - ax, by - ay
        t = np.clip(((x[by_it] - ax) * ex + (y[by_it] - ay) * ey) / max(ex * ex + ey * ey, 1e-12), 0, 1)
        near = first[k] + np.flatnonzero(np.hypot(ax + t * ex - x[by_it], ay + t * ey - y[by_it]) <= reach)
        pairs.append(np.column_stack([near, np.full(len(near), k)]))
    listed = np.concatenate(pairs)
    listed = listed[np.argsort(listed[:, 0], kind="stable")]
    start = np.searchsorted(listed[:, 0], np.arange(len(middle) + 1))
    return Listed(start.astype(np.int32), listed[:, 1].astype(np.int32))


def _between(lengths: Floats) -> Floats:
    """Return the length of the shortest path between way-points (W, W)."""
    between = lengths.copy()
    np.fill_diagonal(between, 0.0)
    _shorten(between)
    return between


@kernel
def _shorten(between):  # type: ignore[no-untyped-def]
    n = between.shape[0]
    for k in range(n):
        for a in range(n):
            to = between[a, k]
            if to < np.inf:
                for b in range(n):
                    between[a, b] = min(between[a, b], to + between[k, b])


def _to_go(between: Floats, last: Floats) -> Floats:
    """Return the length of the shortest path from each way-point to each place (D, W)."""
    if not len(between):
        return last.copy()
    return np.asarray((between[None, :, :] + last[:, None, :]).min(axis=2))


def _following(lengths: Floats, last: Floats, to_go: Floats) -> NDArray[np.int16]:
    """Return the segment to aim at after each way-point (D, W)."""
    n = len(lengths)
    following = np.empty(last.shape, np.int16)
    for d in range(len(last)):
        via = lengths + to_go[d][None, :]
        direct = np.isfinite(last[d])
        following[d] = np.where(direct, n + d, via.argmin(axis=1) if n else 0)
    return following


@kernel
def _join(points, places, walls, boxes, lengths, last):  # type: ignore[no-untyped-def]
    hidden_by = np.zeros(SAMPLES, np.int64)
    for a in range(points.shape[0]):
        for b in range(a):
            if blocker_of(points[a, 0], points[a, 1], points[b, 0], points[b, 1], walls, boxes, 0) < 0:
                length = sqrt((points[a, 0] - points[b, 0]) ** 2 + (points[a, 1] - points[b, 1]) ** 2)
                lengths[a, b] = length
                lengths[b, a] = length
        for d in range(places.shape[0]):
            last[d, a] = nearest_seen(points[a, 0], points[a, 1], places[d], walls, boxes, hidden_by)[0]


@kernel
def _tabulate(centres, points, segments, bends, to_go, following, walls, boxes, width, towards):  # type: ignore[no-untyped-def]
    n = points.shape[0]
    distance = np.empty(n)
    is_seen = np.empty(n, np.int8)
    n_places = to_go.shape[0]
    last_best = np.full(n_places, -1, np.int64)
    runs = np.empty((segments.shape[0], 2), np.int64)
    corner_hidden_by = np.zeros(n, np.int64)
    hidden_by = np.zeros((segments.shape[0], SAMPLES), np.int64)
    for c in range(centres.shape[0]):
        x = centres[c, 0]
        y = centres[c, 1]
        for w in range(n):
            runs[w, 1] = -2
            runs[n + n_places + w, 1] = -2
            distance[w] = sqrt((points[w, 0] - x) ** 2 + (points[w, 1] - y) ** 2)
            is_seen[w] = _UNASKED
        for d in range(to_go.shape[0]):
            best = -1
            length = np.inf
            # first the way-point of the last cell: only those that would be nearer still have to be looked for
            for step in range(-1, n):
                w = last_best[d] if step < 0 else step
                if w < 0:
                    continue
                through = distance[w] + to_go[d, w]
                if through > length or through == np.inf or (through == length and w >= best):
                    continue
                if is_seen[w] == _UNASKED:
                    blocker = blocker_of(x, y, points[w, 0], points[w, 1], walls, boxes, corner_hidden_by[w])
                    corner_hidden_by[w] = max(blocker, 0)
                    is_seen[w] = blocker < 0
                if is_seen[w]:
                    length = through
                    best = w
            last_best[d] = best
            _, low, high = nearest_seen(x, y, segments[n + d], walls, boxes, hidden_by[n + d])
            # a part of the place is aimed at only from near by; from afar the corner's gate spreads people
            is_near = best < 0 or distance[best] < width
            if high >= low and (high - low == SAMPLES - 1 or is_near):
                segment = n + d
            elif best >= 0:
                segment = best
                gap = n + n_places + best
                after = following[d, best]
                ends_x = points[after, 0] if after < n else 0.5 * (segments[after, 0] + segments[after, 2])
                ends_y = points[after, 1] if after < n else 0.5 * (segments[after, 1] + segments[after, 3])
                # who passes by stays on the gate's side of the gap (with no gap, all comparisons with NaN are false)
                open_x = segments[best, 2]
                open_y = segments[best, 3]
                if is_between(ends_x, ends_y, open_x, open_y, segments[gap]) or is_between(
                    x, y, open_x, open_y, segments[gap]
                ):
                    segment = gap
                if runs[segment, 1] == -2:
                    _, low, high = nearest_seen(x, y, segments[segment], walls, boxes, hidden_by[segment])
                    runs[segment, 0] = low
                    runs[segment, 1] = max(high, low)
                low = runs[segment, 0]
                high = runs[segment, 1]
            else:
                segment = n + d
                low = 0
                high = SAMPLES - 1
            # whoever sees past a bend goes round it at their own place all the same, and not along its inner wall
            bend = next_bend(x, y, segments, segment, bends)
            if bend >= 0:
                if runs[bend, 1] == -2:
                    _, first, last = nearest_seen(x, y, segments[bend], walls, boxes, hidden_by[bend])
                    runs[bend, 0] = first
                    runs[bend, 1] = max(last, first)
                segment = bend
                low = runs[bend, 0]
                high = runs[bend, 1]
            towards[d, c] = segment * 256 + low * 16 + high


@kernel
def _lengths_from(middles, points, places, to_go, walls, boxes, lengths):  # type: ignore[no-untyped-def]
    hidden_by = np.zeros(SAMPLES, np.int64)
    for e in range(middles.shape[0]):
        for d in range(places.shape[0]):
            best = nearest_seen(middles[e, 0], middles[e, 1], places[d], walls, boxes, hidden_by)[0]
            for w in range(points.shape[0]):
                if blocker_of(middles[e, 0], middles[e, 1], points[w, 0], points[w, 1], walls, boxes, 0) < 0:
                    length = sqrt((points[w, 0] - middles[e, 0]) ** 2 + (points[w, 1] - middles[e, 1]) ** 2)
                    best = min(best, length + to_go[d, w])
            lengths[e, d] = best
