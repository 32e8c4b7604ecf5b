"""Checks of a fit: whether it finds what made its data, and whether data that it makes look like the record.

*Simulation-based calibration*: unknowns are drawn from their priors, counts from the law, and the law is fitted to
them; among draws of each posterior the truth's rank is uniform, if fitting is right.
*Posterior predictive checks*: of records drawn from the posterior, patterns that the record shows should not be rare.

Source: Talts et al. 2018, Validating Bayesian inference algorithms with simulation-based calibration, arXiv:1804.06788;
Gelman, Meng & Stern 1996, Posterior predictive assessment of model fitness, Statistica Sinica 6.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from sim.calibration.deployment_law import Cases
from sim.calibration.fit import Counts, Posterior, fit, unknowns_of
from sim.calibration.predict import draws_of
from sim.calibration.simulate import draw_counts, draw_levels
from sim.calibration.unknowns import Floats
from sim.core.streams import Stream, Streams

__all__ = ["Pattern", "Uniformity", "patterns_of", "predictive_checks", "ranks", "uniformity"]

_TRUTH = 2
_RANKED = 1024
"""Draws of a posterior among which a truth is ranked."""
_OFTEN = 3
"""Visits to a place from which it says something about what differs within places."""


class Uniformity(NamedTuple):
    """Whether ranks are uniform."""

    unknown: str
    counted: NDArray[np.int64]
    """(bins,)."""
    p_value: float
    """Of the chi-squared test."""


class Pattern(NamedTuple):
    """One pattern of a record beside the same of records drawn from the posterior."""

    name: str
    observed: float
    low: float
    high: float
    """Nine in ten of the records drawn are from low to high."""
    p_below: float
    """Share of the records drawn that have less, ties by half."""


def ranks(
    cases: Cases, mechanism: str, n: int, streams: Streams, observe: Callable[[int], None] = lambda done: None
) -> Floats:
    """Return the rank of each unknown's truth among draws of its posterior (n, d), from 0 to 1."""
    names = unknowns_of(mechanism)
    found = np.empty((n, len(names)))
    for k in range(n):
        truth = streams.generator(Stream.CALIBRATION, k, _TRUTH).normal(size=len(names))
        level = draw_levels(mechanism, cases, truth, streams, k)
        posterior = fit(cases, draw_counts(mechanism, cases, truth, level, streams, k), mechanism)
        found[k] = (draws_of(posterior, _RANKED) < truth).mean(axis=0)
        observe(k + 1)
    return found


def uniformity(ranked: Floats, mechanism: str, bins: int = 8) -> tuple[Uniformity, ...]:
    """Return for each unknown how ranks (n, d) fall into equal parts of 0 to 1."""
    expected = len(ranked) / bins
    tested = []
    for k, one in enumerate(unknowns_of(mechanism)):
        counted = np.histogram(ranked[:, k], bins, (0.0, 1.0))[0].astype(np.int64)
        squares = float(((counted - expected) ** 2 / expected).sum())
        tested.append(Uniformity(one.name, counted, float(chi2.sf(squares, bins - 1))))
    return tuple(tested)


def predictive_checks(
    posterior: Posterior, cases: Cases, counts: Counts, streams: Streams, n: int = 128
) -> tuple[Pattern, ...]:
    """Return the patterns of a record beside those of n records drawn (a power of 2), for the same cases.

    Places have levels of their own in each: what is asked is whether the law makes such records, and not whether these
    places are as they are.
    """
    observed = patterns_of(cases, counts)
    drawn = []
    for k, at in enumerate(draws_of(posterior, n)):
        level = draw_levels(posterior.mechanism, cases, at, streams, k)
        again = draw_counts(posterior.mechanism, cases, at, level, streams, k)
        drawn.append(patterns_of(cases, _as_published(again, counts)))
    found = []
    for name, value in observed.items():
        values = np.array([one[name] for one in drawn])
        low, high = np.quantile(values, (0.05, 0.95))
        below = float((values < value).mean() + 0.5 * (values == value).mean())
        found.append(Pattern(name, value, float(low), float(high), below))
    return tuple(found)


