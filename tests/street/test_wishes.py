"""What the crowd refuses: nothing that a caller gives it ends in a fault of the machine, or is changed in silence."""

import numpy as np
import pytest

from sim.core.errors import RunError
from sim.street.behaviour import Behaviour
from sim.street.crowd import Crowd
from sim.street.geometry import compile_geometry
from sim.street.street_map import StreetMap
from sim.street.walking.anticipating import Anticipating

N = 3
COME = {
    "person_id": np.arange(N),
    "party_id": np.arange(N),
    "entrance": np.zeros(N, int),
    "exit": np.ones(N, int),
    "desired_speed_m_s": np.full(N, 1.3),
    "stops": np.full((N, 4), -1),
    "dwell_s": np.zeros((N, 4)),
    "lateral": np.full(N, 0.5),
}


@pytest.fixture(scope="module")
def street():
    """A street with a shop, and a room behind a gap of 0.4 m and another behind one of 1 m."""
    return compile_geometry(
        StreetMap.model_validate(
            {
                "walkable": [(0, 0), (40, 0), (40, 14), (0, 14)],
                "obstacles": [
                    [(0.01, 8), (10, 8), (10, 8.3), (0.01, 8.3)],
                    [(10.4, 8), (25, 8), (25, 8.3), (10.4, 8.3)],
                    [(26, 8), (39.99, 8), (39.99, 8.3), (26, 8.3)],
                    [(18, 8.3), (18.3, 8.3), (18.3, 13.99), (18, 13.99)],
                ],
                "shops": [{"id": "a", "name": "A", "at": (30, 1)}],
                "entrances": [
                    {"id": "w", "name": "", "mouth": [(0, 1), (0, 7)]},
                    {"id": "e", "name": "", "mouth": [(40, 1), (40, 7)]},
                ],
            }
        )
    )


def crowd_of(street, **changes):
    crowd = Crowd(street, Anticipating(), Behaviour(), capacity=16)
    crowd.enter(**COME | changes)
    return crowd


def with_one(street):
    crowd = Crowd(street, Anticipating(), Behaviour(), capacity=16)
    crowd.place(person_id=7, x_m=5.0, y_m=4.0, exit=-1, desired_speed_m_s=1.5)
    return crowd


@pytest.mark.parametrize("name", COME)
@pytest.mark.parametrize("length", [1, 2, 4, 1000])
def test_columns_of_other_lengths_are_refused(street, name, length):
    if name == "person_id" and length == 1:
        other = COME | {name: np.arange(1)}
    else:
        other = COME | {name: np.resize(COME[name], (length, *COME[name].shape[1:]))}
    with pytest.raises(ValueError, match="must have shape"):
        crowd_of(street, **other)


@pytest.mark.parametrize("name", ["stops", "dwell_s"])
@pytest.mark.parametrize("columns", [0, 3, 5, 6])
def test_more_or_fewer_stops_than_people_can_have_are_refused(street, name, columns):
    with pytest.raises(ValueError, match=rf"{name} must have shape \(3, 4\), not \(3, {columns}\)"):
        crowd_of(street, **{name: np.zeros((N, columns), int) - (name == "stops")})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"person_id": [0, 1, 1]}, "every person comes once"),
        ({"person_id": [0, 1, -1]}, "person_id must be 0 to 4294967295"),
        ({"person_id": [0, 1, 2**32]}, "person_id must be 0 to 4294967295"),
        ({"person_id": [0, 1, 2**64]}, "person_id must be whole numbers"),
        ({"person_id": [0, 1, 0.5]}, "person_id must be whole numbers"),
        ({"person_id": [0, 1, np.nan]}, "person_id must be whole numbers"),
        ({"person_id": ["a", "b", "c"]}, "person_id must be whole numbers"),
        ({"person_id": [True, False, True]}, "person_id must be whole numbers"),
        ({"party_id": [0, 1, 1e300]}, "party_id must be whole numbers"),
        ({"entrance": [0, 0, -1]}, "entrances and exits 0 to 1"),
        ({"exit": [0, 0, 2]}, "entrances and exits 0 to 1"),
        ({"exit": [0, 0, 1.5]}, "exit must be whole numbers"),
        ({"stops": np.full((N, 4), 1)}, "shops -1 to 0"),
        ({"stops": np.full((N, 4), -2)}, "shops -1 to 0"),
        ({"stops": np.full((N, 4), 2**40)}, "shops -1 to 0"),
        ({"stops": [[-1, 0, -1, -1]] * N}, "none after the first -1"),
        ({"stops": np.zeros((N, 4), int), "dwell_s": np.full((N, 4), np.nan)}, "seconds at a shop"),
        ({"stops": np.zeros((N, 4), int), "dwell_s": np.full((N, 4), np.inf)}, "seconds at a shop"),
        ({"stops": np.zeros((N, 4), int), "dwell_s": np.full((N, 4), -1.0)}, "seconds at a shop"),
        ({"dwell_s": [["x"] * 4] * N}, "dwell_s must be numbers"),
        ({"lateral": [0.5, 0.5, np.nan]}, "lateral places 0 to 1"),
        ({"desired_speed_m_s": [1.3, 1.3, np.inf]}, "at most 2.2 m/s"),
        ({"desired_speed_m_s": [1.3, 1.3, np.nan]}, "at most 2.2 m/s"),
    ],
)
def test_what_cannot_be_is_refused_and_nobody_comes(street, changes, words):
    crowd = Crowd(street, Anticipating(), Behaviour(), capacity=16)
    with pytest.raises(ValueError, match=words):
        crowd.enter(**COME | changes)
    assert crowd.n_waiting == 0


