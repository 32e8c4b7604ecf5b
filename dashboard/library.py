"""The stored runs as the pages see them: read from disk once, as long as they stay what they are."""

from __future__ import annotations

import re
from collections import OrderedDict
from pathlib import Path
from threading import Lock

from sim.core.errors import StoreError
from sim.store.runs import StoredRun, list_runs, open_run

__all__ = ["Library"]

_RUN_ID = re.compile(r"[0-9A-Za-z]{1,64}")


class Library:
    """The runs below one folder.

    A stored run never changes, so its tables and its scenario are kept once they have been read, for
    the last few runs. The folder itself is looked at every time.

    Parameters
    ----------
    root
        The folder of the run store; it may be empty or missing.
    keep
        How many runs are kept in memory.
    """

    def __init__(self, root: Path, *, keep: int = 16) -> None:
        self._root = root
        self._keep = keep
        self._kept: OrderedDict[tuple[str, int], StoredRun] = OrderedDict()
        self._lock = Lock()

    @property
    def root(self) -> Path:
        """The folder of the run store."""
        return self._root

    def runs(self) -> list[StoredRun]:
        """Return all stored runs, by place, policy, seed and day."""
        return list_runs(self._root)

    def open(self, run_id: str) -> StoredRun:
        """Return one run.

        Raises
        ------
        StoreError
            If the id is not one, or there is no such run.
        """
        if not _RUN_ID.fullmatch(run_id):
            raise StoreError(str(self._root), f"not a run id ({run_id!r})", "letters and digits")
        run = open_run(self._root, run_id)
        key = (run.manifest.run_id, (run.path / "manifest.json").stat().st_mtime_ns)
        with self._lock:
            run = self._kept.setdefault(key, run)
            self._kept.move_to_end(key)
            while len(self._kept) > self._keep:
                self._kept.popitem(last=False)
        return run
