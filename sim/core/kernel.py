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
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir
from typing import Any, NamedTuple, TypeAlias, cast

from llvmlite import ir
from numba import __version__ as numba_version
from numba import config, njit, types
from numba.core.caching import FunctionCache
from numba.core.cpu import CPUTargetOptions
from numba.extending import intrinsic, overload

__all__ = ["Kernel", "bits_of", "from_bits", "inlined", "kept_in", "kernel", "takes_over", "uncounted"]

Kernel: TypeAlias = Callable[..., Any]

_PACKAGE = Path(__file__).parent.parent
_KERNELS = b"from sim.core.kernel import"
_UNCOUNTED = "_nrt"
"""Numba's name for counting references, which its published signature leaves out."""
_IMPORT = re.compile(rb"^\s*(?:from|import) (sim\.[\w.]+)", re.MULTILINE)


def kernel(function: Kernel) -> Kernel:
    """Compile `function` strictly, cache it, and let other threads run beside it."""
    return _compiled(function)


def uncounted(function: Kernel) -> Kernel:
    """Compile `function` as `kernel` does, without counting references to arrays: it cannot make any.

    Whoever calls it from Python holds the arrays meanwhile. So named tuples of many arrays may be handed from kernel to
    kernel, and taken apart anywhere, at no cost; `kernel` would count every array of them in and out at each call.
    """
    return _compiled(function, **{_UNCOUNTED: False})


def inlined(function: Kernel) -> Kernel:
    """Compile `function` into whichever kernel calls it."""
    return cast(Kernel, njit(inline="always", error_model="numpy", fastmath=False)(function))


def kept_in() -> Path | None:
    """Return the folder in which compiled kernels of these sources are kept; None where nothing can be written."""
    return Path(getattr(config, "CACHE_DIR")) if _CACHES else None  # noqa: B009 -- numba declares its settings at run time


def takes_over(stage: Kernel, settings: type[NamedTuple]) -> Callable[[Kernel], Kernel]:
    """Let kernels that call `stage` run the decorated kernel, where the first argument is of the type `settings`.

    `stage` itself is a plain function that only says what its arguments are.
    """

    def registered(own: Kernel) -> Kernel:
        def choose(first, *_others):  # type: ignore[no-untyped-def]
            if getattr(first, "instance_class", None) is settings:
                return lambda first, *_others: own(first, *_others)
            return None

        overload(stage)(choose)
        return own

    return registered


def _compiled(function: Kernel, **options: Any) -> Kernel:
    made = njit(nogil=True, error_model="numpy", fastmath=False, **options)(function)
    if _CACHES:
        # what `cache=True` does with a class of numba's
        made._cache = _KeptKernels(function)  # type: ignore[no-untyped-call]
    return cast(Kernel, made)


class _KeptKernels(FunctionCache):
    """Where a kernel is kept for the next process; one for which the disk has no room is compiled by that again."""

    def save_overload(self, sig: Any, data: Any) -> None:
        try:
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]
        except OSError:
            with suppress(OSError):  # its list may name what is not there, or is of other types
                os.unlink(self._cache_file._index_path)


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


def _check_numba(options: type) -> None:
    """Refuse a numba that cannot leave references uncounted: kernels would be slow with it, or not compile."""
    if not hasattr(options, _UNCOUNTED):
        raise ImportError(
            f"numba {numba_version} has no option {_UNCOUNTED}, by which kernels leave references to arrays uncounted; "
            "install the numba that constraints.txt names"
        )


def _keep_cache_by_sources() -> bool:
    """Point numba to a folder of its own for these sources, and return whether there is one that can be written.

    It is in the folder that NUMBA_CACHE_DIR names, if any; else in the package; where that is read-only, in the user's
    folder for caches; and without such a folder in the folder for temporary files, if nobody else can write what is in
    it: compiled code is run as it is read.
    """
    digest = hashlib.sha256()
    for _, text in sorted(_compiled_sources().items()):
        digest.update(text)
    name = f"kernels-{digest.hexdigest()[:16]}"
    folder = next(_places_for(name), None)
    if folder is None:
        return False
    setattr(config, "CACHE_DIR", str(folder))  # noqa: B010 -- numba declares its settings at run time
    return True


def _places_for(name: str) -> Iterator[Path]:
    """Yield folders of a name in which compiled kernels can be kept, the best first."""
    named = os.environ.get("NUMBA_CACHE_DIR")
    caches = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    own = [Path(named).absolute() / name] if named else []
    for folder in (*own, _PACKAGE / "__pycache__" / name, Path(caches) / "passerby" / name):
        if folder.is_absolute() and _is_writable(folder):
            yield folder
    with suppress(OSError):  # there need not be a folder for temporary files that can be written
        folder = Path(gettempdir()) / f"passerby-{os.getuid()}-{name}"
        if _is_writable(folder) and _is_own(folder):
            yield folder


def _is_writable(folder: Path) -> bool:
    """Return whether a folder is there, made if need be, that can be written."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def _is_own(folder: Path) -> bool:
    """Return whether a folder is this user's, no link to another, and nobody else can write what is in it."""
    status = folder.lstat()
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & 0o022


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


_check_numba(CPUTargetOptions)
_CACHES = _keep_cache_by_sources()
"""Whether compiled kernels are kept: not where nothing can be written, and then each process compiles them."""
