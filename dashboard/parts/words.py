"""Every word that the pages say, in one place: impartial, with numbers and ranges rather than hedges.

A test reads the pages and refuses words that take a side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.report.numbers import count_text, interval_text
from sim.store.runs import Manifest

__all__ = [
    "ASSUMPTION_COLUMNS", "BANNER", "BANNER_TITLE", "BROKEN_RUN", "CAN", "CAN_LIST", "CAN_NOT", "CAN_NOT_LIST",
    "COUNTS", "DENOMINATOR", "EXPECTED", "FACTS", "FAILED", "FOOTER", "GLOSSARY", "GROUP", "GROUPINGS", "GROUPS",
    "GROUP_COLUMNS", "GROUP_NOTE", "GROUP_TOPS", "LADDER", "LADDER_AXIS", "LADDER_COLUMNS", "LADDER_NOTE",
    "LADDER_NOTE_PLAIN", "LEANS_ON", "LEANS_ON_CAPTION", "LEANS_ON_NOTE", "LIMITS", "LOADING", "MEANINGS",
    "NAVIGATION", "NEEDS_SCRIPT", "NOT_ENOUGH", "NOT_FOUND", "NOT_FOUND_HINT", "NOUNS", "NO_LFR_LADDER",
    "NO_LFR_NOTE", "NO_LFR_TREE", "NO_RUNS", "NO_RUNS_COMMAND", "NO_RUNS_HINT", "ON_THE_DAY", "PAGES", "PER",
    "PER_ABOUT", "PER_MANY", "PER_ONE", "PICKER", "PICK_DAY", "PICK_PLACE", "PICK_POLICY", "PRODUCT", "RATES",
    "RATES_NOTE", "RATES_YEAR", "RATE_COLUMNS", "SCALES", "SEE_START", "SEE_STREET", "SKIP", "TABLE_BEHIND", "TREE",
    "TREE_ALERTED", "TREE_COLUMNS", "TREE_DAY", "TREE_DAYS", "TREE_LISTED", "TREE_NOT_ALERTED", "TREE_OTHER",
    "TREE_PEOPLE", "TREE_SWITCH", "TRUST", "TRUST_AXIS", "TRUST_COLUMNS", "TRUST_NOTE", "UNKNOWN_RUN",
    "UNKNOWN_RUN_HINT", "answer", "answer_without", "between", "day_name", "for_each", "hours", "many",
    "nothing_to_divide_by", "of_the_day", "of_the_day_without", "on_one_day", "over", "run_name", "sites", "source",
    "title", "tree_sentence",
]  # fmt: skip

PRODUCT = "passerby"
PAGES = {"start": "Start", "street": "Street"}
SKIP = "Skip to the content"
NAVIGATION = "Pages"
LOADING = "Loading the run"
NEEDS_SCRIPT = "These pages draw with JavaScript, which is switched off in this browser."
NOT_FOUND = "There is no page here"
NOT_FOUND_HINT = "The pages are Start and Street."
FAILED = "The run could not be loaded. Reload the page to try again."

BANNER_TITLE = "A simulation."
BANNER = (
    "It shows what would happen if its assumptions were true. It does not say whether the technology should be used."
)
FOOTER = (
    "passerby is open source under the Apache 2.0 licence. It simulates people who do not exist: nothing "
    "here is about a person who lives."
)

NO_RUNS = "No simulated day is stored yet"
NO_RUNS_HINT = "Make one with this command, then reload the page:"
NO_RUNS_COMMAND = "passerby demo"
UNKNOWN_RUN = "There is no stored run with this address"
UNKNOWN_RUN_HINT = "It may have been made by another version, or deleted. These are stored:"
BROKEN_RUN = "This run can not be read"

PICKER = "Choose a simulated day"
PICK_PLACE = "Place"
PICK_POLICY = "Policy"
PICK_DAY = "Day"

# --- Start

DENOMINATOR = "Count per"
PER = {"face": "Face", "alert": "Alert", "stop": "Stop", "arrest": "Arrest"}
PER_ONE = {"face": "face seen", "alert": "alert", "stop": "stop", "arrest": "arrest"}
PER_MANY = {"face": "faces seen", "alert": "alerts", "stop": "stops", "arrest": "arrests"}
PER_ABOUT = {
    "face": "Out of all faces that the cameras saw. Nearly everybody who walks past is in this count.",
    "alert": "Out of all alerts, those for listed people and false ones together.",
    "stop": "Out of all times that officers stopped and spoke to a person after an alert.",
    "arrest": "How many of each there were for one arrest.",
}

COUNTS: Mapping[str, str] = {
    "people": "People on the street",
    "listed_people": "Listed people on the street",
    "faces_seen": "Faces seen",
    "listed_seen": "Listed people whose face was searched",
    "alerts": "Alerts",
    "true_alerts": "Alerts for listed people",
    "false_alerts": "False alerts",
    "dismissed": "Alerts dismissed",
    "lost": "Alerts lost",
    "engagements": "Stops",
    "arrests": "Arrests",
    "other_disposals": "Stops with another outcome",
    "no_further_action": "Stops with no further action",
    "false_stops": "False stops",
    "listed_missed": "Listed people not stopped",
    "witnesses": "Sightings of a stop",
}
NOUNS: Mapping[str, tuple[str, str]] = {
    "faces_seen": ("face seen", "faces seen"),
    "alerts": ("alert", "alerts"),
    "true_alerts": ("alert for a listed person", "alerts for listed people"),
    "false_alerts": ("false alert", "false alerts"),
    "engagements": ("stop", "stops"),
    "arrests": ("arrest", "arrests"),
    "other_disposals": ("stop with another outcome", "stops with another outcome"),
    "no_further_action": ("stop with no further action", "stops with no further action"),
    "false_stops": ("false stop", "false stops"),
}
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

GROUPINGS = {"ethnic_group": "Ethnic group", "sex": "Sex", "age_band": "Age"}
GROUPS: Mapping[str, str] = {
    "all": "All", "asian": "Asian", "black": "Black", "mixed": "Mixed", "other": "Other", "white": "White",
    "female": "Female", "male": "Male", "0_17": "0 to 17", "18_64": "18 to 64", "65_plus": "65 and over",
}  # fmt: skip
SCALES = {"fairness": "Fairness", "effectiveness": "Effectiveness"}

TREE = "Out of everybody on the street, who was on the list and who was alerted?"
TREE_SWITCH = "Count over"
TREE_DAY = "This day"
TREE_DAYS = "100 such days"
TREE_LISTED = "on the list"
TREE_OTHER = "not on the list"
TREE_ALERTED = "alerted"
TREE_NOT_ALERTED = "not alerted"
TREE_PEOPLE = "people on the street"

LADDER = "From the people on the street to arrests"
LADDER_NOTE = (
    "Each mark is ten times the one before it; zero stands apart on the left. The disc is this "
    "day. The bar is where 9 in 10 days like it would fall."
)
LADDER_NOTE_PLAIN = "Each mark is ten times the one before it; zero stands apart on the left."
LADDER_AXIS = "Number on the day"

RATES = "The same counts, per face, per alert, per stop or per arrest"
RATES_NOTE = (
    "All of these are true at once. People who argue about facial recognition tend to quote different ones, so "
    "each is shown with what was counted and what it was divided by."
)
RATES_YEAR = (
    "A rate per resident per year is not shown: this run is one day on one street, and does not follow anybody "
    "through a year."
)
EXPECTED = "Expected"
ON_THE_DAY = "This day"

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

NO_LFR_LADDER = "Who was on the street"
NO_LFR_TREE = "No face was searched"
NO_LFR_NOTE = (
    "This policy has no cameras that search faces, so there are no alerts, no stops after alerts, and no rate to "
    "divide them by. It is the day that the other policies at this place are compared with: the same people "
    "walk the same ways."
)
SEE_STREET = "Watch this day on the street"
SEE_START = "See the counts of this day"
TABLE_BEHIND = "The numbers behind this"
LADDER_COLUMNS = ("What", "This day", "95 % interval of the day's rate", "Expected", "9 in 10 days")
RATE_COLUMNS = ("What", "This day", "Rate", "95 % exact binomial", "Expected", "Expected rate")
TREE_COLUMNS = ("People", "On the street", "Alerted", "Not alerted")
FACTS = {
    "threshold": "Threshold", "profile": "Recognition as of", "watchlist": "People on the list", "sites": "Cameras",
    "hours": "Hours", "seed": "Seed",
}  # fmt: skip
GLOSSARY = "What the words mean"


def title(page: str) -> str:
    """Return the title of a page, for the browser's tab."""
    return f"{PAGES.get(page, NOT_FOUND)} – {PRODUCT}"


