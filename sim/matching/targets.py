"""What a simulator is matched with: published figures with their errors, and the settings that may move.

    name: north_end_van
    inputs:
      population.listed_visit_ratio: {low: 0.3, high: 2.0}
    targets:
      - {metric: alerts, value: 16.2, standard_error: 2.65, discrepancy: 1.6, source: "five days, 2024-25"}

A figure has a `standard_error`, or `low` and `high`, the ends of its 95 % interval. `discrepancy` is how far a
simulator with the right settings may still be off, as a standard deviation: nobody can leave it out without saying so.
"""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from sim.core.config import Config
from sim.core.errors import SettingsConflict
from sim.metrics.metric import Estimator
from sim.scenario.load import validate
from sim.scenario.located import read
from sim.scenario.shipped import file_or_shipped

__all__ = ["Ends", "Target", "Targets", "load_targets"]

_TWO_SIDED = 1.959964


class Ends(Config):
    """Between which values a setting may be; those of its own range where nothing is said."""

    low: float | None = None
    high: float | None = None


class Target(Config):
    """One published figure."""

    metric: str
    """Of the catalogue."""
    value: float
    standard_error: float | None = Field(default=None, gt=0)
    low: float | None = None
    high: float | None = None
    """The ends of its 95 % interval, where no standard error is given."""
    discrepancy: float = Field(ge=0)
    """Standard deviation of what the simulator is off by with the right settings, in the metric's unit."""
    source: str = Field(min_length=1)
    estimator: Estimator | None = None
    """What is expected where there is such an estimator, else what is counted."""
    group: str = "all"
    of: str | None = None
    """Another place or policy than the one that is simulated, as the command line has it (`north_end+lfr_van_2025`)."""

    @model_validator(mode="after")
    def _has_one_error(self) -> Self:
        ends = (self.low, self.high)
        if (self.standard_error is None) == (ends == (None, None)) or (ends != (None, None) and None in ends):
            raise SettingsConflict(("metric",), "a target has a `standard_error`, or `low` and `high`: one of both")
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise SettingsConflict(("low",), f"`low` is not below `high` ({self.low:g}, {self.high:g})")
        return self

    @property
    def error(self) -> float:
        """Its standard error."""
        if self.standard_error is not None:
            return self.standard_error
        return ((self.high or 0.0) - (self.low or 0.0)) / (2 * _TWO_SIDED)

    @property
    def tolerance(self) -> float:
        """Variance of its error and of the discrepancy."""
        return self.error**2 + self.discrepancy**2


class Targets(Config):
    """A file of targets."""

    name: str = Field(min_length=1, max_length=200)
    about: str = ""
    inputs: dict[str, Ends] = Field(min_length=1, max_length=12)
    """By setting."""
    targets: tuple[Target, ...] = Field(min_length=1, max_length=24)


def load_targets(name: str | Path) -> Targets:
    """Read targets: a file, or the name of shipped ones.

    Raises
    ------
    ScenarioError
        If there is no such file, or it is wrong, with line and column.
    """
    return validate(Targets, read(file_or_shipped(name, "targets")))
