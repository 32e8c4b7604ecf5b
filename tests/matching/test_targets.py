"""Files of targets say what is wrong with them, and where."""

import pytest

from sim.core.errors import ScenarioError
from sim.matching.targets import Target, load_targets

GOOD = """name: t
inputs:
  population.listed_visit_ratio: {low: 0.3, high: 2.0}
targets:
  - {metric: alerts, value: 16.2, standard_error: 2.65, discrepancy: 1.6, source: five days}
"""


def write(tmp_path, text):
    file = tmp_path / "targets.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_is_read(tmp_path):
    found = load_targets(write(tmp_path, GOOD))
    assert found.targets[0].tolerance == pytest.approx(2.65**2 + 1.6**2)
    assert found.inputs["population.listed_visit_ratio"].high == 2.0


def test_what_is_shipped_can_be_read():
    assert len(load_targets("north_end_van").targets) == 3


def test_ends_of_an_interval_stand_for_a_standard_error():
    one = Target(metric="alerts", value=5, low=3.04, high=6.96, discrepancy=0, source="x")
    assert one.error == pytest.approx(1.0, rel=1e-3)


@pytest.mark.parametrize(
    ("was", "given", "message"),
    [
        ("standard_error: 2.65, ", "", r"targets.yaml:5:\d+: .*a `standard_error`, or `low` and `high`"),
        ("standard_error: 2.65", "standard_error: 2.65, low: 1, high: 2", "one of both"),
        ("standard_error: 2.65", "low: 2, high: 1", "`low` is not below `high`"),
        ("discrepancy: 1.6, ", "", r"targets.yaml:5:\d+: .*discrepancy"),
        ("discrepancy: 1.6", "discrepancy: -1", r"targets.yaml:5:\d+: .*discrepancy"),
        ("source: five days", "sauce: x", r"targets.yaml:5:\d+: .*sauce"),
    ],
)
def test_a_wrong_target_is_refused_by_line(tmp_path, was, given, message):
    with pytest.raises(ScenarioError, match=message):
        load_targets(write(tmp_path, GOOD.replace(was, given)))
