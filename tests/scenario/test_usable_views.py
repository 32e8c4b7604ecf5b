"""A camera that gets no usable face of its zone is refused, with what it gets and what it needs."""

import math
import re

import numpy as np
import pytest
from streets import GOOD, ZONE, write

from sim.core.errors import ScenarioError
from sim.programme.load import load_programme
from sim.recognition.cameras.capture import CaptureSettings
from sim.recognition.cameras.coverage import views_of
from sim.recognition.cameras.site import Camera
from sim.scenario.coverage import coverage_of, eyes_of, field_of_view
from sim.scenario.load import calibrated, load, load_profile
from sim.scenario.usable_views import LEAST_QUALITY
from sim.street.geometry import compile_geometry

WALL = ((33, -3), (33.1, -3), (33.1, 3), (33, 3))
PLANTER = ((34, -0.3), (35, -0.3), (35, 0.3), (34, 0.3))


def refused(folder, *cameras, **street):
    with pytest.raises(ScenarioError) as caught:
        load(write(folder, *cameras, **street))
    return str(caught.value)


@pytest.mark.parametrize(
    ("camera", "said"),
    [
        ({"at": (75, 3.9), "heading_deg": 180, "horizontal_fov_deg": 50, "image_width_px": 1920}, "8.6 pixels"),
        ({"heading_deg": 180}, "lies behind it: it gets 0 pixels between the eyes there and needs 16"),
        ({"heading_deg": 75}, "outside its field of view: it gets 0 pixels between the eyes there and needs 16"),
        ({"at": (140, 0), "heading_deg": 180}, "too small to search"),
        ({"horizontal_fov_deg": 179}, "too small to search"),
        ({"focal_length_mm": 4, "sensor_width_mm": 9, "image_width_px": 1280}, "a focal length of"),
        ({"height_m": 30}, "lower than it hangs"),
        ({"at": (41, 0), "height_m": 16, "horizontal_fov_deg": 20}, "too steeply"),
        ({"at": (50, 4), "heading_deg": -90, "horizontal_fov_deg": 20}, "from the side or from behind"),
    ],
)
def test_a_camera_without_a_usable_face_is_refused_where_it_is_drawn(tmp_path, camera, said):
    zone = ((41, -3), (46, -3), (46, 3), (41, 3)) if camera.get("height_m") == 16 else ZONE
    message = refused(tmp_path, camera, zone=zone)
    assert said in message
    assert re.match(rf"{re.escape(str(tmp_path))}/street\.geojson:\d+:\d+: the camera 'c0' of site 'c' ", message)
    assert re.search(r"needs? 16\b|the 16 pixels", message)


def test_a_camera_behind_a_wall_is_refused_and_one_behind_a_planter_is_not(tmp_path):
    assert "behind a wall or an obstacle" in refused(tmp_path, obstacles=[WALL])
    assert load(write(tmp_path, obstacles=[PLANTER])).lfr is not None


def test_one_bad_camera_among_good_ones_is_refused(tmp_path):
    assert "'c1'" in refused(tmp_path, {}, {"heading_deg": 180})


def test_what_it_gets_is_what_the_capture_sees(tmp_path):
    """By hand: 3840 / (2 tan 15 deg) = 7,165 px; 8 m in plan and 3.5 - 1.577 m up are 8.228 m; 54.9 px."""
    scenario = load(write(tmp_path))
    site, settings = scenario.sites["c"], scenario.lfr.capture
    covered = coverage_of(
        site.cameras[0], site, compile_geometry(scenario.street).area, settings,
        eye_m=eyes_of(scenario.population, settings),
    )  # fmt: skip
    focal = 3840 / 2 / math.tan(math.radians(15))
    eye_m = 0.936 * (1.62 + 1.75) / 2
    assert covered.best_px == pytest.approx(focal * 0.063 / math.hypot(8, 3.5 - eye_m), rel=1e-6)
    assert covered.best_at == pytest.approx((40, 0))
    reach = math.sqrt((focal * 0.063 / 16) ** 2 - (3.5 - eye_m) ** 2)
    assert covered.usable.bounds[2] == pytest.approx(min(32 + reach, 60), abs=0.01)


