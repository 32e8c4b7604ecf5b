"""How many jobs are taken on, how long a worker may be silent, and how a visitor is refused."""

from __future__ import annotations

from dataclasses import dataclass

from sim.core.errors import StoreError

__all__ = ["JobEnded", "Limits", "NotYours", "Refused"]


@dataclass(frozen=True)
class Limits:
    """How much is taken on, and for how long a worker may be silent."""

    queued: int = 20
    """Most jobs that wait."""
    of_visitor: int = 2
    """Most jobs of one visitor that wait or run."""
    lease_s: float = 15.0
    """Seconds without a word from its worker after which a job goes back to the queue."""
    losses: int = 10
    """A job whose worker dies so many times, with no step done in between, has failed."""
    keep_s: float = 30 * 86_400.0
    """Seconds after which an ended job is forgotten, and its results with it."""


class Refused(StoreError):
    """A job is not taken: too many wait, or too many of this visitor."""


class NotYours(StoreError):
    """A job is to be cancelled or deleted by somebody who has not asked for it."""


class JobEnded(StoreError):
    """A job is to be cancelled that has ended, or deleted before it has."""
