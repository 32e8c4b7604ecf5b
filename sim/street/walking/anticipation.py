"""Which way to walk: the direction whose free path leads nearest to where one wants to be.

A walker at x_i with desired speed v0 looks as far as `view` and tries directions u at angles alpha to their
goal direction e. Along each, walking at v0 while everybody goes on as they do, they would be touched first at

    t(alpha) = min over neighbours of the first t >= 0 with |p_j + (w_j - v0 u) t| = l_ij
    f(alpha) = min(D, v0 t(alpha)),   f' = min(f, D max(cos alpha, 0))

with p_j the way to neighbour j, w_j their velocity, l_ij the sum of the radii (and a little more for who comes
towards them), D the horizon, or the way to the goal if that is nearer; walls stop at one radius. Chosen is the
angle of the least

    1 + f' (f' - 2 D cos alpha) / D^2  +  side [somebody comes towards them] sin alpha  +  keep (1 - u . h)

the squared distance that would be left to a goal at distance D, in D^2, and two small preferences: for a side on which
to pass, and for the heading h that they have. Whoever has been pressed tries, now and then, any
direction at all.

Source: Moussaid, Helbing & Theraulaz (2011), How simple rules determine pedestrian behavior and crowd disasters,
PNAS 108(17), 6884-6888, equation (1). Ours: f', without which people freeze at door posts (standing still is then
better than turning by more than 60 degrees); the two preferences; and whoever is behind is left out.

Angles are in single precision: what comes out is which angle, and twice as many fit in a register.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from sim.core.kernel import kernel
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


@kernel
def look_and_turn(bodies, near, ground, manner, pace, n, frame_number):  # type: ignore[no-untyped-def]
    """Choose everybody's direction, and list who may be in their way within the frame."""
    x = bodies.x
    y = bodies.y
    velocity_x = bodies.velocity_x
    velocity_y = bodies.velocity_y
    way_x = bodies.way_x
    way_y = bodies.way_y
    radius = bodies.radius
    pressed = bodies.pressed
    wanted = bodies.wanted
    goal_x = bodies.goal_x
    goal_y = bodies.goal_y
    goal_m = bodies.goal_m
    turn_x = bodies.turn_x
    turn_y = bodies.turn_y
    row_of = bodies.row
    cells = bodies.cell
    person_id = bodies.person_id
    block = near.block
    start = near.start
    first = near.first
    owner = near.owner
    other = near.other
    contact = near.contact
    give = near.give
    seen_dx = near.dx
    seen_dy = near.dy
    seen_by = near.seen
    t = near.times
    bits = near.order
    walls = ground.solid
    view_start = ground.view_start
    view_walls = ground.view_walls
    posts = ground.posts
    post_start = ground.post_start
    view_posts = ground.view_posts
    n_x = near.n_x
    n_y = near.n_y
    loop_m = ground.loop_m
    per_loop = ground.per_loop
    is_loop = loop_m > 0.0
    view2 = pace.view_m * pace.view_m
    spare = np.float32(pace.oncoming_room)
    keep = np.float32(pace.keep)
    yielding = pace.shoulders
    at = 0
    first[0] = 0
    for k in range(n):
        first[k + 1] = at
        speed = wanted[k]
        if speed <= 0.0:
            turn_x[k] = way_x[k]
            turn_y[k] = way_y[k]
            continue
        px = x[k]
        py = y[k]
        rk = radius[k]
        ex = goal_x[k]
        ey = goal_y[k]
        # whom they see
        b = block[row_of[k]]
        column = b // n_y
        row = b - column * n_y
        low = max(0, row - AROUND)
        high = min(n_y - 1, row + AROUND) + 1
        m = 0
        for c in range(column - AROUND, column + AROUND + 1):
            beside = column_of(c, n_x, is_loop)
            if beside < 0:
                continue
            for j in range(int(start[beside * n_y + low]), int(start[beside * n_y + high])):
                dx = apart(x[j] - px, loop_m, per_loop)
                dy = y[j] - py
                # written always and counted only when seen: nothing to guess for the processor
                seen_dx[m] = dx
                seen_dy[m] = dy
                seen_by[m] = j
                m += (dx * dx + dy * dy <= view2) & (j != k)
        v0 = np.float32(speed)
        horizon = np.float32(min(pace.horizon, max(goal_m[k], 1.0)))
        for a in range(_N):
            t[a] = horizon / v0
        side = _ZERO
        fx = np.float32(ex)
        fy = np.float32(ey)
        for q in range(m):
            i = int(seen_by[q])
            dx = np.float32(seen_dx[q])
            dy = np.float32(seen_dy[q])
            oncoming = ex * goal_x[i] + ey * goal_y[i]
            both = rk + radius[i]
            d2 = dx * dx + dy * dy
            # may they touch within the frame, or be in the way?
            reach = both + pace.time_gap * speed + FRAME_S * (speed + wanted[i])
            owner[at] = k
            other[at] = i
            contact[at] = both * yielding if oncoming < 0.0 else both
            give[at] = 0.0 if oncoming < 0.0 else 1.0 - yielding
            at += int(d2 <= np.float32(reach * reach))
            # in the frame of the goal direction
            ahead = dx * fx + dy * fy
            if ahead <= _ZERO and d2 >= _CLOSE_M2:
                continue
            if oncoming < -0.5 and ahead > _ZERO:
                side = np.float32(pace.side)
            across = dy * fx - dx * fy
            ux = np.float32(velocity_x[i])
            uy = np.float32(velocity_y[i])
            along_u = ux * fx + uy * fy
            across_u = uy * fx - ux * fy
            touch = np.float32(both) + (spare if oncoming < 0.0 else _ZERO)
            touch = min(touch, np.float32(sqrt(d2)) - _INSIDE)
            room = d2 - touch * touch
            for a in range(_N):
                rx = v0 * _COS[a] - along_u
                ry = v0 * _SIN[a] - across_u
                speed2 = rx * rx + ry * ry + _TINY
                closing = ahead * rx + across * ry
                square = closing * closing - speed2 * room
                when = (closing - np.float32(sqrt(max(square, _ZERO)))) / speed2
                t[a] = min(t[a], when if (square > _ZERO) & (closing > _ZERO) else _NEVER)
        first[k + 1] = at
        here = np.float32(rk * pace.wall_share)
        for q in range(view_start[cells[k]], view_start[cells[k] + 1]):
            w = view_walls[q]
            sx = np.float32(walls[w, 2] - walls[w, 0])
            sy = np.float32(walls[w, 3] - walls[w, 1])
            ax = np.float32(walls[w, 0] - px)
            ay = np.float32(walls[w, 1] - py)
            length = np.float32(sqrt(sx * sx + sy * sy))
            sx /= length
            sy /= length
            # what can be walked on is on a wall's left
            off = ax * sy - ay * sx
            if off < _ZERO or off - here >= v0 * t[0] + _TWO:
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
                t[a] = min(t[a], way / v0 if is_toward & (along >= _ZERO) & (along <= length) else _NEVER)
        for q in range(post_start[cells[k]], post_start[cells[k] + 1]):
            w = view_posts[q]
            dx = np.float32(posts[w, 0] - px)
            dy = np.float32(posts[w, 1] - py)
            d2 = dx * dx + dy * dy
            ahead = dx * fx + dy * fy
            across = dy * fx - dx * fy
            room = max(d2 - here * here, _TINY)
            for a in range(_N):
                closing = ahead * _COS[a] + across * _SIN[a]
                square = closing * closing - room
                when = (closing - np.float32(sqrt(max(square, _ZERO)))) / v0
                t[a] = min(t[a], when if (square > _ZERO) & (closing > _ZERO) else _NEVER)
        hx = np.float32(way_x[k])
        hy = np.float32(way_y[k])
        h_along = hx * fx + hy * fy
        h_across = hy * fx - hx * fy
        per_square = _ONE / (horizon * horizon)
        for a in range(_N):
            free = min(min(horizon, v0 * t[a]), horizon * _AHEAD[a])
            t[a] = (
                _ABOVE
                + free * (free - _TWO * horizon * _COS[a]) * per_square
                + side * _SIN[a]
                + keep * (_ONE - (_COS[a] * h_along + _SIN[a] * h_across))
            )
        # the least cost, as a whole number that ends in its angle: nothing to guess for the processor
        least = np.int32(0x7FFFFFFF)
        for a in range(_N):
            least = min(least, (bits[a] & np.int32(~15)) | np.int32(a))
        best = int(least) & 15
        back = 1.0
        if pressed[k] > _PRESSED:
            u = uniform_of(
                manner.seed, manner.replication, np.uint32(_STREAM), np.uint32(person_id[k]), np.uint32(frame_number)
            )
            if u < pace.shuffle:
                any_of = int(u / pace.shuffle * (2 * (_N - 1)))
                best = any_of // 2
                back = 1.0 if any_of % 2 == 0 else -1.0
        turn_x[k] = back * (_COS[best] * ex - _SIN[best] * ey)
        turn_y[k] = back * (_COS[best] * ey + _SIN[best] * ex)
