"""The runs that an emulator learns from: points of a scrambled Sobol sequence over all of its inputs.

Each point has a value of every slider, one level of every kind of choice (profile, cameras, scope of the list), a draw
of everything that is uncertain, and chance of its own: what the emulator is told is as scattered as what it has to
predict. Later points of the sequence fall between the earlier ones and are kept from the fit, to be predicted.

Points are replications in the store like those of any ensemble: what is stored is never run again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from math import exp, floor, log
from pathlib import Path

import polars as pl

from sim.calibration.fit_file import SHIPPED_FIT, FitFile, load_fit
from sim.calibration.presence import VISIT_SHARE, keys_of, ratios
from sim.core.errors import RunError
from sim.emulator.levels import Factor, arms_of
from sim.emulator.ranges import factors_over, ranges_of, spans_over
from sim.emulator.sliders import SLIDERS, Slider, Span, Values
from sim.ensemble.design import MOST_DRAWS, even_points, value_at
from sim.ensemble.drawn import check_ends, with_draw
from sim.ensemble.execute import Work, execute, own, processes, usable_cores
from sim.ensemble.inputs import FITTED, Input, Settings, inputs_of
from sim.ensemble.replicate import Arm, Task, give_up, replicate
from sim.ensemble.run import Passed
from sim.programme.schema import Programme
from sim.store.ensembles import Failure, ensemble_id_of, read_record, sha256_of, write_ensemble

__all__ = ["Point", "Points", "points_of", "read_points", "run_points"]

LEAST = 8
"""Fewer runs than this say nothing of a surrogate."""


@dataclass(frozen=True)
class Point:
    """One set of values of all inputs."""

    levels: Mapping[str, str]
    """By factor."""
    sliders: Mapping[str, float]
    """By slider, as it was set: whole where it is of a whole number."""
    uncertain: Mapping[str, float | int]
    """By the key of the input."""


@dataclass(frozen=True)
class Points:
    """All that is to be run, and over what."""

    base: Settings
    """The scenario as given."""
    name: str
    """What it is called where it is asked for: a place or a programme, with what was added."""
    spans: Mapping[str, Span]
    """Of the sliders that the scenario has, by name."""
    factors: tuple[Factor, ...]
    inputs: tuple[Input, ...]
    """What is uncertain and drawn."""
    points: tuple[Point, ...]
    held_out: int
    """So many at the end are kept from the fit."""
    replications: int
    """Of each point, over which its headlines are averaged."""
    seed: int
    root: Path

    @property
    def sliders(self) -> tuple[Slider, ...]:
        """The sliders that the scenario has."""
        return tuple(slider for slider in SLIDERS if slider.name in self.spans)

    @cached_property
    def arms(self) -> dict[tuple[str, str], Arm]:
        """The scenario at each profile and cameras."""
        made = arms_of(self.base, self.factors)
        return {key: Arm("+".join(key), settings, sha256_of(settings)) for key, settings in made.items()}

    def tasks(self) -> Iterator[Task]:
        """Yield every replication of every point; no two share their chance."""
        for replication in range(self.replications):
            for number, point in enumerate(self.points):
                arm = self.arms[point.levels["profile"], point.levels["cameras"]]
                chance = number * self.replications + replication
                yield Task((arm,), number, self.values_at(point, arm.settings), self.seed, chance, str(self.root))

    def values_at(self, point: Point, settings: Settings) -> Values:
        """Return the settings that a point stands for, by name with dots."""
        values: Values = dict(point.uncertain)
        for slider in self.sliders:
            values |= slider.change(settings, point.sliders[slider.name])
        return values | {"lfr.watchlist.scope": point.levels["scope"]}

    @property
    def ensemble_id(self) -> str:
        """The id under which the points are stored."""
        arms = [(arm.name, arm.sha256) for arm in self.arms.values()]
        return ensemble_id_of(
            arms, [asdict(point) for point in self.points], seed=self.seed, replications=self.replications
        )


def points_of(
    base: Settings,
    name: str,
    *,
    points: int,
    held_out: int,
    replications: int = 1,
    seed: int = 1,
    ranges: Sequence[str] = (),
    fit: str | Path | None = SHIPPED_FIT,
    root: str | Path,
) -> Points:
    """Lay out the runs of an emulator.

    Parameters
    ----------
    base
        A programme or a day, with facial recognition.
    points
        How many are fitted to: 8 or more.
    held_out
        How many more are run to be predicted: 8 or more.
    replications
        Of each point.
    ranges
        Other ranges than the usual, see `sim.emulator.ranges`.
    fit
        The fit that how often listed people come to a street is drawn from, as for an ensemble.

    Raises
    ------
    RunError
        If there is no facial recognition to emulate, or a number is out of bounds.
    """
    if base.lfr is None:
        raise RunError(
            name, "there is no facial recognition in it", "a place with a policy, such as north_end+lfr_van_2025"
        )
    for what, n in (("points", points), ("held-out", held_out)):
        if not LEAST <= n <= MOST_DRAWS // 2:
            raise RunError(f"--{what}", f"not a number of points ({n})", f"{LEAST} to {MOST_DRAWS // 2:,}")
    if replications < 1:
        raise RunError("--replications", f"not a number of replications ({replications})", "1 or more")
    over = ranges_of(ranges, base)
    spans, factors = spans_over(base, over), factors_over(base, over)
    known = None if fit is None else load_fit(fit)
    inputs = _inputs(base, spans, in_fit=() if known is None else (VISIT_SHARE,))
    check_ends({name: base}, inputs)
    unit = even_points(len(factors) + len(spans) + len(inputs), points + held_out, seed)
    made = tuple(_point(list(map(float, row)), number, spans, factors, inputs) for number, row in enumerate(unit))
    laid = Points(base, name, spans, factors, inputs, made, held_out, replications, seed, Path(root))
    return laid if known is None else _with_fit(laid, known)


def run_points(
    points: Points,
    *,
    workers: int | None = None,
    executor: Executor | None = None,
    observe: Callable[[Passed], None] = lambda _: None,
) -> pl.DataFrame:
    """Run what the store lacks of the points, and return what `read_points` does.

    Parameters
    ----------
    workers
        Processes; as many as there are cores by default.
    executor
        An executor of `concurrent.futures` instead.
    observe
        Called when a replication has ended, and once before.

    Raises
    ------
    StoreError
        If the store cannot be written.
    RunError
        If there are no workers.
    """
    workers = usable_cores() if workers is None else workers
    if workers < 1:
        raise RunError("workers", f"not a number of processes ({workers})", "1 or more")
    about = {
        "seed": points.seed,
        "replications": points.replications,
        "draws": len(points.points),
        "inputs": [asdict(one) for one in points.inputs],
        "sliders": {name: asdict(span) for name, span in points.spans.items()},
        "values": [asdict(point) for point in points.points],
    }
    settings = {arm.name: arm.settings for arm in points.arms.values()}
    write_ensemble(points.root, points.ensemble_id, settings, about)
    missing = [task for task in points.tasks() if not task.is_done]
    of = len(points.points) * points.replications
    had = done = of - len(missing)

    def passed() -> None:
        nonlocal done
        done += 1
        observe(Passed(done, of, had))

    observe(Passed(done, of, had))
    if missing:
        work = Work(replicate, lambda task, why: give_up(task, Failure("worker", why)), passed)
        execute(work, missing, processes(workers) if executor is None else own(executor, at_a_time=workers))
    return read_points(points)


def read_points(points: Points) -> pl.DataFrame:
    """Return what the store has of the points: `point`, `replication`, and the columns of a record's metrics."""
    frames, first = [], None
    for task in points.tasks():
        record = read_record(points.root, task.record_id(task.arms[0]))
        if record is not None and record.failure is None:
            frames.append(
                record.metrics.with_columns(
                    point=pl.lit(task.draw, pl.Int64), replication=pl.lit(task.replication, pl.Int64)
                )
            )
        elif record is not None and first is None:
            first = record.failure
    if not frames:
        why = (
            "nothing is stored"
            if first is None
            else f"every replication failed; the first at {first.stage}: {first.message}"
        )
        raise RunError(points.name, why, "a scenario that runs")
    return pl.concat(frames)


