"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from errno import EISDIR
from pathlib import Path

from sim.core.errors import StoreError

__all__ = ["write_all", "write_whole"]


def write_whole(path: Path, data: bytes) -> None:
    """Write a file; see `write_all`."""
    write_all({path: data})


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write files beside their places and let them take these; if one cannot be written, none is.

    Raises
    ------
    StoreError
        If one cannot be written.
    """
    written: dict[Path, Path] = {}
    path = Path()
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_name(f".partial-{path.name}-{os.getpid()}")
            written[path] = partial
            partial.write_bytes(data)
            if path.is_dir():
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
