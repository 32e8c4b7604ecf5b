"""What simulated deployments of boroughs come to, beside what is published of them.

A borough has m draws of what is uncertain, one replication each (`sim.compare.borough_draws`). A figure is the ratio of
sums over all draws, and its interval runs from the k-th of the draws' own ratios from below to the k-th from above: one
more draw like them would lie within it with the chance (m + 1 - 2 k) / (m + 1), and k is the largest that leaves 90 %
or more. With 19 draws that is their whole range. It holds chance and what is drawn, and nothing that is held or that
the model leaves out. Where a draw has nothing to divide by, both ends of what it could be count for it.

Like for like in hours, every borough has four deployments of the same hours. Like for like in footfall is by direct
standardisation: each draw's counts of events are its own rates for a face, times the faces of London's median
deployment in the same hours. It takes rates for a face not to change with how many come; within a place, published
alerts grow less than faces do. The list is the same in every borough to begin with.

Coverage says of how many boroughs what was published lies within such an interval, of counts and not of rates. It is of
deployments after the last that the fit and the footfall of streets are of, so that it is a test.

Sources: Wilks (1941), Determination of sample sizes for setting tolerance limits, Annals of Mathematical Statistics 12;
Breslow and Day (1987), Statistical methods in cancer research II, chapter 2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray

from sim.compare.borough_draws import COUNTS
from sim.compare.published import AFTER_FIT, BoroughFigure, Kind, published_counts
from sim.compare.same import Same
from sim.core.errors import MetricError, RunError
from sim.ensemble.estimates import binomial_interval
from sim.evidence.register import entry

__all__ = [
    "FEWEST_DRAWS",
    "JUDGED",
    "SIMULATED",
    "Beside",
    "Coverage",
    "SimulatedBorough",
    "SimulatedMetric",
    "beside_published",
    "coverage_of",
    "ends_of",
    "faces_of_median",
    "part_of",
    "simulated_figures",
    "simulated_metric",
]

FEWEST_DRAWS = 19
"""With fewer draws no interval of 90 % follows from them alone."""
_LEVEL = 0.9
_OF_HOURS = ("officer_hours", "pounds", "pounds_of_equipment", "deployed_h")
"""What is the same whoever comes."""
JUDGED = ("faces_seen", "alerts", "arrests")
"""What coverage is of."""
_OF_TABLE = {"faces_seen": "faces", "alerts": "alerts", "arrests": "arrests"}


@dataclass(frozen=True)
class SimulatedMetric:
    """A rate of what was counted of simulated deployments."""

    name: str
    title: str
    numerator: str
    denominator: str
    """Of `COUNTS`, or "residents" or "deployments"."""
    per: float
    unit: str
    kind: Kind = "rate"

    @property
    def is_of_all_deployments(self) -> bool:
        """Whether it grows with how many deployments there were, so that no other number of them is beside it."""
        return self.denominator == "residents"

    @property
    def period(self) -> str:
        """What it is of, in words."""
        return "simulated"

    @property
    def interval(self) -> str:
        """How its interval was come by."""
        return "90 %, the range of draws of what is uncertain and of chance"

    @property
    def sources(self) -> tuple[str, ...]:
        """Whose figures these are: none."""
        return ()


SIMULATED: dict[str, SimulatedMetric] = {
    one.name: one
    for one in (
        SimulatedMetric("faces_per_deployment", "Faces seen", "faces_seen", "deployments", 1, "per deployment"),
        SimulatedMetric("alerts_per_100000_faces", "Alerts", "alerts", "faces_seen", 1e5, "per 100,000 faces"),
        SimulatedMetric(
            "false_alerts_per_100000_faces", "False alerts (expected)", "expected_false_alerts", "faces_seen", 1e5,
            "per 100,000 faces",
        ),
        SimulatedMetric("arrests_per_100000_faces", "Arrests", "arrests", "faces_seen", 1e5, "per 100,000 faces"),
        SimulatedMetric("arrests_per_alert", "Arrests", "arrests", "alerts", 100, "per 100 alerts"),
        SimulatedMetric("arrests_per_deployment", "Arrests", "arrests", "deployments", 1, "per deployment"),
        SimulatedMetric(
            "arrests_per_1000_residents", "Arrests", "arrests", "residents", 1e3,
            "per 1,000 residents in the deployments simulated",
        ),
        SimulatedMetric(
            "stops_per_100000_faces", "Stops", "engagements", "faces_seen", 1e5, "per 100,000 faces"
        ),
        SimulatedMetric(
            "arrests_per_1000_officer_hours", "Arrests", "arrests", "officer_hours", 1e3, "per 1,000 officer-hours"
        ),
        SimulatedMetric("arrests_per_100000_pounds", "Arrests", "arrests", "pounds", 1e5, "per 100,000 pounds"),
    )
}  # fmt: skip
"""What there is, by name; those that are published too have the same name there."""


@dataclass(frozen=True)
class SimulatedBorough:
    """A borough's sums over simulated deployments."""

    name: str
    area: str
    code: str
    residents: int
    resident_shares: Mapping[str, float]
    """Ethnic groups of the residents."""
    deployments: Mapping[str, int]
    """How many each of PARTS sums."""
    sums: Mapping[str, NDArray[np.float64]]
    """(m, COUNTS) for each of PARTS."""
    team_officers: tuple[int, ...]
    """How many officers each team has."""
    by_group: Mapping[str, NDArray[np.float64]]
    """(m, GROUP_COUNTS) over all deployments, by ethnic group."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What ethnic groups are called, by name; empty for the five of the census."""
    divided: str = ""
    """How shares of coarser groups were divided among them, in words."""

    def counts(self, part: str, name: str, *, same_footfall: bool = False) -> NDArray[np.float64]:
        """Return one count of a part in each draw (m,), its own or as it would be at London's median footfall.

        That is not a number where a draw has no face, and so no rate for one.
        """
        values = self.sums[part]
        if name in ("residents", "deployments"):
            return np.full(len(values), float(self.residents if name == "residents" else self.deployments[part]))
        found = np.asarray(values[:, COUNTS.index(name)])
        if same_footfall and name not in _OF_HOURS:
            standard = faces_of_median(values[:, COUNTS.index("deployed_h")])
            with np.errstate(divide="ignore", invalid="ignore"):
                found = found * standard / values[:, COUNTS.index("faces_seen")]
        return found


