"""How the command line ends when it is told to: at once while nothing is under way, and else after cleaning up.

Imports next to nothing, so that it is there before all that takes time.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["Terminated", "end_quietly", "interruptible", "status_of"]

_SIGNALED = 128
"""An exit status says by which signal a process ended: 130 for Ctrl-C, 143 for SIGTERM."""
_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Terminated(KeyboardInterrupt):
    """The process was told to end by another signal than Ctrl-C: SIGTERM, or its terminal is gone."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def end_quietly() -> None:
    """From now on leave at once when told to end: there is nothing to clean up."""
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` has it
            signal.signal(number, _leave)


def status_of(interrupt: KeyboardInterrupt) -> int:
    """Return the exit status of a process that ends so."""
    return _SIGNALED + (interrupt.number if isinstance(interrupt, Terminated) else signal.SIGINT)


@contextmanager
def interruptible() -> Iterator[None]:
    """Let signals that end the process raise KeyboardInterrupt while the block runs, so that it cleans up.

    An interrupt that falls into a callback of compiled code is lost on its way, and raised when the block ends. Whoever
    asks twice need not wait. Where `end_quietly` was not called, as in a test, signals stay as they are.
    """
    if signal.getsignal(signal.SIGINT) is not _leave:
        yield
        return
    came: list[KeyboardInterrupt] = []

    def end(number: int, frame: FrameType | None) -> None:
        if came:
            _leave(number, frame)
        came.append(KeyboardInterrupt() if number == signal.SIGINT else Terminated(number))
        raise came[0]

    def unraisable(told: sys.UnraisableHookArgs) -> None:
        if not isinstance(told.exc_value, KeyboardInterrupt):
            sys.__unraisablehook__(told)

    heeded = [number for number in _SIGNALS if signal.getsignal(number) is _leave]
    sys.unraisablehook = unraisable
    for number in heeded:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in heeded:
            signal.signal(number, _leave)
        sys.unraisablehook = sys.__unraisablehook__
    if came:
        raise came[0]


def _leave(number: int, frame: FrameType | None) -> None:
    if "sim.core.folder" in sys.modules:
        sys.modules["sim.core.folder"].abandon()
    os._exit(_SIGNALED + number)
