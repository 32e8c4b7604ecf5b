"""Composing: a head has the size that is asked for, and blur, light and noise do what they say."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.recognition.image.compose import Exposure, Pose, capture, expose
from sim.recognition.image.recogniser import ImageRecogniser

CLEAN = Exposure(blur_px=0, streak_px=0, light=1, noise=0)
MEASURING = 0.22
"""The detector puts eyes up to a fifth further apart than they are, the more so the more a face is turned."""


@pytest.fixture(scope="session", autouse=True)
def _needs_opencv():
    pytest.importorskip("cv2")


@pytest.mark.parametrize("iod_px", [24.0, 40.0, 60.0])
@pytest.mark.parametrize("yaw_deg", [0.0, 30.0])
def test_eyes_are_as_far_apart_as_asked(system: ImageRecogniser, streams: Streams, iod_px: float, yaw_deg: float):
    pose = Pose(iod_px, yaw_deg, pitch_deg=5, is_mirrored=False)
    apart = []
    for identity in range(70, 82):
        faces = system.networks.detect(capture(identity, pose, CLEAN, streams=streams, person_id=identity, passage=0))
        apart.append(faces.marks[0, 2] - faces.marks[0, 0])
    assert np.mean(apart) == pytest.approx(iod_px, rel=MEASURING)


def test_a_face_right_before_the_lens_is_no_larger_a_frame(streams: Streams):
    frame = capture(5, Pose(400, 30, 0, is_mirrored=False), CLEAN, streams=streams, person_id=1, passage=1)
    assert frame.shape[0] <= 640


def test_a_mirrored_head_is_the_mirror_of_the_other(streams: Streams):
    one, other = (
        capture(5, Pose(30, 20, 0, is_mirrored=side), CLEAN, streams=streams, person_id=1, passage=1)
        for side in (False, True)
    )
    assert one.shape == other.shape
    assert not np.array_equal(one, other)


def test_another_passage_is_another_picture(streams: Streams):
    pose = Pose(30, 0, 0, is_mirrored=False)
    one, same, other = (capture(5, pose, CLEAN, streams=streams, person_id=1, passage=p) for p in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


def test_a_streak_is_as_long_as_asked_and_lies_along_the_rows():
    frame = np.zeros((9, 41, 3), np.float32)
    frame[4, 20] = 255
    streaked = expose(frame, Exposure(0, 8.0, 1, 0), grain=np.zeros_like(frame)).astype(float)
    assert streaked[4].sum() == pytest.approx(3 * 255, rel=0.05)
    assert streaked[4, :, 0].max() == pytest.approx(255 / 8, abs=1)
    assert streaked[[3, 5]].sum() == 0


def test_light_scales_the_picture_and_not_the_noise_of_the_sensor():
    frame = np.zeros((100, 100, 3), np.float32) + 100
    grain = Streams(1).normals(1, 1, 0, frame.size).reshape(frame.shape).astype(np.float32)
    full, dim = (expose(frame, Exposure(0, 0, light, noise=5), grain=grain).astype(float) for light in (1, 0.2))
    assert full.mean() / dim.mean() == pytest.approx(5, rel=0.02)
    assert full.std() < 1.3 * dim.std()


def test_a_lens_out_of_focus_takes_detail_away():
    frame = np.zeros((32, 32, 3), np.float32)
    frame[:, 16:] = 200
    grain = np.zeros_like(frame)
    sharp, soft = (expose(frame, Exposure(blur, 0, 1, 0), grain=grain).astype(float) for blur in (0, 3))
    assert np.abs(np.diff(soft, axis=1)).max() < np.abs(np.diff(sharp, axis=1)).max() / 3
