"""What replications of several draws say of one metric: its mean, how sure it is, and what parameters and chance do.

A metric of a design is a table of draws by replications. Draw 0 is as given; the others are of the inputs' laws. With
draw 0 alone an estimate is of the scenario as given, and each replication is one independent case. With more it is of
all that is uncertain, and each draw but the first is one case, the mean of its replications; the points of a Sobol
sequence are more even than independent ones, so that its interval is wide rather than narrow.

A rate is estimated by the ratio of sums, and stands for its cases by its pseudo-values R + (a - R b) / mean(b), whose
mean it is. Intervals are of 95 %, by Student's t. Counts that rest on few events are not normal: theirs are exact
Poisson. The difference of two arms is paired: its cases are differences within one draw and replication; with few
events it is that of the events that only one of the arms has, each count in its exact interval at 97.5 %, and nowhere
within that of the cases; of rates, and of a single pair, it is that of two, each in its own.

Chance is what varies between replications of a draw; parameters are what varies between draws beyond it:

    s_p^2 = max(0, s_m^2 - s_c^2 / R),    s_m^2 the variance of draws' means of R replications each.

The range over draws has each draw's mean drawn in by sqrt(s_p^2 / s_m^2), so that chance does not widen it.

Sources: Cochran (1977), Sampling techniques, 6.5, for the ratio; Garwood (1936), Biometrika 28: 437-442, for Poisson;
Law (2015), Simulation modeling and analysis, 10.2 and 11.2, for paired differences under common random numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, chdtri, stdtrit

__all__ = ["Cells", "Difference", "Level", "binomial_interval", "difference", "level", "poisson_interval"]

_CONFIDENCE = 0.95
_FEW = 20.0
"""Below so many events a count is not taken as normal."""
_RANGE = (0.05, 0.95)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Cells:
    """One metric of one arm: arrays of draws by replications, with not-a-number where a replication failed."""

    value: Floats
    numerator: Floats
    denominator: Floats
    of_events: bool
    """Whether its numerator counts events, one by one."""

    @property
    def is_ratio(self) -> bool:
        """Whether its value is its numerator over a denominator that varies or is not 1."""
        known = np.isfinite(self.value)
        above, below = self.numerator[known], self.denominator[known]
        if not known.any() or np.all(below == 1):
            return False
        with np.errstate(divide="ignore", invalid="ignore"):
            return bool(np.all(np.isclose(self.value[known], above / below, rtol=1e-9, atol=1e-12)))


@dataclass(frozen=True)
class Level:
    """A metric of one arm."""

    mean: float | None
    low: float | None
    high: float | None
    interval: str
    """How low and high were come by."""
    events: float
    """On how many events it rests: the sum of the numerators of all its cases."""
    cases: int
    as_given: float | None
    """The mean of draw 0."""
    as_given_low: float | None
    as_given_high: float | None
    chance_sd: float | None
    """Of one replication; None where no draw has two."""
    parameter_sd: float | None
    """Between draws; None where there is no draw but the first, or chance cannot be told from it."""
    draws_low: float | None
    """The range over draws, 5 to 95 %."""
    draws_high: float | None


@dataclass(frozen=True)
class Difference:
    """What one arm has more than another."""

    difference: float | None
    low: float | None
    high: float | None
    interval: str
    events: float
    """On how many events it rests: those that only one of the two has in a pair."""
    pairs: int
    variance_reduction: float | None
    """The variance of a difference of cases that are not paired over that of those that are; None without spread."""


def level(cells: Cells) -> Level:
    """Return what one arm comes to."""
    first, whole = _level_of(cells, slice(0, 1)), _level_of(cells, _rows(cells.value))
    values = _pseudo(cells)
    chance, parameter, low, high = _apart(values[1:]) if values.shape[0] > 1 else (_within(values), None, None, None)
    return Level(*whole, first[0], first[1], first[2], chance, parameter, low, high)


def difference(one: Cells, other: Cells) -> Difference:
    """Return what `other` has more than `one`, paired by draw and replication."""
    rows = _rows(one.value)
    pairs = np.isfinite(one.value[rows]) & np.isfinite(other.value[rows])
    if one.is_ratio or other.is_ratio:
        # a replication without a case to divide by has no value, and still its counts
        pairs = np.isfinite(one.numerator[rows]) & np.isfinite(other.numerator[rows])
    first, second = (_pseudo(cells)[rows] for cells in (one, other))
    apart = np.where(pairs, second - first, np.nan)
    a, b, cases = (_cases(np.where(pairs, values, np.nan)) for values in (first, second, apart))
    if not cases.size:
        # no replication of both, or nothing to divide by in an arm
        return Difference(None, None, None, "no pairs", 0.0, 0, None)
    found, n = float(np.mean(cases)), cases.size
    reduction = _reduction(a, b, cases)
    if one.is_ratio or other.is_ratio:
        events = float(np.nansum(one.numerator[rows]) + np.nansum(other.numerator[rows]))
        if one.of_events and other.of_events and events < _FEW:
            low, high = _apart_by_events(one, other, rows)
            return Difference(found, low, high, "at least 95 %, exact Poisson of both", events, n, reduction)
    elif one.of_events and other.of_events:
        more, fewer = float(apart[apart > 0].sum()), float(-apart[apart < 0].sum())
        events = more + fewer
        if events < _FEW:
            low, high = _of_few(one, other, rows, more, fewer, float(np.count_nonzero(pairs)), cases)
            return Difference(found, low, high, "at least 95 %, exact Poisson", events, n, reduction)
    else:
        events = float(np.nansum(one.numerator[rows]) + np.nansum(other.numerator[rows]))
    margin = _margin(cases)
    if margin is None:
        return Difference(found, None, None, "a single pair", events, n, reduction)
    return Difference(found, found - margin, found + margin, "95 %, paired", events, n, reduction)


def poisson_interval(events: float, *, level: float = _CONFIDENCE) -> tuple[float, float]:
    """Return the exact central interval of the mean of a Poisson count."""
    tail = (1 - level) / 2
    low = float(chdtri(2 * events, 1 - tail) / 2) if events > 0 else 0.0
    return low, float(chdtri(2 * events + 2, tail) / 2)


def binomial_interval(cases: float, trials: float, *, level: float = _CONFIDENCE) -> tuple[float, float]:
    """Return the exact (Clopper-Pearson) interval of a share of trials, each of which is a case or is none."""
    tail = (1 - level) / 2
    low = float(betaincinv(cases, trials - cases + 1, tail)) if cases > 0 else 0.0
    high = float(betaincinv(cases + 1, trials - cases, 1 - tail)) if cases < trials else 1.0
    return low, high


def _of_few(
    one: Cells, other: Cells, rows: slice, more: float, fewer: float, pairs: float, cases: Floats
) -> tuple[float, float]:
    """Return the interval of a difference that few events make, `more` in one arm alone and `fewer` in the other.

    Events of both that fall into one pair hide each other; so it is at least as wide as that of the cases.
    """
    margin = _margin(cases)
    if margin is None:
        return _apart_by_events(one, other, rows)
    (more_low, more_high), (fewer_low, fewer_high) = (
        poisson_interval(events, level=(1 + _CONFIDENCE) / 2) for events in (more, fewer)
    )
    mean = float(np.mean(cases))
    low, high = (more_low - fewer_high) / pairs, (more_high - fewer_low) / pairs
    return min(low, mean - margin), max(high, mean + margin)


def _apart_by_events(one: Cells, other: Cells, rows: slice) -> tuple[float, float]:
    """Return the interval of a difference of counts or rates of few events, each in an interval of its own."""
    ends = []
    for cells in (one, other):
        low, high = poisson_interval(float(np.nansum(cells.numerator[rows])), level=(1 + _CONFIDENCE) / 2)
        total = float(np.nansum(cells.denominator[rows]))
        ends.append((low / total, high / total))
    return ends[1][0] - ends[0][1], ends[1][1] - ends[0][0]


def _rows(values: Floats) -> slice:
    """Return the draws that an estimate is made of: the one that is as given, or all others."""
    return slice(0, 1) if values.shape[0] == 1 else slice(1, None)


def _level_of(cells: Cells, rows: slice) -> tuple[float | None, float | None, float | None, str, float, int]:
    values = _pseudo(cells)[rows]
    cases = _cases(values)
    events = float(np.nansum(cells.numerator[rows]))
    if not cases.size:
        return None, None, None, "no cases", events, 0
    mean = float(np.mean(cases))
    if cells.of_events and events < _FEW:
        total = float(np.nansum(np.where(np.isfinite(values), cells.denominator[rows], np.nan)))
        low, high = poisson_interval(events)
        return mean, low / total, high / total, "95 %, exact Poisson", events, cases.size
    margin = _margin(cases)
    if margin is None:
        return mean, None, None, "a single case", events, 1
    return mean, mean - margin, mean + margin, "95 %", events, cases.size


def _pseudo(cells: Cells) -> Floats:
    """Return values whose mean over draws and replications is the estimate."""
    if not cells.is_ratio:
        return cells.value
    found = np.full(cells.value.shape, np.nan)
    parts = (slice(0, 1), slice(1, None)) if cells.value.shape[0] > 1 else (slice(None),)
    for rows in parts:
        above, below = cells.numerator[rows], cells.denominator[rows]
        mean = np.nanmean(below) if np.isfinite(below).any() else 0.0
        if mean > 0:
            ratio = np.nansum(above) / np.nansum(below)
            found[rows] = ratio + (above - ratio * below) / mean
    return found


def _cases(values: Floats) -> Floats:
    """Return the independent cases: replications of a single draw, or the mean of each of several."""
    if values.shape[0] == 1:
        return values[np.isfinite(values)]
    with_any = values[np.isfinite(values).any(axis=1)]
    return np.nanmean(with_any, axis=1) if with_any.size else np.empty(0)


def _margin(cases: Floats) -> float | None:
    if cases.size < 2:
        return None
    t = float(stdtrit(cases.size - 1, (1 + _CONFIDENCE) / 2))
    return t * float(np.std(cases, ddof=1)) / float(np.sqrt(cases.size))


def _within(values: Floats) -> float | None:
    """Return the standard deviation of one replication, from all draws that have two or more."""
    n = np.isfinite(values).sum(axis=1)
    several = values[n > 1]
    if not several.size:
        return None
    return float(np.sqrt(np.sum((n[n > 1] - 1) * np.nanvar(several, axis=1, ddof=1)) / np.sum(n[n > 1] - 1)))


def _apart(values: Floats) -> tuple[float | None, float | None, float | None, float | None]:
    """Return what chance and parameters do, and the range over draws that is left without chance."""
    cases, chance = _cases(values), _within(values)
    if cases.size < 2:
        return chance, None, None, None
    spread = float(np.var(cases, ddof=1))
    if chance is None:
        return None, None, *map(float, np.quantile(cases, _RANGE))  # type: ignore[return-value]
    n = np.isfinite(values).sum(axis=1)
    of_chance = chance**2 * float(np.mean(1 / n[n > 0]))
    between = max(0.0, spread - of_chance)
    share = np.sqrt(between / spread) if spread > 0 else 0.0
    low, high = np.quantile(np.mean(cases) + share * (cases - np.mean(cases)), _RANGE)
    return chance, float(np.sqrt(between)), float(low), float(high)


def _reduction(one: Floats, other: Floats, apart: Floats) -> float | None:
    if apart.size < 2:
        return None
    paired = float(np.var(apart, ddof=1))
    return float((np.var(one, ddof=1) + np.var(other, ddof=1)) / paired) if paired > 0 else None
