from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from shapely.geometry import Point, Polygon

from sim.recognition.site import Camera, Site, inside

SQUARE = ((0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 3.0))
ARROW = np.array([(0.0, 0.0), (6.0, 0.0), (2.0, 2.0), (6.0, 5.0), (0.0, 5.0)])
rings = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=3, max_size=7, unique=True)


CAMERA = {"id": "a", "x_m": 0, "y_m": 0, "height_m": 4, "heading_deg": 0, "horizontal_fov_deg": 30,
          "image_width_px": 1920}


def site(zone=SQUARE, names="a"):
    return Site(id="s", name="S", zone=zone, cameras=tuple(Camera(**CAMERA | {"id": name}) for name in names))


@settings(deadline=None)
@given(rings)
def test_a_zone_is_refused_exactly_if_it_is_no_simple_polygon(corners):
    polygon = Polygon(corners)
    if polygon.is_valid and polygon.area > 0:
        assert len(site(corners).zone) == len(corners)
    else:
        with pytest.raises(ValidationError, match=r"crosses itself|enclose an area"):
            site(corners)


def test_a_repeated_last_corner_is_dropped():
    assert site((*SQUARE, SQUARE[0])).zone == SQUARE


@settings(deadline=None)
@given(st.floats(-1, 7), st.floats(-1, 6))
def test_a_point_is_inside_as_an_independent_test_says(x, y):
    edge = Polygon(ARROW).boundary.distance(Point(x, y)) < 1e-9
    assert edge or inside(ARROW, x, y) == Polygon(ARROW).covers(Point(x, y))


def test_neighbouring_zones_share_no_point():
    left, right = np.array(SQUARE), np.add(SQUARE, (4.0, 0.0))
    assert [inside(left, 4.0, 1.0), inside(right, 4.0, 1.0)] == [False, True]


@pytest.mark.parametrize(("given_camera", "message"), [
    ({"height_m": 0}, "greater than 0"), ({"height_m": -3}, "greater than 0"),
    ({"horizontal_fov_deg": 180}, "less than 180"), ({"horizontal_fov_deg": 0}, "greater than 0"),
    ({"image_width_px": 0}, "greater than or equal to 64"), ({"x_m": float("nan")}, "finite"),
    ({"id": ""}, "at least 1"), ({"tilt": 3}, "tilt"),
])
def test_an_impossible_camera_is_refused(given_camera, message):
    with pytest.raises(ValidationError, match=message):
        Camera.model_validate(CAMERA | given_camera)


def test_a_site_needs_cameras_that_can_be_told_apart():
    with pytest.raises(ValidationError, match="at least 1"):
        site(names="")
    with pytest.raises(ValidationError, match="two cameras of site 's' are called 'a'"):
        site(names="aba")


def test_a_camera_stands_nowhere_by_default():
    for key in CAMERA:
        with pytest.raises(ValidationError, match="Field required"):
            Camera.model_validate({name: value for name, value in CAMERA.items() if name != key})
