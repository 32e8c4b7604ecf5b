"""Where prejudice can come in: five points at which groups may be treated differently, each with its ratio.

    where        are people of the group scanned more often, for each resident, because of where deployments are?
    who          of those scanned, are more of the group wanted?
    algorithm    of those who are not wanted, are more of the group alerted? of those wanted, more missed?
    engagement   of alerts, do more of the group's lead to a stop?
    manner       are the group's stops longer, or rougher?

Each point takes what the one before it hands over as given, so that an asymmetry shows where it enters. Under stop and
search the officers' choice stands in place of the second and third: of those who pass, are more searched?

A ratio that a setting itself states by group (the profile of the recognition system, whom officers search) comes out as
it went in, and is marked as an input: it is no finding. What is expected of the profile has the posterior of what the
profile rests on as its interval (`sim.recognition.accuracy.group_ratio`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.metrics.disparity import Ratio, expected_ratio, mean_ratio, rate_ratio, share_ratio
from sim.programme.measures import total_of
from sim.programme.results import ProgrammeResult
from sim.recognition.accuracy.group_ratio import GroupRatio, false_alert_ratio, tells_groups_apart

__all__ = ["Point", "Status", "five_points"]

Floats = NDArray[np.float64]
Status = Literal["finding", "input", "expected"]
"""What came out; what went in, since a setting has it by group; or an expectation that is neither."""

_COMPARE = {"shares": share_ratio, "rates": rate_ratio, "expected": expected_ratio}


@dataclass(frozen=True)
class Point:
    """One comparison of a group with everybody else."""

    point: str
    """Where, who, algorithm, engagement or manner."""
    measure: str
    estimator: str
    """Sampled, or expected given who is listed."""
    status: str
    """See `Status`."""
    ethnic_group: str
    ratio: float | None
    """None where the others have no case."""
    low: float | None
    high: float | None
    interval: str
    """What lies between low and high, and whether there were cases at all."""
    smallest: float | None
    """The least ratio above 1 that such data show with a chance of 80 %."""
    largest: float | None
    """The greatest ratio below 1 that they do."""
    p: float | None
    """How often data would be at least as far from 1 if groups were treated alike."""
    mix_low: float | None
    mix_high: float | None
    """Of an input: the same interval over what the mix of faces might have been; None where nothing depends on it."""
    numerator: float
    denominator: float
    other_numerator: float
    other_denominator: float


def five_points(result: ProgrammeResult) -> list[Point]:
    """Return the ratios of every ethnic group at every point at which the programme had anything to compare."""
    return [*_of_cameras(result), *_of_searches(result)]


def _of_cameras(result: ProgrammeResult) -> Iterator[Point]:
    lfr, groups = result.programme.lfr, result.programme.groups.names
    if lfr is None:
        return
    total = total_of(result.deployed, groups)

    def by_group(name: str) -> Floats:
        return np.asarray(total.count(name).sum(axis=(1, 2)))

    scanned = np.bincount(result.ethnic_group[result.times_scanned > 0], minlength=len(groups)).astype(float)
    yield from _compared(groups, "where", "residents scanned at least once", scanned, _residents(result))
    yield from _compared(
        groups, "who", "wanted people among those scanned", by_group("listed_seen"), by_group("searched_people")
    )
    is_stated = tells_groups_apart(lfr.recognition.profile)
    if total.expected is not None:
        hits, searches = (
            np.asarray(total.expect(name, "expected_given_listed").sum(axis=(1, 2)))
            for name in ("other_hits", "other_searches")
        )
        yield from _expected(result, hits, searches)
    yield from _compared(
        groups,
        "algorithm",
        "searches of people not wanted that reached the threshold",
        by_group("other_hits"),
        by_group("other_searches"),
        status="input" if is_stated and total.expected is not None else "finding",
    )
    yield from _compared(
        groups,
        "algorithm",
        "searches of wanted people that found them",
        by_group("listed_hits"),
        by_group("listed_searches"),
        status="input" if any(len(at.tpir) > 1 for at in lfr.recognition.profile.points) else "finding",
    )
    yield from _compared(
        groups,
        "engagement",
        "alerts that led to a stop",
        by_group("engagements"),
        by_group("alerts"),
        status=_status(groups, lfr.adjudication.group_log_odds, 0.0),
    )
    stops = by_group("engagements")
    length = _status(groups, lfr.engagement.group_length, 1.0)
    manner = _status(groups, lfr.engagement.group_manner, 0.0)
    for measure, sums, squares, status in (
        ("minutes of a stop", "minutes_held", "minutes_squared", length),
        ("manner of a stop (0 respectful, 1 handcuffed)", "manner", "manner_squared", manner),
    ):
        yield from _means(groups, "manner", measure, by_group(sums), by_group(squares), stops, status)


def _of_searches(result: ProgrammeResult) -> Iterator[Point]:
    searched, settings = [one.searching for one in result.deployed if one.searching], result.programme.stop_and_search
    if not searched or settings is None:
        return
    groups = result.programme.groups.names
    searches, arrests = (
        np.asarray(np.sum(cells, axis=0))
        for cells in ([one.searches for one in searched], [one.arrests for one in searched])
    )
    came = np.asarray(total_of(result.deployed, groups).count("people").sum(axis=(1, 2)))
    measure = "people who came by during stop and search, for each resident"
    yield from _compared(groups, "where", measure, came, _residents(result), kind="rates")
    chosen, found = (_status(groups, rates, 0.0) for rates in (settings.rate_per_1000, settings.p_arrest))
    measure = "people searched by officers among those who came by"
    yield from _compared(groups, "who", measure, searches, came, status=chosen)
    yield from _compared(groups, "engagement", "searches that ended in arrest", arrests, searches, status=found)


def _status(groups: Sequence[str], by_group: Mapping[str, float], usual: float) -> Status:
    """Return whether a setting by group, which is `usual` where it names none, puts a difference in."""
    return "input" if len({by_group.get(group, usual) for group in groups}) > 1 else "finding"


def _residents(result: ProgrammeResult) -> Floats:
    return np.asarray(result.residents[1:].astype(np.float64))


def _compared(
    groups: Sequence[str],
    point: str,
    measure: str,
    cases: Floats,
    of: Floats,
    *,
    kind: Literal["shares", "rates"] = "shares",
    status: Status = "finding",
) -> Iterator[Point]:
    """Compare each group with everybody else: cases among trials, or counts with exposures."""
    for k, group in enumerate(groups):
        numbers = _apart(k, cases, of)
        yield _made(point, measure, "sampled", status, group, _COMPARE[kind](*numbers), numbers)


def _expected(result: ProgrammeResult, hits: Floats, searches: Floats) -> Iterator[Point]:
    """Compare what is expected of searches of people who are not wanted, and say how well the profile knows it."""
    measure = "searches of people not wanted that reach the threshold"
    assert result.programme.lfr is not None
    profile = result.programme.lfr.recognition.profile
    status: Status = "input" if tells_groups_apart(profile) else "expected"
    known_as, of = result.programme.groups.known_as(profile.groups)
    for k, group in enumerate(result.programme.groups.names):
        numbers = _apart(k, hits, searches)
        ratio = expected_ratio(*numbers)
        rest = np.bincount(np.delete(of, k), weights=np.delete(searches, k), minlength=len(known_as))
        known = None
        if ratio.value is not None:
            known = false_alert_ratio(
                profile,
                threshold=result.programme.lfr.threshold,
                ratio=ratio.value,
                one=known_as[of[k]],
                others=np.array([rest[known_as.index(name)] if name in known_as else 0.0 for name in profile.groups]),
            )
        if known is not None:
            ratio = ratio._replace(
                low=known.at_mix.low, high=known.at_mix.high, interval="95 % posterior of the profile"
            )
        yield _made("algorithm", measure, "expected_given_listed", status, group, ratio, numbers, known)


def _means(
    groups: Sequence[str], point: str, measure: str, sums: Floats, squares: Floats, n: Floats, status: Status
) -> Iterator[Point]:
    for k, group in enumerate(groups):
        own, cases, rest, others = numbers = _apart(k, sums, n)
        ratio = mean_ratio(own, float(squares[k]), cases, rest, float(squares.sum() - squares[k]), others)
        yield _made(point, measure, "sampled", status, group, ratio, numbers)


def _apart(k: int, above: Floats, below: Floats) -> tuple[float, float, float, float]:
    """Return the numerator and denominator of a group, and those of everybody else."""
    own, of = float(above[k]), float(below[k])
    return own, of, float(above.sum() - above[k]), float(below.sum() - below[k])


def _made(
    point: str,
    measure: str,
    estimator: str,
    status: Status,
    group: str,
    ratio: Ratio,
    numbers: tuple[float, float, float, float],
    known: GroupRatio | None = None,
) -> Point:
    return Point(
        point,
        measure,
        estimator,
        status,
        group,
        ratio.value,
        ratio.low,
        ratio.high,
        ratio.interval,
        ratio.smallest,
        ratio.largest,
        ratio.p,
        None if known is None else known.over_mixes.low,
        None if known is None else known.over_mixes.high,
        *numbers,
    )
