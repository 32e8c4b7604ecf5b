"""Where what is measured can lie, and of whom it is told."""

import pytest

from sim.claims.bounds import bounds_of
from sim.claims.simulated import Simulated
from sim.metrics.catalogue import CATALOGUE


def of(name, **more):
    given = {"name": "h", "kind": "simulated", "says": "so", "arms": {"a": "north_end_year"}, "metric": name, **more}
    row = next(row for row in CATALOGUE if row.name == name)
    unit = {"ratio": "times", "groups": "times", "at_least_once": "chance"}.get(more.get("of", ""), row.unit)
    return Simulated.model_validate({**given, "margin": {"name": "m", "at_least": 1.0, "unit": unit, "why": "w"}})


@pytest.mark.parametrize(
    ("one", "bounds"),
    [
        (of("precision"), (0, 1)),
        (of("false_stops_per_arrest"), (0, float("inf"))),
        (of("arrests"), (0, float("inf"))),
        (of("treat_fairly_after"), (0, 100)),
        (of("treat_fairly_change"), (-100, 100)),
        (of("precision", of="at_least_once"), (0, 1)),
        (of("precision", of="groups", group="black"), (0, float("inf"))),
        (of("precision", of="difference", arms={"a": "north_end_year", "b": "roll_out"}), (-1, 1)),
    ],
)
def test_where_what_is_measured_can_lie(one, bounds):
    assert bounds_of(one) == bounds


@pytest.mark.parametrize("row", [row for row in CATALOGUE if not row.is_by_group], ids=lambda row: row.name)
def test_a_metric_of_everybody_alone_has_no_group(row):
    with pytest.raises(ValueError, match="is not told by group"):
        of(row.name, group="every")
