"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from errno import EISDIR
from pathlib import Path

from sim.core.errors import StoreError
from sim.core.locks import alone_in, hold, is_abandoned, let_go

__all__ = ["write_all", "write_whole"]


def write_whole(path: Path, data: bytes) -> None:
    """Write a file; see `write_all`."""
    write_all({path: data})


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
        raise StoreError(
            str(path), f"cannot be written ({error.strerror or error})", "a file in a folder that can be written"
        ) from None
    finally:
        for partial in written.values():
            with suppress(OSError):
                partial.unlink()
        for lock in locks:
            let_go(lock)


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
