"""The words of the Start page."""

from __future__ import annotations

from dashboard.parts.words import many
from sim.report.numbers import count_text

__all__ = [
    "ASSUMPTION_COLUMNS",
    "CAN",
    "CAN_LIST",
    "CAN_NOT",
    "CAN_NOT_LIST",
    "FACTS",
    "GLOSSARY",
    "GROUP",
    "GROUP_COLUMNS",
    "GROUP_NOTE",
    "GROUP_TOPS",
    "GUIDES",
    "GUIDES_HEAD",
    "LADDER",
    "LADDER_AXIS",
    "LADDER_COLUMNS",
    "LADDER_NOTE",
    "LADDER_NOTE_PLAIN",
    "LEANS_ON",
    "LEANS_ON_CAPTION",
    "LEANS_ON_NOTE",
    "LIMITS",
    "MEANINGS",
    "MENU",
    "NOT_ENOUGH",
    "NO_LFR_LADDER",
    "NO_LFR_NOTE",
    "NO_LFR_TREE",
    "SCALES",
    "SEE_STREET",
    "THREE",
    "THREE_ABOUT",
    "THREE_NO_RANGE",
    "TREE",
    "TREE_ALERTED",
    "TREE_COLUMNS",
    "TREE_DAY",
    "TREE_DAYS",
    "TREE_LISTED",
    "TREE_NOT_ALERTED",
    "TREE_OTHER",
    "TREE_PEOPLE",
    "TREE_SWITCH",
    "TRUST",
    "TRUST_AXIS",
    "TRUST_COLUMNS",
    "TRUST_NOTE",
    "answer",
    "answer_without",
    "of_the_day",
    "of_the_day_without",
    "on_one_day",
    "three_alike",
    "three_range",
    "three_trust_range",
    "tree_sentence",
]

MENU = "Start"
FACTS = {
    "threshold": "Threshold", "profile": "Recognition as of", "watchlist": "People on the list", "sites": "Cameras",
    "hours": "Hours", "seed": "Seed",
}  # fmt: skip
SEE_STREET = "Watch this day on the street"

TREE = "Out of everybody on the street, who was on the list and who was alerted?"
TREE_SWITCH = "Count over"
TREE_DAY = "This day"
TREE_DAYS = "100 such days"
TREE_LISTED = "on the list"
TREE_OTHER = "not on the list"
TREE_ALERTED = "alerted"
TREE_NOT_ALERTED = "not alerted"
TREE_PEOPLE = "people on the street"
TREE_COLUMNS = ("People", "On the street", "Alerted", "Not alerted")

LADDER = "From the people on the street to arrests"
LADDER_NOTE = (
    "Each mark is ten times the one before it; zero stands apart on the left. The disc is this "
    "day. The bar is where 9 in 10 days like it would fall."
)
LADDER_NOTE_PLAIN = "Each mark is ten times the one before it; zero stands apart on the left."
LADDER_AXIS = "Number on the day"
LADDER_COLUMNS = ("What", "This day", "95 % interval of the day's rate", "Expected", "9 in 10 days")

GROUP = "By group"
GROUP_NOTE = (
    "One day holds few alerts in each group. Where a day has fewer than {cases} cases the rate of that day is not "
    "given; the expected rate comes from the probability of every pass and does not need cases."
)
NOT_ENOUGH = "not enough cases to say"
GROUP_COLUMNS = ("Group", "Faces seen", "Alerts", "Stops", "False stops", "Alerts per face", "Alerts per face",
                 "False alerts per face")  # fmt: skip
GROUP_TOPS = ("", "This day", "Expected")

TRUST = "Trust in the police"
TRUST_NOTE = (
    "Two questions asked of residents: do the police treat everyone fairly, and do they do a good job? Each "
    "moves on its own: a stop that is seen can lower one while an arrest raises the other. The change is in "
    "percentage points of the residents of each group, from before the day to after it."
)
TRUST_AXIS = "Change on the day, percentage points"
TRUST_COLUMNS = ("Group and scale", "Change", "Range over the assumed sizes of effect", "Residents who change", "Of")
SCALES = {"fairness": "Fairness", "effectiveness": "Effectiveness"}
LEANS_ON = "What this leans on: {n} assumptions"
LEANS_ON_CAPTION = "Assumptions behind the change of trust"
LEANS_ON_NOTE = (
    "No study measures what a stop after such an alert does to trust. These numbers are assumed, and the result "
    "moves with them."
)
ASSUMPTION_COLUMNS = ("What", "Value", "Range to try", "Why")

LIMITS = "What the model can say, and what it can not"
CAN = "It can say"
CAN_NOT = "It can not say"
CAN_LIST = (
    "How many faces, alerts, stops and arrests follow from a street, a list, a threshold and a team, and how "
    "much of that is chance.",
    "How the same day reads per face, per alert, per stop and per arrest.",
    "How far a difference between groups in cameras, lists or thresholds carries through to stops.",
    "What changes when one setting changes and everything else, chance included, stays as it is.",
)
CAN_NOT_LIST = (
    "Whether the use of facial recognition is lawful, fair or worth it. Those are judgements.",
    "Whether crime falls. No effect on crime is built in.",
    "Who is on a real watchlist, or the ethnic make-up of those who really pass: neither is published.",
    "How accurate tomorrow's system will be, or one from another maker.",
    "What people who stay away would have done: the model counts those who come.",
)

