"""The clock of the ledger of jobs: one for all processes of a machine."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["now"]


def now() -> float:
    """Return the seconds since the beginning of 1970."""
    return datetime.now(UTC).timestamp()
