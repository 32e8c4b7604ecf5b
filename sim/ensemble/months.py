"""Programmes month by month over the runs of an ensemble: the middle, half and nine in ten of them."""

from __future__ import annotations

import polars as pl

from sim.ensemble.run import EnsembleResult

__all__ = ["COUNTED", "calendar", "monthly"]

COUNTED = (
    "faces_seen",
    "alerts",
    "false_alerts",
    "engagements",
    "false_stops",
    "arrests",
    "stop_searches",
    "search_arrests",
)
"""What is summed over the deployments of a month; survey items stand beside it, at its end."""
_BEYOND = "_without_trend"
_AT = ("arm", "draw", "replication", "month", "ethnic_group")
_OVER = {"low_90": 0.05, "low_50": 0.25, "median": 0.5, "high_50": 0.75, "high_90": 0.95}


def monthly(result: EnsembleResult) -> pl.DataFrame:
    """Return what each month of each arm came to, over all runs that are done.

    Returns
    -------
    pl.DataFrame
        One row an arm, month, ethnic group and `name`: one of COUNTED, summed over the month, or `treat_fairly` and
        `good_job`, as the change in percentage points since the day before the programme beyond the trend that goes on
        anyway. `as_given` is of the first draw, in the mean over its replications; `low_90` to `high_90` hold 9 in 10
        runs, `low_50` to `high_50` half of them; `runs` says of how many. Empty where nothing is a programme.
    """
    months = result.table("months")
    if months.is_empty():
        return pl.DataFrame()
    found = pl.concat([_standing(months), _counted(result.table("deployments"), months)])
    of = ["arm", "month", "ethnic_group", "name"]
    as_given = found.filter(pl.col("draw") == 0).group_by(of).agg(pl.col("value").mean().alias("as_given"))
    over = [pl.col("value").quantile(p, "linear").alias(name) for name, p in _OVER.items()]
    fans = found.group_by(of).agg(*over, pl.len().alias("runs"))
    return as_given.join(fans, on=of, how="full", coalesce=True).sort(of)


def calendar(result: EnsembleResult) -> pl.DataFrame:
    """Return when and where the deployments of each arm were, in its first run: `arm`, `date`, `place` and counts."""
    deployments = result.table("deployments")
    if deployments.is_empty():
        return pl.DataFrame()
    first = deployments.filter((pl.col("draw") == 0) & (pl.col("replication") == 0) & (pl.col("ethnic_group") == "all"))
    counted = [name for name in COUNTED if name in first.columns]
    return first.select("arm", "date", "place", "duration_h", *counted).sort("arm", "date", "place")


def _standing(months: pl.DataFrame) -> pl.DataFrame:
    items = [name.removesuffix(_BEYOND) for name in months.columns if name.endswith(_BEYOND)]
    by_run = ["arm", "draw", "replication", "ethnic_group"]
    changes = [
        (pl.col(f"{item}{_BEYOND}") - pl.col(f"{item}{_BEYOND}").sort_by("month").first().over(by_run)).alias(item)
        for item in items
    ]
    return _long(months.with_columns(changes), items)


def _counted(deployments: pl.DataFrame, months: pl.DataFrame) -> pl.DataFrame:
    """Return the sums of each month, which are 0 where nothing was deployed."""
    names = [name for name in COUNTED if name in deployments.columns]
    every = months.filter(pl.col("month") > 0).select(_AT)
    if not names:
        return _long(every, [])
    sums = deployments.group_by(_AT).agg(*(pl.col(name).sum().cast(pl.Float64()) for name in names))
    counted = _long(every.join(sums, on=list(_AT), how="left").with_columns(pl.col(names).fill_null(0.0)), names)
    # what an arm does not do has no number, rather than none of it
    lacks = (
        deployments.group_by("arm").agg(pl.col(names).null_count()).unpivot(on=names, index="arm", variable_name="name")
    )
    return counted.join(lacks.filter(pl.col("value") > 0), on=["arm", "name"], how="anti")


def _long(wide: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    long = wide.select(*_AT, *names).unpivot(on=names, index=list(_AT), variable_name="name", value_name="value")
    return long.cast({"month": pl.Int64(), "name": pl.String(), "value": pl.Float64()})
