"""A folder of stored results, each opened once: what is new is opened, what is gone is forgotten."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

from sim.core.content_id import content_id
from sim.core.errors import StoreError
from sim.core.folder import PARTIAL

__all__ = ["FolderIndex"]

_Stored = TypeVar("_Stored")
_Entry = tuple[str, int]
"""The name of a folder, and its inode: what is written anew takes its place by renaming, and has another."""
_MANIFEST = "manifest.json"
_SETTLED_S = 2.0
"""A folder that was changed less long ago is listed again: two changes may bear one time."""


class FolderIndex(Generic[_Stored]):
    """What is stored in the folders below one.

    A look at a folder in which nothing came or went costs a question to the file system, however many results are in
    it, and otherwise one listing: what was opened stays open until its folder is another. What could not be opened is
    tried again at each look.

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
        self._empty: list[str] = []
        """What has no manifest, so far."""
        self._changed: int | None = None
        """When the folder was changed last, by its own time."""
        self._noticed_s = 0.0
        """When that was noticed."""
        self._was_late = False
        """Whether the last listing was long enough after that."""
        self._token = ""
        self._lock = Lock()

    def stored(self) -> list[_Stored]:
        """Return what can be read, by the names of the folders."""
        return list(self._look()[0].values())

    def damaged(self) -> dict[str, StoreError]:
        """Return what can not be read: why, by the name of its folder."""
        return {name: error for (name, _), error in self._look()[1].items()}

    def token(self) -> str:
        """Return what is the same as long as the same is stored."""
        self._look()
        return self._token

    def _look(self) -> tuple[dict[_Entry, _Stored], dict[_Entry, StoreError]]:
        with self._lock:
            if not self._is_settled() or self._has_more():
                self._list()
            return self._stored, self._damaged

    def _is_settled(self) -> bool:
        """Return whether nothing came or went since a listing that was long enough after the last change."""
        changed_ns, moment = self._changed_ns(), monotonic()
        if changed_ns is None or changed_ns != self._changed:
            self._changed, self._noticed_s, self._was_late = changed_ns, moment, False
            return False
        was_late = self._was_late
        self._was_late = moment - self._noticed_s > _SETTLED_S
        return was_late

    def _list(self) -> None:
        known, stored, damaged, empty = self._stored, {}, {}, []
        for entry in self._entries():
            if entry in known:
                stored[entry] = known[entry]
            elif not (self._root / entry[0] / _MANIFEST).is_file():
                empty.append(entry[0])
            else:
                try:
                    stored[entry] = self._open_one(self._root / entry[0])
                except StoreError as error:
                    damaged[entry] = error
        self._stored, self._damaged, self._empty = stored, damaged, empty
        self._token = content_id([list(entry) for entry in stored])

    def _has_more(self) -> bool:
        """Return whether there may be more to open though nothing came or went."""
        return bool(self._damaged) or any((self._root / name / _MANIFEST).is_file() for name in self._empty)

    def _changed_ns(self) -> int | None:
        try:
            return self._root.stat().st_mtime_ns
        except OSError:
            return None

    def _entries(self) -> list[_Entry]:
        try:
            with os.scandir(self._root) as found:
                return sorted((one.name, one.inode()) for one in found if not one.name.startswith(PARTIAL))
        except OSError:
            return []
