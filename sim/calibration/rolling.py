"""Rolling origin: each month is predicted by what was known before it began, and nothing is learned from it too early.

One division into what is fitted and what is judged is little data; months in turn use all of it, and judge as one who
predicted at the time would have been judged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import numpy as np

from sim.calibration.deployments import Deployment
from sim.calibration.predictors import Fitted
from sim.calibration.unknowns import Floats
from sim.core.errors import RunError

__all__ = ["LEAST", "Forecast", "forecast", "rolling_origin"]

LEAST = 15
"""So many deployments come before the first month that is judged."""


@dataclass(frozen=True)
class Forecast:
    """Deployments and what was predicted of them."""

    deployments: tuple[Deployment, ...]
    probability: dict[str, dict[str, Floats]]
    """(n, k) of each count, by predictor and then by count."""


def forecast(fitted: Fitted, deployments: Sequence[Deployment]) -> Forecast:
    """Predict deployments, all from one fit."""
    return Forecast(tuple(deployments), fitted.predict(deployments, fitted.most(deployments)))


def rolling_origin(
    deployments: Sequence[Deployment],
    fit: Callable[[Sequence[Deployment]], Fitted],
    *,
    least: int = LEAST,
    since: date | None = None,
    observe: Callable[[int, int], None] = lambda done, of: None,
) -> Forecast:
    """Predict month by month, each from a fit on the deployments before it.

    Parameters
    ----------
    deployments
        By date.
    least
        So many have to come before a month that is judged.
    since
        Days before it are learned from, and not judged.
    observe
        Called after each month with how many are done, and of how many.

    Raises
    ------
    RunError
        If no month has enough deployments before it.
    """
    months = [list(group) for _, group in groupby(deployments, key=lambda one: (one.date.year, one.date.month))]
    before = np.cumsum([0, *(len(month) for month in months)])
    judged = [
        (month, int(n))
        for month, n in zip(months, before[:-1], strict=True)
        if n >= least and (since is None or month[-1].date >= since)
    ]
    if not judged:
        raise RunError(
            "rolling origin",
            f"no month has {least} deployments before it to learn from ({len(deployments)} in all)",
            "more deployments, or a fit that was made before (--fit)",
        )
    parts: list[Forecast] = []
    for number, (month, n) in enumerate(judged, start=1):
        asked = [one for one in month if since is None or one.date >= since]
        parts.append(forecast(fit(deployments[:n]), asked))
        observe(number, len(judged))
    return _joined(parts)


def _joined(parts: Sequence[Forecast]) -> Forecast:
    """Put forecasts one below the other; a count that one of them lacks is left out of all."""
    deployments = tuple(one for part in parts for one in part.deployments)
    k = max(table.shape[1] for part in parts for by_count in part.probability.values() for table in by_count.values())
    names = list(parts[0].probability)
    counts = {name: set.intersection(*(set(part.probability[name]) for part in parts)) for name in names}
    return Forecast(
        deployments,
        {
            name: {
                count: np.vstack([_widened(part.probability[name][count], k) for part in parts])
                for count in parts[0].probability[name]
                if count in counts[name]
            }
            for name in names
        },
    )


def _widened(table: Floats, k: int) -> Floats:
    return np.pad(table, ((0, 0), (0, k - table.shape[1])))
