"""The place without a map: it loads with every policy, people go through, and its planned cameras see them."""

import json

import numpy as np
import pytest
import shapely

import sim
from sim.core.errors import ScenarioError
from sim.ensemble.inputs import inputs_of
from sim.events import Capture
from sim.recognition.cameras.plan import CameraPlan
from sim.scenario.load import dump, load
from sim.scenario.shipped import names_of, place_file, policy_file
from sim.street.generic import GenericStreet
from tests.scenario.streets import feature, ring

PLACE = place_file("generic_high_street")
SHORT = {
    "day.duration_h": 0.1,
    "day.warm_up_s": 400,
    "population.residents": 2000,
    "footfall.people_per_day": 6000,
    "lfr.watchlist.size": 50,
}
BENT = {"street.bends": [{"at_m": 140, "turn_deg": 45}, {"at_m": 210, "turn_deg": -30}], "street.seed": 5}


def place(policy="lfr_van_2025", **values):
    return sim.load_scenario(PLACE, policies=[policy], values=values)


def refused(*settings):
    with pytest.raises(ScenarioError) as caught:
        load(PLACE, policies=[policy_file("lfr_van_2025")], settings=settings)
    return str(caught.value)


def test_its_first_lines_say_that_it_stands_for_no_street():
    head = PLACE.read_text(encoding="utf-8").lower()[:800]
    for words in ("stands for none in particular", "surveyed: nothing", "assumed", "no real street is as this one"):
        assert words in head


@pytest.mark.parametrize("policy", names_of("policies"))
def test_every_policy_that_is_shipped_fits_it(policy):
    assert place(policy).all_sites.keys() == {"van", "south", "north"}


@pytest.mark.parametrize("shape", [{}, BENT], ids=["straight", "bent"])
def test_people_go_through_and_the_van_sees_their_faces(shape):
    result = sim.run(place(**SHORT, **shape), seed=2)
    people, captures = result.people, result.log.table(Capture)
    assert people.arrived == people.left + people.on_the_street + people.waiting
    assert people.left > 20
    assert people.waiting == 0
    assert captures["is_usable"].sum() > 8
    assert captures["is_usable"].mean() > 0.7


def test_two_days_with_one_seed_are_the_same():
    one, other = (sim.run(place(**SHORT, **BENT), seed=2).log.table(Capture) for _ in range(2))
    assert one.equals(other)


@pytest.mark.parametrize("shape", [{}, BENT], ids=["straight", "bent"])
def test_a_zone_cuts_the_street_in_two_and_hardly_a_mouth_opens_into_it(shape):
    scenario = place(**shape)
    street = shapely.Polygon(scenario.street_map.walkable)
    for site in scenario.all_sites.values():
        zone = shapely.Polygon(site.zone)
        assert len(street.difference(zone).geoms) == 2
        assert zone.difference(street).area < 0.25 * zone.length


def test_cameras_stand_on_both_sides_of_their_zone_and_look_at_it():
    scenario = place(**BENT)
    for site in scenario.all_sites.values():
        middle = np.mean(site.zone, axis=0)
        for camera in site.cameras:
            ahead = np.array([np.cos(np.radians(camera.heading_deg)), np.sin(np.radians(camera.heading_deg))])
            assert ahead @ (middle - (camera.x_m, camera.y_m)) > scenario.street.width_m / 2


ASSUMED = {
    f"{prefix}.{name}": info.json_schema_extra
    for prefix, settings in (("street", GenericStreet), ("camera_plan", CameraPlan))
    for name, info in settings.model_fields.items()
    if "low" in (info.json_schema_extra or {})
}
"""What is assumed of a street and its cameras, each with its range."""


@pytest.mark.parametrize("ends", [("low", "low"), ("high", "high"), ("low", "high"), ("high", "low")], ids="-".join)
def test_its_cameras_get_faces_wherever_in_its_range_each_assumption_lies(ends):
    values = {key: about[ends[k % 2]] for k, (key, about) in enumerate(ASSUMED.items())}
    assert len(values) > 12
    assert place(**values).used_sites["van"].cameras


def test_a_street_that_is_all_mouths_has_cameras_where_there_are_fewest():
    crowded = place(**{"street.length_m": 60, "street.side_streets": 6, "street.side_street_width_m": 7})
    middle = np.mean(crowded.all_sites["van"].zone, axis=0)[0]
    assert 11 <= middle <= 49


def test_a_wider_street_has_more_cameras():
    assert len(place().all_sites["van"].cameras) == 4
    assert len(place(**{"street.width_m": 16}).all_sites["van"].cameras) == 6
    assert len(place().all_sites["south"].cameras) == 8


