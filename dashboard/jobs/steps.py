"""Where a step of a job is done: by the worker itself, or on a Dask cluster, whose workers see the same store.

A worker that hands its steps to a cluster still holds the lease, says that it lives, and hears of a cancellation. What
the cluster has not begun then is dropped; what it has begun runs to its end there, and leaves a result that is stored
under its own id, so that nothing is done twice in the results.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError, Executor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from dashboard.jobs.asked import Asked, asked_of
from sim.core.errors import RunError
from sim.ensemble.execute import cluster
from sim.store.requests import Observe

__all__ = ["Perform", "here", "on", "steps_of"]

_LOOK_S = 0.2


class Perform(Protocol):
    """Does one step of what is asked for; see `sim.store.requests.Request.perform`."""

    def __call__(self, asked: Asked, number: int, *, root: Path, observe: Observe) -> None:
        """Simulate and store the step of this number."""


def here(asked: Asked, number: int, *, root: Path, observe: Observe) -> None:
    """Do a step in this process."""
    asked.perform(number, root=root, observe=observe)


def on(executor: Executor) -> Perform:
    """Return what does a step by an executor, and looks again and again whether it is to be left."""

    def perform(asked: Asked, number: int, *, root: Path, observe: Observe) -> None:
        future = executor.submit(_step, asked.kind, asked.document(), number, str(root.resolve()))
        try:
            while not wait([future], timeout=_LOOK_S).done:
                observe("elsewhere", 0, 0)
            future.result()
        except CancelledError:
            raise RunError("cluster", "it dropped the run", "ask again once the cluster is well") from None
        finally:
            future.cancel()

    return perform


@contextmanager
def steps_of(address: str | None) -> Iterator[Perform]:
    """Give what does steps, for a `with` block: a cluster by the address of its scheduler, or None for this process.

    Raises
    ------
    RunError
        If no scheduler answers there, or it has no worker.
    """
    if address is None:
        yield here
        return
    with cluster(address) as workers, workers.executor(workers.at_a_time) as executor:
        yield on(executor)


def _step(kind: str, document: Mapping[str, Any], number: int, root: str) -> None:
    """Do a step where the cluster runs it."""
    asked_of(kind, document).perform(number, root=Path(root), observe=lambda *_: None)
