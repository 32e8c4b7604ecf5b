"""Remove from the store what no job holds any longer."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from sim.core.errors import StoreError
from sim.core.folder import remove_abandoned
from sim.store.folders import KINDS
from sim.store.jobs import Ledger
from sim.store.requests import folder_of

__all__ = ["sweep"]


def sweep(ledger: Ledger, root: Path) -> None:
    """Forget old jobs, remove the results that forgotten jobs have made, and what dead workers have left half-written.

    Raises
    ------
    StoreError
        If the ledger cannot be used.
    """
    ledger.forget_old()
    for kind, result in ledger.doomed():
        found = folder_of(root, kind, result)
        if kind == "document":
            found.unlink(missing_ok=True)
        else:
            shutil.rmtree(found, ignore_errors=True)
        if not found.exists():
            ledger.gone(kind, result)
    for folder in (root, *(root / kind for kind in KINDS)):
        with contextlib.suppress(StoreError):
            remove_abandoned(folder)
