"""Two folders or files change places in one step, where the system can do that."""

from __future__ import annotations

import ctypes
import os
import secrets
import sys
from errno import EINVAL, ENOSYS, ENOTSUP
from functools import cache
from pathlib import Path

__all__ = ["exchange"]

_HERE = -100  # AT_FDCWD: paths are from the working folder
_LINUX_EXCHANGE = 2  # RENAME_EXCHANGE, renameat2(2)
_MACOS_SWAP = 2  # RENAME_SWAP, renamex_np(2)


def exchange(one: Path, other: Path) -> None:
    """Let two paths of one file system change places.

    In one step on Linux and macOS. Where the file system cannot, `other` is moved aside first: whoever is killed in
    between leaves nothing in its place, and never half of something.

    Raises
    ------
    OSError
        If they cannot be renamed.
    """
    code = _system_call(os.fsencode(one), os.fsencode(other))
    if code == 0:
        return
    if code not in (EINVAL, ENOSYS, ENOTSUP):
        raise OSError(code, os.strerror(code), str(one), None, str(other))
    aside = one.with_name(f"{one.name}-{secrets.token_hex(4)}")
    os.rename(other, aside)
    os.rename(one, other)
    os.rename(aside, one)


def _system_call(one: bytes, other: bytes) -> int:
    """Return 0, or the number of what went wrong."""
    library = _library()
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        failed = library.renamex_np(one, other, _MACOS_SWAP)
    elif hasattr(library, "renameat2"):
        failed = library.renameat2(_HERE, one, _HERE, other, _LINUX_EXCHANGE)
    else:
        return ENOSYS
    return ctypes.get_errno() if failed else 0


@cache
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
