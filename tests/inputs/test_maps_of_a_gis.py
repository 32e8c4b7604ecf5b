"""Maps that were refused, or took minutes: the smallest of each kind, with what is said of it now."""

from pathlib import Path

import pytest

from sim.core.errors import ScenarioError
from sim.scenario.load import load

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("05-outline-of-800-points", "corners of its outlines"),
        ("07-attribute-table-of-a-gis", "Columns of its features that nothing reads: fid."),
        ("08-longitude-latitude", "Its coordinates are turned from WGS 84 (CRS84) into metres on the ground"),
        ("09-heights-in-coordinates", "Its heights are not read."),
    ],
)
def test_a_map_is_read_and_what_was_done_to_it_is_said(case, said):
    scenario = load(CASES / case / "place.yaml")
    assert said in scenario.map_notes[0]
    assert [entrance.id for entrance in scenario.street_map.entrances] == ["west", "east"]


def test_a_street_in_degrees_has_its_size():
    (x0, y0), (x1, y1) = (f(zip(*load(CASES / "08-longitude-latitude/place.yaml").street_map.walkable, strict=True))
                          for f in (lambda xy: tuple(map(min, xy)), lambda xy: tuple(map(max, xy))))  # fmt: skip
    assert (x1 - x0, y1 - y0) == pytest.approx((80, 10), rel=0.01)


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ("17-role-is-a-list", "a feature with no known role (a list of 1); roles are"),
        ("18-deep-nesting", "lists or mappings nested too deeply"),
    ],
)
def test_a_file_that_is_wrong_is_refused_at_its_place(case, message):
    with pytest.raises(ScenarioError) as caught:
        load(CASES / case / "place.yaml")
    assert message in str(caught.value)
    assert ":" in caught.value.where
