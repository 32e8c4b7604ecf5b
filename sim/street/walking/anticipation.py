"""Which way to walk: the direction whose free path leads nearest to where one wants to be.

A walker at x_i with desired speed v0 looks as far as `view` and tries directions u at angles alpha to their
goal direction e. Along each, walking at v0 while everybody goes on as they do, they would be touched first at

    t(alpha) = min over neighbours of the first t >= 0 with |p_j + (w_j - v0 u) t| = l_ij
    f(alpha) = min(D, v0 t(alpha)),   f' = min(f, D max(cos alpha, 0))

with p_j the way to neighbour j, w_j their velocity, l_ij the sum of the radii (a little more for who comes
towards them, and more for strangers, as far as there is room: the less, the more people are in view), D the horizon,
or the way to the goal if that is nearer; walls stop at one radius. Chosen is the angle of the least

    1 + f' (f' - 2 D cos alpha) / D^2  +  side [somebody comes towards them] sin alpha  +  keep (1 - u . h)

the squared distance that would be left to a goal at distance D, in D^2, and two small preferences: for a side on which
to pass, and for the heading h that they have. Whoever has been pressed tries, now and then, any
direction at all.

They walk toward that direction at v0 (1 - F min(1, (1 - A / S)+ / fuller)) or slower: S is the sum over who walks of

    w(p_j - place h) (1 - min(1, (w_j . h)+ / v0)),   w(d) = (1 - d^2 / R^2)+

so many are in the place ahead and do not leave it; F rises from 0 to 1 while their density 2 S / (pi R^2) rises from
`full_from` to `full`; A is the sum of w(p_j + behind h). So whoever comes upon a crowd waits until it has thinned out,
and whoever is in it goes on.

Source: Moussaid, Helbing & Theraulaz (2011), How simple rules determine pedestrian behavior and crowd disasters,
PNAS 108(17), 6884-6888, equation (1). Ours: f', without which people freeze at door posts (standing still is then
better than turning by more than 60 degrees); the two preferences; the room for strangers; who waits before a full
place; and whoever is behind is left out.

Angles are in single precision: what comes out is which angle, and twice as many fit in a register.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from sim.core.kernel import inlined, uncounted
from sim.core.streams import Stream, uniform_of
from sim.street.neighbours import AROUND, apart, column_of
from sim.street.rows import FRAME_S

__all__ = ["ANGLES_DEG", "look_and_turn"]

_HALF_TANGENTS = (0.0, 0.0437, 0.0963, 0.1584, 0.2493, 0.4142, 0.6371, 1.0)
"""Tangents of half of the angles, so that sines and cosines need no library: 5, 11, 18, 28, 45, 65 and 90 degrees."""
_BOTH_SIDES = [_HALF_TANGENTS[0], *(sign * h for h in _HALF_TANGENTS[1:] for sign in (1.0, -1.0)), _HALF_TANGENTS[0]]
_COS = np.array([(1 - h * h) / (1 + h * h) for h in _BOTH_SIDES], np.float32)
_SIN = np.array([2 * h / (1 + h * h) for h in _BOTH_SIDES], np.float32)
_AHEAD = np.maximum(_COS, np.float32(0))
ANGLES_DEG = np.degrees(np.arctan2(_SIN, _COS))[:-1]
"""The angles that are tried, small ones first (to the left positive)."""
_N = 16
"""As many as fill registers; the last is the first once more and never wins."""
_STREAM = int(Stream.SHUFFLE)
_ZERO, _ONE, _TWO, _NEVER = (np.float32(value) for value in (0, 1, 2, 1e9))
_ABOVE = np.float32(1 + 1)
"""What costs are counted from, so that all are positive with a preference for a side of up to 1."""
_TINY = np.float32(1e-12)
_INSIDE = np.float32(0.01)
"""Bodies that overlap count as this far apart."""
_CLOSE_M2 = np.float32(1.0)
"""Whoever is nearer than the root of this is heeded behind one's back too."""
_PRESSED = 0.5
"""Who could not walk for more than this share of the last while is pressed."""


