from __future__ import annotations

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.recognition.accuracy.score_law import Calibration
from sim.recognition.cameras.capture import CaptureSettings, Watch
from sim.recognition.cameras.captured import Captures, Observed, Passages, found_in
from sim.recognition.cameras.site import Camera, Site

CAPACITY = 8
ZONE = ((6.0, -5.0), (16.0, -5.0), (16.0, 5.0), (6.0, 5.0))
EYE_M = 0.936


def camera(name, **changed):
    return Camera(
        **{
            "id": name,
            "x_m": 0,
            "y_m": 0,
            "height_m": 3.5,
            "heading_deg": 0,
            "horizontal_fov_deg": 36,
            "image_width_px": 2560,
            **changed,
        }
    )


def site(x=0.0, name="south"):
    return Site(id=name, name=name, zone=ZONE, cameras=(camera(f"{name}_1", x_m=x),))


def watch(*sites, **settings):
    return Watch(sites or (site(),), CaptureSettings(**settings), capacity=CAPACITY, streams=Streams(4))


def appear(cameras, rows=(0,), person_id=None, height_m=1.7, is_head_down=False, is_masked=False, is_hooded=False):
    rows = np.array(rows)
    cameras.appear(
        rows,
        person_id=rows + 100 if person_id is None else person_id,
        height_m=height_m,
        is_head_down=is_head_down,
        is_masked=is_masked,
        is_hooded=is_hooded,
    )


def frames_of(way, seconds):
    """Return frames (seconds, 5, capacity, 4) of `way(t)`, which gives row -> (x, y, heading_x, heading_y)."""
    frames = np.full((seconds, 5, CAPACITY, 4), np.nan)
    for second, frame in np.ndindex(seconds, 5):
        for row, place in way(second + (frame + 1) / 5).items():
            frames[second, frame, row] = place
    return frames


def walk(cameras, way, seconds=40, n_rows=CAPACITY):
    """Watch people walk, to the end; return all captures and passages."""
    seen = [cameras.observe(t, frames, n_rows) for t, frames in enumerate(frames_of(way, seconds))]
    return join([*seen, cameras.finish()])


def join(observed: list[Observed]) -> tuple[Captures, Passages]:
    def of(kind, parts):
        return kind(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in vars(parts[0])})

    return of(Captures, [o.captures for o in observed]), of(Passages, [o.passages for o in observed])


def towards(start=20.0, speed=1.25, y=0.0):
    return lambda t: {0: (start - speed * t, y, -1.0, 0.0)}


def test_a_person_who_never_enters_the_zone_is_never_captured():
    cameras = watch()
    appear(cameras)
    captures, passages = walk(cameras, towards(y=5.5))
    assert captures.row.size == passages.row.size == 0


def test_a_walk_through_the_zone_is_one_passage_with_one_capture():
    cameras = watch()
    appear(cameras)
    captures, passages = walk(cameras, towards())
    assert (captures.person_id.tolist(), captures.passage.tolist()) == ([100], [0])
    assert (passages.person_id.tolist(), passages.passage.tolist()) == ([100], [0])
    assert passages.t_s[0] == pytest.approx(3.4)
    assert passages.duration_s[0] == pytest.approx(10 / 1.25, abs=0.21)
    assert captures.is_usable[0]


def test_a_track_is_searched_a_fixed_time_after_the_face_came_near_at_its_best_view():
    cameras = watch(decision_s=3.0)
    appear(cameras)
    captures, _ = walk(cameras, towards())
    focal, up = 2560 / 2 / np.tan(np.radians(18)), 3.5 - EYE_M * 1.7
    times = np.round(np.arange(1, 200) / 5, 1)
    x = 20 - 1.25 * times
    iod = focal * 0.063 / np.hypot(x, up)
    first = times[(x < 16) & (iod >= 16)][0]
    assert captures.t_s[0] == pytest.approx(first + 3.0)
    assert captures.iod_px[0] == pytest.approx(iod[times == round(first + 3.0, 1)][0])


