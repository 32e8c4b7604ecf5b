"""Streets without a map: what is drawn of them is a street that people can walk through, and follows what is said."""

from math import radians

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.street.generic import GenericStreet, drawn, openings_of
from sim.street.geometry import compile_geometry


def street(**said):
    return GenericStreet.model_validate(said)


def area(one):
    return shapely.Polygon(drawn(one).walkable)


def test_a_straight_street_is_as_long_and_as_wide_as_it_says():
    one = street(length_m=200, width_m=10, side_streets=[{"at_m": 50, "side": "left", "width_m": 8}])
    assert area(one).area == pytest.approx(200 * 10 + 8 * one.side_street_depth_m)
    assert area(one).bounds == (0, -5, 200, 5 + one.side_street_depth_m)


def test_a_bend_keeps_the_length_of_the_middle_and_the_width():
    one = street(length_m=200, width_m=10, side_streets=0, bends=[{"at_m": 80, "turn_deg": 60}])
    assert area(one).area == pytest.approx(200 * 10, rel=1e-3)
    geometry = compile_geometry(drawn(one))
    assert 190 < geometry.path_length_m(0, 1) < 200


def test_side_streets_come_on_alternate_sides_for_every_hundred_metres():
    found = openings_of(street(length_m=400, side_street_every_m=100))
    assert [one.side for one in found] == ["left", "right", "left", "right"]
    assert [one.s_m for one in found] == pytest.approx([50, 150, 250, 350], abs=4)


def test_a_list_of_side_streets_is_taken_as_it_is():
    said = [
        {"at_m": 190, "side": "right", "is_door": True, "name": "The arcade"},
        {"at_m": 80, "side": "left", "width_m": 7, "share": 0.1},
    ]
    entrances = {
        one.id: one for one in drawn(street(side_streets=said, width_m=12, ends=("Station", "Market"))).entrances
    }
    assert [one.name for one in entrances.values()] == ["Station", "Market", "Side street at 80 m", "The arcade"]
    assert entrances["side_1"].mouth == ((76.5, 16), (83.5, 16))
    assert entrances["side_2"].mouth == ((187, -6), (193, -6))
    assert [one.share for one in entrances.values()] == pytest.approx([0.36, 0.36, 0.1, 0.18])


def test_the_ends_have_all_people_where_there_is_no_side_street():
    assert [one.share for one in drawn(street(side_streets=0)).entrances] == [0.5, 0.5]


def test_shops_line_both_fronts_and_leave_mouths_and_bends_free():
    one = street(shops_per_100_m=14, bends=[{"at_m": 120, "turn_deg": -40}])
    ways_in = shapely.union_all([shapely.LineString(mouth.mouth) for mouth in drawn(one).entrances])
    shops = [shapely.Point(shop.at) for shop in drawn(one).shops]
    assert len(shops) == 42
    assert {round(area(one).exterior.distance(shop), 1) for shop in shops} == {1.0}
    assert min(ways_in.distance(shop) for shop in shops) > one.navigation.window_m / 2


def test_a_front_without_room_has_fewer_shops():
    assert len(drawn(street(length_m=50, side_streets=4, shops_per_100_m=30)).shops) < 15
    assert not drawn(street(shops_per_100_m=0)).shops


def test_a_seed_moves_side_streets_and_shops_and_the_same_seed_moves_them_alike():
    even, one, other = street(), street(seed=1), street(seed=2)
    assert drawn(one) == drawn.__wrapped__(street(seed=1))
    assert len({drawn(each).model_dump_json() for each in (even, one, other)}) == 3
    assert len(drawn(one).shops) == len(drawn(even).shops)


def test_a_street_says_the_same_bytes_each_time():
    one = street(bends=[{"at_m": 150, "turn_deg": 20}], seed=7)
    assert drawn(one).model_dump_json() == drawn.__wrapped__(one.model_copy()).model_dump_json()


def turns(*of_length):
    return [{"at_m": at_m, "turn_deg": turn} for at_m, turn in of_length]


