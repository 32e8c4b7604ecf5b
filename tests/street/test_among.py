"""Walkers among people whose ways are known: officers on a street that has been walked."""

import numpy as np
import pytest

from sim.acceptance.rooms import corner, corridor
from sim.core.errors import RunError
from sim.core.streams import Streams
from sim.street.among import Recorded, WalkersAmong
from sim.street.behaviour import Behaviour
from sim.street.walking.anticipating import Anticipating
from sim.street.walking.models import Walking

LENGTH_M, WIDTH_M = 100.0, 6.0


def walkers(geometry, *places, speed_m_s=1.9, walking: Walking | None = None):
    x_m, y_m = (np.array(column, float) for column in zip(*places, strict=True))
    return WalkersAmong(
        geometry, walking or Anticipating(), Behaviour(), x_m=x_m, y_m=y_m, speed_m_s=speed_m_s, streams=Streams(3)
    )


def crowd_at(density, second, *, speed_m_s=1.3, seed=5):
    """Return people who walk both ways along a corridor, in rows, as they are at the end of a second."""
    rng = np.random.default_rng(seed)
    n = round(density * LENGTH_M * WIDTH_M)
    x, y, way = rng.uniform(0, LENGTH_M, n), rng.uniform(0.4, WIDTH_M - 0.4, n), np.where(np.arange(n) % 2, 1.0, -1.0)
    dx = way * speed_m_s
    return Recorded(np.arange(n), (x + dx * (second + 1)) % LENGTH_M, y, dx, np.zeros(n))


NOBODY = Recorded(np.empty(0, np.int64), *np.empty((4, 0)))


def seconds_to(officer, people_at, *, most=200):
    """Return after how many seconds the first walker has got to where they were sent."""
    for second in range(most):
        officer.advance(second, people_at(second))
        if not officer.is_sent[0]:
            return second + 1
    raise AssertionError(f"not there after {most} s")


def test_one_alone_walks_straight_at_their_own_speed():
    officer = walkers(corridor(LENGTH_M, WIDTH_M), (10.0, 3.0))
    officer.walk_to(0, 67.0, 3.0)
    assert seconds_to(officer, lambda _: NOBODY) == pytest.approx(57 / 1.9, abs=1.5)
    assert officer.y_m[0] == pytest.approx(3.0, abs=1e-6)


def test_the_denser_the_crowd_the_longer_the_way_takes():
    taken = []
    for density in (0.0, 0.4, 1.0):
        each = []
        for seed in range(4):
            officer = walkers(corridor(LENGTH_M, WIDTH_M), (20.0, 3.0))
            officer.walk_to(0, 77.0, 3.0)
            each.append(seconds_to(officer, lambda s, d=density, k=seed: crowd_at(d, s, seed=k)))
        taken.append(np.mean(each))
    assert taken[0] < 1.03 * 57 / 1.9 + 1
    assert taken[1] > 1.03 * taken[0]
    assert taken[2] > 1.1 * taken[1]


def test_nobody_walks_through_people_who_stand():
    row = np.arange(0.5, 4.6, 0.4)
    people = Recorded(np.arange(row.size), np.full(row.size, 40.0), row, np.zeros(row.size), np.zeros(row.size))
    officer = walkers(corridor(LENGTH_M, WIDTH_M), (30.0, 1.0))
    officer.walk_to(0, 50.0, 1.0)
    for second in range(40):
        officer.advance(second, people)
        assert np.hypot(officer.x_m[0] - people.x_m, officer.y_m[0] - people.y_m).min() > 0.25
    assert officer.x_m[0] > 41


def test_somebody_who_walks_on_is_met_and_one_who_has_left_is_not():
    officer = walkers(corridor(LENGTH_M, WIDTH_M), (10.0, 1.0))
    officer.meet(0, 7)

    def walking_away(second):
        return Recorded(np.array([7]), np.array([20 + 1.2 * second]), np.array([5.0]), np.array([1.2]), np.zeros(1))

    assert seconds_to(officer, walking_away) < 25
    officer.meet(0, 7)
    officer.advance(60, NOBODY)
    assert not officer.is_sent[0]


def test_the_way_leads_round_corners_on_the_walkable_area():
    geometry = corner(12.0, 10.0, 2.0)
    (ax, ay), (bx, by) = ((geometry.places[k, :2] + geometry.places[k, 2:]) / 2 for k in range(2))
    officer = walkers(geometry, (ax, ay))
    officer.walk_to(0, float(bx), float(by))
    for second in range(40):
        officer.advance(second, NOBODY)
        assert geometry.contains(officer.x_m, officer.y_m).all()
    assert np.hypot(officer.x_m[0] - bx, officer.y_m[0] - by) < 0.3


def test_the_same_past_gives_the_same_way_whatever_room_there_was():
    ends = []
    for extra in (0, 400):
        officer = walkers(corridor(LENGTH_M, WIDTH_M), (20.0, 3.0), (20.0, 4.5))
        officer.walk_to(0, 77.0, 3.0)
        if extra:
            officer._make_room(extra)
        for second in range(30):
            officer.advance(second, crowd_at(0.8, second))
        ends.append((officer.x_m.tolist(), officer.y_m.tolist()))
    assert ends[0] == ends[1]


def test_a_point_in_a_wall_is_refused():
    officer = walkers(corridor(LENGTH_M, WIDTH_M), (20.0, 3.0))
    with pytest.raises(RunError, match="cannot stand there"):
        officer.walk_to(0, 50.0, 0.02)
