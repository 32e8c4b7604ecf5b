"""The Mesa agents who decide: officers and an operator. They are few, and decide in Python."""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass
from math import hypot

import mesa

from sim.day.street_day import StreetDay
from sim.events import Adjudication, Alert
from sim.policing.adjudication import AdjudicationSettings, review
from sim.policing.dispatch.duty import OfficerState, OnDuty
from sim.policing.queue import Servers
from sim.street.among import WalkersAmong

__all__ = ["Officer", "Operator", "Pursuit", "Staff"]


AT_POST_M = 1.2
"""Who is this near to their post is there: somebody may stand on the very spot."""


class Staff(mesa.Model):
    """A model of nobody but officers and operators, for a street that is not walked."""


@dataclass
class Pursuit:
    """One alert that the operator passed on, until the stop begins or the person is gone."""

    alert: Alert
    decided_s: float


class Officer(mesa.Agent):
    """An officer on foot: waits at a post of a site, makes for a person, engages them, walks back.

    Parameters
    ----------
    on_foot, number
        The bodies of all officers, and which of them is this one's.
    site, post
        Where they wait.
    """

    def __init__(
        self,
        model: mesa.Model,
        street: StreetDay,
        on_foot: WalkersAmong,
        *,
        number: int,
        site: str,
        post: tuple[float, float],
    ) -> None:
        super().__init__(model)
        self.street = street
        self.on_foot = on_foot
        self.number = number
        self.site = site
        self.post = post
        self.pursuit: Pursuit | None = None
        self.busy_until_s = -float("inf")
        self._is_going_back = False
        self._is_at_post = False

    @property
    def x_m(self) -> float:
        """Where they are, along the street."""
        return float(self.on_foot.x_m[self.number])

    @property
    def y_m(self) -> float:
        """Where they are, to the left of the street's axis."""
        return float(self.on_foot.y_m[self.number])

    @property
    def state(self) -> OfficerState:
        """What the officer is doing."""
        if self.pursuit is not None:
            return "pursuing"
        return "engaging" if self.street.now_s < self.busy_until_s else "waiting"

    @property
    def has_to_go_back(self) -> bool:
        """Whether the officer waits for the next alert, and not yet at the post."""
        return not self._is_at_post and self.state == "waiting"

    @property
    def from_post_m(self) -> float:
        """How far the officer is from the post, in a straight line."""
        return hypot(self.x_m - self.post[0], self.y_m - self.post[1])

    def on_duty(self) -> OnDuty:
        """Return the officer as a rule of dispatch sees them."""
        return OnDuty(self.x_m, self.y_m, self.site, self.state)

    def pursue(self, pursuit: Pursuit) -> None:
        """Set off to meet the person of an alert."""
        self.pursuit, self._is_going_back, self._is_at_post = pursuit, False, False
        self.on_foot.meet(self.number, pursuit.alert.person_id)

    def give_up(self) -> None:
        """Stand, and be free."""
        self.pursuit = None
        self.on_foot.stand(self.number)

    def engage(self, until_s: float, *, has_arrived: bool) -> None:
        """Be busy with the person until then; whoever is not beside them yet goes on until they are."""
        self.pursuit, self.busy_until_s = None, until_s
        if has_arrived:
            self.on_foot.stand(self.number)

    def go_back(self, *, is_sent: bool) -> None:
        """Set off to the post, unless the officer is on their way there, or there already.

        Parameters
        ----------
        is_sent
            They are on their way somewhere: to their post, or still to somebody who has been let go meanwhile.
        """
        if self._is_at_post or (is_sent and self._is_going_back):
            return
        self._is_going_back = self.from_post_m > AT_POST_M
        self._is_at_post = not self._is_going_back
        if self._is_going_back:
            self.on_foot.walk_to(self.number, *self.post)
        elif is_sent:
            self.on_foot.stand(self.number)

    def be_back(self) -> None:
        """Stand at the post."""
        self._is_going_back, self._is_at_post = False, True
        self.on_foot.put(self.number, *self.post)


class Operator(mesa.Agent):
    """The people at the screens: a queue of alerts, looked at one after another."""

    def __init__(self, model: mesa.Model, street: StreetDay, settings: AdjudicationSettings, threshold: float) -> None:
        super().__init__(model)
        self.street = street
        self.settings = settings
        self.threshold = threshold
        self._people = Servers(settings.operators)
        self._decided: list[tuple[Alert, Adjudication]] = []

    def receive(self, alert: Alert) -> None:
        """Put an alert at the end of the queue."""
        result = review(
            self.settings,
            alert,
            group=self.street.group_of(alert.person_id),
            threshold=self.threshold,
            free_from_s=self._people.next_free_s(),
            streams=self.street.streams,
        )
        self._people.take(result.decided_s)
        decision = Adjudication(
            t_s=result.decided_s,
            person_id=alert.person_id,
            passage=alert.passage,
            decision="engage" if result.is_engage else "dismiss",
            wait_s=result.decided_s - alert.t_s,
        )
        # of several operators, who began later may decide earlier
        insort(self._decided, (alert, decision), key=lambda item: (item[1].t_s, item[1].person_id))

    def decisions(self, until_s: float) -> list[tuple[Alert, Adjudication]]:
        """Take the decisions made before `until_s` off the queue, in order."""
        ready = []
        while self._decided and self._decided[0][1].t_s < until_s:
            ready.append(self._decided.pop(0))
        return ready

    def next_decision_s(self) -> float | None:
        """Return when the next decision is due, or None if nothing waits for one."""
        return self._decided[0][1].t_s if self._decided else None

    def undecided(self) -> list[Alert]:
        """Return the alerts still in the queue."""
        return [alert for alert, _ in self._decided]
