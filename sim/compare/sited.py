"""Whether where deployments were follows from recorded crime: a regression over boroughs, and what each rule would do.

Deployments of a borough, August 2024 to 10 September 2025, are regressed on the logarithms of what is recorded there,
of the faces an hour at its street (London's median where no deployment is timed), of its residents, and on the share of
them who are Black: a log-linear model with the variance proportional to the mean, fitted by iteratively reweighted
least squares. What each model accounts for is its share of the deviance of one without predictors, adjusted for their
number; its interval of 95 % is the bootstrap's, which draws boroughs anew. Ratios are for a standard deviation of the
predictor more, with the interval of 95 % by Student's t and the model's own dispersion.

Boroughs are few and large, deployments come in runs, and a site is one street of a borough: the regression says what
goes with what, and not why anybody chose.

A rule's deployments are as many, shared out by what it goes by. How many would have been elsewhere is half the sum of
absolute differences of shares; beside it stands its range of 90 % were each deployment drawn by the rule.

Source: McCullagh & Nelder (1989), Generalized linear models, 2nd edition, chapters 6 and 9.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from sim.compare.published import RECENT, published_counts
from sim.core.streams import Stream, Streams
from sim.evidence.register import entry
from sim.evidence.tables import table
from sim.programme.siting import (
    CrimePerFootfall,
    KnownStreet,
    MostRecordedCrime,
    Population,
    Random,
    RecordedCrime,
    shares_of,
)

__all__ = ["MODELS", "PREDICTORS", "Model", "RuleOutcome", "Term", "regression", "rules"]

_BOOTSTRAPS, _CHANCES, _STEPS = 600, 4000, 50
_TAIL = 0.025
_FIRST = 3
"""The first of the draws that rules have; the one before is the bootstrap's."""
PREDICTORS: Mapping[str, str] = {
    "offences": "recorded offences (log)",
    "violence": "recorded violence with injury (log)",
    "footfall": "faces an hour at the borough's street (log)",
    "residents": "residents (log)",
    "black": "share of residents who are Black",
}
"""What deployments are regressed on."""
MODELS: Mapping[str, tuple[str, ...]] = {
    "recorded offences": ("offences",),
    "recorded violence": ("violence",),
    "offences and footfall": ("offences", "footfall"),
    "offences, footfall and residents": ("offences", "footfall", "residents"),
    "and who lives there": ("offences", "footfall", "residents", "black"),
    "who lives there alone": ("black",),
}
"""Which predictors each model has."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Term:
    """A predictor of a model."""

    predictor: str
    ratio: float
    """How many times the deployments go with a standard deviation more, all other predictors being equal."""
    low: float
    high: float


@dataclass(frozen=True)
class Model:
    """A regression of published deployments over boroughs."""

    name: str
    boroughs: int
    deployments: int
    terms: tuple[Term, ...]
    explained: float
    """Adjusted share of deviance that it accounts for; it may be below 0."""
    low: float
    high: float
    dispersion: float
    """Variance over mean beyond the model; 1 for chance alone."""


@dataclass(frozen=True)
class RuleOutcome:
    """What a siting rule would have done with the published number of deployments."""

    name: str
    goes_by: str
    elsewhere: float
    """Share of the published deployments that would have been in another borough."""
    by_chance_low: float
    by_chance_high: float
    """That share were each deployment drawn by the rule: 5 to 95 %."""
    deployments: Mapping[str, float]
    """By borough."""


@cache
def regression() -> tuple[Model, ...]:
    """Return every model of `MODELS`."""
    published = _boroughs()
    y = published["deployments"]
    drawn = Streams(0).generator(Stream.DESIGN, 2).integers(y.size, size=(_BOOTSTRAPS, y.size))
    return tuple(_model(name, of, published, y, drawn) for name, of in MODELS.items())


@cache
def rules() -> tuple[RuleOutcome, ...]:
    """Return what rules would have done over boroughs with recorded crime."""
    published = _boroughs()
    offences, violence = (_known(published, np.exp(published[name])) for name in ("offences", "violence"))
    six = MostRecordedCrime(rule="most_recorded_crime", streets=6)
    per_footfall = CrimePerFootfall(rule="crime_per_footfall")
    weights = (
        ("recorded_crime", "recorded offences", RecordedCrime(rule="recorded_crime").weights(offences)),
        ("recorded_crime", "recorded violence", RecordedCrime(rule="recorded_crime").weights(violence)),
        ("most_recorded_crime", "recorded offences, the first six", six.weights(offences)),
        ("crime_per_footfall", "recorded offences per face at its street", per_footfall.weights(offences)),
        ("population", "residents", Population(rule="population").weights(offences)),
        ("random", "chance alone", Random(rule="random").weights(offences)),
    )
    return tuple(
        _outcome(name, goes_by, given, published, draw) for draw, (name, goes_by, given) in enumerate(weights, _FIRST)
    )


@cache
def _boroughs() -> dict[str, Floats]:
    """Return deployments and predictors of the boroughs whose crime is published (n,), in the order of `areas`."""
    crime = {row["area"]: row for row in table("boroughs.recorded-crime").drop_nulls().to_dicts()}
    census = {row["area"]: row for row in table("boroughs.census").to_dicts()}
    sites = {row["area"]: row for row in table("boroughs.lfr-sites").to_dicts()}
    deployments = published_counts(RECENT)
    _, usual, _ = entry("boroughs.faces-per-hour").value
    rows = [
        (
            deployments[area]["deployments"],
            np.log(row["recorded_offences"]),
            np.log(row["violence_with_injury"]),
            np.log(sites[area]["faces_per_h_2025"] if sites.get(area, {}).get("timed") else usual),
            np.log(census[area]["residents"]),
            census[area]["black"] / census[area]["residents"],
        )
        for area, row in crime.items()
    ]
    return dict(zip(("deployments", *PREDICTORS), np.array(rows, np.float64).T, strict=True))


def _areas() -> list[str]:
    return [str(row["area"]) for row in table("boroughs.recorded-crime").drop_nulls().to_dicts()]


def _model(name: str, of: Sequence[str], published: Mapping[str, Floats], y: Floats, drawn: NDArray[np.int64]) -> Model:
    x = np.column_stack([published[one] for one in of])
    x = (x - x.mean(axis=0)) / x.std(axis=0, ddof=1)
    fit, covariance, dispersion = _fitted(x, y)
    freedom = y.size - x.shape[1] - 1
    margin = float(stdtrit(freedom, 1 - _TAIL)) * np.sqrt(np.diag(covariance))
    low, high = np.exp(fit - margin), np.exp(fit + margin)
    terms = tuple(
        Term(PREDICTORS[one], float(np.exp(fit[k + 1])), float(low[k + 1]), float(high[k + 1]))
        for k, one in enumerate(of)
    )
    low_end, high_end = np.quantile(_explained(x[drawn], y[drawn]), (_TAIL, 1 - _TAIL)).tolist()
    return Model(name, y.size, int(y.sum()), terms, float(_explained(x, y)), low_end, high_end, float(dispersion))


def _fitted(x: Floats, y: Floats) -> tuple[Floats, Floats, Floats]:
    """Fit data sets of n boroughs each, all at once.

    Parameters
    ----------
    x, y
        (..., n, p) and (..., n): predictors, and what is regressed on them.

    Returns
    -------
    tuple
        Coefficients (..., p + 1), their covariance (..., p + 1, p + 1), and the dispersion (...).
    """
    design = np.concatenate([np.ones((*y.shape, 1)), x], axis=-1)
    turned = np.swapaxes(design, -1, -2)
    eta = np.log(y + 0.5)
    for _ in range(_STEPS):
        mean = np.exp(np.clip(eta, -20, 20))
        moments = turned @ (mean * eta + y - mean)[..., None]
        fit = np.linalg.solve(turned @ (design * mean[..., None]), moments)
        eta, before = (design @ fit)[..., 0], eta
        if np.max(np.abs(eta - before)) < 1e-10:
            break
    mean = np.exp(np.clip(eta, -20, 20))
    dispersion = np.sum((y - mean) ** 2 / mean, axis=-1) / (y.shape[-1] - design.shape[-1])
    covariance = dispersion[..., None, None] * np.linalg.inv(turned @ (design * mean[..., None]))
    return fit[..., 0], covariance, dispersion


def _explained(x: Floats, y: Floats) -> Floats:
    """Return the share of deviance that predictors account for, adjusted for their number (...)."""
    n, p = x.shape[-2:]
    fit, _, _ = _fitted(x, y)
    left = _deviance(y, np.exp(np.clip(fit[..., :1] + (x @ fit[..., 1:, None])[..., 0], -20, 20)))
    whole = _deviance(y, np.broadcast_to(y.mean(axis=-1, keepdims=True), y.shape))
    return np.asarray(1 - (left / (n - p - 1)) / (whole / (n - 1)))


def _deviance(y: Floats, mean: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(2 * np.sum(np.where(y > 0, y * np.log(y / mean), 0.0) - (y - mean), axis=-1))


def _known(published: Mapping[str, Floats], crime: Floats) -> list[KnownStreet]:
    """Return what rules know of boroughs: recorded crime, and the footfall of the street of each."""
    per_h, residents = np.exp(published["footfall"]), np.exp(published["residents"])
    return [
        KnownStreet(float(c), 0.0, 0.0, float(f), float(r)) for c, f, r in zip(crime, per_h, residents, strict=True)
    ]


def _outcome(
    name: str, goes_by: str, weights: Sequence[float], published: Mapping[str, Floats], draw: int
) -> RuleOutcome:
    y = published["deployments"]
    share, total = shares_of(weights), int(y.sum())
    drawn = Streams(0).generator(Stream.DESIGN, draw).multinomial(total, share, size=_CHANCES)
    low, high = np.quantile(_apart(drawn / total, share), (0.05, 0.95))
    by_area = dict(zip(_areas(), (share * total).tolist(), strict=True))
    return RuleOutcome(name, goes_by, float(_apart(y / total, share)), float(low), float(high), by_area)


def _apart(given: Floats, share: Floats) -> Floats:
    """Return half the sum of absolute differences of shares."""
    return np.asarray(np.abs(given - share).sum(axis=-1) / 2)
