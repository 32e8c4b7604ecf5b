"""North End: that the shipped place fits together, and that its cameras can see what they are there for."""

from math import hypot, isclose, radians, tan

import numpy as np
import pytest
from shapely import LineString, Point, Polygon

from sim.scenario.load import document, load
from sim.scenario.located import read
from sim.scenario.shipped import place_file, policy_file

FILE = place_file("north_end")
INTER_EYE_M = 0.063
USABLE_IOD_PX = 16
FACE_M = 1.6


@pytest.fixture(scope="module")
def place():
    return document(FILE).data


@pytest.fixture(scope="module")
def walkable(place):
    return Polygon(place["street"]["walkable"])


def test_the_first_lines_say_what_is_not_surveyed():
    head = FILE.read_text(encoding="utf-8")[:1500]
    for word in ("Surveyed", "Inferred", "Assumed", "Recalled"):
        assert word in head


def test_the_frame_the_licence_and_the_attribution_stand_in_the_geometry():
    geometry = read(FILE.with_suffix(".geojson")).data
    assert geometry["frame"].startswith("Local metres, not longitude and latitude")
    assert "Open Government Licence" in geometry["licence"]
    assert "Powered by TfL Open Data" in geometry["attribution"]
    assert all(feature["properties"]["status"] for feature in geometry["features"])


def test_the_walkable_area_is_valid_and_as_large_as_the_street(walkable):
    assert walkable.is_valid
    assert 480 * 13 < walkable.area < 480 * 13 + 2500
    assert 480 < walkable.bounds[2] - walkable.bounds[0] < 540


def test_people_can_come_in_at_both_ends_the_side_streets_and_the_doors(place, walkable):
    assert len(place["street"]["entrances"]) == 12
    for entrance in place["street"]["entrances"]:
        assert walkable.exterior.buffer(0.05).covers(LineString(entrance["mouth"])), entrance["id"]


def test_entrance_shares_are_of_the_entrances_and_sum_to_one(place):
    shares = place["footfall"]["entrance_shares"]
    assert set(shares) == {entrance["id"] for entrance in place["street"]["entrances"]}
    assert isclose(sum(shares.values()), 1, abs_tol=1e-9)


def test_shops_stand_a_step_from_the_frontage(place, walkable):
    shops = [Point(shop["at"]) for shop in place["street"]["shops"]]
    distances = [walkable.exterior.distance(shop) for shop in shops]
    assert all(isclose(distance, 1, abs_tol=0.3) for distance in distances)


def test_shops_line_the_street_on_both_sides(place):
    """A street with one window for a long way crowds before it: at most 75 m apart, a mouth between them included."""
    centre = LineString([(0, 0), (212, -12.1), (508, 1.7)])
    for side in (1, -1):
        along = sorted(
            centre.project(Point(shop["at"]))
            for shop in place["street"]["shops"]
            if side_of(centre, shop["at"]) == side
        )
        assert max(np.diff([0, *along, 490])) <= 75


def side_of(line, at):
    """1 on the left of a line as it runs, -1 on its right."""
    s = line.project(Point(at))
    a, b = line.interpolate(max(s - 0.5, 0)), line.interpolate(s + 0.5)
    return 1 if (b.x - a.x) * (at[1] - a.y) - (b.y - a.y) * (at[0] - a.x) > 0 else -1


def test_fifteen_fixed_cameras_in_two_clusters_and_four_at_the_van(place):
    sites = place["sites"]
    assert {name: len(site["cameras"]) for name, site in sites.items()} == {"south": 7, "north": 8, "van": 4}
    assert all(10 <= camera["x_m"] <= 60 for camera in sites["south"]["cameras"])
    assert all(420 <= camera["x_m"] <= 475 for camera in sites["north"]["cameras"])


def test_nobody_gets_past_a_zone(place, walkable):
    for site in place["sites"].values():
        assert len(walkable.difference(Polygon(site["zone"])).geoms) == 2


def test_cameras_stand_on_the_street_and_look_into_their_zone(place, walkable):
    for site in place["sites"].values():
        zone = Polygon(site["zone"])
        for camera in site["cameras"]:
            assert walkable.contains(Point(camera["x_m"], camera["y_m"]))
            assert LineString([(camera["x_m"], camera["y_m"]), ahead(camera, 11)]).crosses(zone)


@pytest.mark.parametrize("site", ["south", "north", "van"])
@pytest.mark.parametrize("is_north", [True, False])
def test_most_of_each_zone_is_seen_from_both_ways_well_enough_to_search(place, site, is_north):
    cameras = [c for c in place["sites"][site]["cameras"] if (abs(c["heading_deg"]) < 90) == is_north]
    best = np.array([max(iod_px(camera, spot) for camera in cameras) for spot in spots(place["sites"][site]["zone"])])
    assert np.mean(best >= USABLE_IOD_PX) > 0.6
    assert best.max() < 60


@pytest.mark.parametrize("policy", ["lfr_fixed_2025", "lfr_van_2024", "none"])
def test_each_shipped_policy_fits_the_place(policy):
    scenario = load(FILE, policies=[policy_file(policy)])
    assert (scenario.lfr is None) == (policy == "none")


def test_the_policies_differ_as_the_deployments_did():
    van, fixed = (load(FILE, policies=[policy_file(name)]).lfr for name in ("lfr_van_2024", "lfr_fixed_2025"))
    assert (van.sites, van.threshold, van.watchlist.size) == (("van",), 0.60, 12_646)
    assert (fixed.sites, fixed.threshold, fixed.watchlist.size) == (("south", "north"), 0.64, 15_861)


def ahead(camera, distance):
    angle = radians(camera["heading_deg"])
    return camera["x_m"] + distance * np.cos(angle), camera["y_m"] + distance * np.sin(angle)


def spots(zone):
    area = Polygon(zone)
    x0, y0, x1, y1 = area.bounds
    grid = [Point(x, y) for x in np.arange(x0, x1, 0.5) for y in np.arange(y0, y1, 0.5)]
    return [spot for spot in grid if area.contains(spot)]


def iod_px(camera, spot):
    dx, dy = spot.x - camera["x_m"], spot.y - camera["y_m"]
    off = (np.degrees(np.arctan2(dy, dx)) - camera["heading_deg"] + 180) % 360 - 180
    if abs(off) > camera["horizontal_fov_deg"] / 2:
        return 0.0
    focal_px = camera["image_width_px"] / 2 / tan(radians(camera["horizontal_fov_deg"] / 2))
    return focal_px * INTER_EYE_M / hypot(dx, dy, camera["height_m"] - FACE_M)
