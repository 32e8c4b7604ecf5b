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
from sim.community.rounds import Rounds, Term
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
        self._own: Floats = np.zeros((rounds.ties.size, 2), np.float32)
        self._rounds = rounds
        self._susceptibility = opinion.susceptibility
        # what nobody takes from others: whoever has no ties holds the whole of their own
        self._own_share: Floats = 1 - susceptibility_of(rounds.ties, opinion.susceptibility)[:, None]
        self._kept = 2.0 ** (-1.0 / memory.half_life_days)
        self._heard = memory.heard_fraction
        self._is_moved = False
        self._unfaded = self._day = self._held_on = 0
        self._settle(np.zeros_like(self._own))

    @property
    def own(self) -> Floats:
        """(n, 2): what people think of their own accord, as changes in standard deviations."""
        if self._unfaded:
            _fade(self._own, np.float32(self._kept), self._unfaded)
            self._unfaded = 0
        return self._own

    @property
    def held(self) -> Floats:
        """(n, 2): what people hold, as changes in standard deviations."""
        if self._held_on != self._day:
            self._held, self._held_on = self._rounds.total(self._since()), self._day
        return self._held

    def settle(self) -> None:
        """Work out what people hold, and go on from that: what is asked for later costs by the days since."""
        self._settle(self.held)

    def move(
        self, person_id: NDArray[np.integer], fairness: NDArray[np.floating], effectiveness: NDArray[np.floating]
    ) -> None:
        """Change what people think of their own accord; who comes twice is moved twice (k,).

        Raises
        ------
        ValueError
            If somebody is not there, or has not a change on each scale.
        """
        n, k = self._own_share.size, len(person_id)
        if not k == fairness.size == effectiveness.size or (k and not 0 <= person_id.min() <= person_id.max() < n):
            raise ValueError(f"{k} people, who are from 0 to {n - 1}, need a change on each scale")
        if k:
            self._is_moved = True
            who, lived = np.array(person_id), np.empty((len(person_id), 2), np.float32)
            _live_through(who, fairness, effectiveness, self._own_share[:, 0], self.own, lived)
            self._lived.append((self._day, who, lived))

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
            self._unfaded += 1
            self._day += 1

    def _settle(self, held: Floats) -> None:
        self._day = self._held_on = 0
        self._held = held
        self._then = held, self._own_share * self.own
        self._lived: list[tuple[int, NDArray[np.integer], Floats]] = []

    def _since(self) -> list[Term]:
        """Return what people hold now as terms: of when it was settled, and of each day since."""
        held, own = self._then
        days = self._day
        lived = {day: living_through(days - day, self._susceptibility, self._kept) for day in range(days + 1)}
        return [
            Term(holding(days, self._susceptibility), None, held),
            Term(lived[0], None, own),
            *(Term(lived[day], who, views) for day, who, views in self._lived),
        ]


@kernel
def _live_through(person_id, fairness, effectiveness, own_share, own, lived):  # type: ignore[no-untyped-def]
    """Add what some live through (k,) to what people think (n, 2), and write what of it they hold of their own (k, 2).

    Changes are rounded before they are added, one after another: who comes twice has both.
    """
    for k in range(person_id.shape[0]):
        who = person_id[k]
        for scale in range(2):
            change = np.float32(fairness[k] if scale == FAIRNESS else effectiveness[k])
            own[who, scale] += change
            lived[k, scale] = own_share[who] * change


@kernel
def _fade(own, kept, days):  # type: ignore[no-untyped-def]
    """Keep a part of what people think (n, 2), day after day: rounded on each, in one pass over all."""
    for person in range(own.shape[0]):
        for scale in range(own.shape[1]):
            one = own[person, scale]
            for _ in range(days):
                one *= kept
            own[person, scale] = one