def test_a_track_that_ends_sooner_is_searched_when_it_ends():
    cameras = watch(decision_s=60.0)
    appear(cameras)
    captures, passages = walk(cameras, towards())
    left = passages.t_s[0] + passages.duration_s[0]
    assert captures.t_s[0] == pytest.approx(left + CaptureSettings().rejoin_s)
    assert captures.n_frames[0] == 40


def test_a_face_that_no_camera_sees_is_a_capture_of_nothing():
    cameras = watch()
    appear(cameras)
    captures, _ = walk(cameras, lambda t: {0: (5 + t, 0.0, 1.0, 0.0)})
    assert (captures.camera.tolist(), captures.quality.tolist(), captures.iod_px.tolist()) == ([-1], [0], [0])
    assert not captures.is_detected[0]
    assert cameras.camera_ids[captures.camera[0]] == ""


def test_jitter_on_the_edge_is_one_passage_and_coming_back_later_is_another():
    cameras = watch()
    appear(cameras)
    captures, passages = walk(cameras, lambda t: {0: (16 + (0.1 if t % 2 < 1 else -0.1), 0.0, -1.0, 0.0)}, 20)
    assert passages.passage.tolist() == captures.passage.tolist() == [0]
    cameras = watch()
    appear(cameras)
    captures, passages = walk(cameras, lambda t: {0: (18 if 5 < t < 9 else 12, 0.0, -1.0, 0.0)}, 20)
    assert passages.passage.tolist() == captures.passage.tolist() == [0, 1]


def test_leaving_the_street_ends_the_passage_at_once():
    cameras = watch(decision_s=60.0)
    appear(cameras)
    captures, passages = walk(cameras, lambda t: towards()(t) if t < 6.1 else {})
    assert captures.t_s[0] == pytest.approx(6.2)
    assert passages.t_s[0] + passages.duration_s[0] == pytest.approx(6.0)


def test_a_row_that_changes_hands_keeps_two_people_apart():
    cameras = watch(decision_s=60.0)
    first, second = frames_of(lambda _: {0: (12.0, 0.0, -1.0, 0.0)}, 2)
    appear(cameras, person_id=[7])
    early = cameras.observe(0, first, 1)
    appear(cameras, person_id=[8])
    captures, passages = join([early, cameras.observe(1, second, 1), cameras.finish()])
    assert captures.person_id.tolist() == passages.person_id.tolist() == [7, 8]
    assert (captures.n_frames.tolist(), captures.passage.tolist()) == ([5, 5], [0, 0])


def test_a_row_beyond_those_in_use_has_left():
    cameras = watch(decision_s=60.0)
    appear(cameras, rows=[3])
    frames = frames_of(lambda _: {3: (12.0, 0.0, -1.0, 0.0)}, 2)
    captures, _ = join([cameras.observe(0, frames[0], 4), cameras.observe(1, frames[1], 2)])
    assert captures.person_id.tolist() == [103]


def test_somebody_in_front_hides_a_face_for_as_long_as_they_stand_there():
    cameras = watch(decision_s=60.0)
    appear(cameras, rows=[0, 1], height_m=[1.6, 1.9])
    captures, _ = walk(cameras, lambda t: {0: (12.0, 0.0, -1.0, 0.0), 1: (11.4, 0.0 if t < 4.1 else 3.0, -1.0, 0.0)}, 8)
    hidden = captures.person_id == 100
    assert (captures.n_occluded[hidden].tolist(), captures.n_frames[hidden].tolist()) == ([20], [20])
    assert captures.n_occluded[~hidden].tolist() == [0]


def test_a_second_camera_sees_round_the_person_in_front():
    both = (*site().cameras, camera("side", x_m=8.0, y_m=-6.0, heading_deg=60))
    cameras = watch(site().model_copy(update={"cameras": both}))
    appear(cameras, rows=[0, 1], height_m=[1.6, 1.9])
    captures, _ = walk(cameras, lambda _: {0: (12.0, 0.0, -0.8, -0.6), 1: (11.4, 0.0, -0.8, -0.6)}, 8)
    behind = captures.person_id == 100
    assert captures.n_occluded[behind].tolist() == [0]
    assert cameras.camera_ids[captures.camera[behind][0]] == "side"


