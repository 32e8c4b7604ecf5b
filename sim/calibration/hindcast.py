"""A hindcast: what was predicted of deployments held against what happened, by predictor, count and place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.calibration.neighbourhoods import whereabouts
from sim.calibration.predict import COUNTS
from sim.calibration.predictors import observed_of
from sim.calibration.rolling import Forecast
from sim.calibration.scoring import central_interval, pit_histogram, scores
from sim.calibration.unknowns import Floats

__all__ = ["EVERYWHERE", "judged", "one_by_one", "pit_histograms"]

EVERYWHERE = "all"
"""In the column of places: all of them together."""


def judged(forecast: Forecast) -> pl.DataFrame:
    """Return scores, one row for each count, place and predictor; a deployment counts where its count was published.

    Columns: count, place, predictor, n, log_score, crps, in_50, in_90, observed, predicted and
    observed_over_predicted (see `sim.calibration.scoring.Scores`).
    """
    return pl.DataFrame(list(_judged(forecast)), infer_schema_length=None)


def pit_histograms(forecast: Forecast) -> dict[str, dict[str, Floats]]:
    """Return the shares of the probability integral transform by count, then by predictor: ten equal parts."""
    found: dict[str, dict[str, Floats]] = {}
    for count, observed in observed_of(forecast.deployments).items():
        known = observed >= 0
        if known.any():
            found[count] = {
                name: pit_histogram(by_count[count][known], observed[known])
                for name, by_count in forecast.probability.items()
                if count in by_count
            }
    return found


def one_by_one(forecast: Forecast) -> pl.DataFrame:
    """Return every prediction, one row for each deployment, count and predictor; observed is null if not published."""
    rows: list[dict[str, Any]] = []
    observed = observed_of(forecast.deployments)
    for name, by_count in forecast.probability.items():
        for count, probability in by_count.items():
            means = probability @ np.arange(probability.shape[1])
            ends = [central_interval(probability, level) for level in (0.5, 0.9)]
            for k, one in enumerate(forecast.deployments):
                seen = int(observed[count][k])
                rows.append(
                    {
                        "date": one.date.isoformat(),
                        "location": one.location,
                        "faces": one.faces,
                        "count": count,
                        "predictor": name,
                        "observed": None if seen < 0 else seen,
                        "mean": float(means[k]),
                        "low_50": int(ends[0][0][k]),
                        "high_50": int(ends[0][1][k]),
                        "low_90": int(ends[1][0][k]),
                        "high_90": int(ends[1][1][k]),
                    }
                )
    return pl.DataFrame(rows, infer_schema_length=None)


def _judged(forecast: Forecast) -> Iterator[dict[str, Any]]:
    observed = observed_of(forecast.deployments)
    places = np.array([whereabouts(one.location).neighbourhood for one in forecast.deployments])
    for count in COUNTS:
        known = observed[count] >= 0
        for place in (EVERYWHERE, *sorted(set(places[known].tolist()))):
            rows = known if place == EVERYWHERE else known & (places == place)
            for name, by_count in forecast.probability.items():
                if rows.any() and count in by_count:
                    yield {
                        "count": count,
                        "place": place,
                        "predictor": name,
                        **_row(by_count[count], observed[count], rows),
                    }


def _row(probability: Floats, observed: NDArray[np.int64], rows: NDArray[np.bool_]) -> dict[str, Any]:
    found = scores(probability[rows], observed[rows])
    ratio = found.observed / found.predicted if found.predicted > 0 else None
    return asdict(found) | {"observed_over_predicted": ratio}
