"""The posterior of the deployment law given deployments: what is not known, and the level of each place.

True alerts, arrests among them, and false alerts are independent given what passed, so that each has a normal law of
its own (`sim.calibration.laplace`). How often wanted people go out and how many live near are known only as a product:
the posterior keeps both as uncertain as they are, and they move together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from sim.calibration.catchment import MECHANISMS, SHIPPED, Mechanism
from sim.calibration.deployment_law import Cases, arrest_chance, log_true_alerts
from sim.calibration.laplace import Levels, Nested, Normal, levels_of, normal_of
from sim.calibration.unknowns import ARRESTS, FALSE_ALERTS, LISTED, SPREADS, Floats, Unknown

__all__ = ["Counts", "Level", "Posterior", "fit", "listed_unknowns", "unknowns_of", "values_of"]

Ints = NDArray[np.int64]

_NOT_PUBLISHED = -1
_STEP = 0.05


@dataclass(frozen=True)
class Counts:
    """What was published of n deployments; -1 where it was not."""

    alerts: Ints
    """(n,): true and false."""
    false_alerts: Ints
    """(n,)."""
    arrests: Ints
    """(n,)."""

    @property
    def true_alerts(self) -> Ints:
        """(n,): alerts without those that are known to be false; -1 where alerts are not published."""
        return np.where(self.alerts < 0, _NOT_PUBLISHED, self.alerts - np.maximum(self.false_alerts, 0))


class Level(NamedTuple):
    """How the true alerts of a place, or of a borough, differ from those of others: the logarithm of a ratio."""

    borough: str
    mean: float
    deviation: float
    """Standard deviation, for given unknowns."""
    slopes: tuple[float, ...]
    """How the mean moves with the unknowns of true alerts, for each standard deviation of their priors."""


@dataclass(frozen=True)
class Posterior:
    """What is known after the fit."""

    mechanism: str
    mean: Floats
    """(d,): of `unknowns_of(mechanism)`, in standard deviations of their priors from the priors' means."""
    covariance: Floats
    """(d, d)."""
    places: Mapping[str, Level]
    boroughs: Mapping[str, Level]
    log_evidence: float
    """Of the true alerts: what mechanisms are compared by."""


def listed_unknowns(mechanism: str) -> tuple[Unknown, ...]:
    """Return the unknowns of true alerts: who is listed and passes, and how much days and places differ."""
    return (LISTED["visit_ratio"], LISTED["near_ratio"], *MECHANISMS[mechanism].unknowns, *SPREADS)


def unknowns_of(mechanism: str) -> tuple[Unknown, ...]:
    """Return all unknowns, those of true alerts first."""
    return (*listed_unknowns(mechanism), *ARRESTS, *FALSE_ALERTS)


def values_of(unknowns: Sequence[Unknown], at: Floats) -> dict[str, Floats]:
    """Return the values (any shape) of unknowns by name, given standard deviations from the prior (.., d)."""
    return {one.name: one.value(one.mean + one.deviation * at[..., k]) for k, one in enumerate(unknowns)}


def fit(cases: Cases, counts: Counts, mechanism: str = SHIPPED) -> Posterior:
    """Return the posterior; with nothing published it is the prior.

    Parameters
    ----------
    cases, counts
        n deployments.
    mechanism
        A name of `sim.calibration.catchment.MECHANISMS`.
    """
    listed = _TrueAlerts(cases, counts.true_alerts, MECHANISMS[mechanism])
    parts = [
        normal_of(listed.log_density, len(listed.unknowns)),
        normal_of(lambda at: _arrests(counts, at), len(ARRESTS)),
        normal_of(lambda at: _false_alerts(cases, counts, at), len(FALSE_ALERTS)),
    ]
    places, boroughs = listed.levels(parts[0].mean)
    return Posterior(
        mechanism,
        np.concatenate([part.mean for part in parts]),
        _blocks(parts),
        places,
        boroughs,
        parts[0].log_evidence,
    )


