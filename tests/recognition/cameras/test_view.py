from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.recognition.cameras.capture import CaptureSettings
from sim.recognition.cameras.view import LENS, OPTICS, detection_chance, is_blocked, look, steady_quality

FOCAL_PX = 3600.0


def optics(**changed):
    settings = CaptureSettings(**changed)
    return np.array([tuple(getattr(settings, name) for name in OPTICS.names)], OPTICS)[0]


def lens(x=0.0, y=0.0, height=4.0, heading_deg=0.0, fov_deg=30.0):
    ahead = np.radians(heading_deg)
    return np.array([(x, y, height, np.cos(ahead), np.sin(ahead), np.cos(np.radians(fov_deg / 2)), FOCAL_PX)], LENS)[0]


def face(x=10.0, y=0.0, eye=1.6, turned_deg=180.0, speed=(0.0, 0.0), camera=None, **changed):
    turned = np.radians(turned_deg)
    return look(x, y, eye, np.cos(turned), np.sin(turned), *speed, camera or lens(), optics(**changed))


def test_pixels_between_the_eyes_follow_from_the_geometry():
    iod, yaw, pitch, *_ = face(10.0, 1.0, turned_deg=160)
    distance = np.sqrt(10**2 + 1**2 + 2.4**2)
    expected_yaw = 20 + np.degrees(np.arctan2(1, 10))
    assert yaw == pytest.approx(abs(expected_yaw), abs=1e-9)
    assert iod == pytest.approx(FOCAL_PX * 0.063 / distance * np.cos(np.radians(expected_yaw)))
    assert pitch == pytest.approx(np.degrees(np.arcsin(2.4 / distance)))


@pytest.mark.parametrize(("eye", "pitch"), [(1.6, 2.4), (4.0, 0.0), (6.4, 2.4)])
def test_pitch_is_told_as_an_angle_up_or_down(eye, pitch):
    assert face(10.0, eye=eye)[2] == pytest.approx(np.degrees(np.arctan(pitch / 10)))


@pytest.mark.parametrize("exposure_s", [0.0, 0.004, 0.02])
def test_a_streak_is_as_long_as_the_face_moves_across_the_view_during_the_exposure(exposure_s):
    across = face(10.0, eye=4.0, speed=(0.0, 1.5), exposure_s=exposure_s)
    along = face(10.0, eye=4.0, speed=(-1.5, 0.0), exposure_s=exposure_s)
    assert across[3] == pytest.approx(FOCAL_PX / 10 * 1.5 * exposure_s)
    assert along[3] == pytest.approx(0, abs=1e-6)


def test_quality_is_the_product_of_its_curves():
    iod, yaw, *seen, quality = face(6.0, 0.5, turned_deg=170, speed=(-1.2, 0.4))
    to = np.array([-6.0, -0.5, 2.4])
    d, v = np.linalg.norm(to), np.array([-1.2, 0.4, 0.0])
    streak = FOCAL_PX / d * np.linalg.norm(v - (v @ to) / d**2 * to) * 0.004
    pitch = np.degrees(np.arctan(2.4 / np.hypot(6, 0.5)))
    assert seen == pytest.approx([pitch, streak])
    curves = [
        1 - np.exp(-((iod / 10.1) ** 1.66)),
        np.exp(-((streak / 28) ** 1.71)),
        np.exp(-((yaw / 55) ** 2.5)),
        np.exp(-((pitch / 45) ** 2.5)),
    ]
    assert quality == pytest.approx(np.prod(curves))


@settings(deadline=None)
@given(st.floats(6, 60), st.floats(6, 60))
def test_a_face_further_away_has_fewer_pixels(a, b):
    near, far = sorted((a, b))
    assert face(near)[0] >= face(far)[0]


@pytest.mark.parametrize(("x", "y", "turned_deg"), [(10, 0, 0), (10, 0, 89), (10, 3, 180), (-10, 0, 0), (0, 0, 180)])
def test_a_face_turned_away_outside_the_image_or_below_the_lens_is_not_seen(x, y, turned_deg):
    assert face(x, y, turned_deg=turned_deg) == (0, 0, 0, 0, 0)


def test_the_field_of_view_ends_at_half_its_angle():
    edge = 10 * np.tan(np.radians(15))
    assert face(10, edge * 0.999)[0] > 0
    assert face(10, edge * 1.001)[0] == 0


def test_light_takes_quality_and_a_correct_exposure_takes_next_to_none():
    qualities = [steady_quality(optics(light=light)) for light in (0.02, 0.1, 0.3, 1.0)]
    assert np.all(np.diff(qualities) > 0)
    assert qualities[-1] > 0.999


@pytest.mark.parametrize("blur_px", [0.0, 1.0, 3.0, 10.0])
def test_the_blur_of_the_lens_takes_quality_by_its_curve_and_no_pixels(blur_px):
    settings = CaptureSettings()
    curve = np.exp(-((blur_px / settings.blur_scale_px) ** settings.blur_exponent))
    assert steady_quality(optics(blur_px=blur_px)) == pytest.approx(steady_quality(optics()) * curve)
    assert face(8.0, 0.5, blur_px=blur_px) == face(8.0, 0.5)


def test_half_the_faces_of_the_midpoint_are_detected_and_none_without_pixels():
    assert detection_chance(5.8, optics()) == pytest.approx(0.5)
    assert detection_chance(0.0, optics()) == 0
    assert detection_chance(16.0, optics()) > 0.99


def blocked(other_x, other_y, other_height, x=10.0, eye=1.6, camera=None):
    return is_blocked(x, 0.0, eye, camera or lens(), other_x, other_y, other_height, 0.2)


def test_only_somebody_tall_enough_and_in_between_hides_a_face():
    assert blocked(9.5, 0.0, 1.8)
    assert not blocked(9.5, 0.0, 1.5)
    assert not blocked(7.0, 0.0, 1.8)
    assert not blocked(9.5, 0.21, 1.8)
    assert not blocked(10.5, 0.0, 2.2)
    assert not blocked(-1.0, 0.0, 9.0)


@settings(deadline=None)
@given(st.floats(0.5, 9.5), st.floats(-0.5, 0.5), st.floats(0.5, 4.5), st.floats(1.0, 5.0))
def test_a_body_hides_a_face_exactly_if_the_line_of_sight_meets_it(other_x, other_y, other_height, camera_height):
    along = np.linspace(0, 1, 20_001)
    x, z = 10 - 10 * along, 1.6 + (camera_height - 1.6) * along
    above = other_height - z[np.hypot(x - other_x, other_y) < 0.2]
    expected = above.size > 0 and above.max() > 0
    near_edge = abs(abs(other_y) - 0.2) < 1e-4 or (above.size > 0 and abs(above.max()) < 1e-3)
    assert near_edge or blocked(other_x, other_y, other_height, camera=lens(height=camera_height)) == expected
