"""Shortest paths: exact lengths, and no directions that the grid would favour."""

import numpy as np
import pytest

from sim.street.geometry import compile_geometry
from sim.street.sight import is_in_sight, next_from_point
from sim.street.street_map import StreetMap


def l_shaped():
    return compile_geometry(
        StreetMap.model_validate(
            {
                "walkable": [(0, 0), (22, 0), (22, 22), (12, 22), (12, 10), (0, 10)],
                "entrances": [
                    {"id": "west", "name": "W", "mouth": [(0, 1), (0, 9)]},
                    {"id": "north", "name": "N", "mouth": [(13, 22), (21, 22)]},
                ],
            }
        )
    )


def test_the_path_round_a_corner_touches_it():
    geometry = l_shaped()
    corner = geometry.routes.segments[0, :2]
    np.testing.assert_allclose(corner, [12.35, 9.65], atol=1e-9)
    start = geometry.places[0].reshape(2, 2).mean(axis=0)
    end = geometry.places[1].reshape(2, 2)
    to_end = np.hypot(*(corner - [max(corner[0], end[:, 0].min()), end[0, 1]]))
    assert geometry.path_length_m(0, 1) == pytest.approx(np.hypot(*(corner - start)) + to_end, abs=0.05)


def test_paths_are_as_long_on_a_street_turned_by_any_angle():
    flat = l_shaped()
    angle = np.radians(37)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    ring = np.array([(0, 0), (22, 0), (22, 22), (12, 22), (12, 10), (0, 10)]) @ turn
    mouths = np.array([[(0, 1), (0, 9)], [(13, 22), (21, 22)]]) @ turn
    turned = compile_geometry(
        StreetMap.model_validate(
            {
                "walkable": ring.tolist(),
                "entrances": [{"id": str(k), "name": "", "mouth": mouths[k].tolist()} for k in range(2)],
            }
        )
    )
    assert turned.path_length_m(0, 1) == pytest.approx(flat.path_length_m(0, 1), abs=1e-9)


def test_every_place_can_be_reached_from_every_cell():
    routes = l_shaped().routes
    assert np.isfinite(routes.to_go_m).all()
    segment, first, last = routes.towards >> 8, (routes.towards >> 4) & 15, routes.towards & 15
    assert ((segment >= 0) & (segment < len(routes.segments))).all()
    assert ((first <= last) & (last <= 8)).all()


def test_a_wall_hides_what_is_behind_it():
    wall = np.array([[0.0, -1.0, 0.0, 1.0]])
    assert not is_in_sight(-1.0, 0.0, 1.0, 0.5, wall)
    assert not is_in_sight(-1.0, 1.0, 1.0, 1.0, wall)
    assert is_in_sight(-1.0, 1.1, 1.0, 1.1, wall)


def test_the_exact_way_from_a_point_agrees_with_the_table():
    geometry = l_shaped()
    routes = geometry.routes
    segment, length = next_from_point(3.0, 5.0, 1, routes.segments, routes.to_go_m, geometry.walls)
    assert segment == 0
    assert length == pytest.approx(np.hypot(*(routes.segments[0, :2] - [3, 5])) + routes.to_go_m[1, 0])
