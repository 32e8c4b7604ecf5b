"""Workers beside the dashboard: started with it, started again when they die, and ended with it."""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from dashboard.jobs.clock import now
from sim.core.errors import SimError
from sim.store.jobs import FILE, Ledger

__all__ = ["working"]

_LOOK_S = 0.3
_END_S = 5.0
_SHORT_S, _LONGEST_WAIT_S = 10.0, 30.0
"""Who dies sooner than this is started again later and later."""


@dataclass
class _Place:
    """A worker's place: who is at it, and who comes next."""

    name: str = ""
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    wait_s: float = 0.0


@contextmanager
def working(root: Path, *, workers: int, cluster: str | None = None) -> Iterator[Callable[[], list[int]]]:
    """Keep workers at work while the block runs; on leaving they put their jobs back and end.

    Parameters
    ----------
    root
        The folder of the run store; the ledger of jobs is in it.
    workers
        How many: 0 or more.
    cluster
        The address of a Dask scheduler that they have their steps done by; None for themselves.

    Yields
    ------
    Callable
        Gives the ids of the processes that are there now.
    """
    places = [_Place() for _ in range(workers)]
    leaving = threading.Event()
    ledger = Ledger(root / FILE, now)
    scheduler = [] if cluster is None else [cluster]
    keeper = threading.Thread(target=_keep, args=(places, root, scheduler, ledger, leaving), daemon=True)
    if places:
        keeper.start()
    try:
        yield lambda: [place.process.pid for place in places if place.process is not None]
    finally:
        leaving.set()
        if places:
            keeper.join()
        _end(places, ledger)


def _keep(places: list[_Place], root: Path, scheduler: list[str], ledger: Ledger, leaving: threading.Event) -> None:
    while True:
        for place in places:
            if place.process is not None and place.process.poll() is not None:
                _put_back(ledger, place.name)
                is_short = monotonic() - place.began < _SHORT_S
                place.wait_s = min(max(1.0, 2 * place.wait_s), _LONGEST_WAIT_S) if is_short else 0.0
                place.process = None
                place.began = monotonic() + place.wait_s
            if place.process is None and monotonic() >= place.began:
                place.name = secrets.token_hex(6)
                told = [str(root), place.name, str(os.getpid()), *scheduler]
                command = [sys.executable, "-m", "dashboard.jobs.worker", *told]
                place.process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
                place.began = monotonic()
        if leaving.wait(_LOOK_S):
            return


def _end(places: list[_Place], ledger: Ledger) -> None:
    running = [(place, place.process) for place in places if place.process is not None]
    for _, process in running:
        process.terminate()
    for place, process in running:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_END_S)
            continue
        process.kill()
        process.wait()
        _put_back(ledger, place.name)


def _put_back(ledger: Ledger, name: str) -> None:
    # a ledger that cannot be used now is used later: the lease falls silent
    with contextlib.suppress(SimError):
        ledger.died(name)
