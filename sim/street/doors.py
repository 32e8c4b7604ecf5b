"""Coming in and going out: who waits outside a mouth, who finds room, who has reached the way out.

People come in first come first served, each at their own lateral place of the mouth; whoever finds it
taken tries another place a second later, and others may pass them meanwhile.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from sim.core.kernel import kernel, uncounted
from sim.street.errands import NO_ERRAND
from sim.street.rows import ACTIVE, ENTERED, LEFT, LEFT_NOW, REACHED_M, ROWS, WAITING
from sim.street.sight import to_segment

__all__ = [
    "DWELL",
    "ENTRANCE",
    "IS_THERE",
    "LATERAL",
    "NO_FAULT",
    "PERSON",
    "SHOP",
    "SPEED",
    "TWICE",
    "append",
    "fault_of",
    "let_in",
    "let_out",
    "put_down",
]

_GOLDEN = 0.6180339887498949
"""Steps of this share of the width try every part of a mouth evenly."""
_ROOM = 2.5
"""Radii between the middles of a person who comes in and of anybody else."""


NO_FAULT, PERSON, TWICE, IS_THERE, ENTRANCE, LATERAL, SPEED, SHOP, DWELL = range(9)
"""What can be wrong with one who comes."""
_MOST_ID = 2**32 - 1


@kernel
def fault_of(  # type: ignore[no-untyped-def]
    person_id,
    entrance,
    exit_,
    stops,
    dwell_s,
    desired_speed,
    lateral,
    is_active,
    there,
    rows,
    outside,
    n_entrances,
    n_shops,
    fastest,
):
    """Return what is wrong with the first of those with a fault, and their place; NO_FAULT and -1 if there is none.

    Parameters
    ----------
    person_id, entrance, exit_, stops, dwell_s, desired_speed, lateral
        Those who come, as in `Waiting`.
    is_active, there, rows
        Who is on the street, in as many rows.
    outside
        Who waits.
    """
    for q in range(person_id.shape[0]):
        who = person_id[q]
        if not 0 <= who <= _MOST_ID:
            return PERSON, q
        for p in range(q):
            if person_id[p] == who:
                return TWICE, q
        for i in range(rows):
            if there[i] == who and is_active[i]:
                return IS_THERE, q
        for w in range(outside.shape[0]):
            if outside[w] == who:
                return IS_THERE, q
        if not (0 <= entrance[q] < n_entrances and 0 <= exit_[q] < n_entrances):
            return ENTRANCE, q
        if not 0.0 <= lateral[q] <= 1.0:
            return LATERAL, q
        if not 0.0 < desired_speed[q] <= fastest:
            return SPEED, q
        has_ended = False
        for k in range(stops.shape[1]):
            if not -1 <= stops[q, k] < n_shops or (has_ended and stops[q, k] >= 0):
                return SHOP, q
            has_ended = stops[q, k] < 0
            if not has_ended and not 0.0 <= dwell_s[q, k] < np.inf:
                return DWELL, q
    return NO_FAULT, -1


@uncounted
def append(people, first, after, waiting, counts):  # type: ignore[no-untyped-def]
    """Let those of the people from `first` to before `after` queue, behind everybody who does."""
    for q in range(first, after):
        _copy(people, q, waiting, counts[WAITING] + q - first)
    counts[WAITING] += after - first


@uncounted
def let_in(walkers, waiting, ground, radius, counts, entered):  # type: ignore[no-untyped-def]
    """Let in whoever has room at their place of the mouth; the others wait, in the same order."""
    n = counts[WAITING]
    n_way = ground.to_go.shape[1]
    room = (_ROOM * radius) ** 2
    row = 0
    kept = 0
    for q in range(n):
        while row < walkers.is_active.shape[0] and walkers.is_active[row]:
            row += 1
        u = waiting.lateral[q]
        if waiting.tries[q] > 0:
            u += waiting.tries[q] * _GOLDEN
            u -= int(u)
        s = n_way + waiting.entrance[q]
        ax = ground.segments[s, 0]
        ay = ground.segments[s, 1]
        ex = ground.segments[s, 2] - ax
        ey = ground.segments[s, 3] - ay
        x = ax + u * ex
        y = ay + u * ey
        is_free = row < walkers.is_active.shape[0]
        if is_free:
            for i in range(counts[ROWS]):
                if walkers.is_active[i] and (walkers.x[i] - x) ** 2 + (walkers.y[i] - y) ** 2 < room:
                    is_free = False
                    break
        if is_free:
            width = sqrt(ex * ex + ey * ey)
            _place(walkers, waiting, counts, row, q, x, y, -ey / width, ex / width, radius)
            entered[counts[ENTERED]] = row
            counts[ENTERED] += 1
        else:
            waiting.tries[q] += 1
            if kept < q:
                _copy(waiting, q, waiting, kept)
            kept += 1
    counts[WAITING] = kept


@uncounted
def _place(walkers, waiting, counts, i, q, x, y, heading_x, heading_y, radius):  # type: ignore[no-untyped-def]
    walkers.person_id[i] = waiting.person_id[q]
    walkers.party_id[i] = waiting.party_id[q]
    walkers.exit[i] = waiting.exit[q]
    walkers.next_stop[i] = 0
    walkers.n_stops[i] = 0
    for k in range(waiting.stops.shape[1]):
        walkers.stops[i, k] = waiting.stops[q, k]
        walkers.dwell_s[i, k] = waiting.dwell_s[q, k]
        if waiting.stops[q, k] >= 0:
            walkers.n_stops[i] = k + 1
    walkers.x[i] = x
    walkers.y[i] = y
    walkers.point_x[i] = x
    walkers.point_y[i] = y
    walkers.stops_there[i] = False
    walkers.is_on_the_way[i] = False
    walkers.goes_round[i] = False
    walkers.heading_x[i] = heading_x
    walkers.heading_y[i] = heading_y
    walkers.way_x[i] = heading_x
    walkers.way_y[i] = heading_y
    walkers.velocity_x[i] = 0.0
    walkers.velocity_y[i] = 0.0
    walkers.speed[i] = 0.0
    walkers.pressed[i] = 0.0
    walkers.looks[i] = False
    walkers.errand[i] = NO_ERRAND
    walkers.desired_speed[i] = waiting.desired_speed[q]
    walkers.radius[i] = radius
    walkers.lateral[i] = waiting.lateral[q]
    walkers.standing_s[i] = 0.0
    walkers.nearest_m[i] = np.inf
    walkers.stuck_s[i] = 0
    walkers.detour[i] = -1
    walkers.mate[i] = i
    for j in range(counts[ROWS]):
        if walkers.is_active[j] and walkers.party_id[j] == walkers.party_id[i]:
            walkers.mate[i] = walkers.mate[j]
            walkers.mate[j] = i
            break
    walkers.is_active[i] = True
    counts[ACTIVE] += 1
    counts[ROWS] = max(counts[ROWS], i + 1)


@uncounted
def put_down(walkers, people, counts, rows, x, y, heading_x, heading_y, radius, standing_s):  # type: ignore[no-untyped-def]
    """Put people on the street where they are told to be, one in each of the rows."""
    for q in range(rows.shape[0]):
        _place(walkers, people, counts, rows[q], q, x[q], y[q], heading_x[q], heading_y[q], radius[q])
        walkers.standing_s[rows[q]] = standing_s[q]


@uncounted
def _copy(people, q, waiting, to):  # type: ignore[no-untyped-def]
    waiting.person_id[to] = people.person_id[q]
    waiting.party_id[to] = people.party_id[q]
    waiting.entrance[to] = people.entrance[q]
    waiting.exit[to] = people.exit[q]
    waiting.desired_speed[to] = people.desired_speed[q]
    waiting.lateral[to] = people.lateral[q]
    waiting.tries[to] = people.tries[q]
    for k in range(waiting.stops.shape[1]):
        waiting.stops[to, k] = people.stops[q, k]
        waiting.dwell_s[to, k] = people.dwell_s[q, k]


@uncounted
def let_out(walkers, ground, order, counts, left, n):  # type: ignore[no-untyped-def]
    """Take off the street whoever is within reach of the mouth by which they leave."""
    x = walkers.x
    y = walkers.y
    mate = walkers.mate
    exits = walkers.exit
    next_stop = walkers.next_stop
    n_stops = walkers.n_stops
    standing_s = walkers.standing_s
    errand = walkers.errand
    segments = ground.segments
    n_way = ground.to_go.shape[1]
    for k in range(n):
        i = order[k]
        if next_stop[i] < n_stops[i] or exits[i] < 0 or standing_s[i] > 0.0 or errand[i] != NO_ERRAND:
            continue
        s = n_way + exits[i]
        dx, dy = to_segment(x[i], y[i], segments[s, 0], segments[s, 1], segments[s, 2], segments[s, 3])
        if dx * dx + dy * dy >= REACHED_M**2:
            continue
        left[counts[LEFT_NOW]] = i
        counts[LEFT_NOW] += 1
        counts[LEFT] += 1
        counts[ACTIVE] -= 1
        walkers.is_active[i] = False
        j = i
        while mate[j] != i:
            j = mate[j]
        mate[j] = mate[i]
