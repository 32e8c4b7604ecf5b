"""How trust goes on from day to day: what people lived through fades, what they hold follows their ties.

Two numbers a resident and scale, both changes against the day before the programme, in standard deviations. `own` is
what they lived through, saw, were told of and read, and halves every `half_life_days`. `held` is what they hold and
would tell a survey: each day they take on a share of what those they know held the day before
(`sim.community.opinion`), and the rest is their own. So somebody's change shows in themselves at one less the
susceptibility (0.3 of it, by default) and in those they know, who hand some of it back. A person with many ties is
heard by many: where all have ties, the long run keeps the mean over people weighted by how many each knows, and keeps
the plain mean only where all know as many. Whoever has no ties holds the whole of their change.

With nothing to live through, nothing moves but the trend in the background, which is of the borough as a whole.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.community.chebyshev import holding, living_through
from sim.community.opinion import Opinion, susceptibility_of
from sim.community.parts import BLOCK, Parts
from sim.community.rounds import Rounds, Some, Term
from sim.core.config import Config
from sim.core.kernel import kernel
from sim.core.shares import Probability
from sim.evidence.register import assumed, cited

__all__ = ["EFFECTIVENESS", "FAIRNESS", "TrustDynamics", "TrustState"]

Floats: TypeAlias = NDArray[np.float32]

FAIRNESS, EFFECTIVENESS = range(2)
"""Columns of `TrustState.own` and `TrustState.held`."""


class TrustDynamics(Config):
    """How long trust is moved by what happened, and where it is going anyway."""

    half_life_days: float = assumed(
        180.0, "no panel study gives it; a month to two years", unit="days", low=30.0, high=730.0, gt=0, le=36500
    )
    """Time in which half of a change is forgotten."""
    fairness_trend: float = cited("community.treat-fairly-trend", ge=-20, le=20)
    """Change of the share who agree that the police treat everyone fairly that goes on anyway."""
    effectiveness_trend: float = cited("community.good-job-trend", ge=-20, le=20)
    """Change of the share who agree that the police do a good job locally that goes on anyway."""
    heard_fraction: Probability = assumed(
        0.3,
        "contact of people one knows is known to matter, and its size is not",
        unit="share of the direct effect",
        low=0.0,
        high=0.6,
    )
    """What all that somebody knows hear from them, together, against what they lived through."""


class TrustState:
    """How the residents of a borough stand, n of them.

    What people hold is worked out when it is asked for, from what it was when it was last settled and from all that
    they lived through since; who asks in between changes nothing.

    Parameters
    ----------
    rounds
        Who knows whom, ready for rounds: several boroughs of the same people may share it.

    """

    def __init__(self, memory: TrustDynamics, opinion: Opinion, rounds: Rounds) -> None:
        n = rounds.ties.size
        self._own: Floats = np.zeros((n, 2), np.float32)
        # where they then stood, and room for where they stand: memory that was used before is there at once. It is of
        # this programme alone: others, in other threads, may share the rounds
        self._then_held, self._then_own, self._room, *self._rooms = np.zeros((5, n, 2), np.float32)
        self._held = self._then_held
        self._rounds = rounds
        self._susceptibility = opinion.susceptibility
        # what nobody takes from others: whoever has no ties holds the whole of their own
        self._own_share: Floats = 1 - susceptibility_of(rounds.ties, opinion.susceptibility)
        self._kept = 2.0 ** (-1.0 / memory.half_life_days)
        self._heard = memory.heard_fraction
        self._is_moved = False
        self._day = self._held_on = self._own_on = self._own_of = 0
        self._lived, self._lived_on = Parts(self._own_share), list[int]()

    @property
    def own(self) -> Floats:
        """(n, 2): what people think of their own accord, as changes in standard deviations."""
        if (self._own_on, self._own_of) != (self._day, self._lived.n):
            days = np.array([*self._lived_on[self._own_of :], self._day]) - self._own_on
            begins = self._lived.begins[self._own_of :]
            _live_through(self._own, np.float32(self._kept), days, begins, self._lived.person_id, self._lived.changes)
            self._own_on, self._own_of = self._day, self._lived.n
        return self._own

    @property
    def held(self) -> Floats:
        """(n, 2): what people hold, as changes in standard deviations; until it is asked for on another day."""
        if self._held_on != self._day:
            self._rounds.total(*self._since(), rooms=(self._room, *self._rooms))
            self._held, self._held_on = self._room, self._day
        return self._held

    def settle(self) -> None:
        """Work out what people hold, and go on from that: what is asked for later costs by the days since."""
        if self.held is not self._then_held:
            self._then_held, self._room = self._room, self._then_held
        np.multiply(self._own_share[:, None], self.own, out=self._then_own)
        self._day = self._held_on = self._own_on = self._own_of = 0
        self._lived.clear()
        self._lived_on = []

    def move(
        self, person_id: NDArray[np.integer], fairness: NDArray[np.floating], effectiveness: NDArray[np.floating]
    ) -> None:
        """Change what people think of their own accord; who comes twice is moved twice (k,).

        Raises
        ------
        ValueError
            If somebody is not there, or has not a change on each scale.
        """
        if any(column.size for column in (person_id, fairness, effectiveness)):
            self._lived.add(person_id, fairness, effectiveness)
            self._lived_on.append(self._day)
            self._is_moved = True

    def tell(
        self, person_id: NDArray[np.integer], fairness: NDArray[np.floating], effectiveness: NDArray[np.floating]
    ) -> None:
        """Let people tell those they know what they lived through (k,): each hears an even part of it."""
        told, ties = self.known_to(person_id)
        part = np.repeat(self._heard / np.maximum(ties, 1), ties)
        self.move(told, part * np.repeat(fairness, ties), part * np.repeat(effectiveness, ties))

    def known_to(self, person_id: NDArray[np.integer]) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
        """Return whom people know, one after another, and how many that is of each of them (k,)."""
        return self._rounds.known_to(person_id)

    def end_day(self) -> None:
        """Let a day pass."""
        if self._is_moved:
            self._day += 1

    def _since(self) -> tuple[list[Term], Some]:
        """Return what people hold now: of when it was settled, and of what they lived through since."""
        days = self._day
        lived = [living_through(days - day, self._susceptibility, self._kept) for day in range(days + 1)]
        then = [Term(holding(days, self._susceptibility), self._then_held), Term(lived[0], self._then_own)]
        return then, Some([lived[day] for day in self._lived_on], self._lived)


@kernel
def _live_through(own, kept, days, begins, person_id, changes):  # type: ignore[no-untyped-def]
    """Let people think (n, 2) what they lived through, part by part, and keep a part of it from day to day.

    Parameters
    ----------
    days
        (P + 1,): how many days on each part was lived through, ascending, and how many days on it is now.
    begins, person_id, changes
        The parts (`sim.community.parts`).
    """
    for block in range(begins.shape[1] - 1):
        some = own[block * BLOCK : (block + 1) * BLOCK].reshape(-1)
        for part in range(days.shape[0]):
            _fade(some, kept, days[part] - (days[part - 1] if part else 0))
            if part < begins.shape[0]:
                for k in range(begins[part, block], begins[part, block + 1]):
                    for scale in range(2):
                        own[person_id[k], scale] += changes[k, scale]


@kernel
def _fade(own, kept, days):  # type: ignore[no-untyped-def]
    """Keep a part of what some think, on either scale (m,), day after day: rounded on each."""
    for _ in range(days):
        for k in range(own.shape[0]):
            own[k] *= kept
