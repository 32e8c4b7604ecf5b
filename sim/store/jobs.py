"""The ledger of jobs: who asked for what, who works on it, and how far it is, in one SQLite file.

A job is what was asked for, by its content: the same request is one job, whoever asks. A worker takes a lease on it and
says again and again that it is alive; a lease that falls silent goes back to the queue. Each step of a job (a
replication) is noted when it is done, so that whoever takes the job next begins where it stopped.

    queued -> running -> done | failed | cancelled        a lost or returned lease: running -> queued
    queued -> cancelled                                   asked for again: failed | cancelled -> queued

Every change is one transaction, and one that comes too late changes nothing: whoever has lost a lease is told so. No
clock is read here; whoever opens the ledger brings one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

from sim.core.errors import StoreError
from sim.store.job_file import JobFile
from sim.store.job_rules import JobEnded, Limits, NotYours, Refused
from sim.store.job_tables import LIVE, Job, Lease, State, Turn, end, forget, note, read, requeue

__all__ = ["FILE", "Ledger", "Word"]

FILE = "jobs.sqlite"
"""The name of the ledger, beside the stored runs."""

Word: TypeAlias = Literal["go_on", "stop", "lost"]
"""What a worker is told when it says that it is alive: go on, stop for good, or that the job is no longer its own."""


class Ledger:
    """The jobs in one file; any number of threads and processes may have it open.

    Parameters
    ----------
    file
        Made with its folder when first written; until then there are no jobs.
    clock
        Gives the time in seconds; the same clock in every process.
    limits
        How much is taken on.
    """

    def __init__(self, file: Path, clock: Callable[[], float], limits: Limits | None = None) -> None:
        self.file = file
        self._file = JobFile(file)
        self.limits = Limits() if limits is None else limits
        self._clock = clock

    def ask(
        self,
        job_id: str,
        *,
        kind: str,
        request: Mapping[str, Any],
        label: str,
        results: Sequence[str],
        visitor: str,
        again: bool = False,
    ) -> Job:
        """Queue a job, or join those who have asked for it already.

        Parameters
        ----------
        job_id
            Of its content: what is asked for, by which seeds, and the version of the results.
        kind, request
            What is to be done, for the worker; the request as JSON can write it.
        label
            What the job is called where it is shown.
        results
            The id under which the result of each step will be stored.
        visitor
            Who asks.
        again
            Queue it although it is done: its results are no longer there.

        Raises
        ------
        Refused
            If too many jobs wait, or this visitor has too many that wait or run.
        """
        now = self._clock()
        with self._file.writing() as db:
            row = db.execute("SELECT state FROM job WHERE id = ?", (job_id,)).fetchone()
            state: State | None = None if row is None else row["state"]
            has_to_run = state in (None, "failed", "cancelled") or (state == "done" and again)
            is_live = has_to_run or state in ("queued", "running")
            if is_live:
                self._refuse_too_many(db, job_id, visitor, joins=not has_to_run)
            if state is None:
                db.execute(
                    "INSERT INTO job (id, kind, request, label, state, queued_at) VALUES (?, ?, ?, ?, 'queued', ?)",
                    (job_id, kind, json.dumps(request), label, now),
                )
                steps = [(job_id, number, result) for number, result in enumerate(results)]
                db.executemany("INSERT INTO step (job, number, result) VALUES (?, ?, ?)", steps)
            elif has_to_run:
                db.execute(
                    "UPDATE job SET state = 'queued', queued_at = ?, began_at = NULL, ended_at = NULL, worker = NULL, "
                    "cancelling = 0, losses = 0, stage = '', message = '' WHERE id = ?",
                    (now, job_id),
                )
                was = "NULL" if again else "was_stored"
                db.execute(f"UPDATE step SET done_at = NULL, was_stored = {was} WHERE job = ?", (job_id,))
            if has_to_run:
                note(db, job_id, now, "queued", "asked for")
                db.execute("DELETE FROM doomed WHERE kind = 'document' AND result = ?", (job_id,))
            # who joins takes back a cancellation that is under way
            if is_live and not has_to_run:
                db.execute("UPDATE job SET cancelling = 0 WHERE id = ?", (job_id,))
            db.execute(
                "INSERT INTO wish (job, visitor, at, wants) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (job, visitor) DO UPDATE SET at = excluded.at, wants = excluded.wants",
                (job_id, visitor, now, int(is_live)),
            )
            return read(db, job_id)

    def job(self, job_id: str) -> Job:
        """Return one job.

        Raises
        ------
        StoreError
            If there is none.
        """
        found = self.find(job_id)
        if found is None:
            raise _unknown(self.file, job_id)
        return found

    def find(self, job_id: str) -> Job | None:
        """Return one job, or None if there is none."""
        with self._file.reading() as db:
            return read(db, job_id) if db is not None and _is_there(db, job_id) else None

    def jobs(self) -> list[Job]:
        """Return all jobs: those that run, those that wait in their order, then the ended ones, the latest first."""
        with self._file.reading() as db:
            if db is None:
                return []
            order = (
                "ORDER BY CASE state WHEN 'running' THEN 0 WHEN 'queued' THEN 1 ELSE 2 END, "
                "CASE WHEN state IN ('queued', 'running') THEN queued_at ELSE -ended_at END, rowid"
            )
            ids = [row["id"] for row in db.execute(f"SELECT id FROM job {order}")]
            return [read(db, one) for one in ids]

    def turns(self, job_id: str) -> list[Turn]:
        """Return what has become of a job, from the first to the last of its states."""
        with self._file.reading() as db:
            if db is None:
                return []
            rows = db.execute("SELECT at, state, why FROM turn WHERE job = ? ORDER BY rowid", (job_id,))
            return [Turn(**row) for row in rows]

    def owns(self, visitor: str) -> frozenset[str]:
        """Return the ids of the jobs that a visitor has asked for."""
        with self._file.reading() as db:
            if db is None:
                return frozenset()
            return frozenset(row["job"] for row in db.execute("SELECT job FROM wish WHERE visitor = ?", (visitor,)))

    def cancel(self, job_id: str, visitor: str) -> Job:
        """Let a visitor want a job no longer; it ends when nobody wants it.

        Raises
        ------
        StoreError
            If there is no such job.
        NotYours
            If the visitor has not asked for it.
        JobEnded
            If it has ended.
        """
        now = self._clock()
        with self._file.writing() as db:
            job = self._known(db, job_id)
            self._own(db, job_id, visitor)
            if job.state not in ("queued", "running"):
                raise JobEnded(f"job {job_id}", f"has ended ({job.state})", "a job that waits or runs")
            db.execute("UPDATE wish SET wants = 0 WHERE job = ? AND visitor = ?", (job_id, visitor))
            if db.execute("SELECT 1 FROM wish WHERE job = ? AND wants", (job_id,)).fetchone() is None:
                if job.state == "queued":
                    end(db, job_id, now, "cancelled", "cancelled while it waited")
                else:
                    db.execute("UPDATE job SET cancelling = 1 WHERE id = ?", (job_id,))
            return read(db, job_id)

    def delete(self, job_id: str, visitor: str) -> None:
        """Forget a job for a visitor; when nobody else has asked for it, its results are to go (see `doomed`).

        Raises
        ------
        StoreError
            If there is no such job.
        NotYours
            If the visitor has not asked for it.
        JobEnded
            If it waits or runs.
        """
        with self._file.writing() as db:
            job = self._known(db, job_id)
            self._own(db, job_id, visitor)
            if job.state in ("queued", "running"):
                raise JobEnded(f"job {job_id}", f"is not at its end ({job.state})", "cancel it first")
            db.execute("DELETE FROM wish WHERE job = ? AND visitor = ?", (job_id, visitor))
            if db.execute("SELECT 1 FROM wish WHERE job = ?", (job_id,)).fetchone() is None:
                forget(db, job_id)

    def forget_old(self) -> None:
        """Forget jobs that ended, and were last asked for, longer ago than is kept (see `doomed`)."""
        before = self._clock() - self.limits.keep_s
        with self._file.writing() as db:
            old = db.execute(
                f"SELECT id FROM job WHERE state NOT IN {LIVE} AND ended_at < ? "
                "AND NOT EXISTS (SELECT 1 FROM wish WHERE job = id AND at >= ?)",
                (before, before),
            ).fetchall()
            for row in old:
                forget(db, row["id"])

    def doomed(self) -> list[tuple[str, str]]:
        """Return the kind and the id of results that are to be removed from the store; say `gone` of each."""
        with self._file.reading() as db:
            return [] if db is None else [tuple(row) for row in db.execute("SELECT kind, result FROM doomed")]

    def gone(self, kind: str, result: str) -> None:
        """Note that a result has been removed from the store."""
        with self._file.writing() as db:
            db.execute("DELETE FROM doomed WHERE kind = ? AND result = ?", (kind, result))

    def take(self, worker: str) -> Lease | None:
        """Give a worker the job that has waited longest, with what is done of it; None where nothing waits.

        Jobs whose workers have fallen silent go back to the queue first.
        """
        now = self._clock()
        with self._file.writing() as db:
            silent = db.execute(
                "SELECT id FROM job WHERE state = 'running' AND heard_at < ?", (now - self.limits.lease_s,)
            ).fetchall()
            for row in silent:
                self._lost(db, row["id"], now, "its worker fell silent")
            row = db.execute("SELECT id, lease FROM job WHERE state = 'queued' ORDER BY queued_at, rowid").fetchone()
            if row is None:
                return None
            job_id, number = row["id"], row["lease"] + 1
            db.execute(
                "UPDATE job SET state = 'running', worker = ?, lease = ?, heard_at = ?, stage = '', stage_done = 0, "
                "stage_of = 0, began_at = coalesce(began_at, ?) WHERE id = ?",
                (worker, number, now, now, job_id),
            )
            note(db, job_id, now, "running", f"taken by {worker}")
            return Lease(read(db, job_id), number)

    def alive(self, lease: Lease, *, stage: str = "", done: int = 0, of: int = 0) -> Word:
        """Say that the worker of a lease lives, and how far it is with its step; it is told whether to go on."""
        with self._file.writing() as db:
            row = self._held(db, lease)
            if row is None:
                return "lost"
            db.execute(
                "UPDATE job SET heard_at = ?, stage = ?, stage_done = ?, stage_of = ? WHERE id = ?",
                (self._clock(), stage, done, of, lease.job.id),
            )
            return "stop" if row["cancelling"] else "go_on"

    def begin_step(self, lease: Lease, number: int, *, is_stored: bool) -> bool:
        """Note that a step is about to be done, and whether the store had its result before; False if it is lost."""
        with self._file.writing() as db:
            if self._held(db, lease) is None:
                return False
            # who does a step again after a death must not take what the first left for somebody else's
            db.execute(
                "UPDATE step SET was_stored = coalesce(was_stored, ?) WHERE job = ? AND number = ?",
                (int(is_stored), lease.job.id, number),
            )
            db.execute(
                "DELETE FROM doomed WHERE kind = ? "
                "AND result IN (SELECT result FROM step WHERE job = ? AND number = ?)",
                (lease.job.kind, lease.job.id, number),
            )
            return True

    def end_step(self, lease: Lease, number: int) -> bool:
        """Note that the result of a step is stored; False if the lease is lost."""
        with self._file.writing() as db:
            if self._held(db, lease) is None:
                return False
            db.execute(
                "UPDATE step SET done_at = ? WHERE job = ? AND number = ?", (self._clock(), lease.job.id, number)
            )
            db.execute("UPDATE job SET losses = 0 WHERE id = ?", (lease.job.id,))
            return True

    def finish(self, lease: Lease) -> bool:
        """End a job whose steps are all done; False if the lease is lost, or a step is not done."""
        with self._file.writing() as db:
            left = db.execute("SELECT 1 FROM step WHERE job = ? AND done_at IS NULL", (lease.job.id,)).fetchone()
            if self._held(db, lease) is None or left is not None:
                return False
            end(db, lease.job.id, self._clock(), "done", "")
            return True

    def fail(self, lease: Lease, message: str) -> bool:
        """End a job that cannot be done, and say why; False if the lease is lost."""
        return self._end_held(lease, "failed", message)

    def stopped(self, lease: Lease) -> bool:
        """End a job that its worker was told to stop; False if the lease is lost."""
        return self._end_held(lease, "cancelled", "cancelled while it ran")

    def give_back(self, lease: Lease) -> bool:
        """Put a job back where it was in the queue, for another worker to go on with; False if the lease is lost."""
        now = self._clock()
        with self._file.writing() as db:
            row = self._held(db, lease)
            if row is None:
                return False
            if row["cancelling"]:
                end(db, lease.job.id, now, "cancelled", "cancelled while it ran")
            else:
                requeue(db, lease.job.id, now, "its worker was told to end")
            return True

    def died(self, worker: str) -> None:
        """Put back at once what a worker held that is known to be dead."""
        now = self._clock()
        with self._file.writing() as db:
            held = db.execute("SELECT id FROM job WHERE state = 'running' AND worker = ?", (worker,)).fetchall()
            for row in held:
                self._lost(db, row["id"], now, "its worker died")

    def _refuse_too_many(self, db: sqlite3.Connection, job_id: str, visitor: str, *, joins: bool) -> None:
        own = db.execute(
            f"SELECT count(*) FROM wish JOIN job ON job.id = wish.job WHERE visitor = ? AND wants AND job.id != ? "
            f"AND state IN {LIVE}",
            (visitor, job_id),
        ).fetchone()[0]
        if own >= self.limits.of_visitor:
            raise Refused(
                "queue",
                f"you have {own} runs that wait or are under way",
                f"at most {self.limits.of_visitor} at a time: wait for one to end, or cancel it",
            )
        waiting = db.execute("SELECT count(*) FROM job WHERE state = 'queued'").fetchone()[0]
        if not joins and waiting >= self.limits.queued:
            raise Refused("queue", f"{waiting} runs wait already", f"at most {self.limits.queued}: try again later")

    def _lost(self, db: sqlite3.Connection, job_id: str, now: float, why: str) -> None:
        row = db.execute("SELECT cancelling, losses FROM job WHERE id = ?", (job_id,)).fetchone()
        if row["cancelling"]:
            end(db, job_id, now, "cancelled", "cancelled while it ran")
        elif row["losses"] + 1 >= self.limits.losses:
            end(db, job_id, now, "failed", f"its worker died {row['losses'] + 1} times in the same step")
        else:
            db.execute("UPDATE job SET losses = losses + 1 WHERE id = ?", (job_id,))
            requeue(db, job_id, now, why)

    def _held(self, db: sqlite3.Connection, lease: Lease) -> sqlite3.Row | None:
        """Return the job of a lease, or None if it is somebody else's by now, or nobody's."""
        row: sqlite3.Row | None = db.execute(
            "SELECT cancelling FROM job WHERE id = ? AND lease = ? AND state = 'running'",
            (lease.job.id, lease.number),
        ).fetchone()
        return row

    def _end_held(self, lease: Lease, state: State, message: str) -> bool:
        with self._file.writing() as db:
            if self._held(db, lease) is None:
                return False
            end(db, lease.job.id, self._clock(), state, message)
            return True

    def _known(self, db: sqlite3.Connection, job_id: str) -> Job:
        if not _is_there(db, job_id):
            raise _unknown(self.file, job_id)
        return read(db, job_id)

    def _own(self, db: sqlite3.Connection, job_id: str, visitor: str) -> None:
        if db.execute("SELECT 1 FROM wish WHERE job = ? AND visitor = ?", (job_id, visitor)).fetchone() is None:
            raise NotYours(f"job {job_id}", "was not asked for by you", "a run that you have asked for")


def _is_there(db: sqlite3.Connection, job_id: str) -> bool:
    return db.execute("SELECT 1 FROM job WHERE id = ?", (job_id,)).fetchone() is not None


def _unknown(file: Path, job_id: str) -> StoreError:
    return StoreError(str(file), f"no job with this id ({job_id!r})", "the id of a job that was asked for")
