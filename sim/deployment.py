"""A deployment at work: cameras, search, threshold, operator and officers, second by second.

Everything up to the comparison happens as if nobody were stopped; from the alert on the policy acts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents import Officer, Operator, Pursuit
from sim.core.errors import RunError
from sim.core.streams import Stream, Streams
from sim.events import ETHNIC_GROUPS, Alert, Capture, Cause, Comparison, Engagement, Loss, Outcome, Passage
from sim.policing.engagement import draw_stop
from sim.policing.outcome import draw_outcome
from sim.population.people import People
from sim.recognition.alerting import raise_alerts
from sim.recognition.calibration import Calibration
from sim.recognition.capture import Captures, Observed, Passages, Watch, found_in
from sim.recognition.image.recogniser import Image, ImageRecogniser
from sim.recognition.posterior import drawn
from sim.recognition.probes import NOBODY, Probes, System
from sim.recognition.recogniser import Given, Recogniser
from sim.recognition.site import Site
from sim.recognition.watchlist import REASONS, Watchlist, enrol
from sim.scenario.schema import LFR

if TYPE_CHECKING:
    from sim.world import StreetWorld

__all__ = ["Deployment", "assign_references"]


def assign_references(people: People, watchlist: Watchlist, streams: Streams) -> NDArray[np.int64]:
    """Give each listed person an entry of their own, of their ethnic group, in the order of arrival.

    Returns
    -------
    NDArray[np.int64]
        Shape (people,): the reference, or -1 for a person who is not listed. Where the list has fewer
        entries of a group than listed people of it come by, the later ones are not on this list.
    """
    reference = np.full(people.person_id.size, NOBODY, np.int64)
    shuffle = streams.generator(Stream.LISTED)
    for group in range(len(ETHNIC_GROUPS)):
        entries = shuffle.permutation(np.flatnonzero(watchlist.group == group))
        rows = np.flatnonzero(people.is_listed & (people.ethnic_group == group))[: entries.size]
        reference[rows] = entries[: rows.size]
    return reference


_LONGEST_ROUND_S = 10
"""Searches are made in rounds of at most this length; longer ones would not be faster."""


@dataclass(frozen=True)
class _Searched:
    """The searches of one round, columns as in `Comparison`."""

    t_s: NDArray[np.float64]
    person_id: NDArray[np.int64]
    passage: NDArray[np.int64]
    site: NDArray[np.str_]
    reference_id: NDArray[np.int64]
    score: NDArray[np.float64]
    is_mated: NDArray[np.bool_]


class Deployment:
    """Cameras, search, operator and officers of one LFR deployment.

    Parameters
    ----------
    world
        The street that it stands on; its log takes the events.
    lfr
        The policy.
    sites
        All camera sites of the place; those that the policy names are used.
    given
        A search that is to end in a false alert, if any is.
    """

    def __init__(
        self, world: StreetWorld, lfr: LFR, sites: Mapping[str, Site], given: Given | None = None
    ) -> None:
        self.world = world
        self.lfr = lfr
        used = [sites[name] for name in lfr.sites]
        watchlist = enrol(lfr.watchlist, streams=world.streams)
        backend = lfr.recognition.backend
        self.watchlist = watchlist.first(backend.references) if isinstance(backend, Image) else watchlist
        self.recogniser, self.calibration = _enrolled(lfr, self.watchlist, world.streams, given)
        if lfr.threshold < self.recogniser.floor:
            raise RunError("lfr.threshold", f"the threshold {lfr.threshold:g} is below the floor of thinned searches "
                           f"({self.recogniser.floor:.4g})", "raise it, or thinned_share, or take mode: vector")
        self.references = assign_references(world.people, self.watchlist, world.streams)
        self.watch = Watch(used, lfr.capture, capacity=world.crowd.capacity, streams=world.streams)
        self.operator = Operator(world, lfr.adjudication, lfr.threshold)
        self.officers = [Officer(world, post) for post in _posts(used, lfr.engagement.officers)]
        self.begun: list[tuple[Engagement, Outcome]] = []
        """Engagements that began in this second."""
        self._round_s = min(int(lfr.adjudication.review_least_s), _LONGEST_ROUND_S)
        self._searched: _Searched | None = None
        self._alerted: set[int] = set()
        self._pursuits: list[Pursuit] = []

    def appear(self, rows: NDArray[np.int64], arrivals: NDArray[np.int64]) -> None:
        """Tell the cameras who has come onto the street: their rows, and which arrivals of the day they are."""
        people = self.world.people
        self.watch.appear(rows, person_id=people.person_id[arrivals], height_m=people.height_m[arrivals],
                          is_head_down=people.is_head_down[arrivals], is_masked=people.is_masked[arrivals],
                          is_hooded=people.is_hooded[arrivals])

    def capture(self) -> None:
        """Watch one second; nothing is watched before the deployment begins."""
        world = self.world
        if world.now_s >= 0:
            self.watch.follow(world.now_s, world.crowd.frames, world.crowd.n_rows)

    def compare(self) -> None:
        """Search the whole watchlist, once, for every track that closed with a usable view.

        Searches are made in rounds, several at a time. No result depends on that: a round is not longer than the
        operator's shortest look, so that no decision falls due before its alert is known.
        """
        self._searched = None
        if (self.world.step_count + 1) % self._round_s == 0:
            self._search_ended(self.watch.ended())

    def alert(self) -> None:
        """Raise an alert for every comparison at or above the threshold, and show new ones to the operator."""
        searched = self._searched
        if searched is None:
            return
        raised = raise_alerts(person_id=searched.person_id, score=searched.score, is_mated=searched.is_mated,
                              threshold=self.lfr.threshold, alerted=self._alerted)
        for row, is_true, is_repeat in zip(raised.row.tolist(), raised.is_true, raised.is_repeat, strict=True):
            alert = Alert(
                t_s=float(searched.t_s[row]), person_id=int(searched.person_id[row]),
                passage=int(searched.passage[row]),
                site=str(searched.site[row]), reference_id=int(searched.reference_id[row]),
                score=float(searched.score[row]), is_true=bool(is_true), is_repeat=bool(is_repeat))
            self.world.log.add(alert)
            self._alerted.add(alert.person_id)
            if not alert.is_repeat:
                self.operator.receive(alert)

    def adjudicate(self) -> None:
        """Take the operator's decisions of this second."""
        for alert, decision in self.operator.decisions(until_s=self.world.now_s + 1):
            self.world.log.add(decision)
            if decision.decision == "engage":
                self._pursuits.append(Pursuit(alert, decision.t_s))

    def engage(self) -> None:
        """Send free officers, let those on their way walk, and begin the stops of those reached."""
        self.begun = []
        for pursuit in list(self._pursuits):
            if self.world.row_of(pursuit.alert.person_id) < 0:
                self._lose(pursuit, "left_the_street")
            elif not self._officers_of(pursuit) and not self._send(pursuit):
                if self.world.now_s - pursuit.decided_s > self.lfr.engagement.patience_s:
                    self._lose(pursuit, "no_free_officer")
            elif self._walk(pursuit):
                self._begin(pursuit)
        for officer in self.officers:
            if (officer.x_m, officer.y_m) != officer.post and officer.state == "waiting":
                officer.walk(officer.post, self.lfr.engagement)

    def finish(self) -> None:
        """End the deployment: close what the cameras follow, and give up what is still under way."""
        self._search_ended(self.watch.finish())
        self.alert()
        for pursuit in list(self._pursuits):
            self._lose(pursuit, "deployment_ended")
        for alert in self.operator.undecided():
            self._log_loss(alert, "deployment_ended")

    def _search_ended(self, observed: Observed) -> None:
        captures, self._searched = observed.captures, None
        probes = self._probes(captures)
        captures = found_in(captures, self.recogniser.find_faces(probes, captures.is_detected),
                            self.lfr.capture.gate_iod_px)
        self._log(observed.passages, captures)
        usable = np.flatnonzero(captures.is_usable)
        if usable.size:
            self._searched = self._search(captures, probes.take(usable), usable)

    def _probes(self, captures: Captures) -> Probes:
        arrivals = np.array([self.world.arrival_of(person) for person in captures.person_id.tolist()], np.int64)
        return Probes(
            person_id=captures.person_id, passage=captures.passage,
            group=self.world.people.ethnic_group[arrivals].astype(np.int64), reference_id=self.references[arrivals],
            quality=captures.quality, iod_px=captures.iod_px, yaw_deg=captures.yaw_deg, pitch_deg=captures.pitch_deg,
            streak_px=captures.streak_px)

    def _log(self, passages: Passages, captures: Captures) -> None:
        """Log the passages and the captures that have ended."""
        sites = np.array(self.watch.site_ids)
        if passages.row.size:
            self.world.log.add_columns(Passage, {
                "t_s": passages.t_s, "person_id": passages.person_id, "passage": passages.passage,
                "site": sites[passages.site], "duration_s": passages.duration_s})
        if captures.row.size:
            self.world.log.add_columns(Capture, {
                "t_s": captures.t_s, "person_id": captures.person_id, "passage": captures.passage,
                "site": sites[captures.site], "camera": np.array(self.watch.camera_ids)[captures.camera],
                "iod_px": captures.iod_px, "yaw_deg": captures.yaw_deg, "quality": captures.quality,
                "n_frames": captures.n_frames, "n_occluded": captures.n_occluded,
                "is_detected": captures.is_detected, "is_usable": captures.is_usable})

    def _search(self, captures: Captures, probes: Probes, usable: NDArray[np.int64]) -> _Searched:
        found = self.recogniser.compare(probes)
        searched = _Searched(
            t_s=captures.t_s[usable], person_id=probes.person_id, passage=probes.passage,
            site=np.array(self.watch.site_ids)[captures.site[usable]], reference_id=found.reference_id,
            score=found.score, is_mated=found.is_mated)
        self.world.log.add_columns(Comparison, vars(searched))
        return searched

    def _officers_of(self, pursuit: Pursuit) -> list[Officer]:
        return [officer for officer in self.officers if officer.pursuit is pursuit]

    def _send(self, pursuit: Pursuit) -> bool:
        """Send the nearest free officers; False if too few are free."""
        free = [officer for officer in self.officers if officer.state == "waiting"]
        needed = min(self.lfr.engagement.officers_per_stop, len(self.officers))
        if len(free) < needed:
            return False
        x_m, y_m = self._place(pursuit)
        free.sort(key=lambda officer: (hypot(officer.x_m - x_m, officer.y_m - y_m), officer.unique_id))
        for officer in free[:needed]:
            officer.pursuit = pursuit
        return True

    def _walk(self, pursuit: Pursuit) -> bool:
        """Let the officers of a pursuit walk for a second; True when one of them is within reach."""
        goal = self._place(pursuit)
        team = self._officers_of(pursuit)
        for officer in team:
            officer.walk(goal, self.lfr.engagement)
        nearest = min(hypot(officer.x_m - goal[0], officer.y_m - goal[1]) for officer in team)
        return nearest <= self.lfr.engagement.reach_m

    def _begin(self, pursuit: Pursuit) -> None:
        alert, now_s, streams = pursuit.alert, self.world.now_s + 1, self.world.streams
        reason, is_serious = self._listed_for(alert)
        outcome = draw_outcome(self.lfr.outcome, person_id=alert.person_id, passage=alert.passage, reason=reason,
                               streams=streams)
        stop = draw_stop(self.lfr.engagement, person_id=alert.person_id, passage=alert.passage, outcome=outcome,
                         is_false_stop=not reason, streams=streams)
        x_m, y_m = self._place(pursuit)
        team = self._officers_of(pursuit)
        engagement = Engagement(
            t_s=now_s, person_id=alert.person_id, passage=alert.passage, x_m=x_m, y_m=y_m,
            reach_s=now_s - pursuit.decided_s, duration_s=stop.duration_s, manner=stop.manner, n_officers=len(team),
            is_false_stop=not reason)
        ended = Outcome(t_s=now_s + stop.duration_s, person_id=alert.person_id, passage=alert.passage,
                        outcome=outcome, reason=reason, is_serious=is_serious)
        self.world.log.add(engagement)
        self.world.log.add(ended)
        self.begun.append((engagement, ended))
        for officer in team:
            officer.pursuit, officer.busy_until_s = None, ended.t_s
        self._pursuits.remove(pursuit)

    def _lose(self, pursuit: Pursuit, cause: Cause) -> None:
        for officer in self._officers_of(pursuit):
            officer.pursuit = None
        self._pursuits.remove(pursuit)
        self._log_loss(pursuit.alert, cause)

    def _log_loss(self, alert: Alert, cause: Cause) -> None:
        self.world.log.add(Loss(t_s=self.world.now_s, person_id=alert.person_id, passage=alert.passage, cause=cause))

    def _place(self, pursuit: Pursuit) -> tuple[float, float]:
        crowd, row = self.world.crowd, self.world.row_of(pursuit.alert.person_id)
        return float(crowd.x_m[row]), float(crowd.y_m[row])

    def _listed_for(self, alert: Alert) -> tuple[str, bool]:
        """Return why the person is listed and whether it is serious; empty and False for one who is not."""
        reference = self.references[self.world.arrival_of(alert.person_id)]
        if reference == NOBODY:
            return "", False
        return REASONS[self.watchlist.reason[reference]], bool(self.watchlist.is_serious[reference])


