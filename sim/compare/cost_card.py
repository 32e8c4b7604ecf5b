"""What deployments in a borough take and what they come to: a card of costs, with ranges, beside other means.

The van's figures are simulated (`sim.compare.simulated`). Fixed cameras come to the same stops and arrests here, and
cost the same people; what differs is the equipment, of which two sums are published, and neither says what a
deployment costs. So its yearly cost is the published sum over an assumed life, and a deployment's is that over an
assumed number of deployments a year, both with wide ranges.

Other means have the same officer-hours. How long an arrest by a visit takes, and how many people officers search in an
hour, is published by nobody: both are assumed, and so is what follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.stats import qmc

from sim.compare.simulated import SimulatedBorough, ends_of
from sim.core.config import Config
from sim.evidence.register import assumed, cited, entry, range_of
from sim.policing.stop_and_search import StopAndSearch

__all__ = ["CostCardSettings", "CostRow", "FixedCameras", "WarrantTeams", "cost_card", "published_sums"]

_PART = "hours"
"""The card is of so many deployments as every borough has where hours are alike."""
_SHARES = {"fixed": 0, "visits": 1, "searches": 2}


class FixedCameras(Config):
    """What cameras on masts cost."""

    capital_gbp: float = cited("claims.croydon-fixed-cost", ge=0, le=1e9)
    """What they cost to begin with."""
    years: float = assumed(
        5.0, "how long such equipment is used is not published", unit="years", low=3.0, high=10.0, gt=0, le=50
    )
    """For so long they are used."""
    deployments_per_year: float = assumed(
        50.0,
        "24 deployments were reported in the first half-year in Croydon; nothing keeps a force from more",
        unit="deployments a year",
        low=24.0,
        high=150.0,
        gt=0,
        le=1000,
    )
    """Over so many deployments a year the cost is shared out."""


class WarrantTeams(Config):
    """Officers who go round to the homes of wanted people instead."""

    hours_per_arrest: float = assumed(
        16.0,
        "no count of what an arrest by visits takes was found; two officers for a shift of eight hours, with a range "
        "from a quarter of it to five times as much",
        unit="officer-hours per arrest",
        low=4.0,
        high=80.0,
        gt=0,
        le=10_000,
    )
    """Officer-hours that an arrest takes."""


class CostCardSettings(Config):
    """What a card of costs assumes beside what was simulated."""

    fixed: FixedCameras = Field(default_factory=FixedCameras)
    """Cameras on masts."""
    visits: WarrantTeams = Field(default_factory=WarrantTeams)
    """Visits to homes."""
    searches: StopAndSearch = Field(default_factory=StopAndSearch)
    """Stop and search."""


@dataclass(frozen=True)
class CostRow:
    """One figure of a card."""

    means: Literal["van", "fixed cameras", "visits by warrant teams", "stop and search"]
    what: str
    unit: str
    value: float | None
    """None where no draw has an arrest to divide by."""
    low: float | None
    high: float | None
    """None where there is no upper end, and no lower one either: in too many draws there is no arrest at all."""
    basis: Literal["simulated", "simulated, and an assumed cost", "assumed"]


def cost_card(borough: SimulatedBorough, settings: CostCardSettings | None = None) -> tuple[CostRow, ...]:
    """Return the card of a borough; ranges hold 90 % of draws.

    Parameters
    ----------
    borough
        As it was simulated.
    settings
        What is assumed; as it stands in this file by default.
    """
    using = settings or CostCardSettings()
    hours, pounds, faces, arrests, serious = (
        borough.counts(_PART, name) for name in ("officer_hours", "pounds", "faces_seen", "arrests", "arrests_serious")
    )
    equipment = borough.counts(_PART, "pounds_of_equipment")
    share = _even(hours.size)
    fixed = pounds - equipment + borough.deployments[_PART] * _fixed_each(using.fixed, share)
    rows = [
        _row("van", "officer-hours per arrest", "h", hours, arrests),
        _row("van", "pounds per arrest", "GBP", pounds, arrests),
        _row("van", "pounds per arrest for a serious offence", "GBP", pounds, serious),
        _row("van", "pounds per 1,000 faces", "GBP", pounds, faces, per=1e3),
        _row("fixed cameras", "pounds per arrest", "GBP", fixed, arrests),
        _row("fixed cameras", "pounds per arrest for a serious offence", "GBP", fixed, serious),
        _row("fixed cameras", "pounds per 1,000 faces", "GBP", fixed, faces, per=1e3),
    ]
    visits, searches = using.visits, using.searches
    per_hour = _arrests_per_search(searches, borough.resident_shares)
    return (
        *rows,
        _per_deployment("van", arrests, borough, "simulated"),
        _per_deployment(
            "visits by warrant teams",
            hours / _drawn(visits, "hours_per_arrest", share[:, _SHARES["visits"]]),
            borough,
            "assumed",
        ),
        _per_deployment(
            "stop and search",
            hours * _drawn(searches, "searches_per_officer_hour", share[:, _SHARES["searches"]]) * per_hour,
            borough,
            "assumed",
        ),
    )


def published_sums() -> Mapping[str, str]:
    """Return what was published of the cost of fixed cameras, in words, with its source."""
    croydon, arrests = entry("claims.croydon-fixed-cost"), entry("claims.croydon-fixed-arrests")
    other = entry("policing.fixed-cameras-hammersmith")
    return {
        f"Croydon: GBP {croydon.value:,}, beside {arrests.value} arrests, which is GBP "
        f"{croydon.value / arrests.value:,.0f} an arrest in the first half-year; what the sum covers is not said": (
            f"{croydon.source}; {arrests.source}"
        ),
        f"Hammersmith and Fulham: GBP {other.value:,} over three years, for more than cameras: {other.note}": (
            other.source
        ),
    }


def _row(
    means: Literal["van", "fixed cameras"],
    what: str,
    unit: str,
    above: NDArray[np.float64],
    below: NDArray[np.float64],
    per: float = 1.0,
) -> CostRow:
    total = float(below.sum())
    value = per * float(above.sum()) / total if total else None
    low, high = (per * end if isfinite(end) else None for end in ends_of(above, below))
    basis: Literal["simulated", "simulated, and an assumed cost"] = (
        "simulated" if what.startswith("officer") else "simulated, and an assumed cost"
    )
    return CostRow(means, what, unit, value, low, high, basis)


def _per_deployment(
    means: Literal["van", "visits by warrant teams", "stop and search"],
    arrests: NDArray[np.float64],
    borough: SimulatedBorough,
    basis: Literal["simulated", "assumed"],
) -> CostRow:
    each = arrests / borough.deployments[_PART]
    low, high = ends_of(each, np.ones(each.size))
    return CostRow(
        means, "arrests in the officer-hours of a deployment", "arrests", float(each.mean()), low, high, basis
    )


def _fixed_each(fixed: FixedCameras, share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what the equipment of a deployment costs in each draw (m,)."""
    years = _drawn(fixed, "years", share[:, _SHARES["fixed"]])
    a_year = _drawn(fixed, "deployments_per_year", share[:, len(_SHARES)])
    return fixed.capital_gbp / years / a_year


def _drawn(settings: Config, name: str, share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values of an assumed number, log-uniform over its range (m,); the number itself if it is the user's."""
    value = getattr(settings, name)
    if value != type(settings).model_fields[name].default:
        return np.full(share.size, float(value))
    low, high = range_of(type(settings), name)
    return np.asarray(low * (high / low) ** share)


def _even(draws: int) -> NDArray[np.float64]:
    """Return points that fill a unit cube evenly (m, 4), always the same."""
    return np.asarray(qmc.Halton(len(_SHARES) + 1, scramble=False).random(draws + 1)[1:])


def _arrests_per_search(settings: StopAndSearch, shares: Mapping[str, float]) -> float:
    """Return which share of searches end in arrest where the people who pass are of the borough's residents' mix."""
    weight = {group: share * settings.rate_per_1000[group] for group, share in shares.items()}
    return sum(weight[group] * settings.p_arrest[group] for group in weight) / sum(weight.values())
