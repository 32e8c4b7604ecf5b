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
from sim.emulator.points import LEAST, Point, Points
from sim.emulator.screening import Screened, screened
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
_LEAST_SIZE = 1e-9
_Z_90 = float(ndtri(0.95))
_FURTHER = 1.25
"""An emulator answers where it is up to so many times as unsure as at any point at which it was tried."""
_SHIFT = 0.05
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


class _Fit(NamedTuple):
    """A headline's process in its scale, of all columns."""

    scale: Scale
    mean: float
    spread: float
    learnt: Floats
    """(N,) what runs came to."""
    screened: Screened


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
    wanted = _OF_PROGRAMME if isinstance(points.base, Programme) else _OF_DAY
    whole = _bare(points, learnt)
    rows = rows_of(whole, *_rows(whole, points, learnt))
    fits = [_fit(whole, one, rows, _values(frame, one, learnt)) for one in wanted]
    bare = _pruned(whole, fits)
    held, used = _rows(bare, points, kept), {one.key for one in bare.uncertain}
    first = rows.shape[1] - len(whole.uncertain)
    which = [first + k for k, one in enumerate(whole.uncertain) if one.key in used]
    headlines = [
        _headline(bare, one, fit, which, held, _values(frame, one, kept)) for one, fit in zip(wanted, fits, strict=True)
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
        in_chance=tuple(one.key for one in points.inputs if one.key == POSTERIOR),
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


def _fit(whole: Emulator, one: _Wanted, rows: Floats, learnt: Floats) -> _Fit:
    size = max(float(np.median(np.abs(learnt))), _LEAST_SIZE)
    scale = Scale(kind=one.kind, shift=size * (_SHIFT if one.kind == "log" else 1))
    scaled = np.array([onto(scale, float(value)) for value in learnt])
    mean, spread = float(np.mean(scaled)), float(np.std(scaled)) or 1.0
    values = np.round((scaled - mean) / spread, _DIGITS)
    groups = groups_of(whole)
    first = len(groups) - len(whole.uncertain)
    return _Fit(scale, mean, spread, learnt, screened(rows, values, groups, first))


def _pruned(whole: Emulator, fits: list[_Fit]) -> Emulator:
    """Return the document with those uncertain inputs that some headline is told by."""
    n = len(whole.uncertain)
    used = np.any([fit.screened.process.covariance.linear[-n:] > 0 for fit in fits], axis=0) if n else np.zeros(0, bool)
    return whole.model_copy(
        update={
            "uncertain": tuple(one for one, is_used in zip(whole.uncertain, used, strict=True) if is_used),
            "uncertain_rows": tuple(map(tuple, np.array(whole.uncertain_rows)[:, used].tolist())),
            "in_chance": whole.in_chance
            + tuple(one.key for one, is_used in zip(whole.uncertain, used, strict=True) if not is_used),
        }
    )


def _headline(bare: Emulator, one: _Wanted, fit: _Fit, which: list[int], held: _Rows, kept: Floats) -> Headline:
    """Return a headline, whose uncertain inputs are the columns `which` of the fit."""
    covariance = fit.screened.process.covariance
    fixed = len(groups_of(bare)) - len(bare.uncertain)
    _, first = np.unique(groups_of(bare)[:fixed], return_index=True)
    unknown: dict[str, Any] = {"runs": 0, "rms": 0.0, "rms_value": 0.0, "explained": 0.0, "within": 0.0}
    headline = Headline(
        name=one.name,
        label=one.label,
        unit=metric(one.name).unit,
        estimator=one.estimator,
        scale=fit.scale,
        mean=fit.mean,
        spread=fit.spread,
        values=tuple(fit.screened.process.values.tolist()),
        linear=tuple(_short(covariance.linear[k]) for k in (*first, *which)),
        rates=tuple(_short(covariance.rates[k]) for k in (*first, *which)),
        smooth=_short(covariance.smooth),
        nugget=_short(covariance.nugget),
        inflation=_short(max(1.0, float(np.mean(fit.screened.errors**2)))),
        furthest=0.0,
        held_out=Tried(**unknown),
        left_out=Tried(**unknown),
        in_range=0.0,
    )
    # what follows is said of the rounded settings that the document has
    process, there = process_of(bare, headline), rows_of(bare, *held)
    truth = (np.array([onto(fit.scale, float(value)) for value in kept]) - fit.mean) / fit.spread
    ranges = [spread_at(bare, headline, *point) for point in zip(held.sliders, held.choices, strict=True)]
    inside = [one.low <= value <= one.high for one, value in zip(ranges, truth, strict=True)]
    predicted, variance = process.mean(there), headline.inflation * (process.variance(there) + headline.nugget)
    return headline.model_copy(
        update={
            "held_out": _tried(headline, predicted, variance, truth, kept),
            "left_out": _tried(
                headline,
                fit.screened.mean,
                headline.inflation * fit.screened.variance,
                fit.screened.process.values,
                fit.learnt,
            ),
            "furthest": _FURTHER * max(one.sd for one in ranges),
            "in_range": float(np.mean(inside)),
        }
    )


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
