"""A conclusion as it is stated: a metric, a sign and a number, such as `false_stops < 1`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite

from sim.core.errors import RunError
from sim.metrics.catalogue import metric

__all__ = ["Conclusion", "conclusion_of"]

_SAYS = re.compile(r"\s*(\w+)\s*(<=|>=|<|>)\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*")


@dataclass(frozen=True)
class Conclusion:
    """What is stated of a metric; where two arms are compared, of what the second has more than the first."""

    metric: str
    sign: str
    bound: float

    def holds(self, value: float) -> bool:
        """Return whether it is true of a value."""
        return {
            "<": value < self.bound,
            "<=": value <= self.bound,
            ">": value > self.bound,
            ">=": value >= self.bound,
        }[self.sign]

    def __str__(self) -> str:
        return f"{self.metric} {self.sign} {self.bound:g}"


def conclusion_of(text: str) -> Conclusion:
    """Return what `false_stops < 1` states.

    Raises
    ------
    RunError
        If it is not a metric, a sign and a finite number.
    MetricError
        If there is no such metric.
    """
    found = _SAYS.fullmatch(text)
    if found is None or not isfinite(float(found[3])):
        allowed = "a metric, then <, <=, > or >=, then a number, such as 'false_stops < 1'"
        raise RunError("--when", f"not a conclusion ({text!r})", allowed)
    return Conclusion(metric(found[1], where="--when").name, found[2], float(found[3]))
