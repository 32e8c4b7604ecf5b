"""One place where figures and pages take a result from: by name, estimator and group."""

from __future__ import annotations

from typing import cast

import polars as pl

from sim.metrics.metric import By, Estimator, Metric

__all__ = ["Results"]


class Results:
    """The metrics of one run.

    Parameters
    ----------
    table
        One row a metric; the columns are the fields of `sim.metrics.metric.Metric`.
    """

    def __init__(self, table: pl.DataFrame) -> None:
        self._by_key = {
            (row["name"], row["estimator"], row["by"], row["group"]): Metric(**row)
            for row in table.iter_rows(named=True)
        }

    def find(self, name: str, *, estimator: Estimator = "sampled", by: By = "all", group: str = "all") -> Metric | None:
        """Return a metric, or None where this run does not have it."""
        return self._by_key.get((name, estimator, by, group))

    def count(self, name: str, *, estimator: Estimator = "sampled", by: By = "all", group: str = "all") -> float | None:
        """Return the value of a count, or None where this run does not have it."""
        metric = self.find(name, estimator=estimator, by=by, group=group)
        return None if metric is None else metric.value

    def groups(self, by: By) -> list[str]:
        """Return the groups that the run reports, in the order in which they stand in its table."""
        return list(dict.fromkeys(cast(str, key[3]) for key in self._by_key if key[2] == by))

    def has_faces(self) -> bool:
        """Say whether any face was searched: false for a day without facial recognition."""
        return bool(self.count("faces_seen"))
