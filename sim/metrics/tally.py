"""What one deployment came to: every count that results are made of, for each kind of person.

A tally is read off the events of the day, so that a day that was walked and one that was put together from walks are
counted by the same code. It adds up: the tally of a month is the sum of its days'.

Counts are of what happened (`sampled`). Beside them stand expectations: sums, over the people who were searched, of
the exact chances that their own reference or somebody else's reaches the threshold, and of what follows; given who is
wanted and who came. Rates of rare events are read from those.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.day.enrolment import Enrolment
from sim.events import (
    AGE_BANDS,
    ETHNIC_GROUPS,
    SEXES,
    Adjudication,
    Alert,
    Arrival,
    Capture,
    Comparison,
    Engagement,
    EventLog,
    Exposure,
    Loss,
    Outcome,
    Passage,
)
from sim.metrics.recognition import believed_by_group
from sim.policing.adjudication import engage_probability
from sim.recognition.probes import NOBODY
from sim.recognition.watchlist import REASONS
from sim.scenario.schema import LFR

__all__ = ["CELLS", "COUNTS", "EXPECTED", "Tally", "cell_of", "tally_of"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

CELLS = (len(ETHNIC_GROUPS), len(SEXES), len(AGE_BANDS))
"""Kinds of people: ethnic group, sex, age band."""

COUNTS = (
    "people",
    "people_resident",
    "passages",
    "faces_seen",
    "searches",
    "comparisons",
    "searched_people",
    "alerts",
    "true_alerts",
    "false_alerts",
    "false_alerts_engaged",
    "dismissed",
    "lost",
    "engagements",
    "true_stops",
    "false_stops",
    "minutes_held",
    "minutes_squared",
    "manner",
    "manner_squared",
    "arrests",
    "arrests_serious",
    *(f"arrests_{reason}" for reason in REASONS),
    "other_disposals",
    "no_further_action",
    "listed_people",
    "listed_seen",
    "listed_missed",
    "listed_searches",
    "listed_hits",
    "other_searches",
    "other_hits",
    "witnesses",
)
"""What is counted; minutes and manner, and their squares, are sums over stops. People are those who came while the
deployment lasted; a few who came shortly before are searched too."""

EXPECTED = ("true_alerts", "false_alerts", "engagements", "false_stops", "arrests", "false_searches")
"""What is expected; `false_searches` is the expected number of searches of others that reach the threshold."""


def cell_of(ethnic_group: NDArray[np.integer], sex: NDArray[np.integer], age_band: NDArray[np.integer]) -> Ints:
    """Return which kind each person is: a number below the product of `CELLS`."""
    return np.asarray((ethnic_group.astype(np.int64) * CELLS[1] + sex) * CELLS[2] + age_band, np.int64)


@dataclass(frozen=True)
class Tally:
    """Counts and expectations by kind of person; arrays of shape (names, cells)."""

    counts: Floats
    expected: Floats
    worst_min: float
    """Length of the longest stop, 0 if there was none."""
    worst_manner: float
    """Manner of that stop."""

    def __add__(self, other: Tally) -> Tally:
        longer = self if self.worst_min >= other.worst_min else other
        return Tally(self.counts + other.counts, self.expected + other.expected, longer.worst_min, longer.worst_manner)

    @classmethod
    def nothing(cls) -> Tally:
        """Return the tally of a day on which nobody came."""
        n = int(np.prod(CELLS))
        return cls(np.zeros((len(COUNTS), n)), np.zeros((len(EXPECTED), n)), 0.0, 0.0)

    def count(self, name: str) -> Floats:
        """Return a count by ethnic group, sex and age band (`CELLS`)."""
        return np.asarray(self.counts[COUNTS.index(name)].reshape(CELLS))

    def expect(self, name: str) -> Floats:
        """Return an expectation by ethnic group, sex and age band (`CELLS`)."""
        return np.asarray(self.expected[EXPECTED.index(name)].reshape(CELLS))


def tally_of(log: EventLog, lfr: LFR | None, enrolment: Enrolment | None) -> Tally:
    """Count the events of one deployment."""
    return _Counter(log, lfr, enrolment).tally()


class _Counter:
    def __init__(self, log: EventLog, lfr: LFR | None, enrolment: Enrolment | None) -> None:
        self.log, self.lfr, self.enrolment = log, lfr, enrolment
        people = log.table(Arrival)
        self.cell = cell_of(
            _index(people["ethnic_group"], ETHNIC_GROUPS),
            _index(people["sex"], SEXES),
            _index(people["age_band"], AGE_BANDS),
        )
        self.group = self.cell // (CELLS[1] * CELLS[2])
        self.reference = people["reference_id"].to_numpy()
        self.is_listed = people["is_listed"].to_numpy()
        self.is_resident = people["is_resident"].to_numpy()
        self.is_during = people["t_s"].to_numpy() >= 0
        ids = people["person_id"].to_numpy()
        self.order = np.argsort(ids, kind="stable")
        self.sorted_ids = ids[self.order]
        self.n_cells = int(np.prod(CELLS))
        self.held_from, self.held_until = self._held()

    def tally(self) -> Tally:
        counts = dict.fromkeys(COUNTS, np.zeros(self.n_cells))
        counts["people"] = self._by_cell(np.flatnonzero(self.is_during))
        counts["people_resident"] = self._by_cell(np.flatnonzero(self.is_during & self.is_resident))
        counts["listed_people"] = self._by_cell(np.flatnonzero(self.is_during & self.is_listed))
        expected = dict.fromkeys(EXPECTED, np.zeros(self.n_cells))
        if self.lfr is None or self.enrolment is None:
            return self._made(counts, expected, 0.0, 0.0)
        self._recognition(counts, self.enrolment)
        worst = self._policing(counts)
        if self.enrolment.calibration is not None:
            self._expectations(expected, self.lfr, self.enrolment)
        return self._made(counts, expected, *worst)

    def _made(self, counts: dict[str, Floats], expected: dict[str, Floats], worst: float, manner: float) -> Tally:
        return Tally(
            np.array([counts[name] for name in COUNTS]), np.array([expected[name] for name in EXPECTED]), worst, manner
        )

    def _recognition(self, counts: dict[str, Floats], enrolment: Enrolment) -> None:
        passages, captures = self._present(Passage), self._present(Capture)
        searches = self._present(Comparison)
        raised = self._present(Alert)
        alerts = self.log.table(Alert).filter(~pl.col("is_repeat"))
        row = self._rows(searches)
        listed = self.is_listed[row]
        counts["passages"] = self._events(passages)
        counts["faces_seen"] = self._events(captures.filter(pl.col("is_detected")))
        counts["searches"] = self._by_cell(row)
        counts["comparisons"] = counts["searches"] * enrolment.watchlist.size
        counts["searched_people"] = self._by_cell(np.unique(row))
        counts["alerts"] = self._events(alerts)
        counts["true_alerts"] = self._events(alerts.filter(pl.col("is_true")))
        counts["false_alerts"] = self._events(alerts.filter(~pl.col("is_true")))
        counts["listed_seen"] = self._by_cell(np.unique(row[listed]))
        counts["listed_searches"] = self._by_cell(row[listed])
        counts["other_searches"] = self._by_cell(row[~listed])
        counts["listed_hits"] = self._events(raised.filter(pl.col("is_true")))
        hits = self._rows(raised)
        counts["other_hits"] = self._by_cell(hits[~self.is_listed[hits]])

    def _policing(self, counts: dict[str, Floats]) -> tuple[float, float]:
        stops, outcomes = self.log.table(Engagement), self.log.table(Outcome)
        decisions = self.log.table(Adjudication)
        row, minutes = self._rows(stops), stops["duration_s"].to_numpy() / 60
        counts["dismissed"] = self._events(decisions.filter(pl.col("decision") == "dismiss"))
        counts["lost"] = self._events(self.log.table(Loss))
        counts["engagements"] = self._by_cell(row)
        false = stops["is_false_stop"].to_numpy()
        counts["false_stops"], counts["true_stops"] = self._by_cell(row[false]), self._by_cell(row[~false])
        counts["minutes_held"] = self._by_cell(row, minutes)
        counts["minutes_squared"] = self._by_cell(row, minutes**2)
        counts["manner"] = self._by_cell(row, stops["manner"].to_numpy())
        counts["manner_squared"] = self._by_cell(row, stops["manner"].to_numpy() ** 2)
        for name, outcome in (
            ("arrests", "arrest"),
            ("other_disposals", "other_disposal"),
            ("no_further_action", "no_further_action"),
        ):
            counts[name] = self._events(outcomes.filter(pl.col("outcome") == outcome))
        arrests = outcomes.filter(pl.col("outcome") == "arrest")
        counts["arrests_serious"] = self._events(arrests.filter(pl.col("is_serious")))
        for reason in REASONS:
            counts[f"arrests_{reason}"] = self._events(arrests.filter(pl.col("reason") == reason))
        met = np.zeros(self.cell.size, bool)
        met[row] = True
        counts["listed_missed"] = self._by_cell(np.flatnonzero(self.is_during & self.is_listed & ~met))
        counts["witnesses"] = self._events(self.log.table(Exposure).filter(pl.col("kind") == "witnessed"))
        false_alerts = self.log.table(Alert).filter(~pl.col("is_true")).select("person_id", "passage")
        engaged = decisions.filter(pl.col("decision") == "engage").join(false_alerts, on=["person_id", "passage"])
        counts["false_alerts_engaged"] = self._events(engaged)
        if not minutes.size:
            return 0.0, 0.0
        longest = int(minutes.argmax())
        return float(minutes[longest]), float(stops["manner"][longest])

    def _expectations(self, expected: dict[str, Floats], lfr: LFR, enrolment: Enrolment) -> None:
        calibration, watchlist = enrolment.calibration, enrolment.watchlist
        assert calibration is not None
        captures = self.log.table(Capture).filter(pl.col("is_usable"))
        row, quality = self._rows(captures), captures["quality"].to_numpy()
        listed = self.is_listed[row]
        mine = row[listed]
        of_image = quality[listed] * watchlist.quality[self.reference[mine]]
        hit = _any(np.asarray(calibration.tpir(lfr.threshold, of_image, self.group[mine])), mine, self.cell.size)
        fpir = calibration.fpir(lfr.threshold, watchlist.counts)
        other = row[~listed]
        mistake = _any(fpir[self.group[other]], other, self.cell.size)
        middle = float(np.median(quality)) if quality.size else 1.0
        reached, believed = self._reached(), believed_by_group(lfr, calibration, middle)[self.group]
        at = {"score": lfr.threshold, "threshold": lfr.threshold}
        doubted = np.array(
            [engage_probability(lfr.adjudication, is_true=False, group=name, **at) for name in ETHNIC_GROUPS]
        )[self.group]
        stopped = hit * believed * reached
        p_arrest = np.zeros(self.cell.size)
        wanted = np.flatnonzero(self.reference != NOBODY)
        by_reason = np.array([lfr.outcome.p_arrest.get(reason, 0.0) for reason in REASONS])
        p_arrest[wanted] = by_reason[watchlist.reason[self.reference[wanted]]]
        everybody = np.arange(self.cell.size)
        wronged = mistake * doubted * reached
        for name, chance in (
            ("true_alerts", hit),
            ("false_alerts", mistake),
            ("false_stops", wronged),
            ("engagements", stopped + wronged),
            ("arrests", stopped * p_arrest),
        ):
            expected[name] = self._by_cell(everybody, chance)
        expected["false_searches"] = self._by_cell(other, fpir[self.group[other]])

    def _reached(self) -> float:
        """Return the share of decisions to engage that ended in a stop on this day (Jeffreys' estimate)."""
        stopped, lost = self.log.count(Engagement), self.log.count(Loss)
        return (stopped + 0.5) / (stopped + lost + 1)

    def _held(self) -> tuple[Floats, Floats]:
        """Return from and until when each person was with officers or taken away; infinite for who never was."""
        start, until = np.full(self.cell.size, np.inf), np.full(self.cell.size, np.inf)
        stops = self.log.table(Engagement).join(
            self.log.table(Outcome).select("person_id", "passage", "outcome"), on=["person_id", "passage"], how="left"
        )
        row = self._rows(stops)
        begins, ends = stops["t_s"].to_numpy(), (stops["t_s"] + stops["duration_s"]).to_numpy()
        start[row] = begins
        until[row] = np.where((stops["outcome"] == "arrest").to_numpy(), np.inf, ends)
        return start, until

    def _present(self, kind: type) -> pl.DataFrame:
        """Return the events of people who were there: neither arrested before nor with officers at that time."""
        table = self.log.table(kind)
        row, t_s = self._rows(table), table["t_s"].to_numpy()
        return table.filter(pl.Series(~((t_s > self.held_from[row]) & (t_s < self.held_until[row]))))

    def _rows(self, table: pl.DataFrame) -> Ints:
        return self.order[np.searchsorted(self.sorted_ids, table["person_id"].to_numpy())]

    def _events(self, table: pl.DataFrame) -> Floats:
        return self._by_cell(self._rows(table))

    def _by_cell(self, row: Ints, weight: Floats | None = None) -> Floats:
        return np.bincount(self.cell[row], weights=weight, minlength=self.n_cells).astype(np.float64)


def _any(chance: Floats, row: Ints, n: int) -> Floats:
    """Return by person the chance that at least one of their independent searches counts (n,)."""
    none = np.bincount(row, weights=np.log1p(-np.minimum(chance, 1 - 1e-15)), minlength=n)
    return -np.expm1(none)


def _index(column: pl.Series, names: tuple[str, ...]) -> Ints:
    return column.replace_strict(list(names), range(len(names)), return_dtype=pl.Int64).to_numpy()