@uncounted
def look_and_turn(bodies, near, ground, manner, pace, n, frame_number):  # type: ignore[no-untyped-def]
    """Choose everybody's direction, and list who may be in their way within the frame."""
    times = near.times
    at = 0
    near.first[0] = 0
    for k in range(n):
        near.first[k + 1] = at
        if bodies.wanted[k] <= 0.0 or bodies.hold[k] < 0:
            bodies.turn_x[k] = bodies.way_x[k]
            bodies.turn_y[k] = bodies.way_y[k]
            continue
        v0 = np.float32(bodies.wanted[k])
        horizon = np.float32(min(pace.horizon, max(bodies.goal_m[k], 1.0)))
        for a in range(_N):
            times[a] = horizon / v0
        n_seen = _look_round(bodies, near, ground, pace, k)
        bodies.allowed[k] = _speed_left(bodies, near, pace, k, n_seen)
        at, side = _heed_people(bodies, near, pace, k, v0, n_seen, at)
        near.first[k + 1] = at
        _heed_walls(bodies, near, ground, pace, k, v0)
        _heed_posts(bodies, near, ground, pace, k, v0)
        _turn(bodies, manner, pace, k, _best_angle(bodies, near, pace, k, v0, horizon, side), frame_number)


@inlined
def _look_round(bodies, near, ground, pace, k):  # type: ignore[no-untyped-def]
    """Note whom body `k` sees, and the ways to them; return how many these are."""
    x = bodies.x
    y = bodies.y
    seen_dx = near.dx
    seen_dy = near.dy
    seen_by = near.seen
    start = near.start
    n_y = near.n_y
    px = x[k]
    py = y[k]
    view2 = pace.view_m * pace.view_m
    b = near.block[bodies.row[k]]
    column = b // n_y
    row = b - column * n_y
    low = max(0, row - AROUND)
    high = min(n_y - 1, row + AROUND) + 1
    m = 0
    for c in range(column - AROUND, column + AROUND + 1):
        beside = column_of(c, near.n_x, ground.loop_m > 0.0)
        if beside < 0:
            continue
        for j in range(int(start[beside * n_y + low]), int(start[beside * n_y + high])):
            dx = apart(x[j] - px, ground.loop_m, ground.per_loop)
            dy = y[j] - py
            # written always and counted only when seen: nothing to guess for the processor
            seen_dx[m] = dx
            seen_dy[m] = dy
            seen_by[m] = j
            m += (dx * dx + dy * dy <= view2) & (j != k)
    return m


@inlined
def _speed_left(bodies, near, pace, k, n_seen):  # type: ignore[no-untyped-def]
    """Return how fast `k` walks toward a full place: whoever is not among its people yet lets them leave first."""
    speed = bodies.wanted[k]
    if n_seen * pace.per_person <= pace.full_from:
        return speed
    hx = bodies.way_x[k]
    hy = bodies.way_y[k]
    ahead = 0.0
    among = 0.0
    for q in range(n_seen):
        i = int(near.seen[q])
        dx = near.dx[q]
        dy = near.dy[q]
        square = dx * dx + dy * dy
        along = dx * hx + dy * hy
        there = max(0.0, 1.0 - (square + (pace.place - 2.0 * along) * pace.place) * pace.per_place2)
        here = max(0.0, 1.0 - (square + (pace.behind + 2.0 * along) * pace.behind) * pace.per_place2)
        leaves = min(1.0, max(0.0, (bodies.velocity_x[i] * hx + bodies.velocity_y[i] * hy) / speed))
        walks = 1.0 if bodies.wanted[i] > 0.0 else 0.0
        ahead += walks * there * (1.0 - leaves)
        among += walks * here
    full = min(1.0, max(0.0, (ahead * pace.per_person - pace.full_from) * pace.per_full))
    fuller = min(1.0, max(0.0, (1.0 - among / max(ahead, 1e-9)) * pace.per_fuller))
    return speed * (1.0 - full * fuller)


