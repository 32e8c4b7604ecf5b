"""What is published of London's boroughs, one metric at a time: each figure with its counts and its exact interval.

Rates are counts over exposures, with the exact Poisson interval of the count; shares are of cases each of which is one
or is none, with the exact binomial interval. Counts of decisions, how many deployments there were and how many faces
were searched, are as recorded: nothing of them is sampled, and they have no interval. Rates of live facial recognition
are of August 2024 on, since faces were counted otherwise before.

Both intervals hold chance alone. Deployments differ from one another by more than chance, and offences and interviews
come in clusters: where two boroughs are told apart here, it may still be by the days and sites that were picked.

Source: Garwood (1936), Biometrika 28: 437-442; Clopper & Pearson (1934), Biometrika 26: 404-413.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Literal

import polars as pl

from sim.core.errors import MetricError, ScenarioError
from sim.ensemble.estimates import binomial_interval, poisson_interval
from sim.evidence.register import entry
from sim.evidence.tables import table

__all__ = [
    "AFTER_FIT",
    "METRICS",
    "RECENT",
    "BoroughFigure",
    "Kind",
    "PublishedMetric",
    "borough_named",
    "boroughs_known",
    "figures_of",
    "metric_named",
    "published_counts",
    "residents_of",
]

RECENT, AFTER_FIT = "2024-08/2025-09", "2025-05-11/2025-09"
"""Periods of the table of deployments: since faces are counted as now; after the last that the shipped fit is of."""
_ALL = "2020-01/2025-09"
_QUARTER = "2025-04-01"
"""The first day of the quarter that surveys are read of: the last whole one that deployments are known of."""
_LFR, _CRIME, _TRUST = "boroughs.lfr", "boroughs.recorded-crime", "tables.trust-by-borough"
_WHEN = {_LFR: "August 2024 to 10 September 2025", _CRIME: "April 2024 to March 2025", _TRUST: "April to June 2025"}
_SO_MANY_ASKED = "boroughs.trust-interviews"

Kind = Literal["count", "rate", "share"]


@dataclass(frozen=True)
class PublishedMetric:
    """A figure that is published of boroughs, or a rate of two such."""

    name: str
    title: str
    kind: Kind
    of: str
    """The id of the table of its numerator."""
    numerator: str
    denominator: str
    """The columns that are counted; the denominator is "" for a count."""
    per: float
    """The value is so many times numerator over denominator."""
    unit: str
    when: str = ""
    """The time that it is of, where it is not that of its table."""

    @property
    def period(self) -> str:
        """The time that it is of, in words."""
        return self.when or _WHEN[self.of]

    @property
    def sources(self) -> tuple[str, ...]:
        """Whose figures these are."""
        ids = [self.of]
        if self.denominator == "residents":
            ids.append("boroughs.census")
        if self.denominator == "asked":
            ids.append(_SO_MANY_ASKED)
        return tuple(entry(one).source for one in ids)

    @property
    def interval(self) -> str:
        """How its interval was come by."""
        if self.kind == "count":
            return "as recorded; nothing of it is sampled"
        if self.denominator == "asked":
            return f"95 %, exact binomial of about {entry(_SO_MANY_ASKED).value} interviews (recalled)"
        return "95 %, exact Poisson" if self.kind == "rate" else "95 %, exact binomial"


@dataclass(frozen=True)
class BoroughFigure:
    """One metric of one borough."""

    borough: str
    code: str
    value: float | None
    """None where it is not published, or there is nothing to divide by."""
    low: float | None
    high: float | None
    """The interval of 95 %; the value itself for a count."""
    numerator: float | None
    denominator: float | None
    """None for a count."""


def _lfr(name: str, title: str, kind: Kind, numerator: str, denominator: str, per: float, unit: str) -> PublishedMetric:
    return PublishedMetric(name, title, kind, _LFR, numerator, denominator, per, unit)


def _trust(item: str, title: str) -> PublishedMetric:
    return PublishedMetric(f"survey_{item}", title, "share", _TRUST, item, "asked", 100, "per cent of those asked")


METRICS: dict[str, PublishedMetric] = {
    one.name: one
    for one in (
        PublishedMetric(
            "deployments_since_2020", "Deployments since 2020", "count", _LFR, "all_deployments", "", 1, "deployments",
            "2020 to 10 September 2025",
        ),
        _lfr("deployments", "Deployments", "count", "deployments", "", 1, "deployments"),
        _lfr("faces", "Faces seen", "count", "faces", "", 1, "faces"),
        _lfr("alerts_per_100000_faces", "Alerts", "rate", "alerts", "faces", 1e5, "per 100,000 faces"),
        _lfr(
            "false_alerts_per_100000_faces", "False alerts", "rate", "false_alerts", "faces", 1e5, "per 100,000 faces"
        ),
        _lfr("false_alerts_per_alert", "False alerts", "share", "false_alerts", "alerts", 100, "per 100 alerts"),
        _lfr("arrests_per_100000_faces", "Arrests", "rate", "arrests", "faces", 1e5, "per 100,000 faces"),
        _lfr("arrests_per_alert", "Arrests", "share", "arrests", "alerts", 100, "per 100 alerts"),
        _lfr("arrests_per_deployment", "Arrests", "rate", "arrests", "deployments", 1, "per deployment"),
        _lfr("arrests_per_1000_residents", "Arrests", "rate", "arrests", "residents", 1e3, "per 1,000 residents"),
        PublishedMetric(
            "violence_with_injury_per_1000_residents", "Violence with injury", "rate", _CRIME, "violence_with_injury",
            "residents", 1e3, "recorded per 1,000 residents",
        ),
        PublishedMetric(
            "recorded_offences_per_1000_residents", "Recorded offences", "rate", _CRIME, "recorded_offences",
            "residents", 1e3, "recorded per 1,000 residents",
        ),
        _trust("good_job_local", "The police do a good job in the local area"),
        _trust("trust_mps", "The Metropolitan Police can be trusted"),
        _trust("treat_fairly", "The police treat everyone fairly"),
    )
}  # fmt: skip
"""What there is, by name."""


@cache
def _published() -> dict[str, dict[str, float | str | None]]:
    """Return all counts of each borough, by its name."""
    lfr = table(_LFR)
    every = lfr.filter(period=_ALL).select("code", all_deployments="deployments")
    trust = table(_TRUST).pivot("item", index="area", values=_QUARTER)
    joined = (
        table("boroughs.census").select("area", "code", "residents")
        .join(table(_CRIME).drop("area"), on="code", how="left")
        .join(lfr.filter(period=RECENT).drop("area", "period"), on="code", how="left")
        .join(every, on="code", how="left")
        .join(trust, on="area", how="left")
        .with_columns(asked=pl.lit(float(entry(_SO_MANY_ASKED).value)))
    )  # fmt: skip
    return {row["area"]: row for row in joined.to_dicts()}


def boroughs_known() -> tuple[str, ...]:
    """Return the names of all authorities, as files of boroughs are called: "tower_hamlets"."""
    return tuple(_as_name(area) for area in _published())


def borough_named(text: str) -> str:
    """Return what an authority is called: of "tower_hamlets" or "Tower Hamlets", "Tower Hamlets".

    Raises
    ------
    ScenarioError
        If there is none, with the nearest.
    """
    for area in _published():
        if _as_name(text) == _as_name(area):
            return area
    near = get_close_matches(_as_name(text), boroughs_known(), n=3)
    meant = f"did you mean {' or '.join(near)}? " if near else ""
    what = f"no borough of London is called so ({text})"
    raise ScenarioError("NAME", what, f"{meant}one of {', '.join(boroughs_known())}")


def metric_named(name: str) -> PublishedMetric:
    """Return a metric.

    Raises
    ------
    MetricError
        If there is none, with the nearest.
    """
    if name not in METRICS:
        near = get_close_matches(name, METRICS, n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        what = f"nothing of boroughs is published under this name ({name})"
        raise MetricError("--metric", what, f"{meant}one of {', '.join(METRICS)}")
    return METRICS[name]


def published_counts(period: str) -> dict[str, dict[str, float]]:
    """Return what deployments of a period came to, by the names of authorities.

    Parameters
    ----------
    period
        One of the table's, such as `RECENT`.
    """
    names = ("deployments", "faces", "alerts", "false_alerts", "arrests")
    rows = table(_LFR).filter(period=period).to_dicts()
    return {row["area"]: {name: float(row[name]) for name in names} for row in rows}


def residents_of() -> dict[str, int]:
    """Return how many residents each authority has, by its name."""
    return {row["area"]: int(row["residents"]) for row in table("boroughs.census").to_dicts()}


def figures_of(metric: PublishedMetric) -> tuple[BoroughFigure, ...]:
    """Return a metric of every authority, in the order of their names."""
    return tuple(_figure(metric, area, row) for area, row in _published().items())


def _figure(metric: PublishedMetric, area: str, row: dict[str, float | str | None]) -> BoroughFigure:
    code = str(row["code"])
    n = _number(row[metric.numerator])
    if metric.kind == "count":
        return BoroughFigure(area, code, n, n, n, n, None)
    of = _number(row[metric.denominator])
    if n is None or not of:
        return BoroughFigure(area, code, None, None, None, n, of)
    if metric.kind == "share":
        low, high = binomial_interval(n, of)
    else:
        low, high = (end / of for end in poisson_interval(n))
    return BoroughFigure(area, code, metric.per * n / of, metric.per * low, metric.per * high, n, of)


def _number(value: float | str | None) -> float | None:
    return None if value is None else float(value)


def _as_name(text: str) -> str:
    return "_".join(text.lower().replace("_", " ").split())
