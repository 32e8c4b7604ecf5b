"""Ctrl-C that is never lost: Python drops an interrupt that falls into a callback of compiled code."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["heeding_interrupts"]


@contextmanager
def heeding_interrupts() -> Iterator[Callable[[object], None]]:
    """Give an observer that raises KeyboardInterrupt if one came and was swallowed on its way.

    Outside the main thread no signal arrives, and the observer does nothing.
    """
    came = False

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal came
        came = True
        raise KeyboardInterrupt

    def observe(_: object) -> None:
        if came:
            raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield observe
        return
    before = signal.signal(signal.SIGINT, note)
    try:
        yield observe
    finally:
        signal.signal(signal.SIGINT, before)
