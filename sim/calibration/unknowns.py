"""What the deployment law does not know, each with its range: the unknowns of a fit and their priors.

A range is read as the central 95 % of a normal law on the unknown's scale: logarithms for what is above 0, log-odds for
what is a share. Nothing here was taken from counts of alerts; those update it (`sim.calibration.fit`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

__all__ = ["ARRESTS", "FALSE_ALERTS", "LISTED", "SPREADS", "Floats", "Unknown"]

Floats: TypeAlias = NDArray[np.float64]

_CENTRAL_95 = 2 * 1.959964


@dataclass(frozen=True)
class Unknown:
    """One number that is fitted."""

    name: str
    low: float
    high: float
    unit: str
    why: str
    """What the range rests on."""
    scale: Literal["log", "logit"] = "log"

    @property
    def mean(self) -> float:
        """The prior's mean on the scale."""
        return (self.to_scale(self.low) + self.to_scale(self.high)) / 2

    @property
    def deviation(self) -> float:
        """The prior's standard deviation on the scale."""
        return (self.to_scale(self.high) - self.to_scale(self.low)) / _CENTRAL_95

    def to_scale(self, value: float) -> float:
        """Return a value on the scale on which the prior is normal."""
        return float(np.log(value) if self.scale == "log" else logit(value))

    def value(self, at: Floats) -> Floats:
        """Return what numbers on the scale stand for, any shape."""
        return np.asarray(np.exp(at) if self.scale == "log" else expit(at), np.float64)


LISTED: dict[str, Unknown] = {
    one.name: one
    for one in (
        Unknown(
            "visit_ratio",
            0.1,
            1.5,
            "ratio",
            "whether wanted people go to high streets as often as others is not known: some keep away from cameras, "
            "and some spend their days there",
        ),
        Unknown(
            "near_ratio",
            0.5,
            10.0,
            "ratio",
            "how many of a city's list live near its high streets, against its people at large, is not published; "
            "wards of town centres have up to some ten times the recorded violence of others for each resident",
        ),
        Unknown(
            "regulars_per_h",
            300.0,
            10_000.0,
            "people an hour",
            "so many at most of those who pass in an hour live near; no count of where people on high streets live "
            "was found, and hourly footfall of those simulated goes from some 300 to 5,000",
        ),
        Unknown(
            "visitor_ratio",
            0.02,
            0.6,
            "ratio",
            "how often people from further away are on a list, against those who live near: from hardly ever "
            "(tourists) to somewhat less often (people of the same city)",
            "logit",
        ),
        Unknown(
            "crowding_per_h",
            500.0,
            50_000.0,
            "people an hour",
            "at so many people an hour half of the faces that are counted are those of somebody counted already; how "
            "a tracker counts in crowds is not published",
        ),
    )
}
"""Of who passes and is listed; each mechanism of `sim.calibration.catchment` takes some of them."""

SPREADS: tuple[Unknown, ...] = (
    Unknown(
        "day_spread",
        0.05,
        0.45,
        "log units",
        "where cameras stand and who comes differs from day to day; published alerts vary little given place and faces",
    ),
    Unknown(
        "borough_spread",
        0.08,
        0.7,
        "log units",
        "recorded violence for each resident differs between boroughs by a standard deviation of 0.25 in its logarithm",
    ),
    Unknown(
        "place_spread", 0.08, 0.5, "log units", "as between boroughs, or less: places in one borough share its people"
    ),
)
"""How much days, boroughs, and places within one differ: standard deviations of logarithms."""

ARRESTS: tuple[Unknown, ...] = (
    Unknown(
        "arrest_share",
        0.3,
        0.75,
        "share of alerts",
        "of an alert while the team is fresh: 0.5 to 0.9 of true alerts are stopped (13 of 18; exact 95 % interval) "
        "and 0.5 to 0.85 of stops arrested",
        "logit",
    ),
    Unknown(
        "team_arrests",
        6.0,
        100.0,
        "arrests",
        "with so many arrests to be made a team makes 63 % of them: 6 to 24 officers, two to an arrest, who come back "
        "from custody once to some four times in a deployment",
    ),
)

FALSE_ALERTS: tuple[Unknown, ...] = (
    Unknown(
        "false_ratio",
        0.2,
        5.0,
        "ratio",
        "false alerts against those that the recognition profile gives: it rests on some ten that were noticed",
    ),
)
