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
from sim.day.custody import Custody
from sim.day.enrolment import Enrolment
from sim.day.on_the_way import GOES_BACK, NOBODY_FOLLOWED, Ahead, Followed, walk_on
from sim.day.posts import posts_at
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
from sim.scenario.schema import Scenario
from sim.street.among import Recorded, WalkersAmong
from sim.street.errands import BESIDE_M
from sim.street.reach import Reach
from sim.street.sight import is_in_sight

__all__ = ["Response"]

_ROUND_ABOUT = 3.0
"""Whoever goes back is there within so many times what the straight way takes."""


class Response:
    """Operator and officers of one LFR deployment.

    Parameters
    ----------
    street
        The street that they work on; its log takes the events.
    enrolment
        The policy with its list.
    scenario
        How people walk there, and who notices a stop.
    staff
        The Mesa model that officers and operators are agents of.
    sites
        The camera sites in use; officers wait there.
    reference_of
        The entry of each listed person who comes, by their id.
    ahead
        Where everybody will be; None on a street that is walked second by second.
    """

    def __init__(
        self,
        street: StreetDay,
        enrolment: Enrolment,
        scenario: Scenario,
        *,
        staff: Any,
        sites: Sequence[Site],
        reference_of: dict[int, int],
        ahead: Ahead | None = None,
    ) -> None:
        self.street = street
        self.lfr = lfr = enrolment.lfr
        self.community = scenario.community
        self.watchlist = enrolment.watchlist
        self.operator = Operator(staff, street, lfr.adjudication, lfr.threshold)
        reach = Reach(street.geometry, scenario.walking.engine(scenario.behaviour))
        posts = posts_at(sites, lfr.engagement.officers, street.geometry, reach)
        self.on_foot = WalkersAmong(
            street.geometry,
            scenario.walking,
            scenario.behaviour,
            x_m=np.array([x_m for _, (x_m, _) in posts]),
            y_m=np.array([y_m for _, (_, y_m) in posts]),
            speed_m_s=lfr.engagement.walking_speed_m_s,
            streams=street.streams,
        )
        self.officers = [
            Officer(staff, street, self.on_foot, number=number, site=site, post=post)
            for number, (site, post) in enumerate(posts)
        ]
        self.custody = Custody()
        self._ahead = ahead
        self._back_s_per_m = _ROUND_ABOUT / lfr.engagement.walking_speed_m_s
        self._reach_m = max(lfr.engagement.reach_m, BESIDE_M)
        self._reference_of = reference_of
        self._begun: list[tuple[Engagement, Outcome]] = []
        self._alerted: set[int] = set()
        self._pursuits: list[Pursuit] = []

    def alert(self, searched: WatchlistSearches) -> None:
        """Raise an alert for every comparison at or above the threshold, and show new ones to the operator.

        The searches are those of one second, or of a time in which nobody was stopped. Whoever is with officers, or has
        been taken away, raises none: the cameras do not see them.
        """
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
            if self.custody.is_away(alert.person_id, alert.t_s):
                continue
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

    def people(self) -> Recorded:
        """Return everybody on the street at the end of this second, those who were stopped where they are held."""
        return self.custody.as_policed(self.street.present(), self.street.now_s + 1)

    def engage(self, until_s: float = -inf) -> None:
        """Send free officers, let those on their way walk, and begin the stops of those reached.

        Parameters
        ----------
        until_s
            When the next alert is raised, or the deployment ends. Where it is known ahead how people walk, the street's
            clock goes on until then, or until there is something else to decide: to the second that was walked last.
        """
        self._begun = []
        for pursuit in list(self._pursuits):
            at = self.street.where(pursuit.alert.person_id)
            if at is None:
                self._lose(pursuit, "left_the_street")
            elif not self._officers_of(pursuit) and not self._send(pursuit, at) and self._is_too_late(pursuit):
                self._lose(pursuit, "no_free_officer")
        self._walk(until_s)
        for pursuit in list(self._pursuits):
            at = self.street.where(pursuit.alert.person_id)
            if at is not None and self._officers_of(pursuit) and self._is_reached(pursuit, at):
                self._begin(pursuit, at)

    def observe(self) -> None:
        """Let those engaged in this second, and those who see it, be moved by the engagement."""
        for engagement, outcome in self._begun:
            self._expose(engagement, outcome)

    def idle_until(self) -> float:
        """Return the second until which nothing can happen unless there is a new alert.

        Now, while an officer is on their way or has to set off, or somebody waits for one; else the second of the next
        decision, or of the end of a stop, or infinity if nothing is to come.
        """
        if self._pursuits or self.on_foot.is_sent.any() or any(one.has_to_go_back for one in self.officers):
            return self.street.now_s
        return self._due_s()

    def go_back_unseen(self, until_s: float) -> None:
        """Put those at their posts who only have to go back there, if they have time to before anything else happens.

        Where nobody sees them go, how they walked back makes no difference to anybody.

        Parameters
        ----------
        until_s
            When the next alert is raised, or the deployment ends.
        """
        now_s = self.street.now_s
        sent = np.flatnonzero(self.on_foot.is_sent).tolist()
        if self._pursuits or any(self.officers[number].state == "engaging" for number in sent):
            return
        back = [one for one in self.officers if one.has_to_go_back]
        far_m = max((one.from_post_m for one in back), default=0.0)
        if back and now_s + far_m * self._back_s_per_m < min(until_s, self._due_s()):
            for officer in back:
                officer.be_back()

    def finish(self) -> None:
        """End the deployment: give up what is still under way."""
        for pursuit in list(self._pursuits):
            self._lose(pursuit, "deployment_ended")
        for alert in self.operator.undecided():
            self._log_loss(alert, "deployment_ended")

    def _due_s(self) -> float:
        """Return the second of the next decision, or of the end of a stop, or infinity if nothing is to come."""
        now_s, due = self.street.now_s, self.operator.next_decision_s()
        next_s = [inf if due is None else float(np.floor(due))]
        next_s += [float(np.ceil(one.busy_until_s)) for one in self.officers if one.busy_until_s > now_s]
        return min(next_s)

    def _walk(self, until_s: float) -> None:
        """Let everybody walk who is sent, among the people; who is idle is sent back to their post."""
        for pursuit in self._pursuits:
            for officer in self._officers_of(pursuit):
                officer.pursue(pursuit)
        for officer, is_sent in zip(self.officers, self.on_foot.is_sent.tolist(), strict=True):
            if officer.state == "waiting":
                officer.go_back(is_sent=is_sent)
        if not self.on_foot.is_sent.any():
            return
        if self._ahead is None:
            self.on_foot.advance(round(self.street.now_s), self.people())
        else:
            self._walk_on(self._ahead, until_s)

    def _walk_on(self, ahead: Ahead, until_s: float) -> None:
        """Let everybody walk who is sent, until there is something to decide, and set the clock to the last second."""
        row = np.full(len(self.officers), NOBODY_FOLLOWED)
        for officer in self.officers:
            if officer.pursuit is not None:
                row[officer.number] = ahead.row_of[officer.pursuit.alert.person_id]
            elif officer.has_to_go_back:
                row[officer.number] = GOES_BACK
        waits = any(not self._officers_of(pursuit) for pursuit in self._pursuits)
        posts = np.array([officer.post for officer in self.officers])
        self.street.now_s += -1 + walk_on(
            self.on_foot,
            ahead,
            self.custody.held,
            Followed(row, self._reach_m, posts, self._back_s_per_m),
            from_s=self.street.now_s,
            until_s=-inf if waits else min(until_s, self._due_s()),
        )

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

    def _is_too_late(self, pursuit: Pursuit) -> bool:
        return self.street.now_s - pursuit.decided_s > self.lfr.engagement.patience_s

    def _is_reached(self, pursuit: Pursuit, at: tuple[float, float]) -> bool:
        return any(self._is_near(officer, at) for officer in self._officers_of(pursuit))

    def _is_near(self, officer: Officer, at: tuple[float, float]) -> bool:
        """Return whether an officer is near enough to speak to somebody, with no wall between."""
        if hypot(officer.x_m - at[0], officer.y_m - at[1]) > self._reach_m:
            return False
        return bool(is_in_sight(officer.x_m, officer.y_m, *at, self.street.geometry.walls))

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
        self.custody.hold(engagement, ended)
        for officer in team:
            officer.engage(ended.t_s, has_arrived=self._is_near(officer, at))
        self._pursuits.remove(pursuit)

    def _expose(self, engagement: Engagement, outcome: Outcome) -> None:
        here = self.people()
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
            officer.give_up()
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
