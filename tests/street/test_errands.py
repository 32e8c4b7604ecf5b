"""People who stand because they were told to, officers who meet somebody, and where the way leads round corners."""

import numpy as np
import pytest

from sim.core.errors import RunError
from sim.street.behaviour import Behaviour
from sim.street.crowd import Crowd
from sim.street.geometry import compile_geometry
from sim.street.street_map import StreetMap
from sim.street.walking.anticipating import Anticipating


@pytest.fixture(scope="module")
def square():
    return compile_geometry(
        StreetMap.model_validate(
            {
                "walkable": [(0, 0), (60, 0), (60, 20), (0, 20)],
                "obstacles": [[(20, 4), (40, 4), (40, 16), (20, 16)]],
                "entrances": [
                    {"id": "w", "name": "", "mouth": [(0, 1), (0, 19)]},
                    {"id": "e", "name": "", "mouth": [(60, 1), (60, 19)]},
                ],
            }
        )
    )


def crowd_with(geometry, *people):
    """Place people (x, y, exit, speed)."""
    crowd = Crowd(geometry, Anticipating(), Behaviour(), capacity=8)
    x, y, leaves_by, speed = zip(*people, strict=True)
    crowd.place(person_id=np.arange(len(people)), x_m=x, y_m=y, exit=leaves_by, desired_speed_m_s=speed)
    return crowd


def test_an_officer_stands_at_their_post_until_sent(square):
    crowd = crowd_with(square, (10, 10, -1, 1.5))
    crowd.advance(30)
    assert (crowd.x_m[0], crowd.y_m[0]) == (10, 10)
    assert crowd.is_standing[0]
    crowd.walk_to(0, 14, 12)
    crowd.advance(10)
    assert np.hypot(crowd.x_m[0] - 14, crowd.y_m[0] - 12) < 0.2
    assert crowd.is_standing[0]


@pytest.mark.parametrize("aside", [0.0, 0.1, 0.25, 0.35])
@pytest.mark.parametrize("x", [4, 6, 13])
def test_who_is_sent_to_a_point_where_somebody_stands_stands_beside_it(square, aside, x):
    crowd = crowd_with(square, (x, 10, -1, 1.5), (10, 10, -1, 1.3), (10, 10.5, -1, 1.3))
    crowd.walk_to(0, 10, 10 - aside)
    crowd.advance(8)
    assert crowd.is_standing[0]
    assert 0.3 < np.hypot(crowd.x_m[0] - 10, crowd.y_m[0] - 10) < 1.4


def test_people_walk_round_one_who_stands_in_their_way(square):
    crowd = crowd_with(square, (50, 10, -1, 1.5), (42, 10, 1, 1.3))
    for _ in range(16):
        crowd.advance()
        apart = np.hypot(*(crowd.frames[:, 0, :2] - crowd.frames[:, 1, :2]).T)
        assert not (apart < 0.42).any()
    assert (crowd.x_m[0], crowd.y_m[0]) == (50, 10)
    assert crowd.n_left == 1


def test_an_officer_meets_somebody_who_walks_on(square):
    crowd = crowd_with(square, (45, 4, -1, 1.6), (43, 18, 1, 1.2))
    crowd.intercept(0, 1)
    # straight and at once it would take 8 seconds
    for _ in range(10):
        crowd.advance()
        if crowd.is_standing[0]:
            break
    assert crowd.is_standing[0]
    assert np.hypot(crowd.x_m[0] - crowd.x_m[1], crowd.y_m[0] - crowd.y_m[1]) < 1.5
    # ahead of them, not where they were
    assert crowd.x_m[0] > 46


@pytest.mark.parametrize(
    "places",
    [
        ((45, 4), (45, 18)),
        ((2, 10), (18, 10)),
        ((10, 10), (50, 10)),
        ((41, 10), (43, 11)),
        ((19, 2), (41, 18)),
        ((2, 2), (58, 18)),
    ],
)
@pytest.mark.parametrize("speeds", [(1.5, 1.5), (1.9, 1.1), (0.6, 2.0)])
def test_two_who_are_sent_to_meet_each_other_meet(square, places, speeds):
    crowd = crowd_with(square, *((*place, -1, speed) for place, speed in zip(places, speeds, strict=True)))
    crowd.intercept(0, 1)
    crowd.intercept(1, 0)
    crowd.advance(90)
    assert crowd.is_standing[:2].all()
    assert np.hypot(crowd.x_m[0] - crowd.x_m[1], crowd.y_m[0] - crowd.y_m[1]) < 0.95


def test_an_officer_goes_round_corners_by_the_shorter_way(square):
    crowd = crowd_with(square, (19, 14, -1, 1.5), (41.5, 14, -1, 1.5))
    crowd.intercept(0, 1)
    path = []
    for _ in range(30):
        crowd.advance()
        path.append(crowd.frames[:, 0, :2].copy())
    path = np.concatenate(path)
    assert crowd.is_standing[0]
    assert np.hypot(crowd.x_m[0] - 41.5, crowd.y_m[0] - 14) < 1
    assert path[:, 1].max() > 16
    assert path[:, 1].min() > 12


def test_an_officer_stands_when_whom_they_follow_has_left(square):
    crowd = crowd_with(square, (30, 2, -1, 1.0), (57, 10, 1, 2.0))
    crowd.intercept(0, 1)
    crowd.advance(4)
    assert crowd.n_left == 1
    assert crowd.is_standing[0]
    with pytest.raises(ValueError, match="nobody else is in row 1"):
        crowd.intercept(0, 1)


def test_an_engagement_holds_both_and_lets_the_one_go_on(square):
    crowd = crowd_with(square, (10, 10, -1, 1.5), (12, 10, 1, 1.3))
    crowd.stand(1, 5.0)
    crowd.advance(5)
    assert (crowd.x_m[1], crowd.y_m[1]) == (12, 10)
    crowd.advance(60)
    assert crowd.n_left == 1


def test_wrong_errands_are_refused(square):
    crowd = crowd_with(square, (10, 10, -1, 1.5))
    with pytest.raises(ValueError, match="nobody is in row 3"):
        crowd.stand(3, 1)
    with pytest.raises(ValueError, match="nobody else is in row 0"):
        crowd.intercept(0, 0)
    with pytest.raises(ValueError, match="seconds must be 0 or more"):
        crowd.stand(0, -1)
    with pytest.raises(RunError, match="outside the walkable area"):
        crowd.walk_to(0, 30, 10)
