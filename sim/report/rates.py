"""The same counts over five denominators: per face, per alert, per stop, per arrest, per resident and year.

A published year of live facial recognition reads "0.0003 % of faces" and "1 in 208 alerts". Both are
true; a reader should be able to turn from one to the other. Faces, alerts, stops and arrests nest: an
arrest is one of the stops, a stop comes of one of the alerts, an alert of one of the faces. So what lies
inside a denominator is a share of it, and what lies around it is a number for each one. Residents stand apart: whom
the cameras see may live elsewhere, so that all counts are numbers for each resident, in a year; a day has no such rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.metrics.metric import By, binomial, count
from sim.report.results import Results

__all__ = ["PER", "Per", "Rate", "Ratio", "counted_per", "rates_per"]

Per = Literal["face", "alert", "stop", "arrest", "resident"]
PER: tuple[Per, ...] = ("face", "alert", "stop", "arrest", "resident")

_COUNT_OF: dict[Per, str] = {
    "face": "faces_seen",
    "alert": "alerts",
    "stop": "engagements",
    "arrest": "arrests",
    "resident": "resident_years",
}

_INSIDE: dict[Per, tuple[str, ...]] = {
    "face": ("alerts", "true_alerts", "false_alerts", "engagements", "arrests", "false_stops"),
    "alert": ("true_alerts", "false_alerts", "engagements", "arrests", "false_stops"),
    "stop": ("arrests", "other_disposals", "no_further_action", "false_stops"),
    "arrest": (),
    "resident": (),
}
_AROUND: dict[Per, tuple[str, ...]] = {
    "face": (),
    "alert": ("faces_seen",),
    "stop": ("faces_seen", "alerts"),
    "arrest": ("faces_seen", "alerts", "engagements"),
    "resident": (),
}
_BESIDE: dict[Per, tuple[str, ...]] = {
    "face": (),
    "alert": (),
    "stop": (),
    "arrest": ("false_alerts", "false_stops"),
    "resident": (),
}
_APART: dict[Per, tuple[str, ...]] = {
    "face": (),
    "alert": (),
    "stop": (),
    "arrest": (),
    "resident": (
        "faces_seen", "alerts", "false_alerts", "engagements", "arrests", "false_stops", "stop_searches",
        "search_arrests",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Ratio:
    """One count over another."""

    numerator: float
    denominator: float
    value: float | None
    """None where the denominator is zero."""
    low: float | None = None
    high: float | None = None
    interval: str = ""
    """What lies between low and high; empty where there is no interval."""


@dataclass(frozen=True)
class Rate:
    """One count per another, as it was on the day and as the model expects it for such days."""

    name: str
    """The metric that is counted."""
    per: Per
    is_share: bool
    """What is counted is part of the denominator: 0 to 1. Otherwise it is so many for each one."""
    sampled: Ratio
    expected: Ratio | None
    """None where the run has no expected number of one of the two."""


def counted_per(per: Per) -> str:
    """Return the name of the count that a denominator is."""
    return _COUNT_OF[per]


def rates_per(results: Results, per: Per, *, by: By = "all", group: str = "all") -> list[Rate]:
    """Return every rate over one denominator that the run has the counts for, of everybody or of one group.

    The interval of a sampled share is the exact 95 % binomial one. Where the denominator is the part
    (faces for each alert) its ends are turned over; where neither is part of the other (false stops for
    each arrest) it is that of the share of the one in both together; over residents it is the exact Poisson one of the
    count. An expected rate is a ratio of
    expected numbers and has no interval: what varies from day to day is the counts.
    """
    found = []
    kinds = ((_INSIDE, "inside"), (_AROUND, "around"), (_BESIDE, "beside"), (_APART, "apart"))
    for names_of, kind in kinds:
        for name in names_of[per]:
            sampled = _sampled(results, name, _COUNT_OF[per], kind, by, group)
            if sampled is not None:
                expected = _expected(results, name, _COUNT_OF[per], by, group)
                found.append(Rate(name, per, kind == "inside", sampled, expected))
    return found


def _sampled(results: Results, name: str, per: str, kind: str, by: By, group: str) -> Ratio | None:
    top, bottom = results.count(name, by=by, group=group), results.count(per, by=by, group=group)
    if top is None or bottom is None:
        return None
    if bottom == 0:
        return Ratio(top, bottom, None)
    low, high = _INTERVALS[kind](round(top), round(bottom))
    law = "95 % exact Poisson" if kind == "apart" else "95 % exact binomial"
    return Ratio(top, bottom, top / bottom, low, high, law)


def _expected(results: Results, name: str, per: str, by: By, group: str) -> Ratio | None:
    top, bottom = (_best_expected(results, one, by, group) for one in (name, per))
    if top is None or bottom is None:
        return None
    return Ratio(top, bottom, top / bottom if bottom else None)


def _best_expected(results: Results, name: str, by: By, group: str) -> float | None:
    """Return the expected number; for faces, which the policy does not change, the number of the day."""
    if name == "faces_seen":
        return results.count(name, by=by, group=group)
    return results.count(name, estimator="expected", by=by, group=group)


def _inside(top: int, bottom: int) -> tuple[float | None, float | None]:
    return binomial(top, bottom)


def _around(top: int, bottom: int) -> tuple[float | None, float | None]:
    low, high = binomial(bottom, top)
    return 1 / high, 1 / low


def _beside(top: int, bottom: int) -> tuple[float | None, float | None]:
    low, high = binomial(top, top + bottom)
    return low / (1 - low), high / (1 - high)


def _apart(top: int, bottom: int) -> tuple[float | None, float | None]:
    whole = count("", top, unit="")
    return (whole.low or 0.0) / bottom, (whole.high or 0.0) / bottom


_INTERVALS = {"inside": _inside, "around": _around, "beside": _beside, "apart": _apart}
