"""The words of the Me page."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.parts.words import hours
from sim.report.numbers import percent

__all__ = [
    "CAN_NOT",
    "CAN_NOT_LIST",
    "COLUMNS",
    "EVENTS",
    "HABITS",
    "HOW",
    "HOW_LIST",
    "LEAD",
    "ME",
    "MENU",
    "NO_CHANCES",
    "NO_CHANCES_HINT",
    "OTHER_STREET",
    "PICTURE",
    "SETTINGS",
    "basis",
]

OTHER_STREET = "Another borough's street: run a day there, and look at your chances by it"
MENU = "Me"
ME = "Somebody who passes often"
LEAD = (
    "For a person who is not on the list: how likely it is that within a year of passing, the cameras search their "
    "face, the system alerts for them by mistake, or officers stop them."
)

EVENTS: Mapping[str, str] = {
    "scan": "Their face is searched",
    "alert": "A false alert for them",
    "wrongful": "A stop after a false alert",
    "stop": "A stop for whatever reason, listed or not",
}
HABITS = "{group}, {per_week} passes a week, {deployments} days with cameras a year"
SETTINGS: Mapping[str, str] = {
    "per_week": "How often they pass",
    "per_week_unit": "times a week",
    "deployments": "Days with cameras on this street",
    "deployments_unit": "a year",
    "deployments_about": "Assumed: nobody publishes how often. 50 is about once a week.",
    "group": "Ethnic group",
    "settings": "Habits",
    "answers": "In a year, at least once",
    "passes": "{passes} of the {all} times that they pass in a year fall into a deployment.",
    "range": "{low} to {high}",
    "no_range": "No range: how often people who are listed come here is an assumption.",
    "unknown_range": "No range is known: no count stands behind this system\u2019s measured rates.",
    "none": "not stored in this run",
    "of": "{n} expected in {of} visits",
    "counted": "{n} of {of} visitors",
    "table": "In a year, at least once, by ethnic group",
    "by_group": "By ethnic group",
    "by_group_note": "For the same habits. A group whose false alerts were counted together with those of others has "
                     "the rate of all of them. The last column says what each chance rests on.",
    "nearly_all": "More than 999 in 1,000",
    "nearly_all_share": "more than 99.9\u202f%",
    "said": "{label}: {one}, {share}.",
}  # fmt: skip
COLUMNS = ("", "Face searched", "False alert", "Stop after a false alert", "Its range, 19 in 20", "Stop, listed or not",
           "False stops expected / visits of people not listed")  # fmt: skip
PICTURE: Mapping[str, str] = {
    "heading": "100,000 such people",
    "show": "Show",
    "note": "Every dot is one of 100,000 people with these habits; each square has 10,000. Larger marks are those to "
            "whom it happens within a year.",
    "some": "{n} of 100,000, between {low} and {high} as far as is known.",
    "some_plain": "{n} of 100,000.",
    "few": "Fewer than 1 of 100,000: {one}.",
    "key_dot": "nobody",
    "key_mark": "it happens to them",
    "key_ring": "to them too, at the upper end of the range",
    "label": "100,000 people drawn as dots. {event}: {text}",
    "unknown": "This run does not have what the picture needs.",
}  # fmt: skip

HOW = "How it is worked out"
HOW_LIST = (
    "The chance at one pass is the model\u2019s expected number for people of the group who are not listed, over their "
    "visits. It is an average over all who came, without the luck of the day.",
    "Passes are spread over the week as the street\u2019s own footfall is over a day, and each is independent of the "
    "others. A person whose face happens to be like that of somebody listed has a higher chance than the average, at "
    "every pass; most people have a lower one.",
    "The range is what the counts behind the system\u2019s measured rates leave open, 19 times in 20. That the model "
    "itself may be wrong is not in it.",
    "A stop for whatever reason is of anybody who walks here: it adds those who are on the list, by the share of "
    "visits that are theirs.",
)
CAN_NOT = "What this page does not tell"
CAN_NOT_LIST = (
    "The chance of a named person: it is an average over a group.",
    "What a stop is like, or for how long it lasts: see Start and Street.",
    "Other streets: somebody who passes several has the chance of each.",
)
NO_CHANCES = "No chance can be given for this day"
NO_CHANCES_HINT = (
    "No face was searched on it, or how well its system recognises is its own and not known. Choose a policy with "
    "cameras."
)


def basis(place: str, policy: str, start_h: float, duration_h: float, watched: float) -> str:
    """Say what the chances rest on."""
    return (
        f"On {place} with {policy[:1].lower()}{policy[1:]}: a deployment from {hours(start_h, duration_h)} sees "
        f"{percent(watched)} of the passes of its day."
    )
