"""What pages say of a run that is asked for: where it is in the queue, how far it is, how it ended."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["JOB"]

JOB: Mapping[str, str] = {
    "state_queued": "In the queue, {n} before it",
    "state_queued_next": "In the queue: it is next",
    "state_running": "Under way",
    "state_done": "Done",
    "state_failed": "Failed: {message}",
    "state_cancelled": "Cancelled",
    "cancelling": "Stopping",
    "stage_preparing": "reading the street and drawing the people",
    "stage_walking": "walking the street",
    "stage_measuring": "counting",
    "stage_deploying": "going through the months",
    "stage_summing": "summing up",
    "stage_elsewhere": "on the cluster",
    "step_of": "day {n} of {of}",
    "run_of": "run {n} of {of}",
    "percent": "{n} of 100",
    "seconds": "{n} s",
    "minutes": "{n} min",
}
"""As the script of jobs reads them."""
