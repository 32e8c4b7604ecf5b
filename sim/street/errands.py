"""Where people walk who have been sent: officers who go to meet somebody, or back to their post.

The others have a table of ways to places that stand still; for a meeting the way is measured anew in
every frame, from corner to corner, and the walker aims ahead of whoever is walking.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from sim.core.kernel import kernel, uncounted
from sim.street.sight import is_in_sight

__all__ = [
    "AS_RECORDED",
    "BESIDE_M",
    "NO_ERRAND",
    "TO_MEET",
    "TO_POINT",
    "aim_at",
    "end_errands",
    "meeting_point",
    "way_m",
]

NO_ERRAND, TO_MEET, TO_POINT, AS_RECORDED = range(4)
"""The last walks on as a record says, and heeds nobody: where they will be is known."""
BESIDE_M = 0.9
"""Who is this near to whom they were to meet has met them: an arm's length and two bodies."""
AT_M = 0.15
"""Who is this near to a point is there."""
_ABOUT_M = 1.0
_PRESSED = 0.9
"""So is, within a step of it, one who has not been able to walk for a second, or who sees somebody stand there."""
_BITS = 64
"""Of so many corners it is remembered whether they are in sight."""
_AHEAD_S = 4.0
"""Nobody guesses where another will be later than this."""


@uncounted
def aim_at(x, y, to_x, to_y, segments, between, walls):  # type: ignore[no-untyped-def]
    """Return the point to aim at on the shortest way to a point.

    The point itself when it is in sight or no way is known (the walls will stop who goes there).
    """
    if is_in_sight(x, y, to_x, to_y, walls):
        return to_x, to_y
    n = between.shape[0]
    best = np.inf
    aim_x = to_x
    aim_y = to_y
    # a corner is looked at once, however many ways lead over it: bits say which of the first have been, and are hidden
    looked_at = np.uint64(0)
    hidden = np.uint64(0)
    for b in range(n):
        last = sqrt((segments[b, 0] - to_x) ** 2 + (segments[b, 1] - to_y) ** 2)
        if last >= best or not is_in_sight(to_x, to_y, segments[b, 0], segments[b, 1], walls):
            continue
        for a in range(n):
            first = sqrt((segments[a, 0] - x) ** 2 + (segments[a, 1] - y) ** 2)
            length = first + between[a, b] + last
            # a corner that has been reached helps nobody on
            if length < best and first > 0.3:
                bit = np.uint64(1) << np.uint64(a) if a < _BITS else np.uint64(0)
                if looked_at & bit == 0:
                    looked_at |= bit
                    if not is_in_sight(x, y, segments[a, 0], segments[a, 1], walls):
                        hidden |= bit
                        continue
                if hidden & bit:
                    continue
                best = length
                aim_x = segments[a, 0]
                aim_y = segments[a, 1]
    return aim_x, aim_y


@kernel
def way_m(x, y, to_x, to_y, segments, between, walls):  # type: ignore[no-untyped-def]
    """Return the length of the shortest way to a point, in metres; infinite where no way is known."""
    if is_in_sight(x, y, to_x, to_y, walls):
        return sqrt((to_x - x) ** 2 + (to_y - y) ** 2)
    best = np.inf
    for b in range(between.shape[0]):
        if is_in_sight(to_x, to_y, segments[b, 0], segments[b, 1], walls):
            last = sqrt((segments[b, 0] - to_x) ** 2 + (segments[b, 1] - to_y) ** 2)
            for a in range(between.shape[0]):
                if is_in_sight(x, y, segments[a, 0], segments[a, 1], walls):
                    first = sqrt((segments[a, 0] - x) ** 2 + (segments[a, 1] - y) ** 2)
                    best = min(best, first + between[a, b] + last)
    return best


@uncounted
def meeting_point(x, y, speed, other, xs, ys, velocities_x, velocities_y, walls):  # type: ignore[no-untyped-def]
    """Return where one who walks at `speed` would meet the one in row `other` if that goes on as they do.

    Where they are, if a wall would stop them before.
    """
    velocity_x = velocities_x[other]
    velocity_y = velocities_y[other]
    dx = xs[other] - x
    dy = ys[other] - y
    a = velocity_x * velocity_x + velocity_y * velocity_y - speed * speed
    b = dx * velocity_x + dy * velocity_y
    c = dx * dx + dy * dy
    t = _AHEAD_S
    root = b * b - a * c
    if root >= 0.0:
        # c / (-b + sqrt(root)) and c / (-b - sqrt(root)): the two times, also of two who are equally fast
        first = c / (sqrt(root) - b) if sqrt(root) - b > 1e-9 else np.inf
        second = -c / (sqrt(root) + b) if sqrt(root) + b < -1e-9 else np.inf
        t = min(first, second, _AHEAD_S)
    to_x = xs[other] + t * velocity_x
    to_y = ys[other] + t * velocity_y
    if not is_in_sight(xs[other], ys[other], to_x, to_y, walls):
        return xs[other], ys[other]
    return to_x, to_y


@uncounted
def end_errands(walkers, order, n):  # type: ignore[no-untyped-def]
    """Let those stand who have got to where they were sent, or whose person has left the street."""
    errand = walkers.errand
    x = walkers.x
    y = walkers.y
    meets = walkers.meets
    for k in range(n):
        i = order[k]
        if errand[i] == NO_ERRAND or errand[i] == AS_RECORDED:
            continue
        to_x = walkers.sent_x[i]
        to_y = walkers.sent_y[i]
        near = AT_M
        is_lost = False
        if errand[i] == TO_MEET:
            to_x = x[meets[i]]
            to_y = y[meets[i]]
            near = BESIDE_M
            is_lost = not walkers.is_active[meets[i]]
        square = (to_x - x[i]) ** 2 + (to_y - y[i]) ** 2
        is_about = errand[i] == TO_POINT and square < _ABOUT_M * _ABOUT_M
        if is_about and (walkers.pressed[i] > _PRESSED or _is_taken(walkers, order, n, i)):
            near = _ABOUT_M
        if is_lost or square < near * near:
            errand[i] = NO_ERRAND
            walkers.standing_s[i] = np.inf


@uncounted
def _is_taken(walkers, order, n, i):  # type: ignore[no-untyped-def]
    """Say whether somebody stands so near to the point where row `i` was sent that there is no room for both."""
    for k in range(n):
        j = order[k]
        if j != i and walkers.standing_s[j] > 0.0:
            square = (walkers.x[j] - walkers.sent_x[i]) ** 2 + (walkers.y[j] - walkers.sent_y[i]) ** 2
            if square < (walkers.radius[i] + walkers.radius[j]) ** 2:
                return True
    return False
