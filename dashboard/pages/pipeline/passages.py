"""Passages of a day that show what can become of one, each with all that the log of the day has of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from sim.store.runs import StoredRun

__all__ = ["KINDS", "Followed", "Kind", "followed"]

Kind = Literal["listed", "mistaken", "missed", "near"]
KINDS: tuple[Kind, ...] = ("listed", "mistaken", "missed", "near")
"""An alert for a listed person; a false alert; a listed person without one; of all others the highest score without."""

_OF_PASSAGE = ("passage", "capture", "comparison", "alert", "adjudication", "loss", "engagement", "outcome")
_KEYS = ["person_id", "passage"]


@dataclass(frozen=True)
class Followed:
    """One passage of one person."""

    kind: Kind
    arrival: Mapping[str, Any]
    """The fields of the `sim.events.Arrival` of the person."""
    events: Mapping[str, Mapping[str, Any]]
    """By the lower-case names of records in `sim.events`, those that there are."""


def followed(run: StoredRun) -> list[Followed]:
    """Return a passage of each kind that the day has, in the order of `KINDS`; nothing if its events are not stored."""
    alerts = run.events("alert").filter(~pl.col("is_repeat")).sort("t_s", "person_id")
    stopped = alerts.join(run.events("engagement").select(_KEYS), on=_KEYS, how="semi")
    of_listed, of_stopped = alerts.filter("is_true"), stopped.filter("is_true")
    quiet = _without_alert(run)
    firsts: dict[Kind, pl.DataFrame] = {
        "listed": of_listed if of_stopped.is_empty() else of_stopped,
        "mistaken": alerts.filter(~pl.col("is_true")),
        "missed": quiet.filter("is_listed").sort("t_s", "person_id"),
        "near": quiet.filter(~pl.col("is_listed")).sort(
            "score", "person_id", descending=[True, False], nulls_last=True
        ),
    }
    return [_followed(run, kind, firsts[kind].row(0, named=True)) for kind in KINDS if not firsts[kind].is_empty()]


def _without_alert(run: StoredRun) -> pl.DataFrame:
    """Return the searches of everybody who was never alerted for."""
    came = run.events("arrival").select("person_id", "is_listed")
    searches = run.events("comparison").filter(pl.col("score").is_not_nan())
    return searches.join(run.events("alert"), on="person_id", how="anti").join(came, on="person_id")


def _followed(run: StoredRun, kind: Kind, key: Mapping[str, Any]) -> Followed:
    person, passage = key["person_id"], key["passage"]
    arrival = run.events("arrival").filter(pl.col("person_id") == person).row(0, named=True)
    events = {}
    for name in _OF_PASSAGE:
        found = run.events(name).filter((pl.col("person_id") == person) & (pl.col("passage") == passage))
        if not found.is_empty():
            events[name] = found.row(0, named=True)
    return Followed(kind, arrival, events)
