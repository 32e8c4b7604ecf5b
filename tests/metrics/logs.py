"""Logs of events made by hand."""

from sim.event_log import EventLog
from sim.events import Arrival, Capture, Engagement, Outcome, Passage


def arrival(person_id, group, *, t_s=0.0, reference_id=-1, sex="female", age_band="18_to_64"):
    return Arrival(
        t_s=t_s,
        person_id=person_id,
        party_id=person_id,
        entrance="a",
        exit="b",
        n_stops=0,
        is_resident=True,
        ethnic_group=group,
        sex=sex,
        age_band=age_band,
        is_listed=reference_id >= 0,
        reference_id=reference_id,
    )


def passage(person_id, t_s, number):
    return Passage(t_s=t_s, person_id=person_id, passage=number, site="south", duration_s=5.0)


def capture(person_id, t_s, number, quality):
    return Capture(
        t_s=t_s,
        person_id=person_id,
        passage=number,
        site="south",
        camera="one",
        iod_px=60.0,
        yaw_deg=0.0,
        quality=quality,
        n_frames=5,
        n_occluded=0,
        is_detected=True,
        is_usable=True,
    )


def stop(log: EventLog, person_id, outcome, *, t_s=200.0, duration_s=300.0, manner=0.2):
    engagement = Engagement(
        t_s=t_s,
        person_id=person_id,
        passage=0,
        x_m=0,
        y_m=0,
        reach_s=5,
        duration_s=duration_s,
        manner=manner,
        n_officers=2,
        is_false_stop=False,
    )
    log.add(engagement)
    ended = Outcome(
        t_s=t_s + duration_s, person_id=person_id, passage=0, outcome=outcome, reason="courts", is_serious=False
    )
    log.add(ended)
