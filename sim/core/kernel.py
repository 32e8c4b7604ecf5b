"""The one door to numba: a typed decorator for compiled kernels.

Kernels are strict (no fast mathematics), so that the same seed gives the same bytes, and cached on disk
(`sim.core.kept`), so that a second start needs no compilation. Numba takes longer to load than most commands need, so
it is loaded when the first kernel is called.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import update_wrapper
from threading import Lock
from types import ModuleType
from typing import Any, NamedTuple, TypeAlias

from sim.core.kept import kept_in

__all__ = ["Kernel", "inlined", "kernel", "takes_over", "uncounted"]

Kernel: TypeAlias = Callable[..., Any]


def kernel(function: Kernel) -> Kernel:
    """Compile `function` strictly, cache it, and let other threads run beside it."""
    return _Awaited(function, nogil=True)


def uncounted(function: Kernel) -> Kernel:
    """Compile `function` as `kernel` does, without counting references to arrays: it cannot make any.

    Whoever calls it from Python holds the arrays meanwhile. So named tuples of many arrays may be handed from kernel to
    kernel, and taken apart anywhere, at no cost; `kernel` would count every array of them in and out at each call.
    """
    return _Awaited(function, nogil=True, _nrt=False)


def inlined(function: Kernel) -> Kernel:
    """Compile `function` into whichever kernel calls it."""
    return _Awaited(function, inline="always")


def takes_over(stage: Kernel, settings: type[NamedTuple]) -> Callable[[Kernel], Kernel]:
    """Let kernels that call `stage` run the decorated kernel, where the first argument is of the type `settings`.

    `stage` itself is a plain function that only says what its arguments are.
    """

    def registered(own: Kernel) -> Kernel:
        _taking_over.append((stage, settings, own))
        if _NUMBA in sys.modules:
            _numba()
        return own

    return registered


class _Awaited:
    """A kernel that waits for its first call. To numba, and to whoever looks closer, it is what numba makes of it."""

    def __init__(self, function: Kernel, **options: Any) -> None:
        update_wrapper(self, function)
        self._options = options

    def __call__(self, *arguments: Any) -> Any:
        return self._compiled(*arguments)

    def __getattr__(self, name: str) -> Any:
        if name != "_compiled":
            return getattr(self._compiled, name)
        # whichever thread comes first: all get one and the same
        return self.__dict__.setdefault(name, _numba().compiled(self.__wrapped__, self._options, kept_in()))

    def __reduce__(self) -> str:
        return str(self.__qualname__)


_taking_over: list[tuple[Kernel, type[NamedTuple], Kernel]] = []
"""Who takes over from whom, as long as numba was not told."""
_telling = Lock()
_NUMBA = "sim.core.compiling"


def _numba() -> ModuleType:
    """Return the file that loads numba, which knows who takes over from whom."""
    import sim.core.compiling as compiling  # slow to load

    with _telling:
        while _taking_over:
            compiling.take_over(*_taking_over[0])
            del _taking_over[0]
    return compiling
