from __future__ import annotations

from sim.core.config import Config
from sim.evidence.register import assumed
from sim.report.assumptions import assumptions_of


class Inner(Config):
    reach_m: float = assumed(5.0, "nobody has measured it", unit="m", low=1.0, high=9.0)
    """How far it reaches."""


class Outer(Config):
    inner: Inner = Inner()
    name: str = "a"


def test_assumptions_are_found_in_nested_settings_with_the_value_in_use():
    (found,) = assumptions_of(Outer(inner=Inner(reach_m=7.0)))
    assert (found.key, found.value, found.low, found.high) == ("inner.reach_m", 7.0, 1.0, 9.0)
    assert found.meaning == "How far it reaches."
