"""One replication of one draw, of all arms: what an executor runs, wherever it is.

A task is plain data of a few tens of kilobytes and leaves records in the store, so that what comes back is only what
failed. Arms that the store has are not run again.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing import parent_process
from pathlib import Path
from types import FrameType

import polars as pl
from threadpoolctl import threadpool_limits

from sim.core.errors import SimError, StoreError
from sim.day.arms import run_arms
from sim.day.conditioned import is_conditioned, run_day
from sim.ensemble.conditioned import weighted
from sim.ensemble.drawn import with_draw
from sim.ensemble.inputs import Settings
from sim.metrics.measures import table_of
from sim.metrics.table import measure
from sim.programme.frames import deployments_frame, months_frame, points_frame
from sim.programme.measures import measures
from sim.programme.results import Progress
from sim.programme.run import run_programme
from sim.programme.schema import Programme
from sim.scenario.schema import Scenario
from sim.store.ensembles import Failure, read_record, record_id_of, write_failure, write_record

__all__ = ["IN_DEPLOYMENTS", "Arm", "Task", "begin_worker", "give_up", "replicate"]

IN_DEPLOYMENTS = (
    "deployment", "month", "date", "place", "duration_h", "ethnic_group", "faces_seen", "alerts", "false_alerts",
    "engagements", "false_stops", "arrests", "stop_searches", "search_arrests",
)  # fmt: skip
"""What is kept of the deployments of a programme."""
_GRACE_S = 1.0
"""For so long a process that is told to end may tidy up."""


@dataclass(frozen=True)
class Arm:
    """One of what is compared."""

    name: str
    settings: Settings
    sha256: str
    """Of the settings as given (`sim.store.ensembles.sha256_of`)."""


@dataclass(frozen=True)
class Task:
    """One replication of one draw, of all arms; it can be pickled."""

    arms: tuple[Arm, ...]
    draw: int
    values: Mapping[str, float | int | str]
    seed: int
    replication: int
    root: str
    """The folder of the store, which every worker must see."""

    def record_id(self, arm: Arm) -> str:
        """Return the id under which an arm's record is stored."""
        return record_id_of(arm.sha256, self.values, seed=self.seed, replication=self.replication)

    @property
    def is_done(self) -> bool:
        """Whether the store has every arm of it."""
        return all(_is_stored(Path(self.root), self.record_id(arm)) for arm in self.arms)


def replicate(task: Task, observe: Callable[[Progress], None] = lambda _: None) -> list[Failure]:
    """Run and store what the store lacks of a task, and return what failed.

    Whatever goes wrong in a replication is stored as its failure and ends no other.

    Parameters
    ----------
    observe
        Called before every day of a programme; what it raises that is no `Exception` ends the task.

    Raises
    ------
    StoreError
        If the store cannot be written: nothing else could be stored either.
    """
    _use_one_thread()
    root, failures = Path(task.root), list[Failure]()
    missing = {arm.name: arm for arm in task.arms if not _is_stored(root, task.record_id(arm))}
    for name, metrics in _days_of(task, list(missing.values())):
        arm = missing.pop(name)
        write_record(root, task.record_id(arm), _about(task, arm), metrics, {})
    for arm in missing.values():
        record_id = task.record_id(arm)
        failure = _run(task, arm, record_id, root, observe)
        if failure is not None:
            write_failure(root, record_id, _about(task, arm), failure)
            failures.append(failure)
    return failures


def give_up(task: Task, failure: Failure) -> None:
    """Store that a task came to nothing, for those of its arms that the store lacks."""
    root = Path(task.root)
    for arm in task.arms:
        record_id = task.record_id(arm)
        if not _is_stored(root, record_id):
            write_failure(root, record_id, _about(task, arm), failure)


def begin_worker() -> None:
    """Set a process of a pool up: it leaves Ctrl-C to the process that made it, and goes when that goes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _is_stored(root: Path, record_id: str) -> bool:
    """Return whether the store has a record, and not of a failure."""
    record = read_record(root, record_id)
    return record is not None and record.failure is None


def _days_of(task: Task, arms: Sequence[Arm]) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the names of arms that are days, and their metrics, as they are alone: people are walked once for several.

    Where something goes wrong there are no more, so that each that is left is run alone, and fails by itself.
    """
    with suppress(Exception):
        settings = {arm.name: with_draw(arm.settings, task.values) for arm in arms}
        days = {name: one for name, one in settings.items() if isinstance(one, Scenario) and not is_conditioned(one)}
        if len(days) > 1:
            names = list(days)
            for number, day in run_arms([*days.values()], seed=task.seed, replication=task.replication):
                yield names[number], measure(day)


def _run(task: Task, arm: Arm, record_id: str, root: Path, observe: Callable[[Progress], None]) -> Failure | None:
    stage = "draw"
    try:
        settings = with_draw(arm.settings, task.values)
        stage = "simulation"
        metrics, tables = _metrics(settings, task, root, observe)
        stage = "store"
        write_record(root, record_id, _about(task, arm), metrics, tables)
    except StoreError:
        raise
    except SimError as error:
        return Failure(stage, str(error))
    except Exception as error:
        return Failure(stage, f"{type(error).__name__}: {error}")
    return None


def _metrics(
    settings: Settings, task: Task, root: Path, observe: Callable[[Progress], None]
) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    """Return the metrics of one replication, and what else is kept of it."""
    if isinstance(settings, Programme):
        programme = run_programme(settings, seed=task.seed, replication=task.replication, root=root, observe=observe)
        deployments = deployments_frame(programme)
        kept = [name for name in IN_DEPLOYMENTS if name in deployments.columns]
        return table_of(measures(programme)), {
            "months": months_frame(programme),
            "deployments": deployments.select(kept),
            "points": points_frame(programme),
        }
    day = run_day(settings, seed=task.seed, replication=task.replication)
    metrics = measure(day)
    return metrics if day.given is None else weighted(metrics, day.given.weight), {}


def _about(task: Task, arm: Arm) -> dict[str, object]:
    return {
        "name": arm.settings.name,
        "settings_sha256": arm.sha256,
        "values": dict(task.values),
        "seed": task.seed,
        "replication": task.replication,
    }


@cache
def _use_one_thread() -> None:
    """Let libraries of linear algebra use one thread: as many replications run beside each other as there are cores."""
    threadpool_limits(limits=1)


def _leave(number: int, frame: FrameType | None) -> None:
    """Leave what is being done, which removes what is half written; a pool goes on with its next task otherwise."""
    leaving = threading.Timer(_GRACE_S, os._exit, (1,))
    leaving.daemon = True
    leaving.start()
    # what is swallowed by a callback of compiled code would be told, and nobody waits for its words
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    raise SystemExit(number)


def _leave_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
