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
from sim.calibration.copula import Copula, together
from sim.calibration.deployment_law import Cases, arrest_chance, log_true_alerts
from sim.calibration.laplace import Levels, Nested, law_of, levels_of
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
    law: Copula
    """Of `unknowns_of(mechanism)`, in standard deviations of their priors from the priors' means."""
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
        law_of(listed.log_density, len(listed.unknowns)),
        law_of(lambda at: _arrests(counts, at), len(ARRESTS)),
        law_of(lambda at: _false_alerts(cases, counts, at), len(FALSE_ALERTS)),
    ]
    places, boroughs = listed.levels(parts[0].law.mean)
    law = together([part.law for part in parts])
    return Posterior(mechanism, law, places, boroughs, parts[0].log_evidence)


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

    def log_density(self, at: Floats) -> Floats:
        return self._levels(at).log_likelihood + _log_prior(at)

    def _levels(self, at: Floats) -> Levels:
        values = values_of(self.unknowns, at)
        return levels_of(
            self.count,
            log_true_alerts(self.mechanism, values, self.cases.column),
            self.nested,
            size=values["day_spread"] ** -2,
            borough_spread=values["borough_spread"],
            place_spread=values["place_spread"],
        )

    def levels(self, at: Floats) -> tuple[dict[str, Level], dict[str, Level]]:
        d, steps = at.size, _STEP * np.eye(at.size)
        found = self._levels(at + np.vstack([np.zeros((1, d)), steps, -steps]))
        of_place, of_borough = (
            (one[:, 1 : d + 1] - one[:, d + 1 :]) / (2 * _STEP) for one in (found.total, found.borough)
        )
        places = {
            name: Level(
                self.borough_of[name],
                float(found.total[k, 0]),
                float(found.total_variance[k, 0] ** 0.5),
                tuple(of_place[k].tolist()),
            )
            for k, name in enumerate(self.places)
        }
        boroughs = {
            name: Level(
                name,
                float(found.borough[k, 0]),
                float(found.borough_variance[k, 0] ** 0.5),
                tuple(of_borough[k].tolist()),
            )
            for k, name in enumerate(self.boroughs)
        }
        return places, boroughs


def _arrests(counts: Counts, at: Floats) -> Floats:
    """Arrests among true alerts are binomial; where more were made than true alerts, the row says nothing."""
    alerts, arrests = counts.true_alerts, counts.arrests
    used = (alerts > 0) & (arrests >= 0) & (arrests <= alerts)
    alerts, arrests = alerts[used, None], arrests[used, None]
    chance = arrest_chance(values_of(ARRESTS, at), alerts)
    ways = gammaln(alerts + 1) - gammaln(arrests + 1) - gammaln(alerts - arrests + 1)
    made = ways + arrests * np.log(chance) + (alerts - arrests) * np.log1p(-chance)
    return np.asarray(made.sum(axis=0) + _log_prior(at), np.float64)


def _false_alerts(cases: Cases, counts: Counts, at: Floats) -> Floats:
    used = counts.false_alerts >= 0
    count = counts.false_alerts[used, None]
    mean = values_of(FALSE_ALERTS, at)["false_ratio"] * (cases.passages * cases.fpir)[used, None]
    made = count * np.log(mean) - mean - gammaln(count + 1)
    return np.asarray(made.sum(axis=0) + _log_prior(at), np.float64)


def _log_prior(at: Floats) -> Floats:
    """Return the logarithm of the prior's density at points (m, d): (m,)."""
    return np.asarray(-0.5 * (at**2).sum(axis=1) - 0.5 * at.shape[1] * np.log(2 * np.pi), np.float64)


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
