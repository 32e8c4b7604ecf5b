"""The natural-frequency tree: out of the people on the street, who was on the list, and who was alerted.

Whole people in a tree are read right by most who read a conditional probability wrong (Gigerenzer and
Hoffrage 1995, Psychological Review 102(4), 684-704). It counts people, not faces: somebody who passes
two sites is two faces, but one person on the list and one alert, so that a tree of faces does not add up.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.report.results import Results

__all__ = ["FrequencyTree", "tree_of_day", "tree_of_days"]

_PARTS = ("listed_people", "listed_alerted", "others_alerted")
"""Of the people who came while the deployment lasted. Alerts are also for some who came shortly before."""


@dataclass(frozen=True)
class FrequencyTree:
    """People by being on the list, and each side by being alerted."""

    people: float
    listed: float
    listed_alerted: float
    other_alerted: float

    @property
    def other(self) -> float:
        """People who are not on the list."""
        return self.people - self.listed

    @property
    def listed_not_alerted(self) -> float:
        """Listed people for whom there was no alert: not seen, or not recognised."""
        return self.listed - self.listed_alerted

    @property
    def other_not_alerted(self) -> float:
        """Other people for whom there was no alert."""
        return self.other - self.other_alerted

    @property
    def alerts(self) -> float:
        """All of them for whom there was an alert."""
        return self.listed_alerted + self.other_alerted


def tree_of_day(results: Results) -> FrequencyTree | None:
    """Return the tree of what happened on the day, or None where no face was searched."""
    if not results.has_faces():
        return None
    counts = [results.count(name) for name in ("people", *_PARTS)]
    known = [count for count in counts if count is not None]
    return FrequencyTree(*known) if len(known) == len(counts) else None


def tree_of_days(results: Results, n_days: int) -> FrequencyTree | None:
    """Return the tree of so many days like this one, as expected, in whole people.

    The street is as full as on the day.
    """
    people = results.count("people")
    expected = [results.count(name, estimator="expected") for name in _PARTS]
    known = [count for count in expected if count is not None]
    if people is None or len(known) < len(_PARTS) or not results.has_faces():
        return None
    return FrequencyTree(*(float(round(n_days * count)) for count in (people, *known)))
