"""What one visit to the street of a run means, by group, for somebody who is not listed and for somebody who may be.

A year has so many visits that fall into a deployment: k a week, and n deployments a year that each watch a share w of a
day's passes, make k n w / 7 of them, on all days alike (`sim.programme.passers`). With a chance p at each,
independently:

    at least one in a year   1 - (1 - p)^(k n w / 7)

p is of the model's expected numbers, which chance on the day is not in: false stops of people of a group for each visit
of somebody of it who is not listed. Its range is what the counts behind the system's accuracy leave open: expected
false alerts are in proportion to FPIR, so p has the interval of the FPIR that was counted nearest to the threshold in
use.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from sim.core.config import Config
from sim.evidence.register import assumed, chosen
from sim.metrics.metric import By, binomial
from sim.programme.passers import share_of_day
from sim.recognition.accuracy.posterior import interval_of
from sim.recognition.accuracy.profile import OperatingPoint, Profile
from sim.report.results import Results
from sim.scenario.schema import LFR
from sim.store.runs import StoredRun

__all__ = ["Habit", "Known", "Visit", "in_a_year", "share_watched", "visits_of"]

_DAYS_A_WEEK = 7
_ALL = "all"


class Habit(Config):
    """How often somebody passes, and how often there are cameras."""

    per_week: int = chosen(2, unit="passes a week", ge=1, le=14)
    """The reader's own."""
    deployments: int = assumed(
        50,
        "nobody publishes how often cameras are to be on a street; once a week, as in the shipped year of North End",
        unit="deployments a year",
        low=1,
        high=200,
        ge=1,
        le=366,
    )


@dataclass(frozen=True)
class Known:
    """By what a chance may be otherwise, as far as is known: factors of its lowest and its highest."""

    low: float
    high: float


@dataclass(frozen=True)
class Visit:
    """One visit while the cameras search, of somebody of a group."""

    group: str
    visits: float
    """Visits of people of the group who are not listed, to the deployment of the run."""
    scanned: int | None
    """Those of them whose face was searched at least once; None where the run does not have its captures."""
    scanned_of: int
    false_alerts: float
    """Expected of them."""
    false_stops: float
    """Expected of them."""
    listed: float
    """Expected visits of people who are listed."""
    listed_stops: float
    """Stops of them that are expected."""
    known: Known | None
    """None where no count stands behind the accuracy of the system."""

    @property
    def scan(self) -> tuple[float, float, float] | None:
        """The chance of being searched, with its 95 % interval."""
        if self.scanned is None or not self.scanned_of:
            return None
        return self.scanned / self.scanned_of, *binomial(self.scanned, self.scanned_of)


def in_a_year(chance: float, passes: float) -> float:
    """Return the chance that something of a chance at each pass happens at least once."""
    return float(-np.expm1(passes * np.log1p(-chance)))


def share_watched(run: StoredRun) -> float:
    """Return which share of a day's passes the deployment of a run watches."""
    day, profile = run.scenario.day, np.array(run.scenario.footfall.hourly_profile)
    return share_of_day(profile, day.start_h, day.duration_h)


def visits_of(run: StoredRun) -> list[Visit]:
    """Return what a visit is like for everybody, and for each ethnic group that the run reports.

    Nothing where no face was searched, or the accuracy of the system is its own and not known.
    """
    results, lfr = Results(run.metrics), run.scenario.lfr
    if lfr is None or not results.has_faces() or results.find("false_stops", estimator="expected") is None:
        return []
    groups = results.groups("ethnic_group")
    scanned = _scanned(run)
    known = {group: _known(lfr, group) for group in groups}
    parts = [_visit(results, "ethnic_group", group, scanned, known[group]) for group in groups]
    everybody = _visit(results, "all", _ALL, scanned, _together(parts))
    return [everybody, *parts]


def _visit(results: Results, by: By, group: str, scanned: dict[str, tuple[int, int]], known: Known | None) -> Visit:
    def expected(name: str) -> float:
        return results.count(name, estimator="expected", by=by, group=group) or 0.0

    listed = expected("listed_people")
    found = scanned.get(group)
    return Visit(
        group,
        visits=(results.count("people", by=by, group=group) or 0.0) - listed,
        scanned=None if found is None else found[0],
        scanned_of=0 if found is None else found[1],
        false_alerts=expected("others_alerted"),
        false_stops=expected("false_stops"),
        listed=listed,
        listed_stops=expected("engagements") - expected("false_stops"),
        known=known,
    )


def _scanned(run: StoredRun) -> dict[str, tuple[int, int]]:
    """Return of how many who are not listed the face was searched, out of how many who came; nothing if not stored."""
    captures = run.events("capture").filter("is_usable")
    if captures.is_empty():
        return {}
    seen = captures.select(pl.col("person_id").unique(), is_seen=True)
    came = run.events("arrival").filter(~pl.col("is_listed"), pl.col("t_s") >= 0)
    rows = (
        came.join(seen, on="person_id", how="left")
        .group_by("ethnic_group")
        .agg(n=pl.col("is_seen").is_not_null().sum(), of=pl.len())
    )
    found = {row["ethnic_group"]: (int(row["n"]), int(row["of"])) for row in rows.iter_rows(named=True)}
    return {**found, _ALL: (sum(n for n, _ in found.values()), sum(of for _, of in found.values()))}


def _known(lfr: LFR, group: str) -> Known | None:
    """Return by what the FPIR of a group may be otherwise: of the point that is nearest to the threshold in use."""
    profile: Profile = lfr.recognition.profile
    points = sorted(profile.heard("fpir"), key=lambda point: abs(point.threshold - lfr.threshold))
    return next((found for point in points for found in _at(profile, point, group)), None)


def _at(profile: Profile, point: OperatingPoint, group: str) -> Iterator[Known]:
    for cell in point.fpir:
        names = cell.groups or profile.groups
        interval = interval_of(profile, point, cell, "fpir")
        if interval is None or (group not in names and len(point.fpir) > 1):
            continue
        stated = float(profile.fpir_by_group(point)[profile.members(cell)[0]])
        yield Known(interval.low / stated, interval.high / stated)


def _together(parts: list[Visit]) -> Known | None:
    """Return the same for everybody: the ends of all groups together, which is wider than it need be."""
    total = sum(part.false_stops for part in parts)
    if not total or any(part.known is None for part in parts):
        return None
    known = [(part.false_stops, part.known) for part in parts if part.known is not None]
    return Known(sum(n * one.low for n, one in known) / total, sum(n * one.high for n, one in known) / total)
