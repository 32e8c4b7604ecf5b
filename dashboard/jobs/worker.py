"""A process that does jobs: takes one, does step after step of it, and says all the while that it is alive.

    python -m dashboard.jobs.worker ROOT NAME PARENT [SCHEDULER]

Told to stop a job it is out of it within two seconds: between two simulated seconds, or where the model is in a longer
piece of work (it compiles, or counts) by ending the process, which whoever started it starts again. SIGTERM puts the
job back as it is. If the process PARENT, which started it, is gone it ends too. With the address of a Dask scheduler it
has its steps done there.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType, TracebackType
from typing import Literal, TypeAlias

from dashboard.jobs.asked import asked_of
from dashboard.jobs.clock import now
from dashboard.jobs.steps import Perform, here, steps_of
from dashboard.jobs.sweep import sweep
from sim.core.errors import SimError
from sim.core.folder import abandon
from sim.store.job_tables import Lease
from sim.store.jobs import FILE, Ledger, Word

__all__ = ["Worker", "main"]

_PULSE_S = 0.4
_GRACE_S = 0.9
"""For so long the model is given to come to the end of a simulated second."""
_LOOK_S = 0.4
_SWEEP_S = 3600.0
_NICENESS = 5
_TOLD_TO_STOP = 75

_Halting: TypeAlias = Word | Literal["end"]


class _Halt(BaseException):
    """Leaves a step: the job is cancelled, somebody else's, or this process is to end."""


class Worker:
    """One worker.

    Parameters
    ----------
    root
        The folder of the run store; the ledger of jobs is in it.
    name
        By which the ledger knows it.
    clock
        Of the ledger.
    is_orphan
        Says whether nobody is there any more to start it again.
    perform
        Does a step of what is asked for, here or elsewhere.
    """

    def __init__(
        self,
        root: Path,
        name: str,
        *,
        clock: Callable[[], float],
        is_orphan: Callable[[], bool],
        perform: Perform = here,
    ) -> None:
        self.ledger = Ledger(root / FILE, clock)
        self.root = root
        self.name = name
        self._clock = clock
        self._is_orphan = is_orphan
        self._perform = perform
        self._ending = threading.Event()

    @property
    def is_ending(self) -> bool:
        """Whether it is to put its job back and end."""
        return self._ending.is_set() or self._is_orphan()

    def end(self) -> None:
        """Let it put its job back and end."""
        self._ending.set()

    def run(self) -> None:
        """Do jobs until it is to end."""
        swept = float("-inf")
        while not self.is_ending:
            if self._clock() - swept > _SWEEP_S:
                sweep(self.ledger, self.root)
                swept = self._clock()
            lease = self.ledger.take(self.name)
            if lease is None:
                self._ending.wait(_LOOK_S)
            else:
                self.do(lease)

    def do(self, lease: Lease) -> None:
        """Do what is left of one job."""
        with _Pulse(self, lease) as pulse:
            try:
                self._do_steps(lease, pulse)
            except _Halt:
                pulse.settle()
            except SimError as error:
                self.ledger.fail(lease, str(error))
            except Exception as error:
                # a mistake of ours: told where it can be read, and not tried again and again
                traceback.print_exc()
                self.ledger.fail(lease, f"a mistake in the model: {type(error).__name__}: {error}")

    def _do_steps(self, lease: Lease, pulse: _Pulse) -> None:
        kind = lease.job.kind
        asked = asked_of(kind, lease.job.request)
        for step in lease.job.steps:
            is_stored = asked.is_stored(step.number, self.root)
            if step.is_done and is_stored:
                continue
            if not self.ledger.begin_step(lease, step.number, is_stored=is_stored):
                return
            self._perform(asked, step.number, root=self.root, observe=pulse.observe)
            if not self.ledger.end_step(lease, step.number):
                return
        self.ledger.finish(lease)


class _Pulse:
    """Says again and again that a worker is alive and how far it is, and gets it out of its step when it must stop."""

    def __init__(self, worker: Worker, lease: Lease) -> None:
        self._worker = worker
        self._lease = lease
        self._stage: tuple[str, int, int] = ("preparing", 0, 0)
        self._halting: _Halting = "go_on"
        self._is_out = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def observe(self, stage: str, done: int, of: int) -> None:
        """Note how far a step is; leave it if it must stop."""
        self._stage = (stage, done, of)
        if self._halting != "go_on":
            raise _Halt

    def settle(self) -> None:
        """Say in the ledger what has become of the job that was left."""
        if self._halting == "stop":
            self._worker.ledger.stopped(self._lease)
        elif self._halting == "end":
            self._worker.ledger.give_back(self._lease)

    def __enter__(self) -> _Pulse:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_out.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._is_out.wait(_PULSE_S):
            stage, done, of = self._stage
            # a ledger that another process has kept busy for long is tried again with the next beat
            with contextlib.suppress(SimError):
                self._halting = self._worker.ledger.alive(self._lease, stage=stage, done=done, of=of)
            if self._halting == "go_on" and self._worker.is_ending:
                self._halting = "end"
            if self._halting == "go_on":
                continue
            if not self._is_out.wait(_GRACE_S):
                self._leave_at_once()
            return

    def _leave_at_once(self) -> None:
        self.settle()
        abandon()
        os._exit(0 if self._halting == "end" else _TOLD_TO_STOP)


def main(root: str, name: str, parent: str, scheduler: str | None = None) -> None:
    """Do jobs until told to end by SIGTERM, or until whoever started this process is gone.

    Who that is is said by its id: it may be gone before this line is reached, and another be the parent.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of Ctrl-C whoever started it thinks
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    with steps_of(scheduler) as perform:
        worker = Worker(Path(root), name, clock=now, is_orphan=lambda: os.getppid() != int(parent), perform=perform)

        def end(number: int, frame: FrameType | None) -> None:
            worker.end()

        signal.signal(signal.SIGTERM, end)
        worker.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
