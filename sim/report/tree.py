"""The natural-frequency tree: out of the faces seen, who was on the list, and who was alerted.

Whole people in a tree are read right by most who read a conditional probability wrong (Gigerenzer and
Hoffrage 1995, Psychological Review 102(4), 684-704).
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.report.results import Results

__all__ = ["FrequencyTree", "tree_of_day", "tree_of_days"]


@dataclass(frozen=True)
class FrequencyTree:
    """Faces by being on the list, and each side by being alerted."""

    faces: float
    listed: float
    listed_alerted: float
    other_alerted: float

    @property
    def other(self) -> float:
        """Faces of people who are not on the list."""
        return self.faces - self.listed

    @property
    def listed_not_alerted(self) -> float:
        """Faces of listed people that raised no alert."""
        return self.listed - self.listed_alerted

    @property
    def other_not_alerted(self) -> float:
        """Faces of other people that raised no alert."""
        return self.other - self.other_alerted

    @property
    def alerts(self) -> float:
        """All alerts."""
        return self.listed_alerted + self.other_alerted


def tree_of_day(results: Results) -> FrequencyTree | None:
    """Return the tree of what happened on the day, or None where no face was searched."""
    counts = [results.count(name) for name in ("faces_seen", "listed_seen", "true_alerts", "false_alerts")]
    known = [count for count in counts if count is not None]
    return FrequencyTree(*known) if len(known) == len(counts) and known[0] else None


def tree_of_days(results: Results, n_days: int) -> FrequencyTree | None:
    """Return the tree of `n_days` like this one: faces as on the day, alerts as expected, in whole numbers."""
    day = tree_of_day(results)
    alerted = [results.count(name, estimator="expected") for name in ("true_alerts", "false_alerts")]
    known = [count for count in alerted if count is not None]
    if day is None or len(known) < len(alerted):
        return None
    return FrequencyTree(*(float(round(n_days * count)) for count in (day.faces, day.listed, *known)))
