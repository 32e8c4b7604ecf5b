"""Ctrl-C that is never lost, and heard once: by the process that was begun, and not by those that it begins.

Python drops an interrupt that falls into a callback of compiled code, and a process that is interrupted while it
imports prints where it was.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import context, resource_tracker
from types import FrameType

__all__ = ["DEAF", "heeding_interrupts"]

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextmanager
def heeding_interrupts() -> Iterator[Callable[[object], None]]:
    """Give an observer that raises what an interrupt raised that came and was swallowed on its way.

    That is KeyboardInterrupt, or what another handler raises that is set; where the system's own is, it stays. Outside
    the main thread no signal arrives, and the observer does nothing.
    """
    came: list[BaseException] = []

    def observe(_: object) -> None:
        if came:
            raise came[0]

    if threading.current_thread() is not threading.main_thread():
        yield observe
        return
    before = {number: handler for number in _SIGNALS if callable(handler := signal.getsignal(number))}

    def note(number: int, frame: FrameType | None) -> None:
        try:
            before[signal.Signals(number)](number, frame)
        except BaseException as interrupt:
            came.append(interrupt)
            raise

    for number in before:
        signal.signal(number, note)
    try:
        yield observe
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _DeafProcess(context.SpawnProcess):
    """A process that no Ctrl-C of its terminal reaches from its first moment on."""

    def start(self) -> None:
        """Begin it."""
        if not hasattr(signal, "pthread_sigmask"):
            super().start()
            return
        # it would unblock what is blocked here, when it is begun with the first process
        resource_tracker.ensure_running()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            super().start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _DeafContext(context.SpawnContext):
    Process = _DeafProcess


DEAF = _DeafContext()
"""Begins processes of a pool: each with its own memory, and to none of them Ctrl-C is anything."""
