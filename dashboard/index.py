"""A folder of stored results, each opened once: what is new is opened, what is gone is forgotten."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from sim.core.errors import StoreError
from sim.core.folder import PARTIAL

__all__ = ["FolderIndex"]

_Stored = TypeVar("_Stored")
_Entry = tuple[str, int]
"""The name of a folder, and its inode: what is written anew takes its place by renaming, and has another."""


class FolderIndex(Generic[_Stored]):
    """What is stored in the folders below one.

    A look costs one listing of the folder, however many results are in it: what was opened stays open until its
    folder is another. What could not be opened is tried again at each look.

    Parameters
    ----------
    root
        It may be empty or missing.
    open_one
        Opens a folder that has a manifest; a StoreError says that it is damaged.
    """

    def __init__(self, root: Path, open_one: Callable[[Path], _Stored]) -> None:
        self._root = root
        self._open_one = open_one
        self._stored: dict[_Entry, _Stored] = {}
        self._damaged: dict[_Entry, StoreError] = {}
        self._lock = Lock()

    def stored(self) -> list[_Stored]:
        """Return what can be read, by the names of the folders."""
        return list(self._look()[0].values())

    def damaged(self) -> dict[str, StoreError]:
        """Return what can not be read: why, by the name of its folder."""
        return {name: error for (name, _), error in self._look()[1].items()}

    def token(self) -> list[list[object]]:
        """Return what is the same as long as the same is stored; JSON can write it."""
        return [list(entry) for entry in self._look()[0]]

    def _look(self) -> tuple[dict[_Entry, _Stored], dict[_Entry, StoreError]]:
        with self._lock:
            known, stored, damaged = self._stored, {}, {}
            for entry in self._entries():
                if entry in known:
                    stored[entry] = known[entry]
                elif (self._root / entry[0] / "manifest.json").is_file():
                    try:
                        stored[entry] = self._open_one(self._root / entry[0])
                    except StoreError as error:
                        damaged[entry] = error
            self._stored, self._damaged = stored, damaged
            return stored, damaged

    def _entries(self) -> list[_Entry]:
        try:
            with os.scandir(self._root) as found:
                return sorted((one.name, one.inode()) for one in found if not one.name.startswith(PARTIAL))
        except OSError:
            return []
