"""Compare policies: run them on the same people, draws and chance, and take the differences pair by pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from sim.compare.same import Same, with_same
from sim.core.errors import RunError
from sim.ensemble.inputs import Settings
from sim.ensemble.run import EnsembleResult, run_ensemble
from sim.ensemble.summary import KEYS
from sim.programme.schema import Programme

__all__ = ["alike", "compare", "comparison_frame", "why_not_paired"]

_SHARED = ("begins", "months", "groups", "borough", "network", "habits", "listing", "streets")
"""What two programmes must have alike for their people and days to be the same."""
_SHARED_BY_DAYS = ("groups", "street", "day", "footfall", "behaviour", "walking", "population")


def compare(arms: Mapping[str, Settings], *, same: Sequence[Same] = (), **options: Any) -> pl.DataFrame:
    """Return what each further arm has more than the first, with intervals, and what each comes to.

    Parameters
    ----------
    arms
        Two scenarios or programmes or more, by name; the others are held against the first.
    same
        In what the others are made like the first: `hours`, `list`, `footfall`.
    options
        As for `sim.run_ensemble`: replications, draws, seed, workers, root, ...

    Returns
    -------
    pl.DataFrame
        One row a pair and metric: see `comparison_frame`.

    Raises
    ------
    RunError
        If there are fewer than two arms, or they cannot be made alike.
    """
    return comparison_frame(run_ensemble(alike(arms, same), **options))


def alike(arms: Mapping[str, Settings], same: Sequence[Same]) -> dict[str, Settings]:
    """Return the arms, each but the first with what is named as the first has it.

    Raises
    ------
    RunError
        If there are fewer than two, or days are mixed with programmes.
    """
    if len(arms) < 2:
        raise RunError("arms", f"nothing to compare with ({', '.join(arms) or 'no arm'})", "two arms or more")
    if len({isinstance(settings, Programme) for settings in arms.values()}) > 1:
        raise RunError("arms", "a day cannot be compared with a programme", "days, or programmes")
    name, first = next(iter(arms.items()))
    return {other: settings if other == name else with_same(settings, first, same) for other, settings in arms.items()}


def comparison_frame(result: EnsembleResult) -> pl.DataFrame:
    """Return differences and levels of an ensemble side by side.

    Returns
    -------
    pl.DataFrame
        One row a pair and metric: `first`, `second`, `name`, `estimator`, `by`, `group`; `difference` with `low`,
        `high` and what `interval` that is, `events` and `pairs` that it rests on, `variance_reduction`; and the
        `first_mean`, `second_mean` and their intervals.
    """
    found = result.differences()
    for which in ("first", "second"):
        of = result.levels.select(
            pl.col("arm").alias(which), *KEYS, *(pl.col(one).alias(f"{which}_{one}") for one in ("mean", "low", "high"))
        )
        found = found.join(of, on=[which, *KEYS], how="left", maintain_order="left")
    return found


def why_not_paired(first: Settings, other: Settings) -> str:
    """Say in what two arms differ that their people and chance hang on; empty where they share both."""
    shared = _SHARED if isinstance(first, Programme) else _SHARED_BY_DAYS
    unlike = [name for name in shared if getattr(first, name, None) != getattr(other, name, None)]
    return f"they differ in {', '.join(unlike)}" if unlike else ""