def answer(low: float, high: float) -> str:
    """Say in one sentence how many arrests days like this one hold."""
    arrests = many(low, "arrest") if low == high else f"between {count_text(low)} and {count_text(high)} arrests"
    return f"On 9 out of 10 days like this one, the model expects {arrests}."


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


def source(manifest: Manifest) -> str:
    """Say which run a chart shows."""
    return (
        f"Source: simulated run {manifest.run_id}, seed {manifest.seed}, day {manifest.replication + 1}; "
        f"{PRODUCT} {manifest.created_by_version}, results version {manifest.results_version}."
    )


def sites(names: Sequence[str]) -> str:
    """Write the camera sites in use, at least one: "South and north"."""
    *rest, last = [name.replace("_", " ") for name in names]
    text = f"{', '.join(rest)} and {last}" if rest else last
    return text[:1].upper() + text[1:]


def for_each(per: str) -> str:
    """Write what a number that is not a share is for: "for each arrest"."""
    return f"for each {PER_ONE[per]}"


def nothing_to_divide_by(per: str) -> str:
    """Say why there is no rate."""
    return f"no {PER_MANY[per]} to divide by"


def over(name: str, per: str, numerator: float, denominator: float, *, is_share: bool) -> str:
    """Write a rate's counts in words: "12 alerts out of 19,423 faces seen"."""
    top = f"{count_text(numerator)} {NOUNS[name][numerator != 1]}"
    bottom = f"{count_text(denominator)} {PER_ONE[per] if denominator == 1 else PER_MANY[per]}"
    return f"{top} {'out of' if is_share else 'and'} {bottom}"


def day_name(manifest: Manifest) -> str:
    """Name one of several simulated days of the same place and policy."""
    return f"Seed {manifest.seed}, day {manifest.replication + 1}"


def run_name(manifest: Manifest) -> str:
    """Name a run where it stands alone."""
    return f"{manifest.place}, {manifest.policy}, {day_name(manifest)}"


def hours(start_h: float, duration_h: float) -> str:
    """Write the hours of a deployment: "11:00 to 16:36"."""
    return f"{_clock(start_h)} to {_clock(start_h + duration_h)}"


def many(value: float, one: str) -> str:
    """Write a count with its noun in the right number: "1 alert", "0 alerts"."""
    return f"{count_text(value)} {one if value == 1 else one + 's'}"


def between(low: float, high: float) -> str:
    """Write a range of counts."""
    return interval_text(low, high)


def _people(value: float) -> str:
    return f"{count_text(value)} {'person was' if value == 1 else 'people were'}"


def _clock(hour: float) -> str:
    minutes = round(hour * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
