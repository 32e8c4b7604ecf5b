"""Remove from the store what no job holds any longer."""

from __future__ import annotations

import shutil
from pathlib import Path

from sim.store.jobs import Ledger
from sim.store.requests import folder_of

__all__ = ["sweep"]


def sweep(ledger: Ledger, root: Path) -> None:
    """Forget old jobs, and remove the results that forgotten jobs have made.

    Raises
    ------
    StoreError
        If the ledger cannot be used.
    """
    ledger.forget_old()
    for kind, result in ledger.doomed():
        folder = folder_of(root, kind, result)
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            ledger.gone(kind, result)
