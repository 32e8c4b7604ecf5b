"""The ratio of stops of a group as a curve over the share of the street that it is taken to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.pages.fairness import words
from dashboard.pages.fairness.five_points import arms_and_groups
from dashboard.parts.chart import Chart, Chosen
from sim.compare.mix import MixCurve, curve_over_mix
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
    curve: MixCurve

    @property
    def says(self) -> str:
        """Say the curve in words."""
        (first, high), (last, low) = self.curve.points[0], self.curve.points[-1]
        return words.curve_alternative(self.label, percent(first), ratio_text(high), percent(last), ratio_text(low))

    @property
    def note(self) -> str:
        """Say what it rests on."""
        low, high = self.curve.band
        return words.curve_note(percent(self.curve.given), percent(low), percent(high), ratio_text(self.curve.factor))

    def table(self) -> Sequence[tuple[float, float]]:
        """Return some of the points."""
        return self.curve.points[:: (_PLACES - 1) // _ROWS]


def mix_of(comparison: StoredComparison, chosen: Chosen) -> Mix | None:
    """Return the curve of what is chosen of CURVE; None where there were not enough stops."""
    arm, group = chosen["arm"], chosen["group"]
    stops, people = (
        _means(comparison, arm, name, how) for name, how in (("engagements", "expected"), ("people", "sampled"))
    )
    theirs, everybody = stops.get(group, 0.0), stops.get("all", 0.0)
    if not people.get("all"):
        return None
    curve = curve_over_mix(theirs, everybody, given=people.get(group, 0.0) / people["all"], n_points=_PLACES)
    return None if curve is None else Mix(comparison.document["groups"][group], curve)


def _draw(comparison: StoredComparison, width: int, chosen: Chosen) -> str | None:
    mix = mix_of(comparison, chosen)
    if mix is None:
        return None
    low, high = mix.curve.band
    marks = [(share, percent(share)) for share in (low, mix.curve.given, high)]
    return curve_svg(
        mix.curve.points, label=mix.says, marks=marks, band=(low, high), line_at=1.0, width=width,
        title=words.curve_of(mix.label),
    )  # fmt: skip


CURVE = Chart("curve", words.CURVE, _draw, "comparison", arms_and_groups)


def _means(comparison: StoredComparison, arm: str, name: str, estimator: str) -> dict[str, float]:
    """Return the mean of a count over runs, of all and of each ethnic group."""
    rows = comparison.rows("levels", arm=arm, name=name, estimator=estimator)
    return {row["group"]: row["mean"] for row in rows if row["mean"] is not None}
