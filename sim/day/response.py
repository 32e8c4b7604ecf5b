"""What the police do about alerts: the operator's queue, officers who go to people, stops, and who sees them.

It acts on a `StreetDay` second by second and does not know how people walk there, so that days that are walked and days
that are put together from a table of walks are policed by the same code.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.community.exposure import witnesses
from sim.community.trust import effect
from sim.day.agents import Officer, Operator, Pursuit
from sim.day.enrolment import Enrolment
from sim.day.street_day import StreetDay
from sim.day.watchlist_search import WatchlistSearches
from sim.events import Alert, Cause, Engagement, Exposure, Loss, Outcome
from sim.policing.dispatch.duty import Call
from sim.policing.engagement import draw_stop
from sim.policing.outcome import draw_outcome
from sim.recognition.alerting import raise_alerts
from sim.recognition.cameras.site import Site
from sim.recognition.probes import NOBODY
from sim.recognition.watchlist import REASONS
from sim.scenario.schema import Community

__all__ = ["Response"]


class Response:
    """Operator and officers of one LFR deployment.

    Parameters
    ----------
    street
        The street that they work on; its log takes the events.
    enrolment
        The policy with its list.
    community
        Who notices a stop.
    staff
        The Mesa model that officers and operators are agents of.
    sites
        The camera sites in use; officers wait there.
    reference_of
        The entry of each listed person who comes, by their id.
    """

    def __init__(
        self,
        street: StreetDay,
        enrolment: Enrolment,
        community: Community,
        *,
        staff: Any,
        sites: Sequence[Site],
        reference_of: dict[int, int],
    ) -> None:
        self.street = street
        self.lfr = lfr = enrolment.lfr
        self.community = community
        self.watchlist = enrolment.watchlist
        self.operator = Operator(staff, street, lfr.adjudication, lfr.threshold)
        self.officers = [Officer(staff, street, *post) for post in _posts(sites, lfr.engagement.officers)]
        self._reference_of = reference_of
        self._begun: list[tuple[Engagement, Outcome]] = []
        self._alerted: set[int] = set()
        self._pursuits: list[Pursuit] = []

    def alert(self, searched: WatchlistSearches) -> None:
        """Raise an alert for every comparison at or above the threshold, and show new ones to the operator."""
        raised = raise_alerts(
            person_id=searched.person_id,
            score=searched.score,
            is_mated=searched.is_mated,
            threshold=self.lfr.threshold,
            alerted=self._alerted,
        )
        for row, is_true, is_repeat in zip(raised.row.tolist(), raised.is_true, raised.is_repeat, strict=True):
            alert = Alert(
                t_s=float(searched.t_s[row]),
                person_id=int(searched.person_id[row]),
                passage=int(searched.passage[row]),
                site=str(searched.site[row]),
                reference_id=int(searched.reference_id[row]),
                score=float(searched.score[row]),
                is_true=bool(is_true),
                is_repeat=bool(is_repeat),
            )
            self.street.log.add(alert)
            self._alerted.add(alert.person_id)
            if not alert.is_repeat:
                self.operator.receive(alert)

    def adjudicate(self) -> None:
        """Take the operator's decisions of this second."""
        for alert, decision in self.operator.decisions(until_s=self.street.now_s + 1):
            self.street.log.add(decision)
            if decision.decision == "engage":
                self._pursuits.append(Pursuit(alert, decision.t_s))

    def engage(self) -> None:
        """Send free officers, let those on their way walk, and begin the stops of those reached."""
        self._begun = []
        for pursuit in list(self._pursuits):
            at = self.street.where(pursuit.alert.person_id)
            if at is None:
                self._lose(pursuit, "left_the_street")
            elif not self._officers_of(pursuit) and not self._send(pursuit, at):
                if self.street.now_s - pursuit.decided_s > self.lfr.engagement.patience_s:
                    self._lose(pursuit, "no_free_officer")
            elif self._walk(pursuit, at):
                self._begin(pursuit, at)
        self._walk_back(1)

    def observe(self) -> None:
        """Let those engaged in this second, and those who see it, be moved by the engagement."""
        for engagement, outcome in self._begun:
            self._expose(engagement, outcome)

    def idle_until(self) -> float:
        """Return the second until which nothing can happen unless there is a new alert.

        Now, while somebody is pursued; else the second of the next decision, or infinity if none is to come.
        """
        if self._pursuits:
            return self.street.now_s
        due = self.operator.next_decision_s()
        return inf if due is None else float(np.floor(due))

    def idle(self, seconds: float) -> None:
        """Let so many seconds pass in which nothing happens but that officers walk back to their posts."""
        self._walk_back(seconds)

    def finish(self) -> None:
        """End the deployment: give up what is still under way."""
        for pursuit in list(self._pursuits):
            self._lose(pursuit, "deployment_ended")
        for alert in self.operator.undecided():
            self._log_loss(alert, "deployment_ended")

    def _walk_back(self, seconds: float) -> None:
        """Let free officers walk to their posts, from now or from when their stop ends within that time."""
        ends_s = self.street.now_s + seconds
        for officer in self.officers:
            if (officer.x_m, officer.y_m) != officer.post and officer.pursuit is None:
                # whose stop ends within this second sets off with the next
                free_s = ends_s - max(self.street.now_s, np.ceil(officer.busy_until_s))
                if free_s > 0:
                    officer.walk(officer.post, self.lfr.engagement, free_s)

    def _officers_of(self, pursuit: Pursuit) -> list[Officer]:
        return [officer for officer in self.officers if officer.pursuit is pursuit]

    def _send(self, pursuit: Pursuit, at: tuple[float, float]) -> bool:
        """Send whom the policy's rule of dispatch chooses to where the person is; False if it sends nobody yet."""
        settings = self.lfr.engagement
        call = Call(pursuit.alert.site, *at, officers=settings.officers_per_stop)
        sent = settings.dispatch.send(call, [officer.on_duty() for officer in self.officers])
        for number in sent:
            self.officers[number].pursuit = pursuit
        return bool(sent)

    def _walk(self, pursuit: Pursuit, goal: tuple[float, float]) -> bool:
        """Let the officers of a pursuit walk for a second; True when one of them is within reach."""
        team = self._officers_of(pursuit)
        for officer in team:
            officer.walk(goal, self.lfr.engagement, 1)
        nearest = min(hypot(officer.x_m - goal[0], officer.y_m - goal[1]) for officer in team)
        return nearest <= self.lfr.engagement.reach_m

    def _begin(self, pursuit: Pursuit, at: tuple[float, float]) -> None:
        alert, now_s, streams = pursuit.alert, self.street.now_s + 1, self.street.streams
        reason, is_serious = self._listed_for(alert)
        outcome = draw_outcome(
            self.lfr.outcome, person_id=alert.person_id, passage=alert.passage, reason=reason, streams=streams
        )
        stop = draw_stop(
            self.lfr.engagement,
            person_id=alert.person_id,
            passage=alert.passage,
            group=self.street.group_of(alert.person_id),
            outcome=outcome,
            is_false_stop=not reason,
            streams=streams,
        )
        team = self._officers_of(pursuit)
        engagement = Engagement(
            t_s=now_s,
            person_id=alert.person_id,
            passage=alert.passage,
            x_m=at[0],
            y_m=at[1],
            reach_s=now_s - pursuit.decided_s,
            duration_s=stop.duration_s,
            manner=stop.manner,
            n_officers=len(team),
            is_false_stop=not reason,
        )
        ended = Outcome(
            t_s=now_s + stop.duration_s,
            person_id=alert.person_id,
            passage=alert.passage,
            outcome=outcome,
            reason=reason,
            is_serious=is_serious,
        )
        self.street.log.add(engagement)
        self.street.log.add(ended)
        self._begun.append((engagement, ended))
        for officer in team:
            officer.pursuit, officer.busy_until_s = None, ended.t_s
        self._pursuits.remove(pursuit)

    def _expose(self, engagement: Engagement, outcome: Outcome) -> None:
        here = self.street.present()
        seen_by = witnesses(
            self.community.witnessing,
            x_m=here.x_m,
            y_m=here.y_m,
            person_id=here.person_id,
            at=(engagement.x_m, engagement.y_m),
            engaged_person_id=engagement.person_id,
            streams=self.street.streams,
        )
        changes = effect(
            self.community.trust,
            manner=np.array([engagement.manner]),
            is_arrest=np.array([outcome.outcome == "arrest"]),
        )
        fairness, effectiveness = (float(change[0]) for change in changes)
        share = self.community.trust.witnessed_fraction
        person_id: NDArray[np.int64] = np.concatenate([[engagement.person_id], seen_by])
        weight = np.where(np.arange(person_id.size) == 0, 1.0, share)
        self.street.log.add_columns(
            Exposure,
            {
                "t_s": np.full(person_id.size, engagement.t_s),
                "person_id": person_id,
                "engaged_person_id": np.full(person_id.size, engagement.person_id),
                "kind": np.where(np.arange(person_id.size) == 0, "direct", "witnessed"),
                "fairness_change": weight * fairness,
                "effectiveness_change": weight * effectiveness,
            },
        )

    def _lose(self, pursuit: Pursuit, cause: Cause) -> None:
        for officer in self._officers_of(pursuit):
            officer.pursuit = None
        self._pursuits.remove(pursuit)
        self._log_loss(pursuit.alert, cause)

    def _log_loss(self, alert: Alert, cause: Cause) -> None:
        self.street.log.add(Loss(t_s=self.street.now_s, person_id=alert.person_id, passage=alert.passage, cause=cause))

    def _listed_for(self, alert: Alert) -> tuple[str, bool]:
        """Return why the person is listed and whether it is serious; empty and False for one who is not."""
        reference = self._reference_of.get(alert.person_id, NOBODY)
        if reference == NOBODY:
            return "", False
        return REASONS[self.watchlist.reason[reference]], bool(self.watchlist.is_serious[reference])


def _posts(sites: Sequence[Site], officers: int) -> list[tuple[str, tuple[float, float]]]:
    """Return where officers wait, by site: about the middle of each zone in turn, side by side."""
    posts = []
    for number in range(officers):
        site = sites[number % len(sites)]
        zone = np.array(site.zone)
        x_m, y_m = (zone.min(axis=0) + zone.max(axis=0)) / 2
        place = number // len(sites)
        post = (float(x_m + (place // 2) % 3 - 1), float(y_m + (1.5 if place % 2 else -1.5)))
        posts.append((site.id, post))
    return posts
