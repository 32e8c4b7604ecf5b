"""The Mesa agents who decide: officers and an operator. They are few, and decide in Python."""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass

import mesa

from sim.day.street_day import StreetDay
from sim.events import Adjudication, Alert
from sim.policing.adjudication import AdjudicationSettings, review
from sim.policing.dispatch.duty import OfficerState, OnDuty
from sim.policing.engagement import EngagementSettings, step_towards
from sim.policing.queue import Servers

__all__ = ["Officer", "Operator", "Pursuit", "Staff"]


class Staff(mesa.Model):
    """A model of nobody but officers and operators, for a street that is not walked."""


@dataclass
class Pursuit:
    """One alert that the operator passed on, until the stop begins or the person is gone."""

    alert: Alert
    decided_s: float


class Officer(mesa.Agent):
    """An officer on foot: waits at a post of a site, makes for a person, engages them, walks back."""

    def __init__(self, model: mesa.Model, street: StreetDay, site: str, post: tuple[float, float]) -> None:
        super().__init__(model)
        self.street = street
        self.site = site
        self.post = post
        self.x_m, self.y_m = post
        self.pursuit: Pursuit | None = None
        self.busy_until_s = -float("inf")

    @property
    def state(self) -> OfficerState:
        """What the officer is doing."""
        if self.pursuit is not None:
            return "pursuing"
        return "engaging" if self.street.now_s < self.busy_until_s else "waiting"

    def on_duty(self) -> OnDuty:
        """Return the officer as a rule of dispatch sees them."""
        return OnDuty(self.x_m, self.y_m, self.site, self.state)

    def walk(self, goal: tuple[float, float], settings: EngagementSettings, seconds: float) -> None:
        """Walk towards `goal` for so many seconds."""
        self.x_m, self.y_m = step_towards(
            self.x_m, self.y_m, goal_x_m=goal[0], goal_y_m=goal[1], distance_m=seconds * settings.walking_speed_m_s
        )


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
