"""The words of the page of the pipeline."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "AFTER",
    "CAUSES",
    "COLUMNS",
    "DECISIONS",
    "DET_LABEL",
    "DET_OF",
    "EVERYBODY",
    "KIND_SWITCH",
    "KIND_TEXTS",
    "LEAD",
    "MENU",
    "NONE_SUCH",
    "NO_FACES",
    "NO_FACES_HINT",
    "OF_ALL",
    "OUTCOMES",
    "PASSAGE",
    "PASSAGE_NOTE",
    "PIPELINE",
    "POINTS",
    "POINTS_COLUMNS",
    "POINTS_NOTE",
    "RATES",
    "SETTINGS",
    "STEPS",
    "TRUST",
    "TRUST_HEADLINES",
]

MENU = "Inside the pipeline"
PIPELINE = "From a face to a stop"
LEAD = (
    "A camera finds a face, the system compares it with everybody on the list, a threshold decides who is alerted for, "
    "an operator looks, and officers go: one passage of this day, and what the threshold does to all of them."
)
NO_FACES = "No face was searched on this day"
NO_FACES_HINT = "Choose a policy with cameras to follow a passage."

PASSAGE = "One passage, step by step"
PASSAGE_NOTE = "Chosen for what became of the person. Steps that are not there did not happen."
KIND_SWITCH = "Follow"
KIND_TEXTS: Mapping[str, str] = {
    "listed": "True alert",
    "mistaken": "False alert",
    "missed": "Missed",
    "near": "Nearest",
}
AFTER: Mapping[str, str] = {
    "listed": "The first alert for a listed person that officers acted on.",
    "mistaken": "The first alert for somebody who is not on the list.",
    "missed": "The first person on the list who was searched and never alerted for.",
    "near": "Of all people not on the list who were never alerted for, the one with the highest score.",
}
NONE_SUCH: Mapping[str, str] = {
    "listed": "No listed person was alerted for on this day.",
    "mistaken": "There was no false alert on this day.",
    "missed": "Every listed person whose face was searched was alerted for.",
    "near": "No search of a person who is not on the list is stored.",
}
STEPS: Mapping[str, str] = {
    "passage": "In view",
    "capture": "Face",
    "quality": "Quality",
    "comparison": "Comparison with the list",
    "alert": "Threshold",
    "adjudication": "Operator",
    "engagement": "Officers",
    "outcome": "What it ended in",
    "in_view": "At {time}, {seconds} seconds in the zone of the cameras called {site}.",
    "pixels": "{px} pixels between the eyes, turned {yaw} degrees from the camera.",
    "frames": "Seen in {frames} frames; in {hidden} more somebody stood between.",
    "least": "A face is searched from {px} pixels on.",
    "unseen": "No usable face was found, and nothing was searched.",
    "of_one": "{quality} of 1: what this view leaves of the likeness that a perfect picture would have.",
    "score": "The highest of {n} scores is {score}, with {whose}.",
    "own": "this person\u2019s own reference",
    "other": "another person\u2019s reference",
    "above": "{score} is {by} above the threshold of {threshold}: an alert.",
    "below": "{score} is {by} below the threshold of {threshold}: no alert. The probe goes no further.",
    "decided": "The operator {decision} {seconds} seconds after the alert.",
    "sent": "{officers} officers reach the person {seconds} seconds after that.",
    "held": "The stop lasts {minutes} minutes.",
    "false": "The person is not on the list: a false stop.",
    "lost": "Nobody reaches the person: {cause}.",
    "iod": "{px} px",
    "gauge": "{value} on a scale from 0 to 1",
    "gauge_mark": "{value} on a scale from 0 to 1, with the threshold at {mark}",
    "face": "A head as large as the camera saw it: {px} pixels between the eyes. Each square of the grid is 10 pixels.",
    "threshold": "threshold {mark}",
}  # fmt: skip
DECISIONS: Mapping[str, str] = {"engage": "passes it on", "dismiss": "dismisses it"}
CAUSES: Mapping[str, str] = {
    "no_free_officer": "no officer is free",
    "left_the_street": "they leave the street first",
    "deployment_ended": "the deployment ends first",
}
OUTCOMES: Mapping[str, str] = {
    "arrest": "An arrest.",
    "other_disposal": "Another outcome than an arrest.",
    "no_further_action": "No further action.",
}

SETTINGS: Mapping[str, str] = {
    "heading": "What the threshold does",
    "note": "Below is what this same day, with the same people and the same list of {n} references, would be expected "
            "to come to: exact at {points} thresholds, interpolated between them.",
    "threshold": "Threshold",
    "unit": "vendor\u2019s score",
    "group": "People",
    "own": "Back to this run\u2019s own, {own}",
    "was": "At {own}: {value}",
    "days": "{low} to {high} on 9 out of 10 days",
    "loading": "Working out this day at other thresholds",
    "failed": "This could not be worked out. Reload the page to try again.",
    "rates": "Two rates",
    "fpir": "Faces of people not listed that return somebody (FPIR)",
    "fpir_people": "{n} in 100,000 faces",
    "tpir": "Searches of listed people that find them (TPIR)",
    "tpir_people": "{n} in 100 searches",
    "expected_of": "{n} expected of {of} searches",
    "day": "This day",
    "per": "{one} of {what}",
    "det": "Both rates at every threshold (DET curve)",
    "det_note": "Across: false alerts for people not listed, fewer to the right. Up: how many of 100 searches of "
                "listed people find them. The dot is your threshold, the ring this run\u2019s own.",
    "det_x": "False alerts in 100,000 faces",
    "det_top": "One in so many faces",
    "det_label": "DET curve of {group}. At threshold {threshold}, {fpir} in 100,000 faces of people not listed "
                 "return somebody, and {tpir} of 100 searches of listed people find them.",
    "behind": "The numbers behind this",
    "table": "This day at each threshold, {group}",
    "said": "At threshold {threshold}: {texts}.",
}  # fmt: skip
DET_OF = "Both rates at every threshold: {group}"
DET_LABEL = (
    "DET curve of {group}: up, of 100 searches of listed people those that find them; along, of 100,000 faces of "
    "people not listed those that return somebody, fewer to the right. At threshold {threshold}, shaded, {fpir} faces "
    "of people not listed return somebody, and {tpir} of searches of listed people find them."
)
RATES: Mapping[str, str] = {
    "alerts": "Alerts",
    "false_alerts": "False alerts",
    "engagements": "Stops",
    "false_stops": "False stops",
    "arrests": "Arrests",
    "listed_missed": "Listed people not stopped",
}
"""Headlines, by their names in the tables of a day."""
OF_ALL: Mapping[str, tuple[str, str]] = {
    "false_alerts": ("alerts", "all alerts"),
    "false_stops": ("engagements", "all stops"),
    "arrests": ("engagements", "all stops"),
    "engagements": ("alerts", "all alerts"),
    "listed_missed": ("listed_people", "listed people who came"),
}
"""What a headline is set against: by its name, and in words."""
COLUMNS = ("Threshold", "FPIR: in 100,000", "TPIR: in 100", *RATES.values())

TRUST: Mapping[str, str] = {
    "heading": "Trust at this threshold, in percentage points of residents",
    "about": "What this is of",
    "note": "One day says little of trust, so that this is of more than one: {of}. An emulator of the model answers, "
            "and its own error stands beside it; it is of everybody, whichever people are chosen above.",
    "range": "{low} to {high} in 9 out of 10 runs",
    "error": "Emulator\u2019s own error: between {low} and {high}; {off} off in runs that it had not seen.",
    "was": "Unchanged: {value}",
    "none": "Trust does not move with this slider. It hangs on whom officers stop and on who sees it, which a "
            "threshold draws anew, and no emulator is of this street and policy with these settings. The Explore page "
            "has it for those that there are; a run at another threshold has its own.",
}  # fmt: skip
TRUST_HEADLINES = ("treat_fairly_change", "good_job_change")

POINTS = "What the two rates rest on"
POINTS_NOTE = (
    "The recognition profile of this run, {profile}: its operating points as they were published or counted. An "
    "interval is what the counts leave open, 19 times in 20."
)
POINTS_COLUMNS = ("Threshold and rate", "People", "Counted", "Rate", "Interval", "References")
EVERYBODY = "Everybody"