@pytest.mark.parametrize(
    ("who", "factor"),
    [
        ({"is_head_down": True}, 0.4),
        ({"is_masked": True}, 0.4),
        ({"is_hooded": True}, 0.6),
        ({"is_masked": True, "is_hooded": True}, 0.4 * 0.6),
        ({"is_head_down": True, "is_masked": True, "is_hooded": True}, 0.4 * 0.4 * 0.6),
    ],
)
def test_looking_down_masks_and_hoods_each_cost_the_stated_quality_and_no_pixels(who, factor):
    plain, covered = watch(), watch()
    appear(plain)
    appear(covered, **who)
    one, other = walk(plain, towards())[0], walk(covered, towards())[0]
    assert other.quality[0] == pytest.approx(one.quality[0] * factor)
    assert other.iod_px[0] == one.iod_px[0]


def test_a_person_behind_a_mask_changes_nobody_else():
    both = watch()
    appear(both, rows=[0, 1], is_masked=np.array([True, False]))
    captures, _ = walk(both, lambda t: {0: (20 - t, -2.0, -1.0, 0.0), 1: (20 - t, 2.0, -1.0, 0.0)})
    quality = dict(zip(captures.person_id.tolist(), captures.quality.tolist(), strict=True))
    assert quality[100] == pytest.approx(0.4 * quality[101])


@pytest.mark.parametrize("blur_px", [2.0, 5.0])
def test_a_blurred_lens_costs_quality_by_its_curve_and_never_pixels(blur_px):
    sharp, blurred, settings = watch(), watch(blur_px=blur_px), CaptureSettings()
    appear(sharp)
    appear(blurred)
    one, other = walk(sharp, towards())[0], walk(blurred, towards())[0]
    curve = np.exp(-((blur_px / settings.blur_scale_px) ** settings.blur_exponent))
    assert other.quality[0] == pytest.approx(one.quality[0] * curve)
    assert (other.iod_px[0], other.t_s[0], other.n_frames[0]) == (one.iod_px[0], one.t_s[0], one.n_frames[0])


def test_pitch_and_streak_are_those_of_the_best_view():
    cameras = watch(decision_s=3.0)
    appear(cameras)
    captures, _ = walk(cameras, towards())
    focal, up = 2560 / 2 / np.tan(np.radians(18)), 3.5 - EYE_M * 1.7
    distance = focal * 0.063 / captures.iod_px[0]
    assert captures.pitch_deg[0] == pytest.approx(np.degrees(np.arcsin(up / distance)))
    assert captures.streak_px[0] == pytest.approx(focal / distance * 1.25 * (up / distance) * 0.004)
    assert captures.yaw_deg[0] == pytest.approx(0, abs=1e-5)


def test_a_face_that_nobody_sees_has_no_angles_and_no_streak():
    cameras = watch()
    appear(cameras)
    captures, _ = walk(cameras, lambda t: {0: (5 + t, 0.0, 1.0, 0.0)})
    assert (captures.yaw_deg[0], captures.pitch_deg[0], captures.streak_px[0]) == (0, 0, 0)


@pytest.mark.parametrize(("focal_length_mm", "sensor_width_mm"), [(10.0, 6.4), (4.0, 5.6), (85.0, 36.0)])
def test_a_camera_with_a_focal_length_and_a_sensor_sees_as_one_with_its_field_of_view(focal_length_mm, sensor_width_mm):
    lens = camera("a", horizontal_fov_deg=None, focal_length_mm=focal_length_mm, sensor_width_mm=sensor_width_mm)
    seen = []
    for one in (lens, camera("a", horizontal_fov_deg=2 * np.degrees(np.arctan(sensor_width_mm / 2 / focal_length_mm)))):
        cameras = watch(site().model_copy(update={"cameras": (one,)}))
        appear(cameras)
        seen.append(walk(cameras, towards())[0])
    for name in vars(seen[0]):
        np.testing.assert_allclose(getattr(seen[0], name), getattr(seen[1], name), rtol=1e-9)
    assert seen[0].iod_px[0] > 0


