"""What a street map refuses, and what it compiles to."""

import numpy as np
import pytest
from pydantic import ValidationError

from sim.street.extent import MOST_OFF_M
from sim.street.geometry import compile_geometry
from sim.street.street_map import StreetMap

SQUARE = [(0, 0), (20, 0), (20, 10), (0, 10)]
WEST = {"id": "west", "name": "West", "mouth": [(0, 2), (0, 8)]}
EAST = {"id": "east", "name": "East", "mouth": [(20, 2), (20, 8)]}


def street(**changes):
    return StreetMap.model_validate({"walkable": SQUARE, "entrances": [WEST, EAST], **changes})


def refusal(**changes):
    with pytest.raises(ValidationError) as caught:
        street(**changes)
    return caught.value.errors()[0]


@pytest.mark.parametrize(
    ("changes", "key", "words"),
    [
        ({"walkable": [(0, 0), (20, 10), (20, 0), (0, 10)]}, "walkable", "crosses or touches itself"),
        ({"obstacles": [[(19, 4), (22, 4), (22, 6)]]}, "obstacles", "obstacle 0 is not inside the walkable ring"),
        ({"obstacles": [[(4, 4), (6, 6), (6, 4), (4, 6)]]}, "obstacles", "obstacle 0 crosses or touches itself"),
        ({"entrances": [WEST]}, "entrances", "too few entrances (1)"),
        ({"entrances": [WEST, WEST]}, "entrances", "id used twice (west)"),
        ({"entrances": [WEST, {**EAST, "mouth": [(25, 2), (25, 8)]}]}, "entrances", "lies outside the walkable area"),
        ({"entrances": [WEST, {**EAST, "mouth": [(15, 4), (15, 6)]}]}, "entrances", "lies inside the walkable area"),
        ({"entrances": [WEST, {**EAST, "mouth": [(20, 5), (20, 5.01)]}]}, "entrances", "is too narrow (0.01 m)"),
        ({"entrances": [WEST, {**EAST, "mouth": [(17, 5), (23, 5)]}]}, "entrances", "not along it (at 90 degrees"),
        ({"entrances": [WEST, {**EAST, "mouth": [(18, 4), (22, 7)]}]}, "entrances", "not along it (at 53 degrees"),
        ({"entrances": [WEST, {**EAST, "mouth": [(20, 2), (20, float("nan"))]}]}, "entrances", "finite number"),
        ({"walkable": [(0, 0), (20, 0), (float("inf"), 10), (0, 10)]}, "walkable", "finite number"),
        (
            {
                "entrances": [WEST, {**EAST, "mouth": [(20, 4.7), (20, 5.3)]}],
                "navigation": {"clearance_m": 0.35, "entry_depth_m": 2},
                "obstacles": [[(17, 4), (19, 4), (19, 6), (17, 6)]],
            },
            "navigation",
            "leaves no room to come in",
        ),
        ({"shops": [{"id": "a", "name": "A", "at": (5, 11)}]}, "shops", "outside the walkable area (at (5.0, 11.0))"),
        ({"obstacles": [[(10, 0.5), (11, 0.5), (11, 9.5), (10, 9.5)]]}, "navigation", "is not connected to 'west'"),
        ({"benches": []}, "benches", "Extra inputs"),
    ],
)
def test_a_street_that_nobody_could_walk_in_is_refused(changes, key, words):
    error = refusal(**changes)
    assert error["loc"][0] == key
    assert words in error["msg"]


def test_a_mouth_drawn_half_a_metre_off_the_edge_is_accepted():
    geometry = compile_geometry(street(entrances=[WEST, {**EAST, "mouth": [(20.4, 2), (20.4, 8)]}]))
    assert geometry.contains(geometry.places[:, 0], geometry.places[:, 1]).all()


def test_mouths_have_the_street_on_their_left():
    geometry = compile_geometry(street(entrances=[{**WEST, "mouth": WEST["mouth"][::-1]}, EAST]))
    assert geometry.places[0, 1] > geometry.places[0, 3]
    assert geometry.places[1, 1] < geometry.places[1, 3]


def test_areas_leave_out_obstacles():
    hole = [(8, 4), (10, 4), (10, 6), (8, 6)]
    geometry = compile_geometry(street(obstacles=[hole]))
    assert geometry.area_m2 == pytest.approx(196)
    assert not geometry.contains(np.array([9.0]), np.array([5.0]))[0]
    assert len(geometry.walls) == 8


def test_people_look_at_the_wall_nearest_to_the_shop():
    geometry = compile_geometry(street(shops=[{"id": "a", "name": "A", "at": (10, 9)}]))
    np.testing.assert_allclose(geometry.window_normal, [[0, 1]], atol=1e-12)
    assert (geometry.places[2, [1, 3]] > 9.5).all()


def test_a_shop_at_the_wall_may_stand_as_far_outside_as_outlines_are_thinned():
    geometry = compile_geometry(street(shops=[{"id": "a", "name": "A", "at": (10, 10 + MOST_OFF_M)}]))
    assert geometry.contains(geometry.places[:, 0], geometry.places[:, 1]).all()
    further = [{"id": "a", "name": "A", "at": (10, 10.05 + MOST_OFF_M)}]
    assert "must lie inside, or at most 0.2 m outside" in refusal(shops=further)["msg"]


def test_an_unknown_entrance_is_an_error():
    with pytest.raises(ValueError, match="there is no entrance 'north'; there are west, east"):
        compile_geometry(street()).entrance_index("north")


def test_places_and_points_that_do_not_exist_are_errors():
    geometry = compile_geometry(street())
    with pytest.raises(ValueError, match="entrance must be 0 to 1, not -1"):
        geometry.path_length_m(-1, 0)
    with pytest.raises(ValueError, match="place must be 0 to 1, not 2"):
        geometry.path_length_m(0, 2)
    with pytest.raises(ValueError, match="must have one shape"):
        geometry.contains(np.zeros(2), np.zeros(3))
    assert not geometry.contains(np.array([np.nan, np.inf]), np.array([5.0, 5.0])).any()
