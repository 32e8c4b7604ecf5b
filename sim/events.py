"""What happens, as plain records: the only output of a simulated day.

A field is a column, its unit is in its name, `t_s` (seconds after the deployment began) comes first
and `person_id` second. Arrival to Comparison do not depend on the policing or on the threshold: they
are what the street and the cameras would show if nobody were stopped, so that arms share them. From
Alert on, the policy acts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "AGE_BANDS",
    "RECORDS",
    "SEXES",
    "Adjudication",
    "AgeBand",
    "Alert",
    "Arrival",
    "Capture",
    "Cause",
    "Comparison",
    "Drill",
    "Engagement",
    "Exposure",
    "Loss",
    "Outcome",
    "Passage",
    "Sex",
]

Sex = Literal["female", "male"]
Cause = Literal["no_free_officer", "left_the_street", "deployment_ended"]
AgeBand = Literal["under_18", "18_to_64", "65_and_over"]

SEXES: tuple[Sex, ...] = ("female", "male")
AGE_BANDS: tuple[AgeBand, ...] = ("under_18", "18_to_64", "65_and_over")


@dataclass(frozen=True)
class Arrival:
    """A person comes onto the street."""

    t_s: float
    person_id: int
    party_id: int
    """The group of people they walk with; a person alone is a party of one."""
    entrance: str
    exit: str
    n_stops: int
    """Shops they mean to stop at on the way."""
    is_resident: bool
    ethnic_group: str
    sex: Sex
    age_band: AgeBand
    is_listed: bool
    reference_id: int
    """Their own entry on the watchlist, or -1."""


@dataclass(frozen=True)
class Passage:
    """A person goes through a zone of recognition; `t_s` is when they came in."""

    t_s: float
    person_id: int
    passage: int
    """Counts this person's passages of the day from 0."""
    site: str
    duration_s: float


@dataclass(frozen=True)
class Capture:
    """The best view that the cameras of a site had of a person during one passage."""

    t_s: float
    person_id: int
    passage: int
    site: str
    camera: str
    iod_px: float
    """Inter-eye distance in the image."""
    yaw_deg: float
    quality: float
    """0 to 1: what this view leaves of a perfect one's similarity."""
    n_frames: int
    """Frames in which a face could be seen."""
    n_occluded: int
    """Frames in which somebody else stood between."""
    is_detected: bool
    is_usable: bool
    """Detected, and good enough to search."""


@dataclass(frozen=True)
class Comparison:
    """A search of the whole watchlist with one probe: its highest comparison score."""

    t_s: float
    person_id: int
    passage: int
    site: str
    reference_id: int
    """Whose score is the highest; -1 where thinned searches left out one that ends below their floor."""
    score: float
    """On the vendor's scale, or that of the image back end; not a number where no reference is given."""
    is_mated: bool
    """The reference is of this person."""


@dataclass(frozen=True)
class Alert:
    """A comparison score at or above the threshold."""

    t_s: float
    person_id: int
    passage: int
    site: str
    reference_id: int
    score: float
    is_true: bool
    is_repeat: bool
    """An earlier passage of this person had alerted already; the operator is not asked again."""


@dataclass(frozen=True)
class Adjudication:
    """The operator decides on an alert; `t_s` is when."""

    t_s: float
    person_id: int
    passage: int
    decision: Literal["engage", "dismiss"]
    wait_s: float
    """From the alert to the decision."""


@dataclass(frozen=True)
class Loss:
    """An alert that was not dismissed led to no engagement: nobody reached the person in time."""

    t_s: float
    person_id: int
    passage: int
    cause: Cause


@dataclass(frozen=True)
class Engagement:
    """Officers stop a person and speak to them; `t_s` is when that begins."""

    t_s: float
    person_id: int
    passage: int
    x_m: float
    y_m: float
    reach_s: float
    """From the operator's decision to the stop."""
    duration_s: float
    manner: float
    """0 (respectful) to 1 (handcuffed)."""
    n_officers: int
    is_false_stop: bool
    """The person is not on the watchlist."""


@dataclass(frozen=True)
class Outcome:
    """What an engagement ended in; `t_s` is when."""

    t_s: float
    person_id: int
    passage: int
    outcome: Literal["arrest", "other_disposal", "no_further_action"]
    reason: str
    """Why the person was listed; empty for a person who was not."""
    is_serious: bool
    """Listed for an offence of the serious class."""


@dataclass(frozen=True)
class Drill:
    """What would have come of a call to stop somebody, were all officers free; `t_s` is when it ended, on paper."""

    t_s: float
    person_id: int
    passage: int
    is_reached: bool
    """An officer would have got to them before they left the street."""
    reach_s: float
    """From the operator's decision to then."""


@dataclass(frozen=True)
class Exposure:
    """An engagement is lived through or seen, and moves trust by so much."""

    t_s: float
    person_id: int
    engaged_person_id: int
    kind: Literal["direct", "witnessed"]
    fairness_change: float
    """In standard deviations of the latent scale."""
    effectiveness_change: float


RECORDS: tuple[type, ...] = (
    Arrival,
    Passage,
    Capture,
    Comparison,
    Alert,
    Adjudication,
    Loss,
    Engagement,
    Outcome,
    Exposure,
    Drill,
)
"""Every kind of event, in the order in which one can lead to the next; drills lead to nothing."""
