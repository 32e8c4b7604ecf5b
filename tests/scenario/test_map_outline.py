"""Outlines of a GIS: fine detail is thinned out, said, and nothing of a plain map is touched."""

import numpy as np
import pytest
import shapely

from sim.core.errors import ScenarioError
from sim.scenario.map_outline import KEPT, tidied
from sim.street.extent import MOST_OFF_M
from sim.street.street_map import StreetMap


def front(n, height_m):
    """Return a street of n corners along its north side, which are off a straight line by a height."""
    x = np.linspace(395, 5, n)
    return [[0, 0], [400, 0], [400, 10], *np.column_stack([x, 10 + height_m * np.sin(x * 3.7)]).tolist(), [0, 10]]


def test_few_corners_are_kept_as_they_are():
    ring = front(KEPT - 4, 0.001)
    assert tidied(ring, [], where="m") == (ring, [], "")


@pytest.mark.parametrize(("height_m", "within_m"), [(0.004, 0.01), (0.15, 0.1)])
def test_many_are_thinned_out_as_little_as_need_be(height_m, within_m):
    ring = front(5000, height_m)
    found = tidied(ring, [], where="m")
    before, after = shapely.Polygon(ring), shapely.Polygon(found.walkable)
    assert len(found.walkable) < 500
    assert after.is_valid
    assert shapely.hausdorff_distance(before, after) <= within_m
    assert found.note.startswith(
        f"Of the 5,004 corners of its outlines {len(found.walkable):,} are kept; no outline is"
    )


def test_an_obstacle_at_the_wall_stays_inside_of_it():
    ring = front(2000, 0.004)
    wall = [one for one in ring if 100 < one[0] < 110]
    kiosk = [*wall, [100, 8], [110, 8]]
    found = tidied(ring, [kiosk], where="m")
    assert len(found.obstacles) == 1
    assert shapely.Polygon(found.walkable).covers(shapely.Polygon(found.obstacles[0]))


def test_shops_that_stand_on_corners_that_are_left_out_stay_shops():
    ring = front(6000, MOST_OFF_M / 2)
    shops = [{"id": f"s{k}", "name": "Shop", "at": ring[3 + 40 * k]} for k in range(100)]
    mouths = ([[0, 2], [0, 8]], [[400, 2], [400, 8]])
    entrances = [{"id": f"e{k}", "name": "Way in", "mouth": mouth} for k, mouth in enumerate(mouths)]
    thinned = tidied(ring, [], where="m").walkable
    area = shapely.Polygon(thinned)
    assert not all(area.covers(shapely.Point(shop["at"])) for shop in shops)
    street = StreetMap.model_validate({"walkable": thinned, "entrances": entrances, "shops": shops})
    assert len(street.shops) == 100


def test_too_many_that_matter_are_refused():
    ring = [[0, 0], [4000, 0], [4000, 10], *([x, 10 + x % 2] for x in range(3999, 0, -1)), [0, 10]]
    with pytest.raises(ScenarioError, match=r"^m: the map has too many corners \(4,003, of which .* at most 3,000"):
        tidied(ring, [], where="m")


def test_what_is_wrong_with_a_ring_is_left_to_be_said():
    crossing = [*front(500, 0.2)[::-1], [200, 3], [100, -5]]
    assert tidied(crossing, [], where="m").note == ""
    assert tidied([["a", "b"]] * 500, [], where="m").note == ""
    assert tidied([[10**320, 0], *front(500, 0.2)], [], where="m").note == ""
