"""What one deployment came to: every count and expectation that results are made of, for each kind of person.

A tally is read off the events of a day, the policy and what was enrolled under it, so that a day by itself, a day of a
programme, days that were walked and days that were put together from walks are counted by the same code. It adds up:
the tally of a month is the sum of its days'.

Counts are of what happened (`sampled`). Beside them stand expectations: sums over the people who came of the exact
chances of `sim.metrics.chances`, by two estimators that differ in what is known of who is listed (`sim.metrics.prior`).

A new count is an entry of `_COUNTS`, a new expectation one of `_EXPECTED`; metrics are made of them by the rows of
`sim.metrics.catalogue`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.day.enrolment import Enrolment
from sim.event_log import EventLog, Events
from sim.events import (
    AGE_BANDS,
    SEXES,
    Adjudication,
    Alert,
    Capture,
    Comparison,
    Engagement,
    Exposure,
    Loss,
    Outcome,
    Passage,
)
from sim.metrics.chances import Chances, searched
from sim.metrics.groups import PeopleInLog
from sim.metrics.metric import Estimator
from sim.metrics.prior import Prior, as_listed
from sim.recognition.watchlist import REASONS

__all__ = ["COUNTS", "EXPECTED", "Basis", "Tally", "tally_of"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

_ESTIMATORS: tuple[Estimator, ...] = ("expected", "expected_given_listed")


@dataclass(frozen=True)
class Basis:
    """What searches were made with, and what was known before the day of whom they could find."""

    enrolment: Enrolment
    prior: Prior
    duration_s: float
    """Length of the deployment."""
    faces_per_detection: float = 1.0
    """Faces that are counted for each passage in which one is detected (`sim.recognition.cameras.counting`)."""


@dataclass(frozen=True)
class Tally:
    """Counts and expectations by kind of person, of which there are `cells`: ethnic group, sex and age band."""

    groups: tuple[str, ...]
    """The ethnic groups, in the order of the first axis."""
    counts: Floats
    """(names of COUNTS, cells)."""
    expected: Floats | None
    """(estimators and squares, names of EXPECTED, cells); None where the system's accuracy is its own and not known.
    Squares are sums of the squares of the chances given who is listed: chances near 1 vary less than rare ones."""
    longest_min: Floats
    """(cells,): length of the longest stop, 0 if there was none."""
    longest_manner: Floats
    """(cells,): manner of that stop."""
    has_cameras: bool
    """Whether faces were searched at all."""

    @property
    def cells(self) -> tuple[int, int, int]:
        """How many ethnic groups, sexes and age bands there are."""
        return len(self.groups), len(SEXES), len(AGE_BANDS)

    def __add__(self, other: Tally) -> Tally:
        is_longer = other.longest_min > self.longest_min
        return Tally(
            self.groups,
            self.counts + other.counts,
            None if self.expected is None or other.expected is None else self.expected + other.expected,
            np.where(is_longer, other.longest_min, self.longest_min),
            np.where(is_longer, other.longest_manner, self.longest_manner),
            self.has_cameras or other.has_cameras,
        )

    @classmethod
    def nothing(cls, groups: Sequence[str]) -> Tally:
        """Return the tally of a day on which nobody came."""
        n = len(groups) * len(SEXES) * len(AGE_BANDS)
        expected = np.zeros((len(_ESTIMATORS) + 1, len(EXPECTED), n))
        return cls(tuple(groups), np.zeros((len(COUNTS), n)), expected, np.zeros(n), np.zeros(n), has_cameras=False)

    def count(self, name: str) -> Floats:
        """Return one of COUNTS by ethnic group, sex and age band."""
        return np.asarray(self.counts[COUNTS.index(name)].reshape(self.cells))

    def expect(self, name: str, estimator: Estimator = "expected") -> Floats:
        """Return one of EXPECTED by ethnic group, sex and age band.

        Raises
        ------
        ValueError
            If the accuracy of a system that searched is not known.
        """
        return self._expected(_ESTIMATORS.index(estimator), name)

    def squares(self, name: str) -> Floats:
        """Return the sum of the squares of the chances that one of EXPECTED adds up, given who is listed.

        Raises
        ------
        ValueError
            If the accuracy of a system that searched is not known.
        """
        return self._expected(len(_ESTIMATORS), name)

    def _expected(self, row: int, name: str) -> Floats:
        if self.expected is None:
            raise ValueError(f"{name} has no expectation: the accuracy of a system that searched is not known")
        return np.asarray(self.expected[row, EXPECTED.index(name)].reshape(self.cells))


def tally_of(log: EventLog, *, groups: Sequence[str], basis: Basis | None) -> Tally:
    """Count the events of one deployment.

    Parameters
    ----------
    log
        The events.
    groups
        The names of the ethnic groups, in the order of every array by group.
    basis
        What searches were made with; None without cameras, so that nothing can be expected of them.
    """
    day = _Day(log, groups, basis)
    longest, which = day.people.largest(day.people.rows(day.stops), day.minutes)
    manner = np.where(which >= 0, np.append(day.stops["manner"], 0.0)[which], 0.0)
    counts = np.array([count(day) for count in _COUNTS.values()])
    return Tally(tuple(groups), counts, day.expected(), longest, manner, has_cameras=basis is not None)


class _Day:
    """The events of a log that are counted."""

    def __init__(self, log: EventLog, groups: Sequence[str], basis: Basis | None) -> None:
        self.log, self.groups, self.basis = log, groups, basis
        self.people = PeopleInLog(log, groups)
        self.searches = self.people.present(Comparison)
        self.passages = self.people.present(Passage)
        self.raised = self.people.present(Alert)
        """Searches that reach the threshold; a person's second such is no alert."""
        self.alerts = log.events(Alert).are(is_repeat=False)
        self.decisions = log.events(Adjudication)
        self.stops, self.outcomes = log.events(Engagement), log.events(Outcome)
        self.minutes = self.stops["duration_s"] / 60

    @cached_property
    def is_alerted(self) -> NDArray[np.bool_]:
        """(n,): who was alerted for."""
        return self._any_of(self.alerts)

    @cached_property
    def is_searched(self) -> NDArray[np.bool_]:
        """(n,): whose face was searched."""
        return self._any_of(self.searches)

    @cached_property
    def is_stopped(self) -> NDArray[np.bool_]:
        """(n,): who was stopped."""
        return self._any_of(self.stops)

    def people_who(self, are: NDArray[np.bool_]) -> Floats:
        """Count those of everybody (n,)."""
        return self.people.by_cell(np.flatnonzero(are))

    def listed_during(self, which: NDArray[np.bool_] | bool = True) -> Floats:
        """Count listed people who came while the deployment lasted."""
        return self.people_who(self.people.is_during & self.people.is_listed & which)

    def events(self, events: Events, weight: NDArray[np.floating] | None = None) -> Floats:
        """Count events, or sum their weights."""
        return self.people.by_cell(self.people.rows(events), weight)

    def faces(self, detected: Events) -> Floats:
        """Count faces as the force's system does, given the passages in which one was detected."""
        ratio = 1.0 if self.basis is None else self.basis.faces_per_detection
        return ratio * self.events(detected)

    def of_people(self, events: Events, *, listed: bool) -> Floats:
        """Count events of those who are listed, or of all others."""
        row = self.people.rows(events)
        return self.people.by_cell(row[self.people.is_listed[row] == listed])

    def ended_in(self, outcome: str, **also: object) -> Floats:
        """Count stops by their outcome, and what else is true of it."""
        return self.events(self.outcomes.are(outcome=outcome, **also))

    def searched_people(self, which: NDArray[np.bool_]) -> Floats:
        """Count those of everybody (n,) whose face was searched."""
        return self.people_who(self.is_searched & which)

    def expected(self) -> Floats | None:
        """Return what is expected, by both estimators: nothing without cameras, None where accuracy is not known."""
        if self.basis is None:
            return Tally.nothing(self.groups).expected
        enrolment = self.basis.enrolment
        if enrolment.calibration is None:
            return None
        kinds = self.basis.prior.kinds
        chances = searched(
            self.people, enrolment, enrolment.calibration, kinds, self.groups, duration_s=self.basis.duration_s
        )
        before = self._expected_under(chances.under(self.basis.prior.of(self.people.person_id)))
        given_listed = self._expected_under(chances.under(as_listed(self.people.reference_id, kinds)))
        return np.array([self.people.sums_by_cell(each) for each in (before, given_listed, given_listed**2)])

    def _expected_under(self, chances: Chances) -> Floats:
        """Return what is expected of each person (names of EXPECTED, n)."""
        return np.array([of(chances, self.people.is_during) for of in _EXPECTED.values()])

    def _any_of(self, events: Events) -> NDArray[np.bool_]:
        found = np.zeros(self.people.n, bool)
        found[self.people.rows(events)] = True
        return found


