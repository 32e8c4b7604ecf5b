"""None in so long: how surprising that is, and what it can exclude.

Events that are rare and independent are Poisson. Where m are expected, none happens with chance exp(-m); with a mean
that is not known well, with the mean of exp(-m) over what it may be. None seen in an exposure of e excludes, at 95 %,
rates above -ln(0.05) / e, and with some seen the exact upper end of Poisson (for none it is the rule of three).

Sources: Hanley & Lippman-Hand (1983), If nothing goes wrong, is everything all right? JAMA 249: 1743-1745; Garwood
(1936), Fiducial limits for the Poisson distribution, Biometrika 28: 437-442.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import chdtri, pdtr

from sim.core.errors import MetricError, RunError
from sim.ensemble.run import EnsembleResult
from sim.metrics.catalogue import metric

__all__ = ["Surprise", "expected_by_draw", "surprise", "upper_rate"]

_LEVEL = 0.95
_RANGE = (0.05, 0.95)


@dataclass(frozen=True)
class Surprise:
    """How surprising it is that nothing happened, at so many times the exposure."""

    times: float
    """How many times the deployments of the ensemble: 1 for them alone."""
    expected: float
    """How many events are expected, in the mean of all draws."""
    expected_low: float
    expected_high: float
    """The same in the draws between 5 and 95 %."""
    p_none: float
    """The chance of none: the mean over draws."""
    p_none_low: float
    p_none_high: float
    possible: float
    """Where none was seen in the exposure itself, more than so many at so many times it are excluded at 95 %."""


def surprise(expected: Sequence[float], *, times: Sequence[float] = (1.0,), seen: int = 0) -> list[Surprise]:
    """Return how surprising it is that no event happened, or no more than `seen`, at each multiple of the exposure.

    Parameters
    ----------
    expected
        How many are expected in the exposure, one number for each draw of what is uncertain.
    times
        Multiples of the exposure, each above 0.
    seen
        How many happened, 0 or more; chances are then those of as few or fewer.

    Raises
    ------
    RunError
        If nothing is expected, or a multiple is not above 0.
    """
    means = np.asarray(expected, np.float64)
    if not means.size or not np.all(np.isfinite(means)) or np.any(means < 0):
        raise RunError("expected", f"no expected number ({list(expected)})", "one number or more, none below 0")
    if wrong := [one for one in times if not (np.isfinite(one) and one > 0)]:
        raise RunError("--times", f"not a multiple ({wrong[0]:g})", "a number above 0")
    if seen < 0:
        raise RunError("--seen", f"not a count ({seen})", "0 or more")
    return [_at(means * one, one, seen) for one in times]


def upper_rate(seen: int, exposure: float) -> float:
    """Return the highest rate that `seen` events in an exposure leave possible at 95 %, one-sided and exact."""
    return float(chdtri(2 * seen + 2, 1 - _LEVEL) / 2) / exposure


def expected_by_draw(result: EnsembleResult, arm: str, name: str, *, group: str = "all") -> list[float]:
    """Return how many of a metric are expected in an arm, by draw: the mean of its replications.

    Draws of the uncertain inputs count; the one that is as given only where there is no other.

    Raises
    ------
    MetricError
        If nothing is expected of the metric: it is only counted, or is a rate.
    """
    row = metric(name)
    rows = result.frame.filter(
        pl.col("arm") == arm,
        pl.col("name") == name,
        pl.col("estimator") == "expected",
        pl.col("by") == ("all" if group == "all" else "ethnic_group"),
        pl.col("group") == group,
    )
    if row.shape != "count" or rows.is_empty():
        expected = ", ".join(sorted(set(result.frame.filter(pl.col("estimator") == "expected")["name"])))
        raise MetricError(name, f"no number of it is expected of {group}", f"one of {expected}")
    means = rows.group_by("draw").agg(pl.col("numerator").mean()).sort("draw")
    drawn = means.filter(pl.col("draw") > 0)
    return (means if drawn.is_empty() else drawn)["numerator"].to_list()


def _at(means: NDArray[np.float64], times: float, seen: int) -> Surprise:
    chances = pdtr(seen, means)
    low, high = np.quantile(means, _RANGE)
    p_low, p_high = np.quantile(chances, _RANGE)
    mean = float(np.mean(means))
    return Surprise(
        times,
        mean,
        float(low),
        float(high),
        float(np.mean(chances)),
        float(p_low),
        float(p_high),
        times * upper_rate(seen, 1.0),
    )
