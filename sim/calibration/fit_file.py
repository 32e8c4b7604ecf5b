"""A fit as a file: what was learned, from which record, and what was left out; predicted from without fitting again.

The file gives means, quantiles and slopes on the scales on which the priors are normal (logarithms, log-odds), the
correlation of normal scores (`sim.calibration.copula`), and beside each unknown its median and 95 % range in its own
unit, for readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import Field

from sim.calibration.baselines import Regression
from sim.calibration.catchment import MECHANISMS
from sim.calibration.copula import SCORES, Copula
from sim.calibration.fit import Level, Posterior, listed_unknowns, unknowns_of
from sim.calibration.predictors import Fitted
from sim.calibration.rows import Rows
from sim.calibration.unknowns import Floats
from sim.core.config import Config
from sim.core.errors import ScenarioError
from sim.core.results_version import RESULTS_VERSION
from sim.core.whole_file import write_whole
from sim.scenario.load import dump, validate
from sim.scenario.located import read
from sim.scenario.shipped import file_or_shipped

__all__ = ["SHIPPED_FIT", "FitFile", "fit_file_of", "load_fit", "write_fit"]

SHIPPED_FIT = "met_2025_05"
"""The fit that ensembles draw from unless somebody says otherwise."""

_DIGITS = 6


class LeftOutRows(Config):
    """Rows that nothing was learned from."""

    why: str
    lines: tuple[int, ...]
    """Of the record."""


class FitRecord(Config):
    """What was learned from."""

    name: str
    """Of the file."""
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    """Of its bytes."""
    first_day: date
    last_day: date
    """Of the deployments that were learned from."""
    deployments: int = Field(ge=1)
    left_out: tuple[LeftOutRows, ...]


class FittedUnknown(Config):
    """One unknown."""

    name: str
    unit: str
    median: float
    low: float
    high: float
    """The central 95 % are from low to high."""
    scale: Literal["log", "logit"]
    mean: float
    """On the scale."""
    quantiles: tuple[float, ...]
    """On the scale, rising, at the normal scores of `sim.calibration.copula`."""
    prior_low: float
    prior_high: float


class FittedLevel(Config):
    """The level of a place or a borough."""

    borough: str
    mean: float
    deviation: float = Field(gt=0)
    slopes: tuple[float, ...]
    """With the unknowns of true alerts, on their scales."""


class FittedRegression(Config):
    """A baseline."""

    a: float
    b: float
    log_size: float
    spread: float = Field(ge=0)
    levels: dict[str, tuple[float, float]]


class FitFile(Config):
    """A file of `scenarios/fits`."""

    record: FitRecord
    results_version: int
    """Of the model whose law was fitted."""
    mechanism: str
    """Of `sim.calibration.catchment`."""
    log_evidence: float
    """Of the true alerts."""
    unknowns: tuple[FittedUnknown, ...]
    correlation: tuple[tuple[float, ...], ...]
    """Of normal scores."""
    boroughs: dict[str, FittedLevel]
    places: dict[str, FittedLevel]
    baselines: dict[str, dict[str, FittedRegression]]
    """By name, then by count."""

    def fitted(self) -> Fitted:
        """Return what predicts."""
        unknowns = unknowns_of(self.mechanism)
        centre, width = (np.array([getattr(one, name) for one in unknowns]) for name in ("mean", "deviation"))
        mean = (np.array([one.mean for one in self.unknowns]) - centre) / width
        quantiles = (np.array([one.quantiles for one in self.unknowns]) - centre[:, None]) / width[:, None]
        law = Copula(mean, quantiles, np.array(self.correlation))
        places, boroughs = (
            {name: _level(one, width) for name, one in levels.items()} for levels in (self.places, self.boroughs)
        )
        posterior = Posterior(self.mechanism, law, places, boroughs, self.log_evidence)
        return Fitted(
            posterior,
            {
                name: {count: Regression(**one.model_dump()) for count, one in by_count.items()}
                for name, by_count in self.baselines.items()
            },
        )


def fit_file_of(fitted: Fitted, rows: Rows, record: Path) -> FitFile:
    """Return a fit with its provenance."""
    posterior = fitted.posterior
    unknowns = unknowns_of(posterior.mechanism)
    centre, width = (np.array([getattr(one, name) for one in unknowns]) for name in ("mean", "deviation"))
    mean, quantiles = (
        centre + width * posterior.law.mean,
        centre[:, None] + width[:, None] * posterior.law.quantiles,
    )
    low, median, high = (centre + width * posterior.law.quantile(score) for score in (-_TWO_SIDED, 0.0, _TWO_SIDED))
    n_listed = len(listed_unknowns(posterior.mechanism))
    return FitFile(
        record=FitRecord(
            name=record.name,
            sha256=sha256(record.read_bytes()).hexdigest(),
            first_day=rows.kept[0].date,
            last_day=rows.kept[-1].date,
            deployments=len(rows.kept),
            left_out=tuple(LeftOutRows(why=one.why, lines=one.lines) for one in rows.left_out),
        ),
        results_version=RESULTS_VERSION,
        mechanism=posterior.mechanism,
        log_evidence=_rounded(posterior.log_evidence),
        unknowns=tuple(
            FittedUnknown(
                name=one.name,
                unit=one.unit,
                median=_rounded(float(one.value(median[k]))),
                low=_rounded(float(one.value(low[k]))),
                high=_rounded(float(one.value(high[k]))),
                scale=one.scale,
                mean=_rounded(float(mean[k])),
                quantiles=_all_rounded(quantiles[k]),
                prior_low=one.low,
                prior_high=one.high,
            )
            for k, one in enumerate(unknowns)
        ),
        correlation=tuple(_all_rounded(row) for row in posterior.law.correlation),
        boroughs={name: _as_file(one, width[:n_listed]) for name, one in posterior.boroughs.items()},
        places={name: _as_file(one, width[:n_listed]) for name, one in posterior.places.items()},
        baselines={
            name: {count: _regression(one) for count, one in by_count.items()}
            for name, by_count in fitted.baselines.items()
        },
    )


def load_fit(name: str | Path) -> FitFile:
    """Read a fit: a file, or the name of a shipped one.

    Raises
    ------
    ScenarioError
        If there is none, or the file is not a fit of this product's law.
    """
    file = file_or_shipped(name, "fits")
    fit = validate(FitFile, read(file))
    if fit.mechanism not in MECHANISMS:
        raise ScenarioError(str(file), f"no such mechanism ({fit.mechanism})", f"one of {', '.join(MECHANISMS)}")
    expected = [one.name for one in unknowns_of(fit.mechanism)]
    given = [one.name for one in fit.unknowns]
    n_listed = len(listed_unknowns(fit.mechanism))
    sizes = {len(row) for row in fit.correlation} | {len(fit.correlation)}
    rising = all(len(one.quantiles) == SCORES.size and (np.diff(one.quantiles) > 0).all() for one in fit.unknowns)
    slopes = {len(one.slopes) for one in (*fit.places.values(), *fit.boroughs.values())} | {n_listed}
    if given != expected or sizes != {len(expected)} or slopes != {n_listed} or not rising:
        raise ScenarioError(
            str(file),
            f"its unknowns are not those of the law ({', '.join(given)})",
            f"{', '.join(expected)}, with as many slopes and rising quantiles; make it again (passerby calibrate)",
        )
    return fit


def write_fit(fit: Config, file: Path) -> None:
    """Write a fit, whole or not at all.

    Raises
    ------
    StoreError
        If the file cannot be written.
    """
    write_whole(file, dump(fit).encode())


_TWO_SIDED = 1.959964


def _level(one: FittedLevel, width: Floats) -> Level:
    slopes = np.array(one.slopes) * width[: len(one.slopes)]
    return Level(one.borough, one.mean, one.deviation, tuple(slopes.tolist()))


def _as_file(one: Level, width: Floats) -> FittedLevel:
    return FittedLevel(
        borough=one.borough,
        mean=_rounded(one.mean),
        deviation=_rounded(one.deviation),
        slopes=_all_rounded(np.array(one.slopes) / width),
    )


def _regression(one: Regression) -> FittedRegression:
    levels = {name: (_rounded(mean), _rounded(deviation)) for name, (mean, deviation) in one.levels.items()}
    return FittedRegression(
        a=_rounded(one.a),
        b=_rounded(one.b),
        log_size=_rounded(one.log_size),
        spread=_rounded(one.spread),
        levels=levels,
    )


def _all_rounded(numbers: Sequence[float] | Floats) -> tuple[float, ...]:
    return tuple(_rounded(float(number)) for number in numbers)


def _rounded(number: float) -> float:
    return float(f"{number:.{_DIGITS}g}")
