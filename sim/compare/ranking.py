"""Boroughs in order of a published metric, as far as their intervals tell one from another.

Two boroughs are tied where their intervals overlap. So a borough has a range of ranks, from one more than there are
boroughs wholly above it to all but those wholly below; and boroughs fall into groups, each of which has a point in
common and no member more could join it. A borough may be in several groups, which follow one another: being tied is not
handed on from one to the next.

That two intervals of 95 % do not overlap is a stricter test than of their difference at 5 %: of two equal rates it
happens in some 6 pairs of a thousand. Among all pairs of 32 boroughs, 496, some 3 would be told apart by chance alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from statistics import median
from typing import Literal, Protocol

from sim.compare.published import BoroughFigure, Kind, borough_named, figures_of, metric_named

__all__ = ["BoroughMetric", "BoroughRanking", "Ranked", "rank_boroughs", "ranked", "tie_groups"]

Against = Literal["above", "below", "neither"]


class BoroughMetric(Protocol):
    """What boroughs are in order of: a published figure, or one of simulated deployments."""

    @property
    def name(self) -> str:
        """What it is asked for by."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def kind(self) -> Kind:
        """A count, a rate or a share."""

    @property
    def per(self) -> float:
        """The value is so many times numerator over denominator."""

    @property
    def unit(self) -> str:
        """The unit of its values."""

    @property
    def period(self) -> str:
        """The time that it is of, in words."""

    @property
    def interval(self) -> str:
        """How its interval was come by."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Whose figures these are."""


@dataclass(frozen=True)
class Ranked:
    """A borough's figure, and where it stands among all that have one."""

    figure: BoroughFigure
    first: int | None
    """The lowest rank that it may have, 1 for the largest value; None without a figure."""
    last: int | None
    tied_with: int
    """How many other boroughs it is tied with."""
    groups: tuple[int, ...]
    """The groups of ties that it is in, from 1; they follow one another."""
    against_london: Against | None = None
    """Whether its whole interval lies above what London comes to, below it, or neither; of a count whether it is above
    the middle borough's. None without a figure."""


@dataclass(frozen=True)
class BoroughRanking:
    """Boroughs in order of a metric, with ties."""

    metric: BoroughMetric
    rows: tuple[Ranked, ...]
    """In order of their values, the largest first; without a figure last."""
    groups: tuple[tuple[str, ...], ...]
    """The groups of ties among all boroughs with a figure, those of the largest values first."""
    n_ranked: int
    """How many boroughs have a figure, named or not."""
    london: float
    """What all boroughs with a figure come to together; of a count the middle one of them."""

    @property
    def is_all_tied(self) -> bool:
        """Whether nothing here tells one borough from another."""
        return len(self.groups) == 1


def rank_boroughs(metric: str, names: Sequence[str] = ()) -> BoroughRanking:
    """Return boroughs of London in order of what is published, tied where their intervals overlap.

    Parameters
    ----------
    metric
        One of `sim.compare.published.METRICS`, such as "arrests_per_alert".
    names
        The boroughs to be shown, "tower_hamlets" or "Tower Hamlets"; all without any. Ranks and groups are among all of
        them in either case.

    Raises
    ------
    MetricError
        If there is no such metric.
    ScenarioError
        If there is no such borough.
    """
    of = metric_named(metric)
    return ranked(of, figures_of(of), names)


def ranked(of: BoroughMetric, figures: Sequence[BoroughFigure], names: Sequence[str] = ()) -> BoroughRanking:
    """Return boroughs in order of figures that are at hand; see `rank_boroughs`."""
    shown = {borough_named(name) for name in names}
    known = sorted((one for one in figures if one.value is not None), key=_descending)
    groups = tie_groups(known)
    london = _london(of, known)
    rows = [_ranked(one, known, groups, london) for one in known]
    rows += [Ranked(one, None, None, 0, ()) for one in figures if one.value is None]
    return BoroughRanking(
        of, tuple(row for row in rows if not shown or row.figure.borough in shown), groups, len(known), london
    )


def tie_groups(figures: Sequence[BoroughFigure]) -> tuple[tuple[str, ...], ...]:
    """Return the largest groups of figures whose intervals all overlap, from above; those without one are left out."""
    known = sorted((one for one in figures if one.value is not None), key=_descending)
    found: list[tuple[str, ...]] = []
    for point in sorted({_low(one) for one in known}, reverse=True):
        here = tuple(one.borough for one in known if _low(one) <= point <= _high(one))
        if not any(set(here) <= set(other) for other in found):
            found = [other for other in found if not set(other) <= set(here)] + [here]
    return tuple(found)


def _ranked(
    one: BoroughFigure, known: Sequence[BoroughFigure], groups: Sequence[tuple[str, ...]], london: float
) -> Ranked:
    above = sum(_low(other) > _high(one) for other in known)
    below = sum(_high(other) < _low(one) for other in known)
    own = tuple(k + 1 for k, group in enumerate(groups) if one.borough in group)
    against: Against = "above" if _low(one) > london else "below" if _high(one) < london else "neither"
    return Ranked(one, above + 1, len(known) - below, len(known) - above - below - 1, own, against)


def _london(metric: BoroughMetric, known: Sequence[BoroughFigure]) -> float:
    if metric.kind == "count":
        return median(one.numerator or 0.0 for one in known)
    total = sum(one.denominator or 0.0 for one in known)
    return metric.per * sum(one.numerator or 0.0 for one in known) / total


def _descending(one: BoroughFigure) -> tuple[float, str]:
    return -(one.value or 0.0), one.borough


def _low(one: BoroughFigure) -> float:
    return one.low if one.low is not None else 0.0


def _high(one: BoroughFigure) -> float:
    return one.high if one.high is not None else inf