@dataclass(frozen=True)
class Beside:
    """A count that was published of a borough, beside what is simulated."""

    area: str
    count: str
    published: float
    middle: float
    """The median of the draws."""
    low: float
    high: float
    is_within: bool


@dataclass(frozen=True)
class Coverage:
    """Of how many boroughs a published count lies within the simulated interval."""

    count: str
    within: int
    of: int
    low: float
    high: float
    """The exact interval of 95 % of the share."""
    below: int
    """Published counts below the interval."""
    above: int


def faces_of_median(hours: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the faces of London's median deployment in as many hours (m,)."""
    _, per_h, _ = entry("boroughs.faces-per-hour").value
    return float(per_h) * hours


def simulated_metric(name: str) -> SimulatedMetric:
    """Return a metric of simulated deployments.

    Raises
    ------
    MetricError
        If there is none.
    """
    if name not in SIMULATED:
        what = f"nothing of boroughs is simulated under this name ({name})"
        raise MetricError("--metric", what, ", ".join(SIMULATED))
    return SIMULATED[name]


def part_of(same: Sequence[Same]) -> str:
    """Return which sums stand for boroughs that are alike in something."""
    return "hours" if "hours" in same else "own"


def simulated_figures(
    metric: SimulatedMetric, boroughs: Sequence[SimulatedBorough], same: Sequence[Same] = ()
) -> tuple[BoroughFigure, ...]:
    """Return a metric of simulated boroughs, as they are or like for like.

    Numerator and denominator are means over the draws. There is no figure where no draw has something to divide by, or
    footfall is alike and a draw has no face; and no end of an interval that too many such draws leave open.
    """
    return tuple(_figure(metric, one, same) for one in boroughs)


def _figure(metric: SimulatedMetric, borough: SimulatedBorough, same: Sequence[Same]) -> BoroughFigure:
    part, is_same = part_of(same), "footfall" in same
    above, below = (
        borough.counts(part, name, same_footfall=is_same) for name in (metric.numerator, metric.denominator)
    )
    n, of = float(above.mean()), float(below.mean())
    if not isfinite(n + of):
        return BoroughFigure(borough.area, borough.code, None, None, None, None, None)
    if not of:
        return BoroughFigure(borough.area, borough.code, None, None, None, n, of)
    low, high = (metric.per * end if isfinite(end) else None for end in ends_of(above, below))
    return BoroughFigure(borough.area, borough.code, metric.per * n / of, low, high, n, of)


def ends_of(above: NDArray[np.float64], below: NDArray[np.float64]) -> tuple[float, float]:
    """Return the interval of ratios of draws (m,), infinite above where too many have nothing to divide by."""
    k = _rank(above.size)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = above / below
    low = np.sort(np.where(np.isnan(ratio), 0.0, ratio))[k - 1]
    high = np.sort(np.where(np.isnan(ratio), inf, ratio))[-k]
    return float(low), float(high)


def beside_published(boroughs: Sequence[SimulatedBorough]) -> tuple[Beside, ...]:
    """Return published counts of deployments that the fit has not seen, each beside its interval.

    Boroughs without such a deployment are left out.
    """
    published = published_counts(AFTER_FIT)
    return tuple(
        _beside(one, count, published[one.area][_OF_TABLE[count]])
        for count in JUDGED
        for one in boroughs
        if one.deployments["later"]
    )


def _beside(borough: SimulatedBorough, count: str, published: float) -> Beside:
    draws = borough.counts("later", count)
    low, high = ends_of(draws, np.ones(draws.size))
    return Beside(borough.area, count, published, float(np.median(draws)), low, high, low <= published <= high)


def coverage_of(rows: Sequence[Beside]) -> tuple[Coverage, ...]:
    """Return coverage over boroughs, a row for each count."""
    found = []
    for count in JUDGED:
        own = [one for one in rows if one.count == count]
        if own:
            within = sum(one.is_within for one in own)
            low, high = binomial_interval(within, len(own))
            below = sum(one.published < one.low for one in own)
            found.append(Coverage(count, within, len(own), low, high, below, len(own) - within - below))
    return tuple(found)


def _rank(draws: int) -> int:
    """Return which draw from either end is the end of the interval."""
    if draws < FEWEST_DRAWS:
        raise RunError("draws", f"too few for an interval of 90 % ({draws})", f"{FEWEST_DRAWS} or more")
    return int((1 - _LEVEL) / 2 * (draws + 1) + 1e-9)