def _enrolled(
    lfr: LFR, watchlist: Watchlist, streams: Streams, given: Given | None
) -> tuple[System, Calibration | None]:
    """Return the system, and its calibration if its accuracy is configured and not its own."""
    recognition, backend = lfr.recognition, lfr.recognition.backend
    if isinstance(backend, Image):
        capture = lfr.capture
        return ImageRecogniser.enrol(backend, watchlist, light=capture.light, blur_px=capture.blur_px,
                                     streams=streams), None
    profile = recognition.profile
    if recognition.draw is not None:
        profile = drawn(profile, draw=recognition.draw, streams=streams, settings=backend)
    recogniser = Recogniser.enrol(backend, profile, watchlist, streams=streams, given=given)
    return recogniser, recogniser.calibration


def _posts(sites: Sequence[Site], officers: int) -> list[tuple[float, float]]:
    """Return where officers wait: about the middle of each zone in turn, side by side."""
    posts = []
    for number in range(officers):
        zone = np.array(sites[number % len(sites)].zone)
        x_m, y_m = (zone.min(axis=0) + zone.max(axis=0)) / 2
        place = number // len(sites)
        posts.append((float(x_m + (place // 2) % 3 - 1), float(y_m + (1.5 if place % 2 else -1.5))))
    return posts
