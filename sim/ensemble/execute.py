"""Run many tasks on any executor: a pool of processes by default, or a Dask cluster.

Few tasks are handed over at a time, so that memory does not grow with their number. A worker that dies takes with it
what it ran, and the pool breaks with all that was handed over: those tasks are done again, each alone in a process, so
that the one that kills is told from those that only stood beside it. What dies alone is done again once, and given up.

A Dask cluster does again by itself what a dead worker had, on another one, and gives up what kills one after the other.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing import active_children
from typing import Any, Generic, TypeVar

from sim.core.errors import RunError, SimError
from sim.core.interrupts import DEAF, heeding_interrupts
from sim.ensemble.replicate import begin_worker

__all__ = ["Work", "Workers", "cluster", "execute", "kept", "own", "processes", "usable_cores"]

_AHEAD = 2
"""So many tasks are handed over for each worker: one that it does, and one that waits."""
_DIED = "its process died, twice"
_TIMEOUT_S = "10s"
_LOOK_S = 1.0

T = TypeVar("T")


@dataclass(frozen=True)
class Work(Generic[T]):
    """What is done with each task."""

    do: Callable[[T], Any]
    """Called in a worker; it and its argument can be pickled."""
    give_up: Callable[[T, str], None]
    """Called here for a task whose worker died twice, or that came to nothing, and why."""
    observe: Callable[[], None] = lambda: None
    """Called here when a task has ended, however it did."""
    heed: Callable[[object], None] = lambda _: None
    """Called here once a second at least; it raises what is to end the work."""
    take: Callable[[T, Any], None] = lambda _task, _found: None
    """Called here with a task that was done and with what it came to."""


@dataclass(frozen=True)
class Workers:
    """Who does it."""

    executor: Callable[[int], AbstractContextManager[Executor]]
    """Gives an executor of so many for a `with` block; where one breaks, it is asked for another."""
    at_a_time: int
    """How many tasks they do at a time."""


def execute(work: Work[T], tasks: Iterable[T], workers: Workers) -> None:
    """Do all tasks.

    Parameters
    ----------
    tasks
        In the order in which they are begun.
    workers
        `processes(2)`, what `cluster(address)` gives, or `own(executor, ...)`.

    Raises
    ------
    SimError
        What a task raised of that kind; what runs then is ended, and nothing further is begun.
    """
    waiting = iter(tasks)
    with heeding_interrupts() as heed:
        work = replace(work, heed=heed)
        while True:
            with workers.executor(workers.at_a_time) as pool:
                lost = _until_broken(work, waiting, pool, _AHEAD * workers.at_a_time)
            if not lost:
                return
            _one_by_one(work, lost, workers)


def own(executor: Executor, *, at_a_time: int) -> Workers:
    """Return an executor of one's own as workers; it is not shut down."""
    return Workers(lambda _: nullcontext(executor), at_a_time)


def processes(workers: int) -> Workers:
    """Return pools of so many processes, each with its own memory; on an error they are ended at once."""

    @contextmanager
    def pool(n: int) -> Iterator[Executor]:
        before = set(active_children())
        made = ProcessPoolExecutor(n, mp_context=DEAF, initializer=begin_worker)
        try:
            yield made
        except BaseException:
            made.shutdown(wait=False, cancel_futures=True)
            for child in set(active_children()) - before:
                child.terminate()
            raise
        finally:
            made.shutdown(wait=True, cancel_futures=True)

    return Workers(pool, workers)


@contextmanager
def kept(workers: Workers) -> Iterator[Workers]:
    """Give the same workers for one piece of work after the other: they begin once, and stay as long as the block."""
    with ExitStack() as held:
        pools = list[Executor]()

        @contextmanager
        def pool(n: int) -> Iterator[Executor]:
            if n != workers.at_a_time:
                with workers.executor(n) as other:
                    yield other
                return
            if not pools or _is_broken(pools[-1]):
                pools.append(held.enter_context(workers.executor(n)))
            yield pools[-1]

        yield Workers(pool, workers.at_a_time)


@contextmanager
def cluster(address: str) -> Iterator[Workers]:
    """Give the workers of a Dask cluster, as long as the block lasts.

    Parameters
    ----------
    address
        Of its scheduler, such as `tcp://host:8786`. Its workers need this package and see the store.

    Raises
    ------
    RunError
        If the extra is not installed, nobody answers at the address, or the cluster has no worker.
    """
    try:
        from distributed import Client
    except ImportError:
        raise RunError("--cluster", "Dask is not installed", "pip install 'passerby[cluster]'") from None
    try:
        client = Client(address, timeout=_TIMEOUT_S, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        what = f"no scheduler of Dask answers ({address}: {_first_line(error)})"
        raise RunError("--cluster", what, "the address of one that runs, such as tcp://127.0.0.1:8786") from None
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise RunError("--cluster", f"the cluster has no worker ({address})", f"dask worker {address}")
        yield own(client.get_executor(), at_a_time=threads)


def usable_cores() -> int:
    """Return how many processes can run at a time."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _one_by_one(work: Work[T], lost: list[T], workers: Workers) -> None:
    """Do tasks each alone, and give up those that break an executor twice."""
    waiting, died = list(lost), False
    while waiting:
        with workers.executor(1) as pool:
            broken = _until_broken(work, iter(waiting), pool, 1)
        if not broken:
            return
        died = died and broken[0] is waiting[0]
        waiting = waiting[next(k for k, task in enumerate(waiting) if task is broken[0]) :]
        if died:
            work.give_up(waiting.pop(0), _DIED)
            work.observe()
        died = not died


def _until_broken(work: Work[T], waiting: Iterator[T], pool: Executor, ahead: int) -> list[T]:
    """Do tasks until there are none, or the executor breaks: then return what it had and did not end."""
    running: dict[Future[Any], T] = {}
    while True:
        try:
            for task in islice(waiting, max(0, ahead - len(running))):
                running[pool.submit(work.do, task)] = task
        except BrokenExecutor:
            return [task, *running.values()]
        if not running:
            return []
        done, _ = wait(running, timeout=_LOOK_S, return_when=FIRST_COMPLETED)
        work.heed(None)
        lost: list[T] = []
        for future in done:
            task = running.pop(future)
            if future.cancelled():
                what = "the executor dropped what it ran"
                raise RunError("workers", what, "run it again: nothing that is stored is done again")
            error = future.exception()
            if isinstance(error, BrokenExecutor):
                lost.append(task)
                continue
            if isinstance(error, SimError):
                raise error
            if error is not None:
                work.give_up(task, f"{type(error).__name__}: {_first_line(error)}")
            else:
                work.take(task, future.result())
            work.observe()
        if lost:
            return [*lost, *running.values()]


def _is_broken(pool: Executor) -> bool:
    try:
        pool.submit(int).result()
    except BrokenExecutor:
        return True
    return False


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [""])[0]
