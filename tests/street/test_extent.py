"""How large a street may be: what its numbers look like, and bounds before anything is allocated."""

import tracemalloc

import numpy as np
import pytest
import shapely
from pydantic import ValidationError

from sim.street.extent import MOST_CORNERS, check_bounds, check_cells
from sim.street.street_map import StreetMap

DEGREES = np.array([[-0.1, 51.37], [-0.0988, 51.37], [-0.0988, 51.3701], [-0.1, 51.3701]])
METRES = np.array([[0, 0], [80, 0], [80, 10], [0, 10]])


@pytest.mark.parametrize(
    ("points", "looks_like"),
    [
        (DEGREES, "these look like degrees of longitude and latitude"),
        (METRES / 1000, "these look like kilometres"),
        (METRES / 1000 + [532.3, 165.5], "these look like kilometres"),
        (METRES * 1000.0, "its numbers look like millimetres"),
        (METRES * 100.0, "its numbers look like centimetres"),
        (METRES * 1e9, "is too large for a street (it reaches from (0, 0) to (8e+10, 1e+10)"),
    ],
)
def test_numbers_that_no_street_has_are_refused_with_what_they_look_like(points, looks_like):
    with pytest.raises(ValueError, match="the walkable ring") as caught:
        check_bounds(points)
    assert looks_like in str(caught.value)


@pytest.mark.parametrize("points", [METRES, METRES + np.array([532_300, 165_500]), METRES * 10, METRES / 10])
def test_streets_in_metres_are_not(points):
    check_bounds(points)


def test_what_would_not_fit_is_refused_before_anything_is_allocated():
    tracemalloc.start()
    with pytest.raises(ValueError, match="the walkable area is too large"):
        check_cells(shapely.box(0, 0, 2000, 500), 0.5, 2)
    with pytest.raises(ValueError, match="there is too much to tabulate"):
        check_cells(shapely.box(0, 0, 400, 400), 0.5, 100)
    with pytest.raises(ValueError, match="the street reaches too far"):
        check_cells(shapely.LineString([(0, 0), (5000, 5000)]).buffer(10), 0.5, 2)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_more_corners_than_paths_go_round_are_refused():
    turn = np.linspace(0, 2 * np.pi, MOST_CORNERS + 1, endpoint=False)
    circle = np.column_stack([50 * np.cos(turn), 50 * np.sin(turn)]).tolist()
    with pytest.raises(ValidationError, match="corners; at most 3,000"):
        StreetMap.model_validate({"walkable": circle, "entrances": []})
