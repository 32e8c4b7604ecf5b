"""Who is put where they cannot stand, or cannot get away from, is refused before the first step."""

import numpy as np
import pytest

from sim.core.errors import RunError
from sim.street.behaviour import Behaviour
from sim.street.crowd import Crowd
from sim.street.geometry import compile_geometry
from sim.street.street_map import StreetMap
from sim.street.walking.anticipating import Anticipating
from sim.street.walking.collision_free_speed import CollisionFreeSpeed
from sim.street.walking.social_force import SocialForce


def two_rooms(gap):
    """Return two rooms of 10 by 10 m, with an opening between them and another way round of 1.4 m."""
    return compile_geometry(
        StreetMap.model_validate(
            {
                "walkable": [(0, 0), (21, 0), (21, 10), (0, 10)],
                "obstacles": [
                    [(10, 1.4), (11, 1.4), (11, 5), (10, 5)],
                    [(10, 5 + gap), (11, 5 + gap), (11, 10), (10, 10)],
                ],
                "entrances": [
                    {"id": "w", "name": "", "mouth": [(0, 2), (0, 8)]},
                    {"id": "e", "name": "", "mouth": [(21, 2), (21, 8)]},
                ],
            }
        )
    )


@pytest.fixture(scope="module")
def rooms():
    return two_rooms(1.0)


def crowd_in(geometry, model=None):
    return Crowd(geometry, model or Anticipating(), Behaviour(), capacity=400)


def place(crowd, x, y, **more):
    return crowd.place(
        **{"person_id": np.arange(np.size(x)), "x_m": x, "y_m": y, "exit": 1, "desired_speed_m_s": 1.3, **more}
    )


@pytest.mark.parametrize("model", [Anticipating(), CollisionFreeSpeed(), SocialForce()], ids=lambda model: model.kind)
def test_two_in_one_place_are_refused(rooms, model):
    crowd = crowd_in(rooms, model)
    with pytest.raises(RunError, match=r"person 0 at \(3\.00, 3\.00\): it overlaps with person 1 \(0\.10 m"):
        place(crowd, [3, 3.1], [3, 3])
    assert crowd.n_active == 0


def test_who_stands_there_already_counts(rooms):
    crowd = crowd_in(rooms)
    place(crowd, [3.0], [3.0])
    with pytest.raises(RunError, match="it overlaps with somebody who is there already"):
        place(crowd, [3.2], [3.0], person_id=[7])
    assert crowd.n_active == 1


def test_two_wide_bodies_need_more_room(rooms):
    place(crowd_in(rooms), [3, 3.4], [3, 3])
    with pytest.raises(RunError, match=r"two such bodies begin 0\.45 m from each other"):
        place(crowd_in(rooms), [3, 3.4], [3, 3], radius_m=0.3)


@pytest.mark.parametrize(
    ("x", "y", "what"),
    [
        (10.5, 3, "it is outside the walkable area"),
        (-1, 3, "it is outside the walkable area"),
        (0.1, 3, r"the body is in a wall \(0\.10 m off\)"),
        (10.5, 1.3, r"the body is in a wall \(0\.10 m off\)"),
    ],
)
def test_a_start_in_a_wall_is_refused(rooms, x, y, what):
    with pytest.raises(RunError, match=what):
        place(crowd_in(rooms), [x], [y])


def test_more_than_a_jam_is_refused(rooms):
    x, y = (q.ravel() + 3 for q in np.meshgrid(0.37 * np.arange(14), 0.37 * np.arange(14)))
    with pytest.raises(RunError, match=r"more densely than in a jam \(.* per m2 within 2 m\); at most 5.4"):
        place(crowd_in(rooms), x, y)
    place(crowd_in(rooms), x[::2], y[::2])


def test_an_exit_behind_a_gap_that_is_too_narrow_is_refused():
    closed = compile_geometry(
        StreetMap.model_validate(
            {
                "walkable": [(0, 0), (30, 0), (30, 10), (0, 10)],
                "obstacles": [[(10, 0), (11, 0), (11, 9.7), (10, 9.7)]],
                "entrances": [
                    {"id": "w", "name": "", "mouth": [(30, 1), (30, 4)]},
                    {"id": "e", "name": "", "mouth": [(30, 6), (30, 9)]},
                ],
            }
        )
    )
    place(crowd_in(closed), [20.0], [5.0])
    with pytest.raises(RunError, match=r"exit 'e' cannot be reached from there; every gap .* wider than a body \(0.42"):
        place(crowd_in(closed), [5.0], [5.0])
    place(crowd_in(closed), [5.0], [5.0], radius_m=0.12)


@pytest.mark.parametrize(
    ("wish", "what"),
    [
        ({"exit": 2}, r"exit of person 0: it is not possible \(2\); allowed: 0 to 1, or -1"),
        ({"desired_speed_m_s": 0}, "desired_speed_m_s of person 0"),
        ({"desired_speed_m_s": np.nan}, "desired_speed_m_s of person 0"),
        ({"lateral": 1.5}, "lateral of person 0"),
        ({"radius_m": 0.01}, "radius_m of person 0"),
        ({"delay_s": -1}, "delay_s of person 0"),
        ({"delay_s": np.inf}, "delay_s of person 0"),
    ],
)
def test_impossible_wishes_are_refused(rooms, wish, what):
    with pytest.raises(RunError, match=what):
        place(crowd_in(rooms), [3.0], [3.0], **wish)


def test_more_than_the_crowd_holds_are_refused(rooms):
    crowd = Crowd(rooms, Anticipating(), Behaviour(), capacity=2)
    with pytest.raises(RunError, match=r"the crowd: it is full \(0 people and 3 more\); at most 2"):
        place(crowd, [3, 4, 5], [3, 3, 3])


def test_people_set_off_after_their_delay_to_the_step(rooms):
    crowd = crowd_in(rooms)
    place(crowd, [3, 3, 3], [2, 4, 6], delay_s=[0, 1.0, 1.15])
    crowd.advance()
    assert crowd.x_m[0] > 4
    assert crowd.x_m[1:3].tolist() == [3, 3]
    crowd.advance()
    assert crowd.frames[0, 1, 0] > 3
    # one step of the four of the first frame is left
    assert crowd.frames[0, 2, 0] - 3 == pytest.approx((crowd.frames[0, 1, 0] - 3) / 4, rel=0.05)
