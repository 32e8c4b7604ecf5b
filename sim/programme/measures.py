"""What a programme came to: what every deployment has, in sum, and what becomes of residents, officers and trust.

Totals, rates and expectations of what deployments have are made by `sim.metrics.measures`, as those of a day by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from operator import add

import numpy as np
from numpy.typing import NDArray

from sim.metrics.catalogue import metric
from sim.metrics.measures import made, measures_of
from sim.metrics.metric import OF_DAYS, By, Metric, count, rate
from sim.metrics.tally import Tally
from sim.programme.results import DeploymentResult, ProgrammeResult
from sim.programme.support_range import OF_VIEWS, change_of_views
from sim.programme.trust_range import INTERVAL, change_of_items

__all__ = ["measures", "total_of"]


def total_of(deployed: Sequence[DeploymentResult], groups: Sequence[str]) -> Tally:
    """Return the sum of the tallies of some deployments.

    Parameters
    ----------
    groups
        The names of the ethnic groups, in the order of every array by group.
    """
    return reduce(add, (one.tally for one in deployed), Tally.nothing(groups))


def measures(result: ProgrammeResult) -> list[Metric]:
    """Return every metric of a programme."""
    total = total_of(result.deployed, result.programme.groups.names)
    return [
        *(_named(one, len(result.deployed)) for one in measures_of(total)),
        *_residents(result),
        *_effort(result, total),
        *_searches(result),
        *_avoidance(result, total),
        *_trust(result),
        *_views(result),
    ]


def _named(one: Metric, deployments: int) -> Metric:
    """Return a total with its interval named for what it is: of programmes like this one, and not of days."""
    if deployments == 1:
        return one
    return replace(one, interval=one.interval.replace(OF_DAYS, "90 % of such programmes"))


def _residents(result: ProgrammeResult) -> Iterator[Metric]:
    for by, group, members in _groups_of(result):
        scans, n = result.times_scanned[members], int(members.sum())
        total, most = float(scans.sum()), float(scans.max(initial=0))
        everybody = "all residents were counted"
        mean = total / n if n else None
        yield made("scans_per_resident", mean, numerator=total, denominator=n, interval=everybody, by=by, group=group)
        yield _rate("residents_scanned", int(np.count_nonzero(scans)), n, by, group)
        greatest = "the most of any resident"
        yield made("scans_of_the_most_scanned", most, numerator=most, interval=greatest, by=by, group=group)
        stopped = result.times_stopped[members]
        yield _rate("stopped_again", int(np.count_nonzero(stopped > 1)), int(np.count_nonzero(stopped)), by, group)


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
    yield _count("deployments", len(result.deployed))
    yield _count("deployments_cancelled", len(result.cancelled))
    exact = "follows from the calendar"
    yield made("officer_hours", hours, numerator=hours, interval=exact)
    yield made("cost", pounds, numerator=pounds, interval=exact)
    whole = _count("arrests", round(arrests))
    for name, above in (("cost_per_arrest", pounds), ("officer_hours_per_arrest", hours), ("faces_per_arrest", faces)):
        yield made(
            name,
            above / arrests if arrests else None,
            numerator=above,
            denominator=arrests,
            low=above / whole.high if whole.high else None,
            high=above / whole.low if whole.low else None,
            interval="95 % exact Poisson of the arrests",
        )


def _searches(result: ProgrammeResult) -> Iterator[Metric]:
    searched = [one.searching for one in result.deployed if one.searching is not None]
    if not searched:
        return
    sums = {name: sum(getattr(one, name) for one in searched) for name in ("searches", "arrests", "other_disposals")}
    for by, group, members in _slices(result.programme.groups.names):
        n, arrests, others = (round(float(one[members].sum())) for one in sums.values())
        yield _count("stop_searches", n, by, group)
        yield _count("search_arrests", arrests, by, group)
        yield _rate("arrests_per_search", arrests, n, by, group)
        yield _rate("no_further_action_per_search", n - arrests - others, n, by, group)


def _avoidance(result: ProgrammeResult, total: Tally) -> Iterator[Metric]:
    avoided = sum((one.avoided for one in result.deployed), np.zeros(len(result.programme.groups.names)))
    came = total.count("people").sum(axis=(1, 2))
    for by, group, members in _slices(result.programme.groups.names):
        away, here = round(float(avoided[members].sum())), round(float(came[members].sum()))
        yield _rate("footfall_avoided", away, away + here, by, group)
    kept_away = float(avoided.sum())
    moved = sum(sum(one.displaced.values()) for one in result.deployed)
    yield made(
        "footfall_displaced",
        moved / kept_away if kept_away else None,
        numerator=moved,
        denominator=kept_away,
        interval="expected, by where those who kept away go otherwise",
    )


def _trust(result: ProgrammeResult) -> Iterator[Metric]:
    if not result.months:
        return
    first, last = result.before, result.months[-1]
    groups: list[tuple[By, str]] = [("all", "all"), *(("ethnic_group", name) for name in result.programme.groups.names)]
    spans = change_of_items(result)
    survey, trend = "all residents of the model; a survey of it would have an interval", "beyond the background trend"
    for item in last.agree:
        for k, (by, group) in enumerate(groups):
            n = float(result.residents[k])
            for when, agree, interval in (
                ("before", first.agree[item][k], survey),
                ("after", last.agree[item][k], survey),
                ("change", last.without_trend[item][k] - first.agree[item][k], trend),
            ):
                share = 100 * float(agree) / n if n else None
                span = spans.get(item) if when == "change" and by == "all" else None
                yield made(
                    f"{item}_{when}",
                    share,
                    numerator=float(agree),
                    denominator=n,
                    low=None if span is None else span.low,
                    high=None if span is None else span.high,
                    interval=interval if span is None else f"{interval}; {INTERVAL}",
                    by=by,
                    group=group,
                )


def _views(result: ProgrammeResult) -> Iterator[Metric]:
    """Return how many more say what they say of the cameras: what they said before is put in, and no finding."""
    if not result.months:
        return
    first, last, spans = result.before.of_cameras, result.months[-1].of_cameras, change_of_views(result)
    groups: list[tuple[By, str]] = [("all", "all"), *(("ethnic_group", name) for name in result.programme.groups.names)]
    for name in last:
        for k, (by, group) in enumerate(groups):
            n = float(result.residents[k])
            more = float(last[name][k] - first[name][k])
            span = spans.get(name) if by == "all" else None
            yield made(
                f"{name}_change",
                100 * more / n if n else None,
                numerator=more,
                denominator=n,
                low=None if span is None else span.low,
                high=None if span is None else span.high,
                interval="all residents of the model" if span is None else OF_VIEWS,
                by=by,
                group=group,
            )


def _slices(groups: Sequence[str]) -> Iterator[tuple[By, str, slice]]:
    yield "all", "all", slice(None)
    for k, group in enumerate(groups):
        yield "ethnic_group", group, slice(k, k + 1)


def _groups_of(result: ProgrammeResult) -> Iterator[tuple[By, str, NDArray[np.bool_]]]:
    yield "all", "all", np.ones(result.ethnic_group.size, bool)
    for k, group in enumerate(result.programme.groups.names):
        yield "ethnic_group", group, result.ethnic_group == k


def _count(name: str, n: int, by: By = "all", group: str = "all") -> Metric:
    return count(name, n, by=by, group=group, unit=metric(name).unit)


def _rate(name: str, above: int, below: int, by: By = "all", group: str = "all") -> Metric:
    return rate(name, above, below, by=by, group=group, unit=metric(name).unit)
