"""The one door to numba: a typed decorator for compiled kernels.

Kernels are strict (no fast mathematics), so that the same seed gives the same bytes, and cached on disk,
so that a second start needs no compilation. Numba's own cache looks at the calling file alone and would
keep a kernel whose callee in another file has changed; so the cache is kept by a digest of all sources.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias, cast

from numba import config, njit

__all__ = ["inlined", "kernel"]

Kernel: TypeAlias = Callable[..., Any]

_PACKAGE = Path(__file__).parent.parent


def kernel(function: Kernel) -> Kernel:
    """Compile `function` strictly, cache it, and let other threads run beside it."""
    return cast(Kernel, njit(cache=True, nogil=True, error_model="numpy", fastmath=False)(function))


def inlined(function: Kernel) -> Kernel:
    """Compile `function` into whichever kernel calls it."""
    return cast(Kernel, njit(inline="always", error_model="numpy", fastmath=False)(function))


def _keep_cache_by_sources() -> None:
    """Point numba to a folder of its own for these sources; where it cannot be written, numba finds another."""
    digest = hashlib.sha256()
    for file in sorted(_PACKAGE.rglob("*.py")):
        digest.update(file.read_bytes())
    if os.access(_PACKAGE, os.W_OK):
        folder = _PACKAGE / "__pycache__" / f"kernels-{digest.hexdigest()[:16]}"
        setattr(config, "CACHE_DIR", str(folder))  # noqa: B010 -- numba declares its settings at run time


_keep_cache_by_sources()