def test_one_who_waits_or_is_there_does_not_come_again(street):
    crowd = crowd_of(street)
    with pytest.raises(ValueError, match="on the street or waits already"):
        crowd.enter(**COME)
    crowd.advance(20)
    with pytest.raises(ValueError, match="on the street or waits already"):
        crowd.enter(**COME)
    with pytest.raises(RunError, match="nobody who is there or waits already"):
        crowd.place(person_id=1, x_m=5.0, y_m=4.0, exit=-1, desired_speed_m_s=1.5)


def test_one_alone_is_of_nobodys_party(street):
    crowd = Crowd(street, Anticipating(), Behaviour(), capacity=16)
    crowd.place(person_id=[5, 6], x_m=[5.0, 9.0], y_m=[4.0, 4.0], exit=1, desired_speed_m_s=1.3, party_id=[7, 7])
    crowd.place(person_id=7, x_m=5.0, y_m=6.0, exit=1, desired_speed_m_s=1.3)
    assert crowd._walkers.mate[:3].tolist() == [1, 0, 2]


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"x_m": np.nan}, "x_m of person 7"),
        ({"y_m": np.inf}, "y_m of person 7"),
        ({"person_id": -3}, "person_id of person -3"),
        ({"person_id": 2**32}, "person_id of person 4294967296"),
        ({"exit": 0.5}, "exit must be whole numbers"),
        ({"x_m": [5.0, 6.0]}, "x_m must have shape"),
        ({"party_id": [1, 2]}, "party_id must have shape"),
        ({"person_id": [7, 7], "x_m": [5.0, 9.0]}, "person_id of person 7"),
    ],
)
def test_nobody_is_placed_who_could_not_be(street, wish, words):
    crowd = Crowd(street, Anticipating(), Behaviour(), capacity=16)
    given = {"person_id": 7, "x_m": 5.0, "y_m": 4.0, "exit": -1, "desired_speed_m_s": 1.5} | wish
    with pytest.raises((ValueError, RunError), match=words):
        crowd.place(**given)
    assert crowd.n_active == 0


@pytest.mark.parametrize("row", [-1, 1, 16, 10**9, 0.0, True, None, np.nan])
def test_rows_without_anybody_are_refused(street, row):
    crowd = with_one(street)
    for ask in (lambda: crowd.stand(row, 1.0), lambda: crowd.walk_to(row, 6.0, 4.0), lambda: crowd.intercept(row, 0)):
        with pytest.raises(ValueError, match="nobody is in row"):
            ask()
    with pytest.raises(ValueError, match="nobody else is in row"):
        crowd.intercept(0, row)


@pytest.mark.parametrize("seconds", [np.nan, -1, "5", None, True])
def test_standing_for_no_number_of_seconds_is_refused(street, seconds):
    with pytest.raises(ValueError, match="seconds must be 0 or more"):
        with_one(street).stand(0, seconds)


@pytest.mark.parametrize("seconds", [1.5, -1, np.nan, True, None])
def test_walking_for_no_whole_number_of_seconds_is_refused(street, seconds):
    with pytest.raises(ValueError, match="seconds must be a whole number"):
        with_one(street).advance(seconds)


@pytest.mark.parametrize("capacity", [0, -1, 1.0, 2.5, np.nan, True, 10**12, "9"])
def test_a_crowd_of_no_number_of_people_is_refused(street, capacity):
    with pytest.raises(ValueError, match="capacity must be 1 or more"):
        Crowd(street, Anticipating(), Behaviour(), capacity=capacity)


@pytest.mark.parametrize(
    ("point", "words"),
    [
        ((5.0, 11.0), "no way leads there"),
        ((10.2, 9.2), "no way leads there"),
        ((20.0, 0.02), "a body of 0.21 m cannot stand there"),
        ((0.1, 4.0), "a body of 0.21 m cannot stand there"),
        ((5.0, 8.1), "outside the walkable area"),
        ((np.nan, 4.0), "outside the walkable area"),
        ((np.inf, 4.0), "outside the walkable area"),
    ],
)
def test_a_point_that_nobody_gets_to_is_refused(street, point, words):
    with pytest.raises(RunError, match=words):
        with_one(street).walk_to(0, *point)


@pytest.mark.parametrize("point", [(35.0, 11.0), (20.0, 0.25), (30.0, 8.6), (39.0, 13.5)])
def test_every_point_that_is_not_refused_is_reached(street, point):
    crowd = with_one(street)
    crowd.walk_to(0, *point)
    crowd.advance(60)
    assert crowd.is_standing[0]
    assert np.hypot(crowd.x_m[0] - point[0], crowd.y_m[0] - point[1]) < 0.2