class _TrueAlerts:
    """The density of the unknowns of true alerts, and the levels that go with them."""

    def __init__(self, cases: Cases, count: Ints, mechanism: Mechanism) -> None:
        self.mechanism, self.unknowns = mechanism, listed_unknowns(mechanism.name)
        used = np.flatnonzero(count >= 0)
        self.cases, self.count = _some(cases, used), count[used]
        self.borough_of = dict(zip(self.cases.place, self.cases.borough, strict=True))
        self.places, self.boroughs = sorted(self.borough_of), sorted(set(self.borough_of.values()))
        at_place = {name: k for k, name in enumerate(self.places)}
        at_borough = {name: k for k, name in enumerate(self.boroughs)}
        self.nested = Nested(
            np.array([at_place[name] for name in self.cases.place], np.intp),
            np.array([at_borough[self.borough_of[name]] for name in self.places], np.intp),
        )

    def log_density(self, at: Floats) -> float:
        return self._levels(at).log_likelihood + _log_prior(at)

    def _levels(self, at: Floats) -> Levels:
        values = values_of(self.unknowns, at)
        return levels_of(
            self.count,
            log_true_alerts(self.mechanism, values, self.cases),
            self.nested,
            size=float(values["day_spread"]) ** -2,
            borough_spread=float(values["borough_spread"]),
            place_spread=float(values["place_spread"]),
        )

    def levels(self, at: Floats) -> tuple[dict[str, Level], dict[str, Level]]:
        here, steps = self._levels(at), _STEP * np.eye(at.size)
        sides = [(self._levels(at + step), self._levels(at - step)) for step in steps]
        of_place = np.array([(up.total - down.total) / (2 * _STEP) for up, down in sides])
        of_borough = np.array([(up.borough - down.borough) / (2 * _STEP) for up, down in sides])
        places = {
            name: Level(
                self.borough_of[name],
                float(here.total[k]),
                float(here.total_variance[k] ** 0.5),
                tuple(of_place[:, k].tolist()),
            )
            for k, name in enumerate(self.places)
        }
        boroughs = {
            name: Level(
                name,
                float(here.borough[k]),
                float(here.borough_variance[k] ** 0.5),
                tuple(of_borough[:, k].tolist()),
            )
            for k, name in enumerate(self.boroughs)
        }
        return places, boroughs


def _arrests(counts: Counts, at: Floats) -> float:
    """Arrests among true alerts are binomial; where more were made than true alerts, the row says nothing."""
    alerts, arrests = counts.true_alerts, counts.arrests
    used = (alerts > 0) & (arrests >= 0) & (arrests <= alerts)
    alerts, arrests = alerts[used], arrests[used]
    chance = arrest_chance(values_of(ARRESTS, at), alerts)
    ways = gammaln(alerts + 1) - gammaln(arrests + 1) - gammaln(alerts - arrests + 1)
    return float((ways + arrests * np.log(chance) + (alerts - arrests) * np.log1p(-chance)).sum()) + _log_prior(at)


def _false_alerts(cases: Cases, counts: Counts, at: Floats) -> float:
    used = counts.false_alerts >= 0
    count = counts.false_alerts[used]
    mean = values_of(FALSE_ALERTS, at)["false_ratio"] * (cases.passages * cases.fpir)[used]
    return float((count * np.log(mean) - mean - gammaln(count + 1)).sum()) + _log_prior(at)


def _log_prior(at: Floats) -> float:
    return float(-0.5 * (at**2).sum() - 0.5 * at.size * np.log(2 * np.pi))


def _some(cases: Cases, rows: NDArray[np.intp]) -> Cases:
    return Cases(
        cases.passages[rows],
        cases.hours[rows],
        cases.listed[rows],
        cases.tpir[rows],
        cases.fpir[rows],
        tuple(cases.place[k] for k in rows.tolist()),
        tuple(cases.borough[k] for k in rows.tolist()),
    )


def _blocks(parts: Sequence[Normal]) -> Floats:
    sizes = [part.mean.size for part in parts]
    whole, at = np.zeros((sum(sizes), sum(sizes))), 0
    for part, size in zip(parts, sizes, strict=True):
        whole[at : at + size, at : at + size] = part.covariance
        at += size
    return whole