@pytest.mark.parametrize("advice", ["heading_deg", "horizontal_fov_deg", "image_width_px"])
def test_doing_what_the_message_says_mends_it(tmp_path, advice):
    if advice == "heading_deg":
        message = refused(tmp_path, {"heading_deg": 100})
        mended = {"heading_deg": float(re.search(r"turned to heading_deg (-?\d+)", message)[1])}
    else:
        bad = {"horizontal_fov_deg": 60, "image_width_px": 1000}
        message = refused(tmp_path, bad)
        found = r"at most ([\d.]+) degrees" if advice == "horizontal_fov_deg" else r"image of ([\d,]+) px"
        given = float(re.search(found, message)[1].replace(",", ""))
        mended = bad | {advice: 0.95 * given if advice == "horizontal_fov_deg" else math.ceil(1.05 * given)}
    assert load(write(tmp_path, mended)).lfr is not None


def test_fewer_pixels_do_where_fewer_are_asked_for(tmp_path):
    small = {"image_width_px": 900}
    file = write(tmp_path, small)
    with pytest.raises(ScenarioError):
        load(file)
    assert load(file, settings=["lfr.capture.gate_iod_px=10"]).lfr.capture.gate_iod_px == 10


def test_a_programme_asks_what_its_policy_needs(tmp_path):
    place = write(tmp_path, {"image_width_px": 900}, policy="")
    for gate, is_fine in ((16, False), (10, True)):
        policy = tmp_path / "policy.yaml"
        policy.write_text(
            f"lfr: {{name: P, sites: [c], capture: {{gate_iod_px: {gate}}}, recognition: {{profile: met_field_064}}}}\n"
        )
        file = tmp_path / "programme.yaml"
        file.write_text(
            'name: Test\nbegins: "2026-01-01"\nmonths: 1\npolicy: policy.yaml\n'
            f"streets: {{own: {{place: {place.name}}}}}\nsiting: [{{rule: fixed, per_month: 1}}]\n"
        )
        if is_fine:
            assert load_programme(file).lfr is not None
        else:
            with pytest.raises(
                ScenarioError, match=r"street\.geojson.*'c0' of site 'c' sees faces of its zone too small"
            ):
                load_programme(file)


def test_sites_that_nothing_uses_are_asked_about_only_where_nothing_says_which_are_used(tmp_path):
    place = write(tmp_path, {"heading_deg": 180}, policy="")
    with pytest.raises(ScenarioError, match="lies behind it"):
        load(place)


def test_with_no_shipped_profile_is_a_face_of_the_least_quality_recognised():
    for name, threshold in (("met_field_064", 0.6), ("neoface_npl_2023", 0.6), ("essex_2026", 0.52)):
        system = calibrated(load_profile(name), name)
        assert system.tpir(threshold, LEAST_QUALITY, np.arange(system.n_groups)).max() < 1e-4


def test_a_wall_throws_a_shadow_as_similar_triangles_say():
    """A wall 2 m ahead, 2 m to either side, hides at 10 m what is within 10 m of the middle."""
    import shapely

    camera = Camera(id="a", x_m=0, y_m=0, height_m=3, heading_deg=0, horizontal_fov_deg=170, image_width_px=1000)
    area = shapely.box(-1, -50, 50, 50).difference(shapely.box(2, -2, 2.05, 2))
    seen = field_of_view(camera, area, 60)
    assert not seen.covers(shapely.Point(10, 9.8))
    assert seen.covers(shapely.Point(10, 10.2))
    assert seen.covers(shapely.Point(1.9, 0))
    assert not seen.covers(shapely.Point(30, 0))


def test_a_face_is_seen_as_its_heading_turns():
    camera = Camera(id="a", x_m=0, y_m=0, height_m=1.6, heading_deg=0, horizontal_fov_deg=60, image_width_px=2000)
    straight, aside, away = (
        views_of(camera, CaptureSettings(), [(10, 0)], eye_m=1.6, heading=way).iod_px[0]
        for way in ((-1, 0), (-math.sqrt(0.5), math.sqrt(0.5)), (1, 0))
    )
    assert aside == pytest.approx(straight * math.sqrt(0.5))
    assert away == 0
    assert views_of(camera, CaptureSettings(), [(10, 0)], eye_m=1.6).iod_px[0] == pytest.approx(straight)


def test_the_good_camera_of_these_tests_is_good(tmp_path):
    assert load(write(tmp_path, GOOD)).lfr is not None
