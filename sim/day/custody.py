"""Who is with officers, and who has been taken away.

The street is walked as if nobody were stopped: a stopped person's row walks on in the shared crowd, so that arms
share everybody's way. For all who look at the street as it is policed, that person stands where they were stopped until
they are let go, and is then where they would have been; one who is arrested is gone once the stop has ended.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.kernel import kernel
from sim.events import Engagement, Outcome
from sim.street.among import Recorded

__all__ = ["Custody", "Held"]


class _Held(NamedTuple):
    from_s: float
    until_s: float
    x_m: float
    y_m: float
    is_arrested: bool


class Held(NamedTuple):
    """Those who have been stopped, each array (k,)."""

    person_id: NDArray[np.int64]
    until_s: NDArray[np.float64]
    """When the stop ends."""
    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    """Where they stand until then."""
    is_arrested: NDArray[np.bool_]
    """Who is gone after it."""


class Custody:
    """The people who have been stopped on a day."""

    def __init__(self) -> None:
        self._held: dict[int, _Held] = {}

    @property
    def held(self) -> Held:
        """Everybody who has been stopped, as arrays."""
        all_held = list(self._held.values())
        return Held(
            np.array(list(self._held), np.int64),
            np.array([one.until_s for one in all_held], np.float64),
            np.array([one.x_m for one in all_held], np.float64),
            np.array([one.y_m for one in all_held], np.float64),
            np.array([one.is_arrested for one in all_held], np.bool_),
        )

    def hold(self, engagement: Engagement, outcome: Outcome) -> None:
        """Note a stop that begins."""
        self._held[engagement.person_id] = _Held(
            engagement.t_s, outcome.t_s, engagement.x_m, engagement.y_m, outcome.outcome == "arrest"
        )

    def is_away(self, person_id: int, t_s: float) -> bool:
        """Return whether a person is with officers, or taken away, at a time."""
        held = self._held.get(person_id)
        return held is not None and held.from_s < t_s and (held.is_arrested or t_s < held.until_s)

    def as_policed(self, people: Recorded, t_s: float) -> Recorded:
        """Return the people as they are with those held where they were stopped, without those taken away.

        Parameters
        ----------
        people
            Everybody as if nobody had been stopped.
        t_s
            When that is.
        """
        if not self._held:
            return people
        away = [person for person, held in self._held.items() if held.is_arrested or t_s < held.until_s]
        stopped = [person for person in away if t_s < self._held[person].until_s]
        rows = _rows_without(people.person_id, np.array(away, np.int64))
        rest = people if rows.size == people.person_id.size else people.take(rows)
        if not stopped:
            return rest
        places = [self._held[person] for person in stopped]
        stands = np.zeros(len(stopped))
        return Recorded(
            np.concatenate([rest.person_id, np.array(stopped, np.int64)]),
            np.concatenate([rest.x_m, [at.x_m for at in places]]),
            np.concatenate([rest.y_m, [at.y_m for at in places]]),
            np.concatenate([rest.dx_m, stands]),
            np.concatenate([rest.dy_m, stands]),
        )


@kernel
def _rows_without(person_id, away):  # type: ignore[no-untyped-def]
    """Return the rows of those who are not away, of whom there are few."""
    rows = np.empty(person_id.shape[0], np.int64)
    n = 0
    for row in range(person_id.shape[0]):
        is_away = False
        for one in away:
            is_away = is_away or person_id[row] == one
        if not is_away:
            rows[n] = row
            n += 1
    return rows[:n]