@settings(max_examples=60, deadline=None)
@given(
    length=st.floats(50, 500),
    width=st.floats(2, 25),
    bends=st.lists(st.tuples(st.floats(0.2, 0.8), st.floats(-90, 90)), max_size=3),
    side_streets=st.none() | st.integers(0, 6),
    seed=st.none() | st.integers(0, 9),
)
def test_a_street_is_drawn_whole_or_the_setting_is_named_that_leaves_no_room(length, width, bends, side_streets, seed):
    said = turns(*((share * length, turn) for share, turn in sorted(bends)))
    try:
        one = street(length_m=length, width_m=width, bends=said, side_streets=side_streets, seed=seed)
    except ValidationError as error:
        mended = error.errors()[0]["ctx"]["error"].path[0]
        one = street(length_m=length, width_m=width, seed=seed, **{mended: {"bends": (), "side_streets": 0}[mended]})
    openings = openings_of(one)
    assert len(drawn(one).entrances) == 2 + len(openings)
    assert sum(mouth.share for mouth in drawn(one).entrances) == pytest.approx(1)
    arms_m2 = sum(opening.width_m * opening.depth_m for opening in openings)
    assert area(one).area == pytest.approx(length * width + arms_m2, rel=0.01)


@pytest.mark.parametrize(("first", "second"), [(20, -35), (-60, 90)])
def test_the_way_through_a_bent_street_cuts_its_corners(first, second):
    one = street(bends=turns((90, first), (200, second)), seed=4)
    geometry = compile_geometry(drawn(one))
    half = one.width_m / 2
    saved = sum(2 * half * (radians(abs(turn)) / 2) for turn in (first, second))
    assert 300 - 2 * saved < geometry.path_length_m(0, 1) < 300
    assert geometry.n_entrances == 5


@pytest.mark.parametrize(
    ("said", "path", "message"),
    [
        ({"width_m": 1.2}, "width_m", "narrower than two people"),
        ({"side_street_width_m": 0.5}, "side_street_width_m", "narrower than one who comes through"),
        ({"length_m": 10_000}, "", "less than or equal to 1000"),
        ({"length_m": 20}, "", "greater than or equal to 50"),
        ({"shops_per_100_m": 1e9}, "", "less than or equal to 30"),
        ({"side_streets": 1_000_000_000}, "", "less than or equal to 50"),
        ({"length_m": 50, "side_streets": 8}, "side_streets", "at most 6"),
        ({"side_streets": [{"at_m": 2, "side": "left"}]}, "side_streets.0.at_m", "3.7 to 296.3 m"),
        ({"side_streets": [{"at_m": 200, "side": "left", "width_m": 1}]}, "side_streets.0.width_m", "too narrow"),
        ({"side_streets": [{"at_m": 90, "side": "left", "share": 1}]}, "side_streets", "less than 1 together"),
        ({"length_m": 1000, "width_m": 40, "shops_per_100_m": 30}, "", "40,000 m2 with 312 mouths and shops"),
        ({"bends": [{"at_m": 200, "turn_deg": 9}, {"at_m": 100, "turn_deg": 9}]}, "bends.1", "in order"),
        ({"bends": [{"at_m": 299, "turn_deg": 90}]}, "bends.0", "no room to turn"),
    ],
)
def test_a_street_that_nobody_could_draw_is_refused(said, path, message):
    with pytest.raises(ValidationError) as caught:
        street(**said)
    found = caught.value.errors()[0]
    assert message in found["msg"]
    assert ".".join(map(str, getattr(found.get("ctx", {}).get("error"), "path", ()))) == path


def test_side_streets_that_overlap_are_refused_and_opposite_ones_are_not():
    beside, opposite = ({"at_m": 104, "side": side} for side in ("left", "right"))
    first = {"at_m": 100, "side": "left"}
    assert len(openings_of(street(side_streets=[first, opposite]))) == 2
    with pytest.raises(ValidationError, match=r"two side streets on the left overlap .* 6.7 m apart"):
        street(side_streets=[first, beside])


def test_a_street_that_runs_into_itself_is_refused():
    with pytest.raises(ValidationError, match="meets itself"):
        street(bends=turns((100, 89), (140, 89), (180, 89), (220, 89)))
