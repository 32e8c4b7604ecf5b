"""The one door to numba: a typed decorator for compiled kernels.

Kernels are strict (no fast mathematics), so that the same seed gives the same bytes on any
processor, and cached on disk, so that a second start needs no compilation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, cast

from numba import njit

__all__ = ["inlined", "kernel"]

Kernel: TypeAlias = Callable[..., Any]


def kernel(function: Kernel) -> Kernel:
    """Compile `function` strictly, cache it, and let other threads run beside it."""
    return cast(Kernel, njit(cache=True, nogil=True, error_model="numpy", fastmath=False)(function))


def inlined(function: Kernel) -> Kernel:
    """Compile `function` into whichever kernel calls it."""
    return cast(Kernel, njit(inline="always", error_model="numpy", fastmath=False)(function))
