"""An ensemble in sum: each metric of each arm, and what arms differ in, as tables.

What is there so far is summed up, so that an ensemble can be read while it runs; a cell whose replication is missing or
failed is left out, in a pair with its partner.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields

import numpy as np
import polars as pl

from sim.ensemble.estimates import Cells, Difference, Level, difference, level
from sim.metrics.catalogue import CATALOGUE

__all__ = ["KEYS", "differences", "levels"]

KEYS = ("name", "estimator", "by", "group")
"""What a metric of an arm is told by."""

_OF_EVENTS = frozenset(row.name for row in CATALOGUE if row.shape in ("count", "rate"))
_Key = tuple[str, str, str, str]


def levels(frame: pl.DataFrame, arms: Sequence[str]) -> pl.DataFrame:
    """Return what each metric of each arm comes to.

    Parameters
    ----------
    frame
        One row an arm, draw, replication and metric, as `EnsembleResult.frame` has.

    Returns
    -------
    pl.DataFrame
        One row an arm and metric: `arm`, `KEYS`, and the fields of `sim.ensemble.estimates.Level`.
    """
    return _table(
        Level,
        ("arm", *KEYS),
        (((arm, *key), level(cells)) for arm in arms for key, cells in _cells(frame, arm).items()),
    )


def differences(frame: pl.DataFrame, pairs: Sequence[tuple[str, str]]) -> pl.DataFrame:
    """Return what arms differ in, paired by draw and replication.

    Parameters
    ----------
    frame
        As for `levels`.
    pairs
        The arms: the difference is the second less the first.

    Returns
    -------
    pl.DataFrame
        One row a pair and metric that both have: `first`, `second`, `KEYS`, and the fields of
        `sim.ensemble.estimates.Difference`.
    """
    cells = {arm: _cells(frame, arm) for arm in dict.fromkeys(arm for pair in pairs for arm in pair)}
    rows = (
        ((first, second, *key), difference(one, cells[second][key]))
        for first, second in pairs
        for key, one in cells[first].items()
        if key in cells[second]
    )
    return _table(Difference, ("first", "second", *KEYS), rows)


def _cells(frame: pl.DataFrame, arm: str) -> dict[_Key, Cells]:
    """Return the metrics of an arm as arrays of all draws and replications that any arm has."""
    if frame.is_empty():
        return {}
    n_draws, n_replications = (int(frame[name].max()) + 1 for name in ("draw", "replication"))  # type: ignore[arg-type]
    own = frame.filter(pl.col("arm") == arm)
    keys = own.select(KEYS).unique(maintain_order=True).with_row_index("metric")
    own = own.join(keys, on=KEYS, how="left")
    at = tuple(own[name].to_numpy() for name in ("metric", "draw", "replication"))
    arrays = []
    for name in ("value", "numerator", "denominator"):
        array = np.full((keys.height, n_draws, n_replications), np.nan)
        array[at] = own[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
        arrays.append(array)
    value, numerator, denominator = arrays
    return {
        (name, estimator, by, group): Cells(
            value[k], numerator[k], denominator[k], estimator == "sampled" and name in _OF_EVENTS
        )
        for k, name, estimator, by, group in keys.iter_rows()
    }


def _table(
    record: type, keys: Sequence[str], rows: Iterator[tuple[tuple[str, ...], Level | Difference]]
) -> pl.DataFrame:
    of_type = {"str": pl.String(), "int": pl.Int64()}
    schema = {
        **dict.fromkeys(keys, pl.String()),
        **{field.name: of_type.get(str(field.type), pl.Float64()) for field in fields(record)},
    }
    return pl.DataFrame([{**dict(zip(keys, key, strict=True)), **asdict(found)} for key, found in rows], schema=schema)
