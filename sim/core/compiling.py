"""Kernels as numba compiles them, which is slow to load: `sim.core.kernel` reads this file when a kernel is called."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from numba import __version__ as numba_version
from numba import config, njit
from numba.core.caching import FunctionCache
from numba.core.cpu import CPUTargetOptions
from numba.extending import overload

from sim.core.compiled_pairs import own_pairs

__all__ = ["compiled", "take_over"]

_UNCOUNTED = "_nrt"
"""Numba's name for counting references, which its published signature leaves out."""


def compiled(function: Callable[..., Any], options: dict[str, Any], kept_in: Path | None) -> Any:
    """Return a function that numba compiles strictly when it is called, and keeps in a folder for the next process.

    One that is inlined is part of others, and none is kept where there is no folder: then each process compiles it.
    """
    made = njit(error_model="numpy", fastmath=False, **options)(function)
    if kept_in is not None and "inline" not in options:
        setattr(config, "CACHE_DIR", str(kept_in))  # noqa: B010 -- numba declares its settings at run time
        # what `cache=True` does with a class of numba's
        made._cache = _KeptKernels(function)  # type: ignore[no-untyped-call]
    return made


def take_over(stage: Callable[..., Any], settings: type[NamedTuple], own: Callable[..., Any]) -> None:
    """Let kernels that call `stage` run `own` where the first argument is of the type `settings`."""

    def choose(first, *_others):  # type: ignore[no-untyped-def]
        if getattr(first, "instance_class", None) is settings:
            return lambda first, *_others: own(first, *_others)
        return None

    overload(stage)(choose)


class _KeptKernels(FunctionCache):
    """Where a kernel is kept for the next process; one for which the disk has no room is compiled by that again."""

    def save_overload(self, sig: Any, data: Any) -> None:
        try:
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]
        except OSError:
            with suppress(OSError):  # its list may name what is not there, or is of other types
                os.unlink(self._cache_file._index_path)


def _check_numba(options: type) -> None:
    """Refuse a numba that cannot leave references uncounted: kernels would be slow with it, or not compile."""
    if not hasattr(options, _UNCOUNTED):
        raise ImportError(
            f"numba {numba_version} has no option {_UNCOUNTED}, by which kernels leave references to arrays uncounted; "
            "install the numba that constraints.txt names"
        )


_check_numba(CPUTargetOptions)
own_pairs()
