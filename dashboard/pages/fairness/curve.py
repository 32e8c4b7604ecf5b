"""The ratio of stops of a group as a curve over the share of the street that it is taken to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.pages.fairness import words
from dashboard.pages.fairness.five_points import arms_and_groups
from dashboard.parts.chart import Chart, Chosen
from sim.recognition.accuracy.group_ratio import MixOfFaces
from sim.report.library import StoredComparison
from sim.report.line_charts import curve_svg
from sim.report.numbers import percent, ratio_text

__all__ = ["CURVE", "Mix", "mix_of"]

_PLACES, _ROWS = 51, 10
"""Points of the curve, and about how many of them stand in its table."""


@dataclass(frozen=True)
class Mix:
    """The ratio of stops of one group over its share of those who pass."""

    label: str
    """The group."""
    points: Sequence[tuple[float, float]]
    """(share, ratio)."""
    given: float
    """The share in the runs."""
    factor: float
    """By which its odds may be otherwise."""

    @property
    def band(self) -> tuple[float, float]:
        """The shares that are assumed to be possible."""
        return _share(self.given, 1 / self.factor), _share(self.given, self.factor)

    @property
    def says(self) -> str:
        """Say the curve in words."""
        (first, high), (last, low) = self.points[0], self.points[-1]
        return words.curve_alternative(self.label, percent(first), ratio_text(high), percent(last), ratio_text(low))

    @property
    def note(self) -> str:
        """Say what it rests on."""
        low, high = self.band
        return words.curve_note(percent(self.given), percent(low), percent(high), ratio_text(self.factor))

    def table(self) -> Sequence[tuple[float, float]]:
        """Return some of the points."""
        return self.points[:: (_PLACES - 1) // _ROWS]


def mix_of(comparison: StoredComparison, chosen: Chosen) -> Mix | None:
    """Return the curve of what is chosen of CURVE; None where there were not enough stops."""
    arm, group = chosen["arm"], chosen["group"]
    stops, people = (
        _means(comparison, arm, name, how) for name, how in (("engagements", "expected"), ("people", "sampled"))
    )
    theirs, everybody = stops.get(group, 0.0), stops.get("all", 0.0)
    if not (0 < theirs < everybody and 0 < people.get(group, 0.0) < people["all"]):
        return None
    given, factor = people[group] / people["all"], MixOfFaces().odds_factor
    ends = _share(given, 1 / factor**2), _share(given, factor**2)
    shares = [ends[0] + (ends[1] - ends[0]) * k / (_PLACES - 1) for k in range(_PLACES)]
    points = [(share, theirs / share / ((everybody - theirs) / (1 - share))) for share in shares]
    return Mix(comparison.document["groups"][group], points, given, factor)


def _draw(comparison: StoredComparison, width: int, chosen: Chosen) -> str | None:
    mix = mix_of(comparison, chosen)
    if mix is None:
        return None
    low, high = mix.band
    marks = [(share, percent(share)) for share in (low, mix.given, high)]
    return curve_svg(
        mix.points, label=mix.says, marks=marks, band=(low, high), line_at=1.0, width=width,
        title=words.curve_of(mix.label),
    )  # fmt: skip


CURVE = Chart("curve", words.CURVE, _draw, "comparison", arms_and_groups)


def _means(comparison: StoredComparison, arm: str, name: str, estimator: str) -> dict[str, float]:
    """Return the mean of a count over runs, of all and of each ethnic group."""
    rows = comparison.rows("levels", arm=arm, name=name, estimator=estimator)
    return {row["group"]: row["mean"] for row in rows if row["mean"] is not None}


def _share(given: float, times: float) -> float:
    """Return a share with so many times the odds."""
    odds = times * given / (1 - given)
    return odds / (1 + odds)
