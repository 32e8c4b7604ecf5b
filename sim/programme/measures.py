"""What a programme came to: totals and rates by group, disparity at five points, and what it is to pass by.

Everything is made of tallies. Totals of a programme are counts of it; rates have their counts and exact intervals; the
expected counts are sums of exact chances over those who came, and lie beside the sampled ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import reduce
from operator import add

import numpy as np
from numpy.typing import NDArray

from sim.events import AGE_BANDS, ETHNIC_GROUPS, SEXES
from sim.metrics.metric import By, Metric, count, expected_count, rate
from sim.metrics.tally import COUNTS, EXPECTED, Tally
from sim.programme.run import DeploymentResult, ProgrammeResult
from sim.recognition.watchlist import REASONS

__all__ = ["measures", "measures_of", "total_of"]

_UNITS = {
    "passages": "passages",
    "faces_seen": "faces",
    "searches": "searches",
    "comparisons": "comparisons",
    "witnesses": "sightings",
    **dict.fromkeys(("alerts", "true_alerts", "false_alerts", "dismissed", "lost"), "alerts"),
}
_PEOPLE = "people"
_COUNTED = (
    "people",
    "passages",
    "faces_seen",
    "searches",
    "comparisons",
    "alerts",
    "true_alerts",
    "false_alerts",
    "dismissed",
    "lost",
    "engagements",
    "false_stops",
    "arrests",
    "arrests_serious",
    *(f"arrests_{reason}" for reason in REASONS),
    "other_disposals",
    "no_further_action",
    "listed_people",
    "listed_seen",
    "listed_missed",
    "witnesses",
)
_RATES = (
    ("true_alerts_per_face", "true_alerts", "faces_seen", "per face seen"),
    ("false_alerts_per_face", "false_alerts", "faces_seen", "per face seen"),
    ("false_alerts_per_alert", "false_alerts", "alerts", "per alert"),
    ("precision", "true_alerts", "alerts", "per alert"),
    ("alerts_per_face", "alerts", "faces_seen", "per face seen"),
    ("tpir", "listed_hits", "listed_searches", "per search of a listed person"),
    ("fpir", "other_hits", "other_searches", "per search of anybody else"),
    ("engagements_per_alert", "engagements", "alerts", "per alert"),
    ("arrests_per_alert", "arrests", "alerts", "per alert"),
    ("arrests_per_engagement", "arrests", "engagements", "per stop"),
    ("arrests_per_face", "arrests", "faces_seen", "per face seen"),
    ("false_stops_per_engagement", "false_stops", "engagements", "per stop"),
    ("false_stops_per_arrest", "false_stops", "arrests", "per arrest"),
    ("listed_missed_per_listed", "listed_missed", "listed_people", "per listed person who came"),
)
_EXPECTED_RATES = (
    ("false_alerts_per_face", "false_alerts", "faces_seen", "per face seen"),
    ("true_alerts_per_face", "true_alerts", "faces_seen", "per face seen"),
    ("false_stops_per_face", "false_stops", "faces_seen", "per face seen"),
    ("false_stops_per_arrest", "false_stops", "arrests", "per arrest"),
    ("fpir", "false_searches", "other_searches", "per search of anybody else"),
)
_GIVEN = "expected, given the accuracy that is configured and who came; nothing of it is sampled"


def total_of(deployed: list[DeploymentResult]) -> Tally:
    """Return the sum of the tallies of some deployments."""
    return reduce(add, (one.tally for one in deployed), Tally.nothing())


def measures(result: ProgrammeResult) -> list[Metric]:
    """Return every metric of a programme."""
    total = total_of(result.deployed)
    return [
        *measures_of(total),
        *_residents(result),
        *_effort(result, total),
        *_searches(result),
        *_avoidance(result),
        *_trust(result),
    ]


def measures_of(tally: Tally) -> list[Metric]:
    """Return every metric that a tally gives: of one deployment, or of many together."""
    return [*_counts(tally), *_rates(tally), *_minutes(tally)]


def _marginals(cells: NDArray[np.float64]) -> Iterator[tuple[By, str, float]]:
    yield "all", "all", float(cells.sum())
    for by, names, axis in (("ethnic_group", ETHNIC_GROUPS, 0), ("sex", SEXES, 1), ("age_band", AGE_BANDS, 2)):
        sums = cells.sum(axis=tuple(a for a in range(3) if a != axis))
        for name, value in zip(names, sums, strict=True):
            yield by, name, float(value)  # type: ignore[misc]


def _counts(total: Tally) -> Iterator[Metric]:
    for name in _COUNTED:
        for by, group, value in _marginals(total.count(name)):
            yield count(name, round(value), by=by, group=group, unit=_UNITS.get(name, _PEOPLE))
    for name in EXPECTED:
        if name == "false_searches":
            continue
        for by, group, value in _marginals(total.expect(name)):
            yield expected_count(name, value, by=by, group=group, unit=_UNITS.get(name, _PEOPLE))


def _rates(total: Tally) -> Iterator[Metric]:
    for name, numerator, denominator, unit in _RATES:
        pairs = zip(_marginals(total.count(numerator)), _marginals(total.count(denominator)), strict=True)
        for (by, group, above), (_, _, below) in pairs:
            yield rate(name, round(above), round(below), by=by, group=group, unit=unit)
    for name, numerator, denominator, unit in _EXPECTED_RATES:
        below_of: Callable[[str], NDArray[np.float64]] = total.count if denominator in COUNTS else total.expect
        pairs = zip(_marginals(total.expect(numerator)), _marginals(below_of(denominator)), strict=True)
        for (by, group, above), (_, _, below) in pairs:
            value = above / below if below else None
            yield Metric(name, "expected", by, group, value, above, below, None, None, _GIVEN, unit)


def _minutes(total: Tally) -> Iterator[Metric]:
    pairs = zip(
        _marginals(total.count("minutes_held")),
        _marginals(total.count("minutes_squared")),
        _marginals(total.count("engagements")),
        strict=True,
    )
    for (by, group, minutes), (_, _, squares), (_, _, n) in pairs:
        mean = minutes / n if n else None
        margin = None
        if n > 1 and mean is not None:
            margin = 1.96 * float(np.sqrt(max(squares / n - mean**2, 0.0) / (n - 1)))
        low, high = (None, None) if mean is None or margin is None else (max(mean - margin, 0.0), mean + margin)
        yield Metric(
            "minutes_held_mean",
            "sampled",
            by,
            group,
            mean,
            minutes,
            n,
            low,
            high,
            "not enough cases" if low is None else "95 % normal",
            "min",
        )
    stops = float(total.count("engagements").sum())
    for name, value, unit in (
        ("worst_stop_minutes", total.worst_min, "min"),
        ("worst_stop_manner", total.worst_manner, "0 to 1"),
    ):
        yield Metric(
            name,
            "sampled",
            "all",
            "all",
            value if stops else None,
            value,
            stops,
            None,
            None,
            "the longest of the stops counted",
            unit,
        )


def _residents(result: ProgrammeResult) -> Iterator[Metric]:
    for by, group, members in _groups_of(result):
        scans, n = result.times_scanned[members], int(members.sum())
        total = float(scans.sum())
        yield Metric(
            "scans_per_resident",
            "sampled",
            by,
            group,
            total / n if n else None,
            total,
            n,
            None,
            None,
            "all residents were counted",
            "searches per resident",
        )
        yield rate("residents_scanned", int(np.count_nonzero(scans)), n, by=by, group=group, unit="per resident")
        yield Metric(
            "scans_of_the_most_scanned",
            "sampled",
            by,
            group,
            float(scans.max(initial=0)),
            float(scans.max(initial=0)),
            1.0,
            None,
            None,
            "the most of any resident",
            "searches",
        )
        again = int(np.count_nonzero(result.times_stopped[members] > 1))
        yield rate(
            "stopped_again",
            again,
            int(np.count_nonzero(result.times_stopped[members])),
            by=by,
            group=group,
            unit="per resident who was stopped",
        )


def _effort(result: ProgrammeResult, total: Tally) -> Iterator[Metric]:
    programme, cost = result.programme, result.programme.cost
    operators = 0 if programme.lfr is None else programme.lfr.adjudication.operators
    hours = pounds = 0.0
    for one in result.deployed:
        officers = programme.force.teams[one.planned.team]
        hours += cost.hours(officers, operators, one.planned.duration_h).officers
        pounds += cost.of_deployment(
            officers, operators, one.planned.duration_h, with_cameras=programme.lfr is not None
        )
    arrests = float(total.count("arrests").sum())
    if programme.stop_and_search is not None:
        arrests += sum(float(one.searching.arrests.sum()) for one in result.deployed if one.searching is not None)
    faces = float(total.count("faces_seen").sum())
    yield count("deployments", len(result.deployed), unit="deployments")
    yield count("deployments_cancelled", len(result.cancelled), unit="deployments")
    exact = "follows from the calendar"
    yield Metric("officer_hours", "sampled", "all", "all", hours, hours, 1.0, None, None, exact, "h")
    yield Metric("cost", "sampled", "all", "all", pounds, pounds, 1.0, None, None, exact, "GBP")
    for name, above, below, unit in (
        ("cost_per_arrest", pounds, arrests, "GBP per arrest"),
        ("officer_hours_per_arrest", hours, arrests, "h per arrest"),
        ("faces_per_arrest", faces, arrests, "faces per arrest"),
    ):
        whole = count("arrests", round(arrests), unit=_PEOPLE)
        yield Metric(
            name,
            "sampled",
            "all",
            "all",
            above / below if below else None,
            above,
            below,
            above / whole.high if whole.high else None,
            above / whole.low if whole.low else None,
            "95 % exact Poisson of the arrests",
            unit,
        )


def _searches(result: ProgrammeResult) -> Iterator[Metric]:
    searched = [one.searching for one in result.deployed if one.searching is not None]
    if not searched:
        return
    sums = {
        name: sum(getattr(one, name) for one in searched)
        for name in ("searches", "arrests", "other_disposals", "minutes")
    }
    for by, group, members in (
        ("all", "all", slice(None)),
        *(("ethnic_group", name, slice(k, k + 1)) for k, name in enumerate(ETHNIC_GROUPS)),
    ):
        n, arrests = round(float(sums["searches"][members].sum())), round(float(sums["arrests"][members].sum()))
        others = round(float(sums["other_disposals"][members].sum()))
        place: By = by  # type: ignore[assignment]
        yield count("stop_searches", n, by=place, group=group, unit=_PEOPLE)
        yield count("search_arrests", arrests, by=place, group=group, unit=_PEOPLE)
        yield rate("arrests_per_search", arrests, n, by=place, group=group, unit="per search")
        yield rate("no_further_action_per_search", n - arrests - others, n, by=place, group=group, unit="per search")


def _avoidance(result: ProgrammeResult) -> Iterator[Metric]:
    avoided = sum((one.avoided for one in result.deployed), np.zeros(len(ETHNIC_GROUPS)))
    came = total_of(result.deployed).count("people").sum(axis=(1, 2))
    for by, group, members in (
        ("all", "all", slice(None)),
        *(("ethnic_group", name, slice(k, k + 1)) for k, name in enumerate(ETHNIC_GROUPS)),
    ):
        away, here = round(float(avoided[members].sum())), round(float(came[members].sum()))
        place: By = by  # type: ignore[assignment]
        yield rate("footfall_avoided", away, away + here, by=place, group=group, unit="per person who would have come")
        if by == "all":
            moved = sum(sum(one.displaced.values()) for one in result.deployed)
            yield Metric(
                "footfall_displaced",
                "expected",
                "all",
                "all",
                moved / away if away else None,
                moved,
                float(away),
                None,
                None,
                "expected, by where those who kept away go otherwise",
                "per person who kept away",
            )


def _trust(result: ProgrammeResult) -> Iterator[Metric]:
    if not result.months:
        return
    first, last = result.before, result.months[-1]
    groups: list[tuple[By, str]] = [("all", "all"), *(("ethnic_group", name) for name in ETHNIC_GROUPS)]
    for item in last.agree:
        for k, (by, group) in enumerate(groups):
            n = float(result.residents[k])
            for name, agree in ((f"{item}_before", first.agree[item][k]), (f"{item}_after", last.agree[item][k])):
                yield Metric(
                    name,
                    "expected",
                    by,
                    group,
                    100 * agree / n if n else None,
                    float(agree),
                    n,
                    None,
                    None,
                    "all residents of the model; a survey of it would have an interval",
                    "% of residents",
                )
            change = float(last.without_trend[item][k] - first.agree[item][k])
            yield Metric(
                f"{item}_change",
                "expected",
                by,
                group,
                100 * change / n if n else None,
                change,
                n,
                None,
                None,
                "beyond the background trend",
                "percentage points of residents",
            )


def _groups_of(result: ProgrammeResult) -> Iterator[tuple[By, str, NDArray[np.bool_]]]:
    yield "all", "all", np.ones(result.ethnic_group.size, bool)
    for k, group in enumerate(ETHNIC_GROUPS):
        yield "ethnic_group", group, result.ethnic_group == k
