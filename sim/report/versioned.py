"""Documents that say what they are and of which version of the results: read and written in one way."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.core.documents import json_text
from sim.core.errors import StoreError
from sim.core.results_version import RESULTS_VERSION
from sim.core.whole_file import write_whole

__all__ = ["StoredDocument", "kind_of_document", "read_versioned", "write_document"]


@dataclass(frozen=True)
class StoredDocument:
    """A document and where it is."""

    path: Path
    document: Mapping[str, Any]


def write_document(path: Path, document: Mapping[str, Any]) -> None:
    """Write a document, whole or not at all.

    Raises
    ------
    StoreError
        If it cannot be written.
    """
    write_whole(path, f"{json_text(document, is_packed=True)}\n".encode())


def kind_of_document(path: Path) -> str:
    """Return what a document says that it is; empty where it says nothing, or cannot be read."""
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["document"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def read_versioned(path: Path, kind: str, *, other: str, again: str) -> dict[str, Any]:
    """Read a document.

    Parameters
    ----------
    kind
        What it has to say that it is, such as `passerby claims`.
    other
        What anything else is then: `not a comparison`.
    again
        What makes it again, for what is said if it is another.

    Raises
    ------
    StoreError
        If there is none, it is none of this kind, or of another version of the results.
    """
    if not os.path.exists(path):  # of a name that is too long too
        raise StoreError(str(path), "no such file", again)
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        found = document["document"], document["results_version"]
    except (OSError, ValueError, KeyError, TypeError):
        found, document = (None, None), {}
    if found != (kind, RESULTS_VERSION):
        what = f"{other} of results version {RESULTS_VERSION} ({found[0]}, {found[1]})"
        raise StoreError(str(path), what, again)
    return document