def test_faces_found_by_another_detector_are_usable_if_large_and_good_enough():
    cameras = watch()
    appear(cameras)
    captures, _ = walk(cameras, towards())
    for is_detected, gate_iod_px, is_usable in ((True, 16.0, True), (True, 500.0, False), (False, 16.0, False)):
        found = found_in(captures, np.array([is_detected]), gate_iod_px)
        assert (found.is_detected.tolist(), found.is_usable.tolist()) == ([is_detected], [is_usable])
        assert found.quality is captures.quality


def test_moving_the_camera_back_costs_pixels_quality_and_tpir(calibration: Calibration):
    views = []
    for x in (0.0, -6.0, -12.0, -30.0):
        cameras = watch(site(x), decision_s=60.0)
        appear(cameras)
        views.append(walk(cameras, towards())[0])
    iod, quality = (np.concatenate([getattr(v, name) for v in views]) for name in ("iod_px", "quality"))
    assert np.all(np.diff(iod) < 0)
    assert np.all(np.diff(quality) < 0)
    assert np.all(np.diff(calibration.tpir(0.64, quality, 4)) < 0)
    assert not views[-1].is_usable[0]


def test_detection_depends_on_the_person_and_the_passage_and_on_nobody_else():
    def detected(rows):
        cameras = watch(site(-42.0), body_radius_m=0.0, gate_iod_px=1.0)
        appear(cameras, rows=rows, person_id=np.arange(len(rows)))
        places = dict.fromkeys(rows, (12.0, 0.0, -1.0, 0.0))
        captures, _ = walk(cameras, lambda t: places if t % 10 < 5 else {}, 45)
        return {
            (p, t): d for p, t, d in zip(captures.person_id.tolist(), captures.t_s, captures.is_detected, strict=True)
        }

    assert detected([2, 0, 5]) == detected([0, 1, 2])


def test_faces_are_detected_as_often_as_the_curve_says():
    cameras, n = watch(site(-42.0), gate_iod_px=1.0), 3000
    found = []
    frames = frames_of(lambda _: {0: (12.0, 0.0, -1.0, 0.0)}, 1)[0]
    for person in range(n):
        appear(cameras, person_id=[person])
        found.append(cameras.observe(person, frames, 1).captures.is_detected)
    iod = 2560 / 2 / np.tan(np.radians(18)) * 0.063 / np.hypot(54, 3.5 - EYE_M * 1.7)
    chance = 1 / (1 + (5.8 / iod) ** 9)
    assert 0.05 < chance < 0.95
    assert abs(np.concatenate(found).sum() - (n - 1) * chance) < 4 * np.sqrt(n * chance * (1 - chance))


def test_two_sites_count_the_passages_of_a_person_together():
    zone = tuple((x + 20, y) for x, y in ZONE)
    far = Site(id="north", name="north", zone=zone, cameras=(camera("n", x_m=50, heading_deg=180),))
    cameras = watch(site(), far)
    appear(cameras)
    _, passages = walk(cameras, towards(40.0), 45)
    assert [cameras.site_ids[i] for i in passages.site] == ["north", "south"]
    assert passages.passage.tolist() == [0, 1]


def test_a_stranger_in_the_zone_is_an_error():
    with pytest.raises(ValueError, match="row 0 who never appeared"):
        walk(watch(), towards())


def test_watching_with_no_site_or_two_of_one_name_is_refused():
    for sites in ([], [site(), site()]):
        with pytest.raises(ValueError, match="different ids"):
            Watch(sites, CaptureSettings(), capacity=CAPACITY, streams=Streams(4))
