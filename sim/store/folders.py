"""The folders below one that hold a stored result."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol, TypeVar

from sim.core.errors import StoreError
from sim.core.folder import PARTIAL
from sim.store.manifest import MANIFEST

__all__ = ["KINDS", "each_once", "folders_of", "named_so", "require_folder"]

_Stored = TypeVar("_Stored", bound="_InFolder")

KINDS = ("programmes", "ensembles", "replications", "passages", "library")
"""Folders of a store that hold results of other kinds than days."""


def folders_of(root: Path) -> list[Path]:
    """Return the folders below one that have a manifest, by name; none where it is missing or cannot be read."""
    try:
        with os.scandir(root) as found:
            names = sorted(one.name for one in found if not one.name.startswith(PARTIAL))
    except OSError:
        return []
    return [root / name for name in names if os.path.isfile(root / name / MANIFEST)]


class _InFolder(Protocol):
    @property
    def path(self) -> Path:
        """Its folder."""


def each_once(stored: Iterable[_Stored], id_of: Callable[[_Stored], str]) -> list[_Stored]:
    """Return results without copies of one id; the one that stays is in the folder of that name, if one is."""
    found: dict[str, _Stored] = {}
    for one in stored:
        identifier = id_of(one)
        if identifier not in found or one.path.name == identifier:
            found[identifier] = one
    return list(found.values())


def named_so(root: Path, beginning: str) -> list[Path]:
    """Return the folders of results whose names begin so; none for no beginning."""
    return [folder for folder in folders_of(root) if beginning and folder.name.startswith(beginning)]


def require_folder(root: Path) -> None:
    """Refuse a store that is not there: a misspelt one is not an empty one.

    Raises
    ------
    StoreError
        With what is wrong.
    """
    try:
        with os.scandir(root):
            return
    except FileNotFoundError:
        what = "no such folder"
    except NotADirectoryError:
        what = "not a folder"
    except OSError as error:
        what = f"cannot be read ({error.strerror or error})"
    raise StoreError(str(root), what, "a folder of stored results; `passerby run --outputs DIR` makes one")
