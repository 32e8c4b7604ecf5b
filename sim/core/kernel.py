"""The one door to numba: a typed decorator for compiled kernels.

Kernels are strict (no fast mathematics), so that the same seed gives the same bytes, and cached on disk,
so that a second start needs no compilation. Numba's own cache looks at the calling file alone and would
keep a kernel whose callee in another file has changed; so the cache is kept by a digest of the files that
hold kernels and of all that those import, whose constants are compiled in.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias, cast

from llvmlite import ir
from numba import config, njit, types
from numba.extending import intrinsic

__all__ = ["bits_of", "from_bits", "inlined", "kernel"]

Kernel: TypeAlias = Callable[..., Any]

_PACKAGE = Path(__file__).parent.parent
_KERNELS = b"from sim.core.kernel import"
_IMPORT = re.compile(rb"^\s*(?:from|import) (sim\.[\w.]+)", re.MULTILINE)


def kernel(function: Kernel) -> Kernel:
    """Compile `function` strictly, cache it, and let other threads run beside it."""
    return cast(Kernel, njit(cache=True, nogil=True, error_model="numpy", fastmath=False)(function))


def inlined(function: Kernel) -> Kernel:
    """Compile `function` into whichever kernel calls it."""
    return cast(Kernel, njit(inline="always", error_model="numpy", fastmath=False)(function))


@intrinsic
def _bits_of(_typing, x):  # type: ignore[no-untyped-def]
    """Return the 64 bits of a double as a whole number, inside a kernel."""
    return types.int64(types.float64), lambda _, builder, __, given: builder.bitcast(given[0], ir.IntType(64))


@intrinsic
def _from_bits(_typing, x):  # type: ignore[no-untyped-def]
    """Return the double that a whole number's 64 bits are, inside a kernel."""
    return types.float64(types.int64), lambda _, builder, __, given: builder.bitcast(given[0], ir.DoubleType())


bits_of: Kernel = cast(Kernel, _bits_of)
from_bits: Kernel = cast(Kernel, _from_bits)


def _keep_cache_by_sources() -> None:
    """Point numba to a folder of its own for these sources; where it cannot be written, numba finds another."""
    digest = hashlib.sha256()
    for _, text in sorted(_compiled_sources().items()):
        digest.update(text)
    if os.access(_PACKAGE, os.W_OK):
        folder = _PACKAGE / "__pycache__" / f"kernels-{digest.hexdigest()[:16]}"
        setattr(config, "CACHE_DIR", str(folder))  # noqa: B010 -- numba declares its settings at run time


def _compiled_sources() -> dict[str, bytes]:
    """Return the modules of the package that hold kernels, and all that they import from it, by name."""
    sources = {_module_of(file): file.read_bytes() for file in _PACKAGE.rglob("*.py")}
    pending = [name for name, text in sources.items() if _KERNELS in text] + [__name__]
    found: dict[str, bytes] = {}
    while pending:
        name = pending.pop()
        if name in sources and name not in found:
            found[name] = sources[name]
            pending += [imported.decode() for imported in _IMPORT.findall(sources[name])]
    return found


def _module_of(file: Path) -> str:
    return ".".join(file.relative_to(_PACKAGE.parent).with_suffix("").parts)


_keep_cache_by_sources()
