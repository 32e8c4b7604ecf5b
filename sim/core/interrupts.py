"""Ctrl-C that is never lost: Python drops an interrupt that falls into a callback of compiled code."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["heeding_interrupts"]

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
