"""From a tally to metrics: every row of the catalogue that a deployment has, for everybody and for each group.

A day by itself and a programme's days, one or many together, are measured here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.metrics.catalogue import Row, metric, rows_of
from sim.metrics.groups import marginals
from sim.metrics.metric import By, Estimator, Metric, count, expected_count, rate
from sim.metrics.tally import EXPECTED, Tally

__all__ = ["made", "measures_of", "table_of"]

Floats: TypeAlias = NDArray[np.float64]

_GIVEN = "expected, given the accuracy that is configured and who came; nothing of it is sampled"
_LONGEST = "the longest of the stops counted"
_FLOATS = ("value", "numerator", "denominator", "low", "high")


def measures_of(tally: Tally, *, rows: Sequence[Row] = rows_of("deployment")) -> list[Metric]:
    """Return what a tally comes to, of one deployment or of many together.

    Without cameras there are no metrics of them, and nothing is expected; nor is it of a system whose accuracy is its
    own.

    Parameters
    ----------
    rows
        Which metrics, of those that every deployment has.
    """
    return [
        found
        for row in rows
        if tally.has_cameras or not row.is_of_cameras
        for estimator in row.estimators
        if estimator == "sampled" or (tally.has_cameras and tally.expected is not None)
        for found in _of_row(tally, row, estimator)
    ]


def made(
    name: str,
    value: float | None,
    *,
    numerator: float,
    denominator: float = 1.0,
    low: float | None = None,
    high: float | None = None,
    interval: str,
    by: By = "all",
    group: str = "all",
) -> Metric:
    """Return a metric whose value is made elsewhere, with the estimator and the unit of its row.

    Raises
    ------
    MetricError
        If the catalogue has no such row.
    """
    row = metric(name)
    return Metric(name, row.estimators[0], by, group, value, numerator, denominator, low, high, interval, row.unit)


def table_of(metrics: Sequence[Metric]) -> pl.DataFrame:
    """Return metrics as a table: the columns are the fields of `Metric`, one row a metric and group."""
    schema = {field.name: pl.Float64() if field.name in _FLOATS else pl.String() for field in fields(Metric)}
    return pl.DataFrame({name: [getattr(one, name) for one in metrics] for name in schema}, schema=schema)


def _of_row(tally: Tally, row: Row, estimator: Estimator) -> Iterator[Metric]:
    if row.shape == "mean":
        yield from _means(tally, row)
    elif row.shape == "longest":
        yield from _longest(tally, row)
    elif row.shape == "rate":
        yield from _rates(tally, row, estimator)
    else:
        yield from _counts(tally, row, estimator)


def _counts(tally: Tally, row: Row, estimator: Estimator) -> Iterator[Metric]:
    squares_of: dict[tuple[By, str], float] = {}
    if estimator == "expected_given_listed":
        parts = marginals(tally.squares(row.counted), tally.groups)
        squares_of = {(by, group): float(part.sum()) for by, group, part in parts}
    for by, group, total in _sums(tally, row.counted, estimator):
        if row.shape == "sum":
            yield made(row.name, total, numerator=total, interval="a sum over stops", by=by, group=group)
        elif estimator == "sampled":
            yield count(row.name, round(total), by=by, group=group, unit=row.unit)
        else:
            squares = squares_of.get((by, group), 0.0)
            yield expected_count(
                row.name, total, squares=squares, estimator=estimator, by=by, group=group, unit=row.unit
            )


def _rates(tally: Tally, row: Row, estimator: Estimator) -> Iterator[Metric]:
    pairs = zip(_sums(tally, row.counted, estimator), _sums(tally, row.denominator, estimator), strict=True)
    for (by, group, above), (_, _, below) in pairs:
        if estimator == "sampled":
            yield rate(row.name, round(above), round(below), by=by, group=group, unit=row.unit)
        else:
            value = above / below if below else None
            yield Metric(row.name, estimator, by, group, value, above, below, None, None, _GIVEN, row.unit)


def _means(tally: Tally, row: Row) -> Iterator[Metric]:
    sums = (_sums(tally, name, "sampled") for name in (row.counted, row.squares, row.denominator))
    for (by, group, total), (_, _, squares), (_, _, n) in zip(*sums, strict=True):
        mean = total / n if n else None
        low = high = None
        if n > 1 and mean is not None:
            margin = 1.96 * float(np.sqrt(max(squares / n - mean**2, 0.0) / (n - 1)))
            low, high = max(mean - margin, 0.0), mean + margin
        interval = "not enough cases" if low is None else "95 % normal"
        yield made(row.name, mean, numerator=total, denominator=n, low=low, high=high, interval=interval, by=by,
                   group=group)  # fmt: skip


def _longest(tally: Tally, row: Row) -> Iterator[Metric]:
    """Yield what is said of the longest stop: its length, or another of the tally's numbers of it."""
    minutes, said = (one.reshape(tally.cells) for one in (tally.longest_min, getattr(tally, row.counted)))
    stops = _sums(tally, row.denominator, "sampled")
    for (by, group, length), (_, _, what), (_, _, n) in zip(
        marginals(minutes, tally.groups), marginals(said, tally.groups), stops, strict=True
    ):
        value = float(what.flat[int(length.argmax())])
        yield made(row.name, value if n else None, numerator=value, denominator=n, interval=_LONGEST, by=by,
                   group=group)  # fmt: skip


def _sums(tally: Tally, name: str, estimator: Estimator) -> Iterator[tuple[By, str, float]]:
    """Yield a count, or an expectation where there is one: what chance leaves alone is as it was counted."""
    is_expected = estimator != "sampled" and name in EXPECTED
    cells = tally.expect(name, estimator) if is_expected else tally.count(name)
    for by, group, part in marginals(cells, tally.groups):
        yield by, group, float(part.sum())
