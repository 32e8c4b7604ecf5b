"""Folders of results that are there whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import get_ident

from sim.core.errors import StoreError

__all__ = ["PARTIAL", "new_folder"]

PARTIAL = ".partial-"
"""How the name of a folder begins that is being written."""


@contextmanager
def new_folder(root: Path, name: str) -> Iterator[Path]:
    """Give a folder to write into; on leaving it takes its place `root / name`, or is removed after an error.

    Whatever ends the block, an interrupt included, leaves either the whole folder or nothing.

    Raises
    ------
    StoreError
        If the folder cannot be made.
    """
    # of this process and thread: another may be making the same
    partial = root / f"{PARTIAL}{name}-{os.getpid()}-{get_ident()}"
    try:
        root.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
    except OSError as error:
        raise StoreError(
            str(root), f"cannot store runs here ({error.strerror})", "a folder that can be written"
        ) from None
    try:
        yield partial
        _put(partial, root / name)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _put(partial: Path, final: Path) -> None:
    """Let a folder take its place; what another has put there meanwhile is the same, and stays."""
    shutil.rmtree(final, ignore_errors=True)
    try:
        partial.rename(final)
    except OSError:
        if not final.is_dir():
            raise
