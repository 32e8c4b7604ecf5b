"""The limbs of proportionality and of neighbouring duties, each with the quantities that bear on it.

What a limb asks is law and judgement; a simulation supplies quantities beside it and no answer. There is no total:
harms that are small to each are not summed up against what is gained (Bridges, paragraph 143).

Source: Bank Mellat v HM Treasury (No 2) [2013] UKSC 39; R (Bridges) v South Wales Police [2020] EWCA Civ 1058; R
(Thompson and Carlo) v Commissioner of Police [2026] EWHC 915 (Admin); Data Protection Act 2018, ss. 35 and 64; Equality
Act 2010, s. 149; College of Policing, Authorised Professional Practice on live facial recognition.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LIMBS", "Limb", "Quantity"]


@dataclass(frozen=True)
class Quantity:
    """What bears on a limb."""

    metric: str
    """Of the catalogue."""
    by_group: bool = False
    """Whether it is shown for each ethnic group."""


@dataclass(frozen=True)
class Limb:
    """One question of law."""

    name: str
    title: str
    asks: str
    """What is asked."""
    quantities: tuple[Quantity, ...]
    not_simulated: str
    """What of it is not for a simulation."""


def _all(*metrics: str) -> tuple[Quantity, ...]:
    return tuple(Quantity(metric) for metric in metrics)


def _each(*metrics: str) -> tuple[Quantity, ...]:
    return tuple(Quantity(metric, by_group=True) for metric in metrics)


LIMBS: tuple[Limb, ...] = (
    Limb(
        "law",
        "In accordance with the law",
        "Do rules that people can foresee say who is looked for, and where (Article 8(2); Bridges, Thompson)?",
        _all("residents_scanned", "scans_of_the_most_scanned", "engagements_per_alert"),
        "Whether a policy is law, and whether it leaves too much to officers.",
    ),
    Limb(
        "aim",
        "A legitimate aim",
        "Is the aim important enough to limit a right (Bank Mellat, first limb)?",
        _all("arrests", "arrests_serious", "arrests_courts", "arrests_police", "arrests_conditions"),
        "What the aim weighs.",
    ),
    Limb(
        "connection",
        "A rational connection",
        "Does the measure serve the aim (second limb)?",
        _all(
            "tpir", "precision", "arrests_per_alert", "arrests_per_face", "officer_hours_per_arrest", "cost_per_arrest"
        ),
        "Whether anybody is deterred: no study tells, and the model's default is that nobody is.",
    ),
    Limb(
        "means",
        "Less intrusive means",
        "Would another measure do as much at less cost to the right (third limb)?",
        _all(
            "search_arrests", "stop_searches", "arrests_per_search", "no_further_action_per_search", "footfall_avoided"
        ),
        "Whether another measure can be had in practice.",
    ),
    Limb(
        "balance",
        "A fair balance",
        "Do the effects on people go too far for what is gained (fourth limb)?",
        (
            *_all("searches", "scans_per_resident", "minutes_held", "minutes_held_longest", "treat_fairly_change"),
            *_each("false_stops", "false_stops_per_face", "engagements_per_face"),
        ),
        "The balance itself. Effects that are small to each are not added up (Bridges, paragraph 143).",
    ),
    Limb(
        "equality",
        "The public sector equality duty",
        "Was due regard had to who bears the errors and the stops (Equality Act 2010, s. 149)?",
        _each("fpir", "tpir", "alerts_per_face", "minutes_held_mean"),
        "Whether regard was had: that is a duty of process. How often faces of each group are found, rightly or "
        "wrongly, is what the recognition profile states: an input, and no finding.",
    ),
    Limb(
        "data",
        "Strict necessity of sensitive processing",
        "Is each face that is searched strictly needed (Data Protection Act 2018, ss. 35 and 64)?",
        _all("faces_per_arrest", "listed_seen", "false_alerts_per_face"),
        "Whether the assessment of impact is adequate.",
    ),
)
