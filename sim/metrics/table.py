"""All metrics of a run as one table."""

from __future__ import annotations

from dataclasses import fields

import polars as pl

from sim.day.run import RunResult
from sim.metrics.community import community_metrics
from sim.metrics.metric import Metric
from sim.metrics.policing import policing_metrics
from sim.metrics.recognition import recognition_metrics

__all__ = ["measure"]

_FLOATS = ("value", "numerator", "denominator", "low", "high")


def measure(result: RunResult) -> pl.DataFrame:
    """Return every metric of a run; the columns are the fields of `Metric`, one row a metric and group."""
    metrics = [*recognition_metrics(result), *policing_metrics(result), *community_metrics(result)]
    schema = {field.name: pl.Float64() if field.name in _FLOATS else pl.String() for field in fields(Metric)}
    return pl.DataFrame({name: [getattr(metric, name) for metric in metrics] for name in schema}, schema=schema)
