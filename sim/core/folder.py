"""Folders of results that are there whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic

from sim.core.errors import StoreError
from sim.core.exchange import exchange
from sim.core.locks import alone_in, hold, is_abandoned, let_go
from sim.core.sums import holds_all_of

__all__ = ["PARTIAL", "abandon", "clear", "is_partial", "new_folder", "remove_abandoned"]

PARTIAL = ".partial-"
"""How the name of a folder begins that is being written."""

_LOOKING_SHARE = 0.01
"""Of the time of a process that writes, looking for what others have left takes no more than this."""
_ALWAYS_S = 0.002

_own: set[Path] = set()
"""What this process is writing."""
_next_look: dict[Path, float] = {}


@contextmanager
def new_folder(root: Path, name: str) -> Iterator[Path]:
    """Give a folder to write into; on leaving it takes its place `root / name`, or is removed after an error.

    Whatever ends the block, an interrupt included, leaves either the whole folder or nothing; what a killed process
    leaves, the next one that writes here removes, or that finds here what it would have written (`clear`). Files are on
    the disk before they count. Where a folder is already, the two change places in one step, unless that one is whole
    and has the same files, or more (`sim.core.sums`): then it stays, so that of two who write the same one wins and
    both find it whole.

    Raises
    ------
    StoreError
        If the folder cannot be made, or put in its place.
    """
    # nothing of this name is anybody else's, in whatever container
    partial = root / f"{PARTIAL}{name}-{secrets.token_hex(8)}"
    lock: int | None = None
    try:
        with _storing(root):
            root.mkdir(parents=True, exist_ok=True)
            with alone_in(root):
                _look(root)
                partial.mkdir()
                lock = hold(partial)
        _own.add(partial)
        yield partial
        with _storing(root):
            _flush(partial)
            with alone_in(root):
                _put(partial, root / name)
            _flush_entry(root)
    finally:
        _remove(partial)
        _own.discard(partial)
        if lock is not None:
            let_go(lock)


def clear(root: Path) -> None:
    """Remove what killed processes have left in a folder, as one that writes there does, as far as that can be done."""
    with suppress(OSError), alone_in(root):
        _look(root)


def remove_abandoned(root: Path) -> list[Path]:
    """Remove what processes that are dead have left half-written in a folder, and return what that was.

    Raises
    ------
    StoreError
        If the folder cannot be locked.
    """
    if not os.path.isdir(root):
        return []
    with _storing(root), alone_in(root):
        return _remove_abandoned(root)


def is_partial(path: Path) -> bool:
    """Return whether a folder or file is one that is being written, or was when its process died."""
    return path.name.startswith(PARTIAL)


def abandon() -> None:
    """Remove what this process is writing: for one that ends in the middle of it."""
    for partial in list(_own):
        _remove(partial)


def _put(partial: Path, final: Path) -> None:
    """Let a folder take its place."""
    if not os.path.lexists(final):
        partial.rename(final)
    elif not holds_all_of(final, partial):
        exchange(partial, final)


def _look(root: Path) -> None:
    """Remove what is left in a folder; in one so full that looking takes its time, not each time."""
    began = monotonic()
    if began < _next_look.get(root, 0.0):
        return
    _remove_abandoned(root)
    took_s = monotonic() - began
    _next_look[root] = 0.0 if took_s < _ALWAYS_S else monotonic() + took_s / _LOOKING_SHARE


def _remove_abandoned(root: Path) -> list[Path]:
    with os.scandir(root) as found:
        rests = [Path(one.path) for one in found if one.name.startswith(PARTIAL)]
    removed = []
    for rest in sorted(rests):
        if not is_abandoned(rest):
            continue
        _remove(rest)
        if not os.path.lexists(rest):
            removed.append(rest)
    return removed


def _remove(path: Path) -> None:
    """Remove a folder with all that is in it, or a file or a link in its place, as far as that can be done."""
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()


def _flush(folder: Path) -> None:
    """Wait until all that is in a folder is on the disk."""
    for where, _, files in os.walk(folder):
        for name in files:
            _flush_entry(Path(where) / name)
        _flush_entry(Path(where))


def _flush_entry(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _storing(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            str(root),
            f"cannot store runs here ({error.strerror or error})",
            "a folder that can be written, with room on its disk",
        ) from None