def _with_fit(points: Points, fit: FitFile) -> Points:
    """Return points whose ratios of listed people are drawn from a fit, with their other values as they are."""
    known = {one.key for one in points.inputs} & set(keys_of(points.base))
    if not known:
        return points
    settings = [points.arms[one.levels["profile"], one.levels["cameras"]].settings for one in points.points]
    given = [points.values_at(one, arm) for one, arm in zip(points.points, settings, strict=True)]
    drawn = [with_draw(arm, values) for arm, values in zip(settings, given, strict=True)]
    found = ratios(fit.fitted().posterior, drawn, seed=points.seed)
    made = [
        replace(one, uncertain={**one.uncertain, **{key: ratio for key, ratio in ratio_of.items() if key in known}})
        for one, ratio_of in zip(points.points, found, strict=True)
    ]
    inputs = tuple(_fitted(one, made) if one.key in known else one for one in points.inputs)
    return replace(points, inputs=inputs, points=tuple(made))


def _fitted(one: Input, points: Sequence[Point]) -> Input:
    values = [float(point.uncertain[one.key]) for point in points]
    return replace(one, law=FITTED, basis="fitted", low=min(values), high=max(values))


def _inputs(base: Settings, spans: Mapping[str, Span], *, in_fit: Sequence[str]) -> tuple[Input, ...]:
    """Return what is drawn: every uncertain input but what a slider moves, and what moves no headline."""
    moved = set(in_fit) | {
        key for slider in SLIDERS if slider.name in spans for key in slider.change(base, spans[slider.name].given)
    }
    drawn, _ = inputs_of(base)
    return tuple(one for key, one in drawn.items() if key not in moved and not _is_idle(base, key))


def _is_idle(base: Settings, key: str) -> bool:
    if not isinstance(base, Programme):
        return False
    if key.startswith("cost."):
        return True
    if key.startswith("streets.") and key.endswith((".crimes_per_year", ".residents")):
        return all(rule.rule in ("fixed", "random") for rule in base.siting)
    if key.startswith("support."):
        return True
    if key.startswith("trust.meetings."):
        return not base.meetings
    if key.startswith("trust.open_days."):
        return not base.open_days
    return key.startswith("trust.news.publication") and not base.publications


def _point(
    u: list[float], number: int, spans: Mapping[str, Span], factors: tuple[Factor, ...], inputs: tuple[Input, ...]
) -> Point:
    levels = {factor.name: factor.levels[floor(u.pop(0) * len(factor.levels))] for factor in factors}
    sliders = {
        slider.name: _between(slider, spans[slider.name], u.pop(0)) for slider in SLIDERS if slider.name in spans
    }
    uncertain = {one.key: value_at(one, part, number + 1) for one, part in zip(inputs, u, strict=True)}
    return Point(levels, sliders, uncertain)


def _between(slider: Slider, span: Span, u: float) -> float:
    if (slider.even_in or slider.scale) == "log":
        value = exp(log(span.low) + u * (log(span.high) - log(span.low)))
    else:
        value = span.low + u * (span.high - span.low)
    return float(round(value)) if slider.is_whole else value
