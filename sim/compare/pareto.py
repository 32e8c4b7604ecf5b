"""What cannot be had together: settings of which none is better in everything than another.

Each setting of a grid is an arm of one ensemble, so that all share people, draws and chance. One dominates another if
it is worse in none of the objectives by their means, and better in one at least beyond the paired interval. What
nothing dominates is a trade-off that somebody has to decide; no weights are made up here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import polars as pl

from sim.core.errors import ScenarioError
from sim.ensemble.run import EnsembleResult
from sim.ensemble.summary import differences, levels
from sim.metrics.metric import Estimator

__all__ = ["MOST_ARMS", "OBJECTIVES", "Objective", "arms_of_grid", "pareto"]

MOST_ARMS = 100


@dataclass(frozen=True)
class Objective:
    """One thing that is wanted, or not."""

    name: str
    """Of a metric."""
    estimator: Estimator
    more: bool
    """Whether more is better."""


OBJECTIVES: tuple[Objective, ...] = (
    Objective("arrests", "expected", more=True),
    Objective("arrests_serious", "sampled", more=True),
    Objective("searches", "sampled", more=False),
    Objective("false_stops", "expected", more=False),
    Objective("treat_fairly_change", "expected", more=True),
    Objective("officer_hours", "sampled", more=False),
    Objective("cost", "sampled", more=False),
)


def arms_of_grid(base: str, grid: Sequence[str]) -> list[str]:
    """Return an arm for each combination of the values of a grid.

    Parameters
    ----------
    base
        An arm, as `sim.ensemble.arms.arm_of` reads it.
    grid
        `key=value,value,...`, one setting each.

    Raises
    ------
    ScenarioError
        If a setting has no values, one is given twice, or there are more than a hundred combinations.
    """
    settings = [_values(one) for one in grid]
    combinations = [list(chosen) for chosen in product(*settings)]
    if not grid or len(combinations) > MOST_ARMS:
        what = f"a grid of {len(combinations)} combinations" if grid else "no grid"
        raise ScenarioError("--grid", what, f"key=value,value,..., of 2 to {MOST_ARMS} combinations in all")
    return ["+".join([base, *chosen]) for chosen in combinations]


def pareto(result: EnsembleResult) -> pl.DataFrame:
    """Return the objectives of each arm, and by which arms it is dominated.

    Returns
    -------
    pl.DataFrame
        One row an arm: `arm`, the mean of each objective by name (those that every arm has), and `dominated_by`, the
        names of the arms that dominate it: empty for a trade-off.
    """
    wanted = pl.DataFrame(
        {"name": [one.name for one in OBJECTIVES], "estimator": [one.estimator for one in OBJECTIVES]}
    )
    frame = result.frame.filter(pl.col("by") == "all").join(wanted, on=["name", "estimator"], how="semi")
    arms = [arm.name for arm in result.ensemble.arms]
    means = {(row["arm"], row["name"]): row["mean"] for row in levels(frame, arms).iter_rows(named=True)}
    shared = [one for one in OBJECTIVES if all(means.get((arm, one.name)) is not None for arm in arms)]
    pairs = [(one, other) for one in arms for other in arms if one != other]
    apart = {
        (row["first"], row["second"], row["name"]): (row["difference"], row["low"], row["high"])
        for row in differences(frame, pairs).iter_rows(named=True)
    }
    return pl.DataFrame(
        {
            "arm": arms,
            **{one.name: [means[arm, one.name] for arm in arms] for one in shared},
            "dominated_by": [
                [other for other in arms if other != arm and _dominates(arm, other, shared, apart)] for arm in arms
            ],
        },
        schema_overrides={"dominated_by": pl.List(pl.String())},
    )


_Apart = dict[tuple[str, str, str], tuple[float | None, float | None, float | None]]


def _dominates(arm: str, other: str, objectives: Sequence[Objective], apart: _Apart) -> bool:
    """Return whether `other` is worse than `arm` in nothing, and surely better in something."""
    is_better = False
    for one in objectives:
        difference, low, high = apart[arm, other, one.name]
        if difference is None or (difference < 0 if one.more else difference > 0):
            return False
        if low is not None and high is not None:
            is_better |= low > 0 if one.more else high < 0
    return is_better


def _values(setting: str) -> list[str]:
    name, equals, text = setting.partition("=")
    values = [value.strip() for value in text.strip().removeprefix("[").removesuffix("]").split(",") if value.strip()]
    if not equals or not name.strip() or not values:
        raise ScenarioError(f"--grid {setting}", "not a setting with values", "such as lfr.threshold=0.60,0.64")
    if len(set(values)) < len(values):
        raise ScenarioError(f"--grid {setting}", "the same value twice", "values that differ")
    return [f"{name.strip()}={value}" for value in values]