@inlined
def _heed_people(bodies, near, pace, k, v0, n_seen, at):  # type: ignore[no-untyped-def]
    """List from entry `at` on who may touch `k` within the frame, and find when each direction would touch somebody.

    Return where the list ends, and how strongly `k` prefers a side.
    """
    speed = bodies.wanted[k]
    rk = bodies.radius[k]
    ex = bodies.goal_x[k]
    ey = bodies.goal_y[k]
    fx = np.float32(ex)
    fy = np.float32(ey)
    side = _ZERO
    party = bodies.party[k]
    per_speed = 1.0 / speed
    comfort = np.float32(pace.comfort * min(1.0, max(0.0, (pace.most_round - n_seen) * pace.per_more)))
    for q in range(n_seen):
        i = int(near.seen[q])
        dx = np.float32(near.dx[q])
        dy = np.float32(near.dy[q])
        oncoming = ex * bodies.goal_x[i] + ey * bodies.goal_y[i]
        both = rk + bodies.radius[i]
        d2 = dx * dx + dy * dy
        # may they touch within the frame, or be in the way?
        reach = both + pace.time_gap * speed + FRAME_S * (speed + bodies.wanted[i])
        near.owner[at] = k
        near.other[at] = i
        near.contact[at] = both * pace.shoulders if oncoming < 0.0 else both
        near.give[at] = 0.0 if oncoming < 0.0 else 1.0 - pace.shoulders
        # of two whose ways cross, the one goes first who is nearer to having passed
        way = bodies.way_x[k] * bodies.way_x[i] + bodies.way_y[k] * bodies.way_y[i]
        joint = (bodies.way_x[k] + bodies.way_x[i]) * near.dx[q] + (bodies.way_y[k] + bodies.way_y[i]) * near.dy[q]
        heeds = (joint > 0.0) | (way < pace.facing) | (bodies.wanted[i] <= 0.0)
        crosses = (way < pace.following) & (way >= pace.facing) & (bodies.wanted[i] > 0.0)
        swath = pace.crossing_swath if crosses else pace.swath
        near.swath[at] = near.contact[at] * swath if heeds else 0.0
        near.stop[at] = near.contact[at] * (pace.crossing_stop if crosses else 1.0)
        near.drift_x[at] = bodies.velocity_x[i] * per_speed
        near.drift_y[at] = bodies.velocity_y[i] * per_speed
        at += int(d2 <= np.float32(reach * reach))
        # in the frame of the goal direction
        ahead = dx * fx + dy * fy
        if ahead <= _ZERO and d2 >= _CLOSE_M2:
            continue
        if oncoming < pace.facing and ahead > _ZERO:
            side = np.float32(pace.side)
        across = dy * fx - dx * fy
        ux = np.float32(bodies.velocity_x[i])
        uy = np.float32(bodies.velocity_y[i])
        touch = np.float32(both) + (np.float32(pace.oncoming_room) if oncoming < 0.0 else _ZERO)
        touch += comfort if bodies.party[i] != party else _ZERO
        touch = min(touch, np.float32(sqrt(d2)) - _INSIDE)
        _until_person(near.times, v0, ahead, across, ux * fx + uy * fy, uy * fx - ux * fy, d2 - touch * touch)
    return at, side


@inlined
def _until_person(times, v0, ahead, across, along_u, across_u, room):  # type: ignore[no-untyped-def]
    """Cut from the times what lies behind the first touch of one who is (ahead, across) and walks at that velocity."""
    for a in range(_N):
        rx = v0 * _COS[a] - along_u
        ry = v0 * _SIN[a] - across_u
        speed2 = rx * rx + ry * ry + _TINY
        closing = ahead * rx + across * ry
        square = closing * closing - speed2 * room
        when = (closing - np.float32(sqrt(max(square, _ZERO)))) / speed2
        times[a] = min(times[a], when if (square > _ZERO) & (closing > _ZERO) else _NEVER)


