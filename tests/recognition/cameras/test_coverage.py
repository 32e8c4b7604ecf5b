"""What a camera sees of people who stand still is what a day captures of them."""

import numpy as np
import pytest

from sim.recognition.cameras.capture import CaptureSettings, lenses_of, optics_of
from sim.recognition.cameras.coverage import views_of
from sim.recognition.cameras.site import Camera
from sim.recognition.cameras.view import look

SETTINGS = CaptureSettings()
EYE_M = 1.6
POINTS = np.column_stack([np.tile(np.linspace(-12, 30, 43), 21), np.repeat(np.linspace(-10, 10, 21), 43)]) + 0.013


@pytest.mark.parametrize(
    ("towards_deg", "wide_deg", "heading"),
    [(0, 30, None), (0, 30, (-1.0, 0.0)), (0, 50, (-0.6, 0.8)), (200, 100, None), (200, 100, (0.6, 0.8))],
)
def test_views_are_what_is_captured_of_who_stands_still(heading, towards_deg, wide_deg):
    camera = Camera(
        id="c", x_m=1, y_m=2, height_m=4, heading_deg=towards_deg, horizontal_fov_deg=wide_deg, image_width_px=3840
    )
    lens, optics = lenses_of([camera])[0], optics_of(SETTINGS)[0]
    view = views_of(camera, SETTINGS, POINTS, eye_m=EYE_M, heading=heading)
    n_seen = 0
    for i, (x, y) in enumerate(POINTS):
        to = np.array([1 - x, 2 - y]) / np.hypot(1 - x, 2 - y)
        iod, _, pitch, _, quality = look(x, y, EYE_M, *(to if heading is None else heading), 0.0, 0.0, lens, optics)
        found = (view.iod_px[i], view.pitch_deg[i], view.quality[i])
        assert found == pytest.approx((iod, pitch, quality), rel=1e-12)
        n_seen += iod > 0
    assert 20 < n_seen < len(POINTS)


def test_of_no_point_there_is_no_view_and_of_one_on_the_edge_of_the_field_there_is():
    camera = Camera(id="c", x_m=0, y_m=0, height_m=4, heading_deg=0, horizontal_fov_deg=90, image_width_px=3840)
    assert views_of(camera, SETTINGS, np.empty((0, 2)), eye_m=EYE_M).iod_px.shape == (0,)
    on_the_edge, outside, at_it = views_of(camera, SETTINGS, [(5, 5), (5, 5.1), (0, 0)], eye_m=EYE_M).iod_px
    assert on_the_edge > 0
    assert outside == at_it == 0
