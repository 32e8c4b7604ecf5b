"""All metrics of a day as one table."""

from __future__ import annotations

import polars as pl

from sim.day.run import RunResult
from sim.metrics.community import community_metrics
from sim.metrics.groups import PeopleInLog
from sim.metrics.measures import measures_of, table_of
from sim.metrics.prior import prior_of_day
from sim.metrics.tally import Basis, Tally, tally_of

__all__ = ["measure", "tally_of_day"]


def measure(result: RunResult) -> pl.DataFrame:
    """Return every metric of a day, as `sim.metrics.catalogue` lists them.

    Parameters
    ----------
    result
        What `sim.run` returned.

    Returns
    -------
    pl.DataFrame
        One row for each metric, estimator and group, some 1,100 with facial recognition; the columns are the fields of
        `sim.metrics.metric.Metric`: name; estimator (`sampled`, `expected`, `expected_given_listed`, see ODD.md); by
        and group ("all" for everybody); value, numerator and denominator; low, high and what interval they are of;
        unit. A value is null where there is nothing to divide by.
    """
    return table_of([*measures_of(tally_of_day(result)), *community_metrics(result)])


def tally_of_day(result: RunResult) -> Tally:
    """Return the counts and expectations of a day by itself."""
    groups, enrolment = result.scenario.groups.names, result.enrolment
    if enrolment is None:
        return tally_of(result.log, groups=groups, basis=None)
    prior = prior_of_day(PeopleInLog(result.log, groups), result.scenario.population, groups, enrolment)
    return tally_of(
        result.log,
        groups=groups,
        basis=Basis(
            enrolment,
            prior,
            duration_s=result.scenario.day.duration_h * 3600,
            faces_per_detection=enrolment.lfr.counting.per_face,
        ),
    )
