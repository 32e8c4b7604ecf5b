"""A drawn street at another width: what is between its fronts stays between them, what is behind moves with them."""

import numpy as np
import pytest
import shapely
from pydantic import ValidationError

from sim.core.errors import SettingsConflict
from sim.street.middle import Middle, moved
from sim.street.street_map import StreetMap
from sim.street.streets import map_of
from sim.street.width import as_wide

BENT = Middle(line=[(0, 0), (100, 0), (180, 60)], width_m=10)
"""A street of 200 m that turns by 37 degrees."""


def on(s_m, off_m, line=BENT):
    """Return the point so far along the bent street, and so far to its left."""
    start, along = (np.zeros(2), np.array([1.0, 0.0])) if s_m <= 100 else (np.array([100.0, 0.0]), np.array([0.8, 0.6]))
    return start + (s_m if s_m <= 100 else s_m - 100) * along + off_m * np.array([-along[1], along[0]])


def street(**settings):
    """Return a straight street, 10 m wide, with a side street of 4 m to its left and a planter."""
    return StreetMap(
        walkable=[(0, -5), (60, -5), (60, 5), (32, 5), (32, 15), (28, 15), (28, 5), (0, 5)],
        obstacles=[[(10, -1), (12, -1), (12, 1), (10, 1)]],
        entrances=[
            {"id": "west", "name": "West", "mouth": [(0, -5), (0, 5)]},
            {"id": "east", "name": "East", "mouth": [(60, -5), (60, 5)]},
            {"id": "side", "name": "Side", "mouth": [(28, 15), (32, 15)]},
        ],
        shops=[{"id": "a", "name": "A", "at": (45, 4)}],
        **{"middle": {"line": [(0, 0), (60, 0)], "width_m": 10}} | settings,
    )


@pytest.mark.parametrize("width_m", [4.0, 10.0, 17.0])
@pytest.mark.parametrize("s_m", [-20.0, 0.0, 30.0, 150.0, 190.0, 230.0])
def test_points_keep_their_place_along_the_street_and_between_its_fronts(s_m, width_m):
    off = np.array([-5.0, -2.0, 0.0, 1.5, 5.0])
    found = moved(np.array([on(s_m, one) for one in off]), BENT, width_m)
    assert found == pytest.approx(np.array([on(s_m, one * width_m / 10) for one in off]), abs=1e-9)


@pytest.mark.parametrize("width_m", [4.0, 17.0])
def test_what_is_behind_a_front_moves_with_it(width_m):
    found = moved(np.array([on(40, 15), on(40, -25), on(170, 12)]), BENT, width_m)
    by = (width_m - 10) / 2
    assert found == pytest.approx(np.array([on(40, 15 + by), on(40, -25 - by), on(170, 12 + by)]), abs=1e-9)


@pytest.mark.parametrize("width_m", [6.0, 13.0])
def test_a_map_is_as_wide_as_it_is_said_to_be(width_m):
    made = map_of(street(width_m=width_m))
    area = shapely.Polygon(made.walkable)
    assert area.intersection(shapely.LineString([(50, -40), (50, 40)])).length == pytest.approx(width_m)
    # the side street is as wide and as deep as it was
    assert area.intersection(shapely.LineString([(0, width_m / 2 + 5), (60, width_m / 2 + 5)])).length == pytest.approx(
        4
    )
    assert area.bounds == pytest.approx((0, -width_m / 2, 60, width_m / 2 + 10))
    assert np.array(made.entrances[0].mouth) == pytest.approx(np.array([(0, -width_m / 2), (0, width_m / 2)]))
    assert made.shops[0].at == pytest.approx((45, 4 * width_m / 10))
    assert np.ptp(np.array(made.obstacles[0]), axis=0) == pytest.approx((2, 2 * width_m / 10))
    assert as_wide(street(width_m=width_m), [(5, 5)]) == [pytest.approx((5, width_m / 2))]


@pytest.mark.parametrize("settings", [{}, {"width_m": None}, {"width_m": 10}])
def test_at_the_width_that_it_is_drawn_with_nothing_moves(settings):
    """Nor is anything made of it by its numbers: the same bytes as of a map that says nothing of its middle."""
    given = street(**settings)
    assert given.width_m == 10
    assert map_of(given).model_dump_json() == street(middle=None).model_dump_json()


def test_a_map_without_a_middle_says_nothing_of_its_width():
    plain = street(middle=None)
    assert map_of(plain) is plain
    assert not {"middle", "width_m"} & plain.model_dump().keys()


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        ({"middle": None, "width_m": 12}, "a line with the role `middle`"),
        ({"width_m": 1}, "narrower than two people"),
        ({"width_m": 0}, "greater than 0"),
        ({"middle": {"line": [(0, 0)], "width_m": 10}}, "at least 2"),
        ({"middle": {"line": [(0, 0), (0, 0)], "width_m": 10}}, "points 0 and 1"),
        ({"middle": {"line": [(0, 0), (80, 0)], "width_m": 10}}, "leaves the walkable area"),
        ({"middle": {"line": [(0, 0), (60, 0)]}}, "Field required"),
    ],
)
def test_a_width_that_cannot_be_is_refused(settings, what):
    with pytest.raises(ValidationError, match=what):
        street(**settings)


def test_a_side_street_that_would_cross_another_is_refused_where_the_street_is_drawn():
    """On the inside of a bend what is behind the front comes together as the front moves in."""
    middle = {"line": [(0, 0), (50, 0), (50, 50)], "width_m": 10}
    corner = StreetMap(
        walkable=[(0, -5), (55, -5), (55, 50), (45, 50), (45, 5), (0, 5)],
        entrances=[
            {"id": "west", "name": "West", "mouth": [(0, -5), (0, 5)]},
            {"id": "north", "name": "North", "mouth": [(45, 50), (55, 50)]},
        ],
        shops=[{"id": "a", "name": "A", "at": (20, 4)}],
        middle=middle,
    )
    wide = corner.model_copy(update={"width_m": 30.0})
    assert shapely.Polygon(map_of(wide).walkable).is_valid
    with pytest.raises(ValidationError, match="120 m wide crosses"):
        StreetMap(**corner.model_dump() | {"width_m": 120})
    with pytest.raises(SettingsConflict, match="cannot be drawn 120 m wide"):
        map_of(corner.model_copy(update={"width_m": 120.0}))