def test_what_is_said_takes_the_place_of_what_is_planned():
    own = {"id": "van", "name": "Own", "zone": [[60, -6], [70, -6], [70, 6], [60, 6]]}
    camera = {"id": "one", "x_m": 54, "y_m": 0, "height_m": 4, "heading_deg": 0, "horizontal_fov_deg": 36}
    sites = {"van": {**own, "cameras": [{**camera, "image_width_px": 2560}]}}
    scenario = place(**{"sites": sites, "camera_plan.fixed_from_end_m": 40})
    assert [one.id for one in scenario.used_sites["van"].cameras] == ["one"]
    assert np.mean(scenario.all_sites["south"].zone, axis=0) == pytest.approx([38, 0], abs=3)
    shares = {"south": 0.5, "north": 0.2, "side_1": 0.1, "side_2": 0.1, "side_3": 0.1}
    assert place(**{"footfall.entrance_shares": shares}).footfall.entrance_shares == shares


def test_cameras_follow_a_street_that_is_changed():
    wide = sim.with_values(place(), {"street.width_m": 16})
    assert wide.all_sites == place(**{"street.width_m": 16}).all_sites
    assert max(y for _, y in wide.all_sites["van"].zone) == pytest.approx(8.1)


def test_it_is_written_and_read_again_as_it_was(tmp_path):
    scenario = place(**BENT)
    file = tmp_path / "whole.yaml"
    file.write_text(dump(scenario), encoding="utf-8")
    assert load(file) == scenario


def test_a_map_takes_the_place_of_the_street_and_nothing_else_is_touched(tmp_path):
    """The map that is drawn of the street, as GeoJSON, with the sites that are planned on it."""
    planned, text = place(), PLACE.read_text(encoding="utf-8")
    street = planned.street_map
    features = [feature("walkable", "Polygon", ring(street.walkable))]
    features += [
        feature("entrance", "LineString", list(one.mouth), id=one.id, name=one.name, share=one.share)
        for one in street.entrances
    ]
    features += [feature("shop", "Point", one.at, id=one.id, name=one.name) for one in street.shops]
    for name, site in planned.all_sites.items():
        features.append(feature("zone", "Polygon", ring(site.zone), site=name, name=site.name))
        for camera in site.cameras:
            said = camera.model_dump(exclude={"x_m", "y_m"}, exclude_none=True)
            features.append(feature("camera", "Point", [camera.x_m, camera.y_m], site=name, **said))
    (tmp_path / "ours.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    file = tmp_path / "ours.yaml"
    before, after = text.split("\nstreet:\n")
    file.write_text("\n".join([before, "geometry: ours.geojson", "day:" + after.split("\nday:")[1]]))
    with_map = sim.load_scenario(file, policies=["lfr_van_2025"])
    assert with_map.street == street
    assert with_map.all_sites == planned.all_sites
    file.write_text(text + "geometry: ours.geojson\n")
    with pytest.raises(ScenarioError, match="a street without a map has a map"):
        load(file)


def test_its_width_is_uncertain_and_its_length_is_the_users():
    drawn, _ = inputs_of(place())
    assert "street.width_m" in drawn
    assert "street.side_street_every_m" in drawn
    assert "street.length_m" not in drawn


def test_what_is_given_by_hand_holds_what_it_was_given_for():
    def held(**values):
        return {one.key for one in inputs_of(place(**values))[1]}

    assert "street.side_street_every_m" in held(**{"street.side_streets": 2})
    own = {"own": place().all_sites["van"].model_dump(mode="json")}
    assert "street.width_m" in held(sites=own)
    assert "street.width_m" not in held()


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("street.width_m=1", "narrower than two people who pass each other (1 m); at least 1.7 m"),
        ("street.length_m=10000", "must be at most 1000"),
        ("street.shops_per_100_m=1000000000", "must be at most 30"),
        ("street.side_streets=1000000000", "must be at most 50"),
        ("street={kind: generic, length_m: 50, side_streets: 9}", "no room for 9 side streets"),
        ("street.side_streets=[{at_m: 90, side: left}, {at_m: 93, side: left}]", "side streets on the left overlap"),
        ("street.side_streets=[{at_m: 90, sid: left}]", "did you mean `side`?"),
        ("street.kind=genric", "did you mean `generic`?"),
        ("street.kind=3", "must be map or generic"),
        ("street.walkable=[[0, 0]]", "belongs to another `kind`"),
        ("camera_plan.image_width_px=640", "too small to search"),
        ("camera_plan.van_at_m=299", "11 to 289 m"),
        ("camera_plan={camera_from_zone_m: 50, zone_depth_m: 50, van_at_m: 60}", "75 to 225 m"),
        ("lfr.sites=[nort]", "it has north, south, van"),
        ("footfall.people_per_day=1000000", "cannot hold this footfall"),
        ("street={kind: generic, side_streets: 1, ends_share: 0}", "fewer than two entrances have a share"),
    ],
)
def test_what_nobody_could_mean_is_refused_where_it_is_said(setting, said):
    message = refused(setting)
    assert said in message
    assert message.startswith((f"--set {setting.partition('=')[0]}", str(PLACE)))
