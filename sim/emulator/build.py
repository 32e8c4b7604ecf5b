"""From stored runs to the document of an emulator: fit each headline, and try it on runs that the fit never saw."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, Literal, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.core.errors import RunError
from sim.core.results_version import RESULTS_VERSION
from sim.emulator.answer import process_of, spread_at
from sim.emulator.columns import back, column, groups_of, onto, rows_of
from sim.emulator.document import ChoiceInput, Emulator, Headline, Scale, SliderInput, Tried, UncertainInput
from sim.emulator.gaussian import GaussianProcess, fitted, left_out
from sim.emulator.points import LEAST, Point, Points
from sim.ensemble.inputs import POSTERIOR, Input
from sim.metrics.catalogue import metric
from sim.metrics.metric import Estimator
from sim.programme.schema import Programme
from sim.scenario.changes import changes_text
from sim.store.ensembles import sha256_of

__all__ = ["emulator_of"]

Floats = NDArray[np.float64]
_DIGITS = 4
_CHANCE = 8
_Z_90 = float(ndtri(0.95))
_FURTHER = 1.25
"""An emulator answers where it is up to so many times as unsure as at any point at which it was tried."""
_SHIFT = 0.01
"""Of the median: what is added before a logarithm is taken, so that none is of 0."""


class _Wanted(NamedTuple):
    """A headline, and the scale in which it is smooth: a logarithm of counts, asinh of what has either sign."""

    name: str
    label: str
    estimator: Estimator
    kind: Literal["log", "asinh"]


_COUNTS = (_Wanted("arrests", "Arrests", "expected", "log"), _Wanted("false_stops", "False stops", "expected", "log"))
_FAIR, _JOB = "Who find the police fair, beyond the trend", "Who find that they do a good job, beyond the trend"
_OF_PROGRAMME = (
    *_COUNTS,
    _Wanted("treat_fairly_change", _FAIR, "expected", "asinh"),
    _Wanted("good_job_change", _JOB, "expected", "asinh"),
)
_OF_DAY = (
    *_COUNTS,
    _Wanted("trust_fairness_change", _FAIR, "sampled", "asinh"),
    _Wanted("trust_effectiveness_change", _JOB, "sampled", "asinh"),
)


class _Rows(NamedTuple):
    """Runs as an emulator has them."""

    sliders: Floats
    choices: NDArray[np.int64]
    uncertain: Floats


def emulator_of(points: Points, frame: pl.DataFrame) -> Emulator:
    """Fit an emulator to runs.

    Parameters
    ----------
    points
        What was run.
    frame
        What it came to, as `sim.emulator.points.read_points` returns it; points that failed are left out.

    Raises
    ------
    RunError
        If too few points are left.
    """
    seen = set(frame["point"].unique().to_list())
    last = len(points.points) - points.held_out
    learnt = [k for k in range(last) if k in seen]
    kept = [k for k in range(last, len(points.points)) if k in seen]
    if min(len(learnt), len(kept)) < LEAST:
        raise RunError(
            points.name,
            f"too few runs to fit to and to try it on ({len(learnt)} and {len(kept)})",
            f"{LEAST} or more of each; `passerby ensemble` shows why runs fail",
        )
    bare = _bare(points, learnt)
    rows, held = _rows(bare, points, learnt), _rows(bare, points, kept)
    wanted = _OF_PROGRAMME if isinstance(points.base, Programme) else _OF_DAY
    headlines = [
        _headline(bare, one, rows, held, *(_values(frame, one, which) for which in (learnt, kept))) for one in wanted
    ]
    return bare.model_copy(update={"headlines": tuple(headlines)})


def _bare(points: Points, learnt: list[int]) -> Emulator:
    """Return the document without headlines."""
    profiles = {profile: points.arms[profile, points.factors[1].given].settings for profile in points.factors[0].levels}
    sliders = tuple(
        SliderInput(
            name=one.name,
            label=one.label,
            unit=one.unit,
            low=(span := points.spans[one.name]).low,
            high=span.high,
            scale=one.scale,
            is_whole=one.is_whole,
            given=span.given,
            given_with={
                name: other
                for name, settings in profiles.items()
                if (other := one.given(settings)) is not None and other != span.given and span.low <= other <= span.high
            },
            allowed=f"{span.low:g} to {span.high:g} {one.unit}",
            why=one.why,
        )
        for one in points.sliders
    )
    bare = Emulator(
        results_version=RESULTS_VERSION,
        created_by_version=version("passerby"),
        asked=points.name,
        name=points.base.name + changes_text(points.base.changes),
        settings_sha256=sha256_of(points.base),
        ensemble_id=points.ensemble_id,
        seed=points.seed,
        replications=points.replications,
        sliders=sliders,
        choices=tuple(
            ChoiceInput(name=one.name, label=one.label, levels=one.levels, given=one.given) for one in points.factors
        ),
        uncertain=tuple(_uncertain(one) for one in points.inputs if one.key != POSTERIOR),
        set_rows=(),
        chosen_rows=(),
        uncertain_rows=(),
        chance=tuple(float(ndtri((k + 0.5) / _CHANCE)) for k in range(_CHANCE)),
        headlines=(),
    )
    rows = _rows(bare, points, learnt)
    named = zip(("set_rows", "chosen_rows", "uncertain_rows"), rows, strict=True)
    return bare.model_copy(update={name: tuple(map(tuple, array.tolist())) for name, array in named})


def _uncertain(one: Input) -> UncertainInput:
    if one.low is None or one.high is None or one.given is None:
        raise ValueError(f"{one.key} has no range")
    scale: Literal["linear", "log", "from_zero"] = "log" if one.law == "log-uniform" else "linear"
    if scale == "linear" and 0 in (one.low, one.high):
        scale = "from_zero"
    return UncertainInput(
        key=one.key,
        unit=one.unit,
        low=one.low,
        high=one.high,
        scale=scale,
        given=one.given,
        given_column=round(column(scale, one.given, one.low, one.high), _DIGITS),
    )


def _rows(emulator: Emulator, points: Points, which: list[int]) -> _Rows:
    made: list[Point] = [points.points[k] for k in which]

    def columns(ins: Sequence[SliderInput | UncertainInput], values: list[list[float]]) -> Floats:
        rows = [
            [column(one.scale, value, one.low, one.high) for one, value in zip(ins, row, strict=True)] for row in values
        ]
        return np.round(np.array(rows, np.float64).reshape(len(values), len(ins)), _DIGITS)

    return _Rows(
        columns(emulator.sliders, [[point.sliders[one.name] for one in emulator.sliders] for point in made]),
        np.array([[one.levels.index(point.levels[one.name]) for one in emulator.choices] for point in made]),
        columns(emulator.uncertain, [[point.uncertain[one.key] for one in emulator.uncertain] for point in made]),
    )


def _values(frame: pl.DataFrame, one: _Wanted, which: list[int]) -> Floats:
    """Return what points came to, as the mean of their replications (n,)."""
    own = frame.filter(pl.col("name") == one.name, pl.col("estimator") == one.estimator, pl.col("by") == "all")
    mean = dict(own.group_by("point").agg(pl.col("value").mean()).iter_rows())
    return np.array([mean[k] for k in which], np.float64)


def _headline(bare: Emulator, one: _Wanted, rows: _Rows, held: _Rows, learnt: Floats, kept: Floats) -> Headline:
    scale = Scale(
        kind=one.kind, shift=max(float(np.median(np.abs(learnt))), 1e-9) * (_SHIFT if one.kind == "log" else 1)
    )
    scaled, others = (np.array([onto(scale, float(value)) for value in values]) for values in (learnt, kept))
    mean, spread = float(np.mean(scaled)), float(np.std(scaled)) or 1.0
    values = np.round((scaled - mean) / spread, _DIGITS)
    groups = groups_of(bare)
    process, apart = _process(bare, rows_of(bare, *rows), values)
    first = [int(np.flatnonzero(groups == group)[0]) for group in range(int(groups.max()) + 1)]
    unknown: dict[str, Any] = {"runs": 0, "rms": 0.0, "rms_value": 0.0, "explained": 0.0, "within": 0.0}
    headline = Headline(
        name=one.name,
        label=one.label,
        unit=metric(one.name).unit,
        estimator=one.estimator,
        scale=scale,
        mean=mean,
        spread=spread,
        values=tuple(values.tolist()),
        linear=tuple(_short(process.covariance.linear[k]) for k in first),
        rates=tuple(_short(process.covariance.rates[k]) for k in first),
        smooth=_short(process.covariance.smooth),
        nugget=_short(process.covariance.nugget),
        furthest=0.0,
        held_out=Tried(**unknown),
        left_out=Tried(**unknown),
        in_range=0.0,
    )
    # what follows is said of the rounded settings that the document has
    process = process_of(bare, headline)
    there = rows_of(bare, *held)
    truth = (others - mean) / spread
    ranges = [spread_at(bare, headline, *point) for point in zip(held.sliders, held.choices, strict=True)]
    inside = [one.low <= value <= one.high for one, value in zip(ranges, truth, strict=True)]
    predicted, variance = process.mean(there), process.variance(there) + headline.nugget
    return headline.model_copy(
        update={
            "held_out": _tried(headline, predicted, variance, truth, kept),
            "left_out": _tried(headline, *apart, values, learnt),
            "furthest": _FURTHER * max(one.sd for one in ranges),
            "in_range": float(np.mean(inside)),
        }
    )


def _process(bare: Emulator, rows: Floats, values: Floats) -> tuple[GaussianProcess, tuple[Floats, Floats]]:
    """Fit with uncertain inputs alike or each for itself, whichever predicts runs left out with the higher density.

    Returns
    -------
    tuple
        The process of all runs; and of each run left out, its mean and its variance (N,).
    """
    each = groups_of(bare)
    alike = np.minimum(each, len(bare.sliders) + len(bare.choices))
    tried = [(groups, left_out(rows, values, groups)) for groups in (alike, each)]
    groups, apart = max(tried, key=lambda one: _density(one[1][0], one[1][1], values))
    return fitted(rows, values, groups), apart


def _density(mean: Floats, variance: Floats, values: Floats) -> float:
    return float(-np.sum(np.log(variance) + (mean - values) ** 2 / variance))


def _tried(headline: Headline, predicted: Floats, variance: Floats, truth: Floats, values: Floats) -> Tried:
    off = (predicted - truth) * headline.spread
    natural = np.array([back(headline.scale, headline.mean + headline.spread * float(one)) for one in predicted])
    return Tried(
        runs=len(truth),
        rms=float(np.sqrt(np.mean(off**2))),
        rms_value=float(np.sqrt(np.mean((natural - values) ** 2))),
        explained=float(1 - np.mean(off**2) / np.var(truth * headline.spread)),
        within=float(np.mean(np.abs(predicted - truth) < _Z_90 * np.sqrt(variance))),
    )


def _short(value: float) -> float:
    return float(f"{value:.4g}")
