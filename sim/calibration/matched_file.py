"""A matched fit as a file: settings of the simulator that agree with published figures, drawn from by ensembles.

`passerby calibrate --simulate` writes it (`sim.matching`); the draws are of the joint posterior of its settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from sim.calibration.fit_file import FitFile, load_fit
from sim.core.config import Config
from sim.core.errors import SettingsConflict
from sim.scenario.load import validate
from sim.scenario.located import read
from sim.scenario.shipped import file_or_shipped

__all__ = ["MatchedFigure", "MatchedFile", "MatchedInput", "MatchedWave", "load_any_fit"]


class MatchedInput(Config):
    """A setting that was fitted."""

    key: str
    law: str
    """Before anything was matched."""
    prior_low: float
    prior_high: float
    median: float
    low: float
    high: float
    """The central 95 % of the draws are from low to high."""


class MatchedFigure(Config):
    """What was matched, and what the simulator says with settings drawn from the fit."""

    metric: str
    of: str
    """The place or programme, and its policy."""
    estimator: str
    group: str
    value: float
    standard_error: float
    discrepancy: float
    source: str
    predicted_mean: float
    predicted_low: float
    predicted_high: float
    """The central 90 % of what would be published: runs at draws, with the errors of observation and of the model."""
    is_within: bool
    """Whether what was published is within."""


class MatchedWave(Config):
    """One wave."""

    points: int
    failed: int
    left: float
    """Share of the space of the settings that is possible after it."""


class MatchedFile(Config):
    """A fit by history matching."""

    kind: Literal["matched"] = "matched"
    name: str
    about: str
    simulated: str
    targets_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    results_version: int
    version: str
    seed: int
    replications: int
    limit: float
    """The implausibility above which a point was ruled out."""
    waves: tuple[MatchedWave, ...]
    ended: str
    figures: tuple[MatchedFigure, ...]
    checked: int
    """Draws at which the simulator was run to predict figures."""
    inputs: tuple[MatchedInput, ...] = Field(min_length=1)
    draws: tuple[tuple[float, ...], ...] = Field(min_length=1)
    """Of the posterior, each with the values of `inputs` in their order."""

    @model_validator(mode="after")
    def _is_whole(self) -> MatchedFile:
        if any(len(draw) != len(self.inputs) for draw in self.draws):
            raise SettingsConflict(("draws",), "a draw has another number of values than there are inputs")
        return self

    def values(self, u: float) -> dict[str, float]:
        """Return the values of one of the draws by key: that at so large a share of them, from 0 to 1."""
        draw = self.draws[min(int(u * len(self.draws)), len(self.draws) - 1)]
        return {one.key: value for one, value in zip(self.inputs, draw, strict=True)}


def load_any_fit(name: str | Path) -> FitFile | MatchedFile:
    """Read a fit of either kind: a file, or the name of a shipped one.

    Raises
    ------
    ScenarioError
        If there is none, or the file is no fit.
    """
    located = read(file_or_shipped(name, "fits"))
    if isinstance(located.data, Mapping) and located.data.get("kind") == "matched":
        return validate(MatchedFile, located)
    return load_fit(name)
