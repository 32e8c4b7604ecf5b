"""Who is in a log of events: each person's kind (ethnic group, sex, age band), and counts of events by kind.

The street is simulated as if nobody were stopped, so that arms share it. What the cameras would have seen of a person
who was with officers, or had been taken away, is left out of every count (`PeopleInLog.present`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.events import AGE_BANDS, SEXES, Arrival, Engagement, EventLog, Outcome
from sim.metrics.metric import By

__all__ = ["PeopleInLog", "marginals"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]


class PeopleInLog:
    """Everybody who came on a day, n of them, in the order of their arrival.

    Parameters
    ----------
    log
        The events.
    groups
        The names of the ethnic groups, in the order of every array by group.
    """

    def __init__(self, log: EventLog, groups: Sequence[str]) -> None:
        self.log = log
        people = log.table(Arrival)
        self.person_id = people["person_id"].to_numpy()
        self.group = _index(people["ethnic_group"], groups)
        self.sex = _index(people["sex"], SEXES)
        self.age_band = _index(people["age_band"], AGE_BANDS)
        self.reference_id = people["reference_id"].to_numpy()
        self.is_listed = people["is_listed"].to_numpy()
        self.is_resident = people["is_resident"].to_numpy()
        self.is_during = people["t_s"].to_numpy() >= 0
        """Who came while the deployment lasted; a few who came shortly before are still there, and searched."""
        self.cells = (len(groups), len(SEXES), len(AGE_BANDS))
        self._cell = (self.group * len(SEXES) + self.sex) * len(AGE_BANDS) + self.age_band
        self._order = np.argsort(self.person_id, kind="stable")
        self._sorted = self.person_id[self._order]
        self._held_from, self._held_until = self._held()

    @property
    def n(self) -> int:
        """How many came."""
        return self.person_id.size

    def rows(self, table: pl.DataFrame) -> Ints:
        """Return whose each event of a table is (events,): their place in the arrays."""
        return self._order[np.searchsorted(self._sorted, table["person_id"].to_numpy())]

    def by_cell(self, row: Ints, weight: NDArray[np.floating] | None = None) -> Floats:
        """Count people or events by kind, or sum their weights (groups x sexes x age bands,)."""
        return np.bincount(self._cell[row], weights=weight, minlength=int(np.prod(self.cells))).astype(np.float64)

    def largest(self, row: Ints, value: Floats) -> tuple[Floats, Ints]:
        """Return by kind the largest value of its events, 0 without any, and which event has it, -1 without any."""
        largest, which = np.zeros(int(np.prod(self.cells))), np.full(int(np.prod(self.cells)), -1)
        order = np.argsort(value, kind="stable")
        largest[self._cell[row[order]]] = value[order]
        which[self._cell[row[order]]] = order
        return largest, which

    def present(self, kind: type) -> pl.DataFrame:
        """Return the events of people who were there: neither arrested before nor with officers at that time."""
        table = self.log.table(kind)
        row, t_s = self.rows(table), table["t_s"].to_numpy()
        return table.filter(pl.Series(~((t_s > self._held_from[row]) & (t_s < self._held_until[row]))))

    def _held(self) -> tuple[Floats, Floats]:
        """Return from and until when each person was with officers or taken away; infinite for who never was."""
        start, until = np.full(self.n, np.inf), np.full(self.n, np.inf)
        ended = self.log.table(Outcome).select("person_id", "passage", "outcome")
        stops = self.log.table(Engagement).join(ended, on=["person_id", "passage"], how="left", maintain_order="left")
        row = self.rows(stops)
        start[row] = stops["t_s"].to_numpy()
        is_arrest = (stops["outcome"] == "arrest").fill_null(value=False).to_numpy()
        until[row] = np.where(is_arrest, np.inf, (stops["t_s"] + stops["duration_s"]).to_numpy())
        return start, until


def marginals(cells: Floats, groups: Sequence[str]) -> Iterator[tuple[By, str, Floats]]:
    """Yield everybody's, then each group's, sex's and age band's part of numbers by kind.

    Parameters
    ----------
    cells
        Shape (groups, sexes, age bands).
    """
    yield "all", "all", cells
    axes: tuple[tuple[By, Sequence[str]], ...] = (("ethnic_group", groups), ("sex", SEXES), ("age_band", AGE_BANDS))
    for axis, (by, names) in enumerate(axes):
        for k, name in enumerate(names):
            yield by, name, np.take(cells, k, axis=axis)


def _index(column: pl.Series, names: Sequence[str]) -> Ints:
    return column.replace_strict(list(names), range(len(names)), return_dtype=pl.Int64).to_numpy()
