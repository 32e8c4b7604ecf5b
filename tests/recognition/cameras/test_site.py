from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from shapely.geometry import Point, Polygon

from sim.recognition.cameras.site import Camera, Site, inside

SQUARE = ((0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 3.0))
ARROW = np.array([(0.0, 0.0), (6.0, 0.0), (2.0, 2.0), (6.0, 5.0), (0.0, 5.0)])
rings = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=3, max_size=7, unique=True)


CAMERA = {
    "id": "a",
    "x_m": 0,
    "y_m": 0,
    "height_m": 4,
    "heading_deg": 0,
    "horizontal_fov_deg": 30,
    "image_width_px": 1920,
}


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


@pytest.mark.parametrize(
    ("given_camera", "message"),
    [
        ({"height_m": 0}, "greater than 0"),
        ({"height_m": -3}, "greater than 0"),
        ({"horizontal_fov_deg": 180}, "less than 180"),
        ({"horizontal_fov_deg": 0}, "greater than 0"),
        ({"image_width_px": 0}, "greater than or equal to 64"),
        ({"x_m": float("nan")}, "finite"),
        ({"id": ""}, "at least 1"),
        ({"tilt": 3}, "tilt"),
        ({"horizontal_fov_deg": None, "focal_length_mm": 0, "sensor_width_mm": 6}, "greater than 0"),
        ({"horizontal_fov_deg": None, "focal_length_mm": 8, "sensor_width_mm": 0}, "greater than 0"),
        ({"horizontal_fov_deg": None, "focal_length_mm": 1001, "sensor_width_mm": 6}, "less than or equal to 1000"),
    ],
)
def test_an_impossible_camera_is_refused(given_camera, message):
    with pytest.raises(ValidationError, match=message):
        Camera.model_validate(CAMERA | given_camera)


def test_a_site_needs_cameras_that_can_be_told_apart():
    with pytest.raises(ValidationError, match="at least 1"):
        site(names="")
    with pytest.raises(ValidationError, match="two cameras of site 's' are called 'a'"):
        site(names="aba")


@pytest.mark.parametrize(
    "lens",
    [
        {},
        {"focal_length_mm": 8},
        {"sensor_width_mm": 6},
        {"horizontal_fov_deg": 30, "sensor_width_mm": 6},
        {"horizontal_fov_deg": 30, "focal_length_mm": 8},
        {"horizontal_fov_deg": 30, "focal_length_mm": 8, "sensor_width_mm": 6},
    ],
)
def test_a_camera_needs_one_description_of_its_lens(lens):
    rest = {name: value for name, value in CAMERA.items() if name != "horizontal_fov_deg"}
    with pytest.raises(ValidationError, match="the camera 'a' needs one description of its lens; give horizontal_fov"):
        Camera.model_validate(rest | lens)


@pytest.mark.parametrize(
    ("focal_length_mm", "sensor_width_mm", "fov_deg"),
    [
        (18, 36, 90.0),
        (8, 6.4, 43.6028),
        (50, 36, 39.5978),
    ],
)
def test_the_field_of_view_follows_from_focal_length_and_sensor(focal_length_mm, sensor_width_mm, fov_deg):
    camera = Camera.model_validate(
        CAMERA | {"horizontal_fov_deg": None, "focal_length_mm": focal_length_mm, "sensor_width_mm": sensor_width_mm}
    )
    assert camera.fov_deg == pytest.approx(fov_deg, abs=1e-4)
    assert Camera.model_validate(CAMERA).fov_deg == 30


def test_a_camera_stands_nowhere_by_default():
    for key in CAMERA:
        message = "one description of its lens" if key == "horizontal_fov_deg" else "Field required"
        with pytest.raises(ValidationError, match=message):
            Camera.model_validate({name: value for name, value in CAMERA.items() if name != key})