def _arrests_for(reason: str) -> Callable[[_Day], Floats]:
    return lambda day: day.ended_in("arrest", reason=reason)


def _comparisons(day: _Day) -> Floats:
    size = 0 if day.basis is None else day.basis.enrolment.watchlist.size
    return day.events(day.searches) * size


def _false_alerts_engaged(day: _Day) -> Floats:
    engaged = day.decisions.are(decision="engage")
    return day.events(engaged.where(day.people.among(engaged, day.alerts.are(is_true=False))))


_COUNTS: dict[str, Callable[[_Day], Floats]] = {
    "people": lambda day: day.people_who(day.people.is_during),
    "listed_people": lambda day: day.listed_during(),
    "passages": lambda day: day.events(day.passages),
    "faces_seen": lambda day: day.faces(day.people.present(Capture).are(is_detected=True)),
    "searches": lambda day: day.events(day.searches),
    "not_searched": lambda day: day.events(day.passages.where(~day.people.among(day.passages, day.searches))),
    "comparisons": _comparisons,
    "searched_people": lambda day: day.searched_people(np.ones(day.people.n, bool)),
    "alerts": lambda day: day.events(day.alerts),
    "true_alerts": lambda day: day.events(day.alerts.are(is_true=True)),
    "false_alerts": lambda day: day.events(day.alerts.are(is_true=False)),
    "false_alerts_engaged": _false_alerts_engaged,
    "listed_alerted": lambda day: day.listed_during(day.is_alerted),
    "others_alerted": lambda day: day.people_who(day.people.is_during & ~day.people.is_listed & day.is_alerted),
    "dismissed": lambda day: day.events(day.decisions.are(decision="dismiss")),
    "lost": lambda day: day.events(day.log.events(Loss)),
    "no_officer_free": lambda day: day.events(day.log.events(Loss).are(cause="no_free_officer")),
    "engagements": lambda day: day.events(day.stops),
    "false_stops": lambda day: day.events(day.stops.are(is_false_stop=True)),
    "minutes_held": lambda day: day.events(day.stops, day.minutes),
    "minutes_squared": lambda day: day.events(day.stops, day.minutes**2),
    "manner": lambda day: day.events(day.stops, day.stops["manner"]),
    "manner_squared": lambda day: day.events(day.stops, day.stops["manner"] ** 2),
    "arrests": lambda day: day.ended_in("arrest"),
    "arrests_serious": lambda day: day.ended_in("arrest", is_serious=True),
    **{f"arrests_{reason}": _arrests_for(reason) for reason in REASONS},
    "other_disposals": lambda day: day.ended_in("other_disposal"),
    "no_further_action": lambda day: day.ended_in("no_further_action"),
    "listed_seen": lambda day: day.searched_people(day.people.is_listed),
    "listed_missed": lambda day: day.listed_during(~day.is_stopped),
    "listed_searches": lambda day: day.of_people(day.searches, listed=True),
    "listed_hits": lambda day: day.events(day.raised.are(is_true=True)),
    "other_searches": lambda day: day.of_people(day.searches, listed=False),
    "other_hits": lambda day: day.of_people(day.raised, listed=False),
    "witnesses": lambda day: day.events(day.log.events(Exposure).are(kind="witnessed")),
}
_EXPECTED: dict[str, Callable[[Chances, NDArray[np.bool_]], Floats]] = {
    "listed_people": lambda chances, is_during: chances.listed * is_during,
    "alerts": lambda chances, _: chances.true_alert + chances.false_alert,
    "true_alerts": lambda chances, _: chances.true_alert,
    "false_alerts": lambda chances, _: chances.false_alert,
    "listed_alerted": lambda chances, is_during: chances.true_alert * is_during,
    "others_alerted": lambda chances, is_during: chances.false_alert * is_during,
    "engagements": lambda chances, _: chances.true_stop + chances.false_stop,
    "false_stops": lambda chances, _: chances.false_stop,
    "arrests": lambda chances, _: chances.arrest,
    "no_officer_free": lambda chances, _: chances.no_officer,
    "listed_missed": lambda chances, is_during: (chances.listed - chances.true_stop) * is_during,
    "listed_searches": lambda chances, _: chances.listed_searches,
    "listed_hits": lambda chances, _: chances.listed_hits,
    "other_searches": lambda chances, _: chances.other_searches,
    "other_hits": lambda chances, _: chances.other_hits,
}
COUNTS = tuple(_COUNTS)
"""What is counted. People, and the listed, missed and alerted of them, are those who came while the deployment lasted;
a few who came shortly before it are searched too. Minutes and manner, and their squares, are sums over stops."""
EXPECTED = tuple(_EXPECTED)
"""What is expected, under the names of what is counted."""