GUIDES_HEAD = "Where to begin"
GUIDES = {
    "Policymaker": (
        (
            ("What would a threshold of 0.60 change?", "compare", "?comparison=threshold_060"),
            ("What did a pause of three months change?", "compare", "?comparison=pause"),
            ("What do a shorter list, other hours or a larger team do, at once?", "explore", ""),
            ("Where does a number come from?", "evidence", ""),
        ),
        "It can not say whether the gain is worth the cost: that is a judgement of values.",
    ),
    "Council": (
        (
            ("How does my borough compare, and what of its street can be run?", "boroughs", ""),
            ("Thornton Heath against North End at equal hours", "compare", "?comparison=thornton_heath"),
            ("What would a roll-out to four streets come to, month by month?", "months", "?comparison=roll_out"),
            ("How would it be with our own numbers?", "scenario", ""),
            ("Who is looked at, and where, on the street?", "street", ""),
        ),
        "It can not say how crime would move: recorded crime is an input here.",
    ),
    "Campaigner": (
        (
            ("How likely am I to be stopped in error in a year?", "me", ""),
            ("At which point do groups fare differently?", "fairness", ""),
            ("How does it compare with stop and search?", "compare", "?comparison=stop_and_search"),
            ("How does a false alert come about?", "pipeline", ""),
        ),
        "It can not say who is on a real list, or why: no force publishes it.",
    ),
}
THREE = {
    "arrests": "Arrests", "false_stops": "False stops", "trust_fairness_change": "Trust: treated fairly",
}  # fmt: skip
THREE_ABOUT = {
    "arrests": "after an alert, expected on a day like this",
    "false_stops": "of people who are not on the list, expected on a day like this",
    "trust_fairness_change": "percentage points of residents, beyond the trend; the size of effects is assumed",
}
THREE_NO_RANGE = " (no range)"

GLOSSARY = "What the words mean"
MEANINGS: tuple[tuple[str, str], ...] = (
    ("Face seen", "A person's pass through the camera zone in which their face was found. Somebody who passes "
                  "twice is two faces."),
    ("Listed", "On the police watchlist for that day, for whatever reason."),
    ("Alert", "The system says: look at this person. It is true if the person is the one on the list, and "
              "false if not."),
    ("Stop", "Officers stop a person and speak to them after an alert. It is a false stop if the person is not "
             "on the list."),
    ("Expected", "The average over a great many days like this one, from the exact probability of every pass, "
                 "not from what chance did on one day."),
)  # fmt: skip

NO_LFR_LADDER = "Who was on the street"
NO_LFR_TREE = "No face was searched"
NO_LFR_NOTE = (
    "This policy has no cameras that search faces, so there are no alerts, no stops after alerts, and no rate to "
    "divide them by. It is the day that the other policies at this place are compared with: the same people "
    "walk the same ways."
)


def answer(low: float, high: float) -> str:
    """Say in one sentence how many arrests days like this one hold."""
    arrests = many(low, "arrest") if low == high else f"between {count_text(low)} and {count_text(high)} arrests"
    return f"On 9 out of 10 days like this one, the model expects {arrests}."


def three_range(low: str, high: str) -> str:
    """Write where 9 in 10 days lie."""
    return f" {low} to {high} on 9 in 10 days"


def three_alike(value: str) -> str:
    """Write what 9 in 10 days have alike."""
    return f" {value} on 9 in 10 days"


def three_trust_range(low: str, high: str) -> str:
    """Write the range of a change of trust."""
    return f" {low} to {high} over the assumed range"


def answer_without(people: float) -> str:
    """Say in one sentence what a day without facial recognition holds."""
    return f"On this simulated day {count_text(people)} people came to the street, and no face was searched."


def on_one_day(arrests: float) -> str:
    """Say how many arrests this day held, where the run has no expected number."""
    return f"On this one simulated day, {_people(arrests)} arrested."


def of_the_day(arrests: float, alerts: float, false_alerts: float, stops: float, faces: float) -> str:
    """Say what the day itself showed."""
    return (
        f"On this simulated day itself there were {many(arrests, 'arrest')}, out of {many(stops, 'stop')} after "
        f"{many(alerts, 'alert')} ({count_text(false_alerts)} of them false) among {many(faces, 'face')} seen."
    )


def of_the_day_without(listed: float) -> str:
    """Say what there was to find on a day without facial recognition."""
    return (
        f"{count_text(listed)} of them would have been on the watchlist that this place's other policies use."
        if listed
        else ""
    )


def tree_sentence(alerts: float, listed: float, *, is_day: bool) -> str:
    """Say how many of the alerts were of listed people."""
    where = "On this day" if is_day else "On 100 such days, as expected"
    if not alerts:
        return f"{where} there was no alert."
    return (
        f"{where}: of {many(alerts, 'alert')}, {count_text(listed)} for a person on the list and "
        f"{count_text(alerts - listed)} for a person who is not."
    )


def _people(value: float) -> str:
    return f"{count_text(value)} {'person was' if value == 1 else 'people were'}"
