"""Like for like by direct standardisation: what rates would be if every arm had the first one's mix of groups.

Two places differ in a rate since groups fare differently in each, and since other people walk there. The standardised
rate of an arm is the sum over groups of its own rate of the group times the group's share in the standard, the
denominators of the first arm. So what is left between arms is what the same people would meet.

Rates are ratios of sums over an arm's replications; a replication stands for them by pseudo-values (see
`sim.ensemble.estimates`), weighted alike. Groups without a case in an arm but with a share in the standard leave the
arm without a standardised rate, which is left out.

Source: Breslow and Day (1987), Statistical methods in cancer research II, chapter 2.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.metrics.catalogue import CATALOGUE

__all__ = ["STANDARDISED", "standardised"]

STANDARDISED = " standardised"
"""Follows the estimator of a metric that was standardised."""

_BY = "ethnic_group"
_RATES = frozenset(row.name for row in CATALOGUE if row.shape == "rate")
_AT = ("arm", "draw", "replication")


def standardised(frame: pl.DataFrame, arms: Sequence[str]) -> pl.DataFrame:
    """Return every rate standardised to the ethnic groups of the first arm, as rows for all together.

    Parameters
    ----------
    frame
        As for `sim.ensemble.summary.levels`.
    arms
        Their names; the first is the standard.

    Returns
    -------
    pl.DataFrame
        The columns of `frame`; `estimator` ends in `STANDARDISED`, and a value is a pseudo-value of its replication.
    """
    rates = frame.filter(pl.col("name").is_in(_RATES), pl.col("by") == _BY)
    rows = []
    for (name, estimator), of_metric in rates.group_by("name", "estimator", maintain_order=True):
        standard = of_metric.filter(pl.col("arm") == arms[0])
        shares = dict(standard.group_by("group", maintain_order=True).agg(pl.col("denominator").sum()).iter_rows())
        total = sum(shares.values())
        if not total > 0:
            continue
        weights = {group: share / total for group, share in shares.items() if share > 0}
        for arm in arms:
            own = of_metric.filter(pl.col("arm") == arm)
            for is_first in (True, False):
                part = own.filter((pl.col("draw") == 0) == is_first)
                values = None if part.is_empty() else _pseudo_values(part, weights)
                if values is not None:
                    about = {"name": name, "estimator": f"{estimator}{STANDARDISED}", "by": "all", "group": "all"}
                    rows.append(values.with_columns(**{key: pl.lit(text) for key, text in about.items()}))
    if not rows:
        return frame.clear()
    found = pl.concat(rows).with_columns(
        numerator=pl.col("value"), denominator=pl.lit(1.0), unit=pl.lit(None, pl.String())
    )
    return found.select(pl.col(name).cast(dtype) for name, dtype in frame.schema.items())


def _pseudo_values(cells: pl.DataFrame, weights: dict[str, float]) -> pl.DataFrame | None:
    """Return the standardised rate of each replication, whose mean is that of all; None if a group has no case."""
    n = cells.select(_AT).n_unique()
    total: NDArray[np.float64] | None = None
    for group, weight in weights.items():
        of_group = cells.filter(pl.col("group") == group).sort(_AT)
        above, below = (of_group[name].cast(pl.Float64).to_numpy() for name in ("numerator", "denominator"))
        if of_group.height != n or not below.sum() > 0:
            return None
        rate = above.sum() / below.sum()
        part = weight * (rate + (above - rate * below) / below.mean())
        total = part if total is None else total + part
    where = cells.select(_AT).unique().sort(_AT)
    return None if total is None else where.with_columns(value=pl.Series(total))
