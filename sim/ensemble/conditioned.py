"""Days on which a rare event is made to happen, each with its weight: what follows a false stop.

Such a day (`sim.day.conditioned`) stands for as many days as its weight says, the false alerts that it is expected to
have. What follows one, over days that have many and days that have few, is a mean with those weights: the sum of
weight times value over the sum of weights, and so a rate like others (`sim.ensemble.estimates`). Times the expected
false alerts it is what they add to a day.

Source: Rubinstein and Kroese (2017), Simulation and the Monte Carlo method, 5.7, for weighted samples.
"""

from __future__ import annotations

import polars as pl

__all__ = ["GIVEN", "weighted"]

GIVEN = "given"
"""The estimator of a metric on days on which a false alert happens."""


def weighted(metrics: pl.DataFrame, weight: float) -> pl.DataFrame:
    """Return the metrics of a conditioned day: what was counted as a weighted case, what was expected as it is."""
    is_counted = pl.col("estimator") == "sampled"
    as_case = {"numerator": pl.col("value").cast(pl.Float64) * weight, "denominator": pl.lit(weight)}

    def column(name: str, case: pl.Expr) -> pl.Expr:
        return pl.when(is_counted).then(case).otherwise(pl.col(name).cast(pl.Float64)).alias(name)

    return metrics.with_columns(
        *(column(name, case) for name, case in as_case.items()),
        pl.when(is_counted).then(pl.lit(GIVEN)).otherwise(pl.col("estimator")).alias("estimator"),
    )
