"""Counts of deployments drawn from the deployment law: what fits are checked with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.calibration.catchment import MECHANISMS
from sim.calibration.deployment_law import Cases, arrest_chance, log_true_alerts
from sim.calibration.fit import Counts, unknowns_of, values_of
from sim.calibration.unknowns import Floats
from sim.core.streams import Stream, Streams

__all__ = ["draw_counts", "draw_levels"]

_LEVELS, _COUNTS = 0, 1


def draw_levels(mechanism: str, cases: Cases, at: Floats, streams: Streams, draw: int) -> Floats:
    """Draw the level of each case's place (n,), the same for all cases there.

    Parameters
    ----------
    at
        (d,): the unknowns, in standard deviations from their priors' means.
    draw
        Each set of levels has a number of its own.
    """
    values, chance = values_of(unknowns_of(mechanism), at), streams.generator(Stream.CALIBRATION, draw, _LEVELS)
    boroughs, places = sorted(set(cases.borough)), sorted(set(cases.place))
    of_borough = dict(zip(boroughs, chance.normal(0, values["borough_spread"], len(boroughs)), strict=True))
    of_place = dict(zip(places, chance.normal(0, values["place_spread"], len(places)), strict=True))
    pairs = zip(cases.borough, cases.place, strict=True)
    return np.array([of_borough[borough] + of_place[place] for borough, place in pairs])


def draw_counts(mechanism: str, cases: Cases, at: Floats, level: Floats, streams: Streams, draw: int) -> Counts:
    """Draw alerts, false alerts and arrests of cases, given unknowns (d,) and levels (n,)."""
    values, chance = values_of(unknowns_of(mechanism), at), streams.generator(Stream.CALIBRATION, draw, _COUNTS)
    size = float(values["day_spread"]) ** -2
    mean = np.exp(log_true_alerts(MECHANISMS[mechanism], values, cases) + level)
    true: NDArray[np.int64] = chance.poisson(mean * chance.gamma(size, 1 / size, len(cases)))
    false = chance.poisson(values["false_ratio"] * cases.passages * cases.fpir)
    return Counts(true + false, false, chance.binomial(true, arrest_chance(values, true)))
