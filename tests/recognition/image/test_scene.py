"""The annotated frame: faces are found where people stand, the near hide the far, and names are invented."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.recognition.cameras.capture import CaptureSettings
from sim.recognition.cameras.site import Camera
from sim.recognition.image.recogniser import ImageRecogniser
from sim.recognition.image.scene import Crowd, Scene, paint_scene, synthetic_name
from sim.recognition.probes import NOBODY

CAMERA = Camera(id="a", x_m=0, y_m=0, height_m=3.0, heading_deg=0, horizontal_fov_deg=30, image_width_px=1280)
THRESHOLD = 0.45


def crowd(*people: tuple[float, float, float, int]) -> Crowd:
    """People as x, y, the way they face along x, and their reference."""
    x, y, facing, reference = np.array(people, float).T
    n = len(people)
    return Crowd(x, y, facing, np.zeros(n), np.full(n, 1.75), np.arange(n) + 50, reference.astype(np.int64))


@pytest.fixture(scope="module")
def scene(system: ImageRecogniser, streams: Streams) -> Scene:
    people = crowd((7, -1, -1, 4), (8, 1, -1, NOBODY), (9, 0, 1, 5), (7.6, 0.05, -1, NOBODY), (40, 3, -1, NOBODY))
    return paint_scene(CAMERA, people, system, settings=CaptureSettings(), threshold=THRESHOLD, streams=streams)


def test_the_picture_is_sixteen_to_nine(scene: Scene):
    assert scene.picture.shape == (720, 1280, 3)


def test_faces_turned_to_the_camera_are_found(scene: Scene):
    assert {50, 51, 53} <= {sighting.person_id for sighting in scene.sightings}
    assert 52 not in {sighting.person_id for sighting in scene.sightings}


def test_a_listed_person_is_named_and_nobody_else(scene: Scene):
    named = [sighting for sighting in scene.sightings if sighting.is_candidate]
    assert [(sighting.person_id, sighting.reference, sighting.is_mated) for sighting in named] == [(50, 4, True)]
    assert synthetic_name(4) == "Synthetic 004"


def test_a_face_too_small_is_not_searched(scene: Scene):
    small = [sighting for sighting in scene.sightings if sighting.person_id == 54]
    assert all(np.isnan(sighting.score) and sighting.reference == NOBODY for sighting in small)


def test_somebody_in_front_hides_who_is_behind(system: ImageRecogniser, streams: Streams):
    people = crowd((7, 0, -1, NOBODY), (7.5, 0, -1, 3))
    found = paint_scene(CAMERA, people, system, settings=CaptureSettings(), threshold=THRESHOLD, streams=streams)
    assert [sighting.person_id for sighting in found.sightings] == [50]


def test_an_empty_street_has_no_faces(system: ImageRecogniser, streams: Streams):
    nobody = Crowd(*(np.empty(0) for _ in range(5)), np.empty(0, np.int64), np.empty(0, np.int64))
    found = paint_scene(CAMERA, nobody, system, settings=CaptureSettings(), threshold=THRESHOLD, streams=streams)
    assert found.sightings == ()
