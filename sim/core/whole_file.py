"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from errno import EISDIR
from pathlib import Path

from sim.core.errors import StoreError
from sim.core.locks import alone_in, hold, is_abandoned, let_go

__all__ = ["check_there", "check_writable", "write_all", "write_there", "write_whole"]

_ALLOWED = "a file in a folder that can be written"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file; see `write_all`. To a device or a pipe it is written as it is."""
    if not _is_special(path):
        write_all({path: data})
        return
    try:
        path.write_bytes(data)
    except OSError as error:
        raise _unwritable(path, error) from None


def write_there(path: Path, data: bytes) -> None:
    """Write a file as `write_whole` does, in a folder that is there already.

    Raises
    ------
    StoreError
        If its folder is not there, or it cannot be written.
    """
    _ask_for_folder(path)
    write_whole(path, data)


def check_there(path: Path) -> None:
    """Refuse a file that `write_there` could not write, as `check_writable` does."""
    _ask_for_folder(path)
    check_writable(path)


def check_writable(path: Path) -> None:
    """Refuse a file that `write_whole` could not write, before anything is worked out for it; nothing stays of the try.

    Raises
    ------
    StoreError
        If a folder is there, or nothing can be written in its folder or in what is there of that.
    """
    if _is_special(path):
        return
    try:
        if os.path.isdir(path):
            raise IsADirectoryError(EISDIR, "a folder is there")
        folder = next(one for one in path.absolute().parents if os.path.lexists(one))
        tried, name = tempfile.mkstemp(prefix=".partial-", dir=folder)
        os.close(tried)
        os.unlink(name)
    except OSError as error:
        raise _unwritable(path, error) from None


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write files beside their places and let them take these; if one cannot be written, none is.

    They are on the disk before they take their places. What a killed process has left of the same file is removed.

    Raises
    ------
    StoreError
        If one cannot be written.
    """
    written: dict[Path, Path] = {}
    locks: list[int] = []
    path = Path()
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_name(f".partial-{path.name}-{secrets.token_hex(8)}")
            written[path] = partial
            with alone_in(path.parent):
                _remove_abandoned(path)
                partial.touch()
                locks.append(hold(partial))
            _write(partial, data)
            if os.path.isdir(path):
                raise IsADirectoryError(EISDIR, "a folder is there")
        for path, partial in written.items():
            os.replace(partial, path)
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        for partial in written.values():
            with suppress(OSError):
                partial.unlink()
        for lock in locks:
            let_go(lock)


def _ask_for_folder(path: Path) -> None:
    if not os.path.isdir(path.parent):
        raise StoreError(str(path), "cannot be written (no such folder)", "a file in a folder that exists")


def _is_special(path: Path) -> bool:
    return os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)


def _unwritable(path: Path, error: OSError) -> StoreError:
    return StoreError(str(path), f"cannot be written ({error.strerror or error})", _ALLOWED)


def _write(partial: Path, data: bytes) -> None:
    with partial.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _remove_abandoned(path: Path) -> None:
    with os.scandir(path.parent) as found:
        rests = [Path(one.path) for one in found if one.name.startswith(f".partial-{path.name}-")]
    for rest in rests:
        if is_abandoned(rest):
            with suppress(OSError):
                rest.unlink()