def patterns_of(cases: Cases, counts: Counts) -> dict[str, float]:
    """Return the patterns of a record, of the rows where alerts and arrests are published."""
    used = (counts.alerts >= 0) & (counts.arrests >= 0)
    alerts, arrests = counts.alerts[used].astype(np.float64), counts.arrests[used].astype(np.float64)
    log_faces = np.log(cases.passages[used])
    place = np.unique([cases.place[k] for k in np.flatnonzero(used)], return_inverse=True)[1]
    often = np.bincount(place)[place] >= _OFTEN
    false = counts.false_alerts[used]
    return {
        "alerts as a power of faces": _power(alerts, log_faces),
        "the same within places visited three times or more": _power(alerts[often], log_faces[often], place[often]),
        "variance of alerts over their mean": _ratio(float(alerts.var()), float(alerts.mean())),
        "variance of arrests over their mean": _ratio(float(arrests.var()), float(arrests.mean())),
        "spread between places, of log alerts given faces": _between(alerts, log_faces, place),
        "arrests per alert": _ratio(float(arrests.sum()), float(alerts.sum())),
        "arrests per alert as a power of alerts": _slope(arrests, alerts),
        "false alerts": float(np.maximum(false, 0).sum()),
        "alerts by visit to a place, log a visit": _by_visit(alerts, log_faces, place),
    }


def _as_published(drawn: Counts, published: Counts) -> Counts:
    return Counts(
        *(
            np.where(getattr(published, name) < 0, -1, getattr(drawn, name))
            for name in ("alerts", "false_alerts", "arrests")
        )
    )


def _poisson_regression(count: Floats, columns: Sequence[Floats]) -> Floats:
    """Return the coefficients of a Poisson regression on columns, a faint ridge on all but the first."""
    x = np.stack(columns, axis=1)
    at = np.zeros(x.shape[1])
    at[0] = np.log(max(count.mean(), 0.1))
    faint = np.where(np.arange(at.size) == 0, 0.0, 1e-3)
    for _ in range(50):
        mean = np.exp(np.clip(x @ at, -20, 20))
        step = np.linalg.solve(
            (x.T * mean) @ x + np.diag(faint) + 1e-9 * np.eye(at.size), x.T @ (count - mean) - faint * at
        )
        at = at + np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-8:
            break
    return np.asarray(at, np.float64)


def _power(count: Floats, log_faces: Floats, place: NDArray[np.intp] | None = None) -> float:
    if count.size < 2:
        return 0.0
    columns = [np.ones(count.size), log_faces - log_faces.mean()]
    if place is not None:
        columns += [(place == one).astype(np.float64) for one in np.unique(place)[1:]]
    return float(_poisson_regression(count, columns)[1])


def _slope(arrests: Floats, alerts: Floats) -> float:
    some = alerts > 0
    x = np.log(alerts[some])
    return _power(arrests[some], x) - 1 if some.sum() > 1 else 0.0


def _by_visit(count: Floats, log_faces: Floats, place: NDArray[np.intp]) -> float:
    visit = np.array([np.count_nonzero(place[:k] == one) for k, one in enumerate(place)], np.float64)
    if not visit.any():
        return 0.0
    columns = [np.ones(count.size), log_faces - log_faces.mean(), visit]
    columns += [(place == one).astype(np.float64) for one in np.unique(place)[1:]]
    return float(_poisson_regression(count, columns)[2])


def _between(count: Floats, log_faces: Floats, place: NDArray[np.intp]) -> float:
    """Return how much more places differ than chance makes them, in the logarithm of counts given faces."""
    a, b = _poisson_regression(count, [np.ones(count.size), log_faces - log_faces.mean()])
    expected = np.bincount(place, np.exp(a + b * (log_faces - log_faces.mean())))
    seen = np.bincount(place, count)
    excess = ((seen - expected) ** 2 - expected).sum() / (expected**2).sum()
    return float(np.sqrt(max(excess, 0.0)))


def _ratio(above: float, below: float) -> float:
    return above / below if below else 0.0
