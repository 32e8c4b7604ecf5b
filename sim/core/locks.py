"""Locks by which the living are told from the dead: the system lets go of them when their process ends, however.

They are on the folders themselves (flock), so that they leave no file behind, and they hold between containers that
share a folder, where ids of processes say nothing. A file system may have no locks: then nobody is known to be dead,
and nothing is removed that may be somebody's.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EACCES, EAGAIN, ETIMEDOUT
from pathlib import Path
from time import monotonic, sleep

__all__ = ["alone_in", "hold", "is_abandoned", "let_go"]

_WAIT_S, _LOOK_S = 30.0, 0.005
"""A folder is locked for some milliseconds by each of those who write into it."""


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Let nobody else who asks so be in `folder` while the block runs.

    Raises
    ------
    OSError
        If the folder cannot be opened, or somebody else stays in it for half a minute.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        end = monotonic() + _WAIT_S
        while not _take(handle, or_without=True):
            if monotonic() > end:
                raise TimeoutError(ETIMEDOUT, "another process holds the folder locked", str(folder))
            sleep(_LOOK_S)
        yield
    finally:
        let_go(handle)


def hold(path: Path) -> int:
    """Mark a file or folder as that of a living process, until `let_go` or the end of the process.

    Returns
    -------
    int
        What `let_go` is to be given.
    """
    handle = os.open(path, os.O_RDONLY)
    _take(handle, or_without=True)
    return handle


def let_go(handle: int) -> None:
    """End what `hold` began; a process that was forked meanwhile, and has the handle too, does not keep it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_UN)
    except OSError:
        pass  # a file system without locks
    finally:
        os.close(handle)


def is_abandoned(path: Path) -> bool:
    """Return whether nobody holds a file or folder any more; False where that cannot be told."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        return _take(handle, or_without=False)
    finally:
        let_go(handle)


def _take(handle: int, *, or_without: bool) -> bool:
    """Return whether the lock was free, and is taken now; `or_without` where there are no locks."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return or_without and error.errno not in (EAGAIN, EACCES)
    return True
