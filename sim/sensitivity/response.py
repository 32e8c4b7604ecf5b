"""What is asked: how a metric of a scenario, or what two arms differ in, answers to values of its inputs.

All points share seed and replications, and so people and chance (common random numbers): between two points only what
the inputs do differs. Points are run as the draws of an ensemble, on any executor, and are stored: none is run twice.

A rate at a point is the ratio of sums over replications; a replication stands for it by its pseudo-value
R + (a - R b) / mean(b), whose mean it is (Cochran 1977, 6.5). A difference of two arms is taken replication by
replication.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np
import polars as pl

from sim.core.errors import MetricError, RunError
from sim.core.nearest import nearest
from sim.ensemble.design import Design
from sim.ensemble.estimates import Cells
from sim.ensemble.execute import Workers, kept
from sim.ensemble.inputs import Settings
from sim.ensemble.replicate import Arm
from sim.ensemble.run import Ensemble, Passed, run_missing, workers_of
from sim.metrics.catalogue import metric
from sim.metrics.metric import Estimator
from sim.programme.schema import Programme
from sim.sensitivity.resample import Floats
from sim.store.ensembles import read_record, sha256_of

__all__ = ["Cost", "Point", "Question", "Response", "answering"]

Point: TypeAlias = Mapping[str, float | int]
"""Values of inputs by key; what it does not name is as given."""


class Response(Protocol):
    """What is answered at points, by a simulator or by a function."""

    def __call__(self, points: Sequence[Point]) -> Floats:
        """Return values whose mean over replications is the answer, shape (points, replications).

        Not-a-number is what failed; replication r is the same chance at every point.
        """
        ...


@dataclass(frozen=True)
class Cost:
    """What an answer takes."""

    points: int
    """Those that differ."""
    replications: int
    """Of all arms."""
    stored: int
    """Those of them that the store has."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A metric of one arm, or of a second arm less the first."""

    arms: Mapping[str, Settings]
    """One or two, by name."""
    name: str
    """The metric."""
    estimator: Estimator
    group: str = "all"
    """An ethnic group, or all."""
    seed: int = 1
    replications: int = 2
    root: Path
    """The store."""

    def __post_init__(self) -> None:
        row = metric(self.name)
        if not 1 <= len(self.arms) <= 2:
            raise RunError("FILE", f"not one arm or two ({len(self.arms)})", "a scenario, or a comparison of two arms")
        if self.replications < 1:
            raise RunError("replications", f"not a number of replications ({self.replications})", "1 or more")
        if self.estimator not in row.estimators:
            what = f"{self.name} is not made so ({self.estimator})"
            raise MetricError("--estimator", what, f"one of {', '.join(row.estimators)}")
        for arm in self.arms.values():
            kind = "programme" if isinstance(arm, Programme) else "day"
            if row.source not in ("deployment", kind):
                raise MetricError(self.name, f"a {kind} has none of it ({arm.name})", f"a {row.source} has")
            groups = ["all", *arm.groups.names]
            if self.group not in groups:
                meant = "".join(f"did you mean {near}? All are " for near in nearest(self.group, groups))
                raise MetricError("--group", f"no such group ({self.group})", f"{meant}{', '.join(groups)}")

    @property
    def of_events(self) -> bool:
        """Whether the answer counts events, one by one."""
        return len(self.arms) == 1 and self.estimator == "sampled" and metric(self.name).shape == "count"

    @property
    def each(self) -> int:
        """How many replications a point takes, of all arms."""
        return self.replications * len(self.arms)

    def cost(self, points: Sequence[Point]) -> Cost:
        """Return how many replications points take, before they are run."""
        distinct = _distinct(points)
        tasks = list(self._ensemble(distinct).tasks())
        return Cost(len(distinct), len(tasks) * len(self.arms), sum(task.is_done for task in tasks) * len(self.arms))

    def answer(self, points: Sequence[Point], who: Workers, observe: Callable[[Passed], None]) -> Floats:
        """Run what the store lacks, and return the values at points, as a `Response` does.

        Raises
        ------
        RunError
            If everything failed.
        MetricError
            If the metric is not among the results.
        """
        distinct = _distinct(points)
        ensemble = self._ensemble(distinct)
        run_missing(ensemble, who, observe=observe)
        values = [_per_replication(self._cells(ensemble, arm)) for arm in ensemble.arms]
        found = values[0] if len(values) == 1 else values[1] - values[0]
        where = {_key(point): row for row, point in enumerate(distinct)}
        return found[[where[_key(point)] for point in points]]

    def _ensemble(self, points: Sequence[Point]) -> Ensemble:
        arms = tuple(Arm(name, settings, sha256_of(settings)) for name, settings in self.arms.items())
        return Ensemble(arms, Design((), (), tuple(points)), self.seed, self.replications, self.root)

    def _cells(self, ensemble: Ensemble, arm: Arm) -> Cells:
        shape = (len(ensemble.design.draws), ensemble.replications)
        arrays = {name: np.full(shape, np.nan) for name in ("value", "numerator", "denominator")}
        by = "all" if self.group == "all" else "ethnic_group"
        failed, is_known = "", False
        for task in ensemble.tasks():
            record = read_record(ensemble.root, task.record_id(arm))
            if record is None or record.failure is not None:
                failed = failed or (record.failure.message if record and record.failure else "it is not stored")
                continue
            row = record.metrics.filter(
                name=pl.lit(self.name), estimator=pl.lit(self.estimator), by=pl.lit(by), group=pl.lit(self.group)
            )
            is_known |= not row.is_empty()
            for name, array in arrays.items():
                if not row.is_empty() and (value := row[name].item()) is not None:
                    array[task.draw, task.replication] = value
        if not is_known:
            if failed:
                raise RunError(arm.name, "every replication failed", failed)
            what = f"the results have none of it ({self.estimator}, {self.group}, of {arm.name})"
            raise MetricError(self.name, what, "another metric, estimator or group")
        return Cells(arrays["value"], arrays["numerator"], arrays["denominator"], self.of_events)


@contextmanager
def answering(
    question: Question,
    *,
    workers: int | None = None,
    executor: Executor | None = None,
    cluster_address: str | None = None,
    observe: Callable[[Passed], None] = lambda _: None,
) -> Iterator[Response]:
    """Give the simulator's answers to a question, from workers who stay as long as the block.

    Parameters
    ----------
    workers, executor, cluster_address, observe
        As for `sim.ensemble.run.run_ensemble`.
    """
    with workers_of(workers, executor, cluster_address) as who, kept(who) as kept_who:
        yield lambda points: question.answer(points, kept_who, observe)


def _per_replication(cells: Cells) -> Floats:
    """Return values whose mean over replications is the estimate of each point."""
    if not cells.is_ratio:
        return cells.value
    known = np.isfinite(cells.numerator) & np.isfinite(cells.denominator)
    n = known.sum(axis=1, keepdims=True)
    above, below = np.where(known, cells.numerator, 0.0), np.where(known, cells.denominator, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = above.sum(axis=1, keepdims=True) / below.sum(axis=1, keepdims=True)
        values = ratio + (above - ratio * below) / (below.sum(axis=1, keepdims=True) / n)
    return np.where(known & np.isfinite(values), values, np.nan)


def _key(point: Point) -> tuple[tuple[str, float | int], ...]:
    return tuple(sorted(point.items()))


def _distinct(points: Sequence[Point]) -> list[Point]:
    return list({_key(point): point for point in points}.values())
