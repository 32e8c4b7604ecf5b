"""One SQLite file for several processes: each change whole or not at all, each reading of one moment."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.core.errors import StoreError
from sim.store.job_tables import TABLES

__all__ = ["JobFile"]

_WAIT_S = 10.0
"""For so long a change waits for another process to end its own."""
_VERSION = 1


class JobFile:
    """The file of the ledger, with a write-ahead log, so that who reads never waits for who writes.

    Parameters
    ----------
    file
        Made with its folder and its tables when first written.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give the ledger for one transaction, which is kept if the block ends and undone if it does not."""
        with self._opened() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """Give the ledger as it is at one moment, or None where there is none yet."""
        if not os.path.exists(self._file):
            yield None
            return
        with self._opened() as db:
            db.execute("BEGIN")
            try:
                yield db
            finally:
                db.execute("ROLLBACK")

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        # a connection of its own each time: none is ever carried into another thread or across a fork
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(self._file, timeout=_WAIT_S, isolation_level=None)
            try:
                db.row_factory = sqlite3.Row
                db.execute("PRAGMA foreign_keys = ON")
                if db.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                    db.execute("PRAGMA journal_mode = WAL")
                db.execute("PRAGMA synchronous = NORMAL")
                if db.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
                    db.executescript(f"BEGIN IMMEDIATE; {TABLES} PRAGMA user_version = {_VERSION}; COMMIT;")
                yield db
            finally:
                db.close()
        except (OSError, sqlite3.DatabaseError) as error:
            raise StoreError(
                str(self._file), f"the ledger of jobs cannot be used ({error})", "move the file away to begin a new one"
            ) from None
