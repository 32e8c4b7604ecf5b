"""Remove from the store what no job holds any longer."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from dashboard.jobs.clock import now
from sim.core.folder import PARTIAL
from sim.store.jobs import Ledger
from sim.store.requests import folder_of

__all__ = ["sweep"]


_OLD_S = 3600.0
"""A table of walks is written within this; what is older was left by a process that died."""


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
            for file in (found, found.with_suffix(".partial")):
                file.unlink(missing_ok=True)
        else:
            shutil.rmtree(found, ignore_errors=True)
        if not found.exists():
            ledger.gone(kind, result)
    for rest in (root / "passages").glob(f"{PARTIAL}*"):
        with contextlib.suppress(OSError):
            if now() - rest.stat().st_mtime > _OLD_S:
                shutil.rmtree(rest, ignore_errors=True)