@inlined
def _heed_walls(bodies, near, ground, pace, k, v0):  # type: ignore[no-untyped-def]
    """Cut from the times what lies behind walls in view."""
    times = near.times
    walls = ground.solid
    px = bodies.x[k]
    py = bodies.y[k]
    fx = np.float32(bodies.goal_x[k])
    fy = np.float32(bodies.goal_y[k])
    here = np.float32(bodies.radius[k] * pace.wall_share)
    for q in range(ground.view_start[bodies.cell[k]], ground.view_start[bodies.cell[k] + 1]):
        w = ground.view_walls[q]
        sx = np.float32(walls[w, 2] - walls[w, 0])
        sy = np.float32(walls[w, 3] - walls[w, 1])
        ax = np.float32(walls[w, 0] - px)
        ay = np.float32(walls[w, 1] - py)
        length = np.float32(sqrt(sx * sx + sy * sy))
        sx /= length
        sy /= length
        # what can be walked on is on a wall's left
        off = ax * sy - ay * sx
        if off < _ZERO or off - here >= v0 * times[0] + _TWO:
            continue
        off = max(off - here, _ZERO)
        from_x = ax * sx + ay * sy
        for a in range(_N):
            gx = _COS[a] * fx - _SIN[a] * fy
            gy = _COS[a] * fy + _SIN[a] * fx
            toward = gx * sy - gy * sx
            is_toward = toward > _TINY
            way = off / (toward if is_toward else _ONE)
            along = way * (gx * sx + gy * sy) - from_x
            times[a] = min(times[a], way / v0 if is_toward & (along >= _ZERO) & (along <= length) else _NEVER)


@inlined
def _heed_posts(bodies, near, ground, pace, k, v0):  # type: ignore[no-untyped-def]
    """Cut from the times what lies behind corners in view."""
    times = near.times
    posts = ground.posts
    fx = np.float32(bodies.goal_x[k])
    fy = np.float32(bodies.goal_y[k])
    here = np.float32(bodies.radius[k] * pace.wall_share)
    for q in range(ground.post_start[bodies.cell[k]], ground.post_start[bodies.cell[k] + 1]):
        w = ground.view_posts[q]
        dx = np.float32(posts[w, 0] - bodies.x[k])
        dy = np.float32(posts[w, 1] - bodies.y[k])
        d2 = dx * dx + dy * dy
        ahead = dx * fx + dy * fy
        across = dy * fx - dx * fy
        room = max(d2 - here * here, _TINY)
        for a in range(_N):
            closing = ahead * _COS[a] + across * _SIN[a]
            square = closing * closing - room
            when = (closing - np.float32(sqrt(max(square, _ZERO)))) / v0
            times[a] = min(times[a], when if (square > _ZERO) & (closing > _ZERO) else _NEVER)


@inlined
def _best_angle(bodies, near, pace, k, v0, horizon, side):  # type: ignore[no-untyped-def]
    """Return which angle costs least."""
    times = near.times
    fx = np.float32(bodies.goal_x[k])
    fy = np.float32(bodies.goal_y[k])
    hx = np.float32(bodies.way_x[k])
    hy = np.float32(bodies.way_y[k])
    h_along = hx * fx + hy * fy
    h_across = hy * fx - hx * fy
    keep = np.float32(pace.keep)
    per_square = _ONE / (horizon * horizon)
    for a in range(_N):
        free = min(min(horizon, v0 * times[a]), horizon * _AHEAD[a])
        times[a] = (
            _ABOVE
            + free * (free - _TWO * horizon * _COS[a]) * per_square
            + side * _SIN[a]
            + keep * (_ONE - (_COS[a] * h_along + _SIN[a] * h_across))
        )
    # the least cost, as a whole number that ends in its angle: nothing to guess for the processor
    least = np.int32(0x7FFFFFFF)
    for a in range(_N):
        least = min(least, (near.order[a] & np.int32(~15)) | np.int32(a))
    return int(least) & 15


@inlined
def _turn(bodies, manner, pace, k, best, frame_number):  # type: ignore[no-untyped-def]
    """Let `k` choose the best angle to their goal, or, pressed, now and then any at all."""
    back = 1.0
    if bodies.pressed[k] > _PRESSED:
        u = uniform_of(
            manner.seed, manner.replication, np.uint32(_STREAM), np.uint32(bodies.person_id[k]), np.uint32(frame_number)
        )
        if u < pace.shuffle:
            any_of = int(u / pace.shuffle * (2 * (_N - 1)))
            best = any_of // 2
            back = 1.0 if any_of % 2 == 0 else -1.0
    ex = bodies.goal_x[k]
    ey = bodies.goal_y[k]
    bodies.turn_x[k] = back * (_COS[best] * ex - _SIN[best] * ey)
    bodies.turn_y[k] = back * (_COS[best] * ey + _SIN[best] * ex)
