"""The tables of the ledger of jobs, and what one row after another of them says."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

__all__ = ["LIVE", "TABLES", "Job", "Lease", "State", "Step", "Turn", "end", "forget", "note", "read", "requeue"]

State: TypeAlias = Literal["queued", "running", "done", "failed", "cancelled"]

LIVE = "('queued', 'running')"
"""The states of a job that has not ended, as SQL."""

TABLES = """
CREATE TABLE IF NOT EXISTS job (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, request TEXT NOT NULL, label TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    queued_at REAL NOT NULL, began_at REAL, ended_at REAL, heard_at REAL,
    worker TEXT, lease INTEGER NOT NULL DEFAULT 0, cancelling INTEGER NOT NULL DEFAULT 0,
    losses INTEGER NOT NULL DEFAULT 0, message TEXT NOT NULL DEFAULT '',
    stage TEXT NOT NULL DEFAULT '', stage_done INTEGER NOT NULL DEFAULT 0, stage_of INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS step (
    job TEXT NOT NULL REFERENCES job ON DELETE CASCADE, number INTEGER NOT NULL, result TEXT NOT NULL,
    was_stored INTEGER, done_at REAL, PRIMARY KEY (job, number)
) STRICT;
CREATE TABLE IF NOT EXISTS wish (
    job TEXT NOT NULL REFERENCES job ON DELETE CASCADE, visitor TEXT NOT NULL, at REAL NOT NULL,
    wants INTEGER NOT NULL, PRIMARY KEY (job, visitor)
) STRICT;
CREATE TABLE IF NOT EXISTS turn (
    job TEXT NOT NULL REFERENCES job ON DELETE CASCADE, at REAL NOT NULL, state TEXT NOT NULL, why TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS doomed (kind TEXT NOT NULL, result TEXT NOT NULL, PRIMARY KEY (kind, result)) STRICT;
CREATE INDEX IF NOT EXISTS job_by_state ON job (state, queued_at);
"""


@dataclass(frozen=True)
class Step:
    """One replication of a job."""

    number: int
    result: str
    """The id under which its result is stored, or will be."""
    is_done: bool


@dataclass(frozen=True)
class Turn:
    """A change of a job's state."""

    at: float
    state: State
    why: str


@dataclass(frozen=True)
class Job:
    """A job as the ledger has it."""

    id: str
    kind: str
    """What its worker has to do: days, or a comparison of programmes."""
    request: dict[str, Any]
    label: str
    state: State
    queued_at: float
    """When it was asked for; seconds of the ledger's clock, like all times."""
    began_at: float | None
    ended_at: float | None
    stage: str
    """What its worker does now: the name of a part of a step."""
    stage_done: int
    stage_of: int
    """How far that is; 0 where there is nothing to count."""
    steps: tuple[Step, ...]
    ahead: int
    """How many jobs wait before this one, if it waits."""
    is_cancelling: bool
    message: str
    """Why it failed or was cancelled."""

    @property
    def results(self) -> tuple[str, ...]:
        """The results that are stored already."""
        return tuple(step.result for step in self.steps if step.is_done)

    @property
    def has_ended(self) -> bool:
        """Whether it neither waits nor runs."""
        return self.state not in ("queued", "running")


@dataclass(frozen=True)
class Lease:
    """A worker's right to a job; the number tells it from every lease before and after."""

    job: Job
    number: int


def read(db: sqlite3.Connection, job_id: str) -> Job:
    """Return a job that is there."""
    row = db.execute("SELECT * FROM job WHERE id = ?", (job_id,)).fetchone()
    steps = db.execute("SELECT number, result, done_at FROM step WHERE job = ? ORDER BY number", (job_id,))
    ahead = 0
    if row["state"] == "queued":
        before = "SELECT count(*) FROM job WHERE state = 'queued' AND (queued_at, rowid) < (?, ?)"
        rowid = db.execute("SELECT rowid FROM job WHERE id = ?", (job_id,)).fetchone()[0]
        ahead = db.execute(before, (row["queued_at"], rowid)).fetchone()[0]
    names = ("id", "kind", "label", "state", "queued_at", "began_at", "ended_at", "stage", "stage_done", "stage_of",
             "message")  # fmt: skip
    return Job(
        **{name: row[name] for name in names},
        request=json.loads(row["request"]),
        steps=tuple(Step(step["number"], step["result"], step["done_at"] is not None) for step in steps),
        ahead=ahead,
        is_cancelling=bool(row["cancelling"]) and row["state"] == "running",
    )


def note(db: sqlite3.Connection, job_id: str, at: float, state: State, why: str) -> None:
    """Write down that a job has come to a state."""
    db.execute("INSERT INTO turn (job, at, state, why) VALUES (?, ?, ?, ?)", (job_id, at, state, why))


def end(db: sqlite3.Connection, job_id: str, at: float, state: State, message: str) -> None:
    """Let a job be at its end."""
    db.execute(
        "UPDATE job SET state = ?, ended_at = ?, worker = NULL, cancelling = 0, message = ?, stage = '' WHERE id = ?",
        (state, at, message, job_id),
    )
    note(db, job_id, at, state, message)


def requeue(db: sqlite3.Connection, job_id: str, at: float, why: str) -> None:
    """Put a running job back to where it was in the queue."""
    db.execute("UPDATE job SET state = 'queued', worker = NULL, stage = '', stage_done = 0 WHERE id = ?", (job_id,))
    note(db, job_id, at, "queued", why)


def forget(db: sqlite3.Connection, job_id: str) -> None:
    """Remove a job; what it has stored is doomed, unless another job has the same result: then that job made it."""
    made = db.execute(
        "SELECT kind, result FROM step JOIN job ON job.id = step.job WHERE job = ? AND was_stored = 0", (job_id,)
    ).fetchall()
    for row in made:
        heirs = db.execute("UPDATE step SET was_stored = 0 WHERE result = ? AND job != ?", (row["result"], job_id))
        if not heirs.rowcount:
            db.execute("INSERT OR IGNORE INTO doomed (kind, result) VALUES (?, ?)", (row["kind"], row["result"]))
    # what pages show of a comparison is the job's own
    db.execute(
        "INSERT OR IGNORE INTO doomed SELECT 'document', id FROM job WHERE id = ? AND kind = 'comparison'", (job_id,)
    )
    db.execute("DELETE FROM job WHERE id = ?", (job_id,))
