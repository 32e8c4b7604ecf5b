"""Judge predictions of published deployments, from a file of them to tables of how they did.

sim.hindcast("deployments.csv").scores
sim.hindcast("later.csv", fit="met_2025_05").predictions
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import polars as pl

from sim.calibration.deployments import read_deployments
from sim.calibration.fit_file import FitFile, load_fit
from sim.calibration.hindcast import judged, one_by_one
from sim.calibration.predictors import fit_all
from sim.calibration.rolling import Forecast, forecast, rolling_origin
from sim.calibration.rows import Rows, rows_to_fit
from sim.core.errors import RunError

__all__ = ["Hindcast", "hindcast", "need"]


@dataclass(frozen=True)
class Hindcast:
    """What was predicted of deployments, by the law and by three baselines, and what happened."""

    forecast: Forecast
    rows: Rows
    """The record: what was judged, and what was left out and why."""
    fit: FitFile | None
    """What predicted; None where each month was predicted from those before it."""

    @cached_property
    def scores(self) -> pl.DataFrame:
        """One row for each count, place and predictor (`sim.calibration.hindcast.judged`)."""
        return judged(self.forecast)

    @cached_property
    def predictions(self) -> pl.DataFrame:
        """One row for each deployment, count and predictor (`sim.calibration.hindcast.one_by_one`)."""
        return one_by_one(self.forecast)


def hindcast(
    deployments: str | Path,
    *,
    fit: str | Path | None = None,
    since: date | None = None,
    to: date | None = None,
    observe: Callable[[int, int], None] = lambda done, of: None,
) -> Hindcast:
    """Predict published deployments and hold the predictions against what happened.

    Parameters
    ----------
    deployments
        A CSV file with the columns of published records; only date, location and faces have to be there.
    fit
        A fit, by file or shipped name, that predicts all of them, from the day after its record; None predicts each
        month from the months before it.
    since, to
        First and last day that are judged.
    observe
        Called after each month with how many are done, and of how many.

    Raises
    ------
    ScenarioError
        If the file or the fit is wrong, with line and column.
    RunError
        If no deployment is left to judge, or none comes before to learn from.
    """
    file = Path(deployments)
    read = read_deployments(file)
    if fit is None:
        rows = rows_to_fit(read, to=to)
        need(rows, file)
        return Hindcast(rolling_origin(rows.kept, fit_all, since=since, observe=observe), rows, None)
    made = load_fit(fit)
    rows = rows_to_fit(read, since=made.record.last_day + timedelta(days=1) if since is None else since, to=to)
    need(rows, file)
    return Hindcast(forecast(made.fitted(), rows.kept), rows, made)


def need(rows: Rows, file: Path) -> None:
    """Raise a RunError that says why if nothing of a record is left."""
    if not rows.kept:
        reasons = "; ".join(f"{len(one.lines)}: {one.why}" for one in rows.left_out)
        raise RunError(str(file), f"no deployment is left ({reasons})", "at least one with faces and alerts or arrests")
