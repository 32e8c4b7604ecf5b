"""The one door to numba: a typed decorator for compiled kernels.

Kernels are strict (no fast mathematics), so that the same seed gives the same bytes on any
processor, and cached on disk, so that a second start needs no compilation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

__all__ = ["inlined", "kernel"]

F = TypeVar("F", bound=Callable[..., Any])


def kernel(function: F) -> F:
    """Compile `function` strictly, cache it, and let other threads run beside it."""
    compiled = njit(cache=True, nogil=True, error_model="numpy", fastmath=False)(function)
    return cast("F", compiled)


def inlined(function: F) -> F:
    """Compile `function` into whichever kernel calls it."""
    return cast("F", njit(inline="always", error_model="numpy", fastmath=False)(function))
