"""Where prejudice can come in: five points at which groups may be treated differently, each with its ratio.

    where        are people of the group scanned more often, for each resident, because of where deployments are?
    who          of those scanned, are more of the group wanted?
    algorithm    of those who are not wanted, are more of the group alerted? of those wanted, more missed?
    engagement   of alerts, do more of the group's lead to a stop?
    manner       are the group's stops longer, or rougher?

Each point takes what the one before it hands over as given, so that an asymmetry shows where it enters. Under stop and
search the officers' choice stands in place of the second and third: of those who pass, are more searched?
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.metrics.disparity import Ratio, mean_ratio, rate_ratio
from sim.programme.measures import total_of
from sim.programme.results import ProgrammeResult

__all__ = ["Point", "five_points"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Point:
    """One comparison of a group with everybody else."""

    point: str
    """Where, who, algorithm, engagement or manner."""
    measure: str
    estimator: str
    """Sampled, or expected given who is listed."""
    ethnic_group: str
    ratio: float | None
    low: float | None
    high: float | None
    smallest: float | None
    """The least ratio above 1 that such data show with a chance of 80 %."""
    numerator: float
    denominator: float
    other_numerator: float
    other_denominator: float


def five_points(result: ProgrammeResult) -> list[Point]:
    """Return the ratios of every ethnic group at every point at which the programme had anything to compare."""
    return list(_points(result))


def _points(result: ProgrammeResult) -> Iterator[Point]:
    groups = result.programme.groups.names
    rates, means = partial(_rates, groups), partial(_means, groups)
    total = total_of(result.deployed, groups)

    def by_group(name: str) -> Floats:
        return np.asarray(total.count(name).sum(axis=(1, 2)))

    def expected(name: str) -> Floats:
        return np.asarray(total.expect(name, "expected_given_listed").sum(axis=(1, 2)))

    residents = result.residents[1:].astype(np.float64)
    scanned = np.bincount(result.ethnic_group[result.times_scanned > 0], minlength=len(groups)).astype(float)
    if result.programme.lfr is not None:
        yield from rates("where", "residents scanned at least once", scanned, residents)
        yield from rates(
            "who", "wanted people among those scanned", by_group("listed_seen"), by_group("searched_people")
        )
        if total.expected is not None:
            yield from rates(
                "algorithm",
                "searches of people not wanted that reach the threshold",
                expected("other_hits"),
                expected("other_searches"),
                "expected_given_listed",
            )
        yield from rates(
            "algorithm",
            "searches of people not wanted that reached the threshold",
            by_group("other_hits"),
            by_group("other_searches"),
        )
        yield from rates(
            "algorithm",
            "searches of wanted people that found them",
            by_group("listed_hits"),
            by_group("listed_searches"),
        )
        yield from rates("engagement", "alerts that led to a stop", by_group("engagements"), by_group("alerts"))
        yield from means(
            "manner",
            "minutes of a stop",
            by_group("minutes_held"),
            by_group("minutes_squared"),
            by_group("engagements"),
        )
        yield from means(
            "manner",
            "manner of a stop (0 respectful, 1 handcuffed)",
            by_group("manner"),
            by_group("manner_squared"),
            by_group("engagements"),
        )
    searched = [one.searching for one in result.deployed if one.searching is not None]
    if searched:
        searches = np.sum([one.searches for one in searched], axis=0)
        came = by_group("people")
        yield from rates("where", "people who came by during stop and search, for each resident", came, residents)
        yield from rates("who", "people searched by officers among those who came by", searches, came)
        yield from rates(
            "engagement", "searches that ended in arrest", np.sum([one.arrests for one in searched], axis=0), searches
        )


def _rates(
    groups: Sequence[str], point: str, measure: str, cases: Floats, exposure: Floats, estimator: str = "sampled"
) -> Iterator[Point]:
    for k, group in enumerate(groups):
        numbers = (
            float(cases[k]),
            float(exposure[k]),
            float(cases.sum() - cases[k]),
            float(exposure.sum() - exposure[k]),
        )
        yield _made(point, measure, estimator, group, rate_ratio(*numbers), numbers)


def _means(
    groups: Sequence[str], point: str, measure: str, sums: Floats, squares: Floats, n: Floats
) -> Iterator[Point]:
    for k, group in enumerate(groups):
        rest = (float(sums.sum() - sums[k]), float(squares.sum() - squares[k]), float(n.sum() - n[k]))
        ratio = mean_ratio(float(sums[k]), float(squares[k]), float(n[k]), *rest)
        yield _made(point, measure, "sampled", group, ratio, (float(sums[k]), float(n[k]), rest[0], rest[2]))


def _made(
    point: str, measure: str, estimator: str, group: str, ratio: Ratio, numbers: tuple[float, float, float, float]
) -> Point:
    return Point(point, measure, estimator, group, *ratio, *numbers)
