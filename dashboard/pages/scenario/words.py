"""The words of the Scenario page."""

from __future__ import annotations

__all__ = [
    "BAD_LINK",
    "BEGIN_ANEW",
    "CHOSEN",
    "FORM",
    "GROUPS",
    "HINTS",
    "INTRO",
    "LABELS",
    "MENU",
    "TITLE",
    "WAITING",
    "label_of",
]

MENU = "Scenario"
TITLE = "Run a day of your own"
INTRO = (
    "Choose a street and a policy, change what you like, and let the model walk that day second by second. Every "
    "number here has a source, is marked as an assumption, or is yours to choose."
)
WAITING = "Reading the settings"
BAD_LINK = "This link holds no settings"
BEGIN_ANEW = "Begin with the usual settings"

CHOSEN = (
    "lfr.threshold", "lfr.recognition.profile", "lfr.watchlist.size", "lfr.watchlist.scope", "lfr.sites",
    "lfr.engagement.officers", "day.start_h", "day.duration_h", "footfall.people_per_day", "population.listed_share",
)  # fmt: skip
"""The settings that are shown at once; the others open by group."""

LABELS = {
    "lfr.threshold": "Threshold",
    "lfr.recognition.profile": "Recognises as well as",
    "lfr.watchlist.size": "People on the list",
    "lfr.watchlist.scope": "Whom the list holds",
    "lfr.sites": "Cameras in use",
    "lfr.engagement.officers": "Officers on the street",
    "day.start_h": "Begins at",
    "day.duration_h": "Lasts",
    "footfall.people_per_day": "People who come in a day",
    "population.listed_share": "Share of passers-by who are listed",
}
"""What a setting is called where its name alone does not say it."""

HINTS = {
    "lfr.threshold": "The score from which the system alerts. Lower finds more listed people, and alerts more others.",
    "lfr.recognition.profile": "A measured system, or one of your own scores below.",
    "lfr.watchlist.size": "References that every face is compared with.",
    "lfr.watchlist.scope": "All warrants, serious offences, four years or more, or people who live here.",
    "lfr.sites": "Each site has cameras and a zone in which faces are searched.",
    "lfr.engagement.officers": "They stop people after an alert, and are busy while they do.",
    "day.start_h": "Hour of the day: 11.5 is half past eleven.",
    "day.duration_h": "In hours, up to 12.",
    "footfall.people_per_day": "In 24 hours; the hour of the day shares them out.",
    "population.listed_share": "Empty: worked out from the list, and from who lives here.",
}

GROUPS = {
    "day": "The day",
    "footfall": "Who comes, and when",
    "behaviour": "Stops, pairs and walking speed",
    "walking": "How people walk",
    "population": "Who the people are",
    "community": "Who sees a stop, and how trust moves",
    "lfr.watchlist": "The watchlist",
    "lfr.recognition": "The recognition system",
    "lfr.capture": "What cameras see",
    "lfr.counting": "How faces are counted",
    "lfr.adjudication": "The operator",
    "lfr.engagement": "Officers and stops",
    "lfr.outcome": "How stops end",
}
"""Settings that open together, by what their names begin with."""

FORM = {
    "place_heading": "Street and policy",
    "place": "Street",
    "policy": "Policy",
    "settings_heading": "Settings",
    "others_heading": "All other settings",
    "others_note": "As in the model's own files. An assumption says why it was made.",
    "scores_heading": "Scores of your own",
    "scores_note": (
        "A table with the columns threshold, watchlist_size, group, fpir and tpir, as CSV of 256 KB or less. It "
        "becomes a recognition profile in your link, and no file is kept."
    ),
    "scores_name": "Name of the system",
    "scores_file": "Table (CSV)",
    "scores_use": "Use these scores",
    "scores_used": "In use: {name}",
    "scores_drop": "Use the chosen profile again",
    "scores_long": "The file is longer than 256 KB.",
    "days_heading": "How many days",
    "seed": "Seed",
    "seed_hint": "The same seed gives the same day, to the byte.",
    "replications": "Days",
    "replications_hint": "1 to 20. Days differ by chance; ranges need several.",
    "as_policy": "As the policy says: {name}",
    "source": "Source",
    "assumption": "Assumption",
    "choice": "Yours to choose",
    "varied": "Tried from {low} to {high}.",
    "unchanged": "Here: {value}",
    "changed": "changed, was {value}",
    "back": "Set back",
    "none": "none",
    "yes": "Yes",
    "no": "No",
    "between": "{least} to {most}",
    "least": "{least} or more",
    "most": "{most} or less",
    "above": "more than {least}",
    "below": "less than {most}",
    "run_heading": "Before you run it",
    "people": "About {people} people pass in these hours.",
    "cost_one": "One day takes {low} to {high} of one processor core.",
    "cost_many": "{steps} days take {low} to {high} of one processor core.",
    "queue_none": "Nothing waits: it begins at once.",
    "queue_some": "{n} in the queue before it.",
    "stored": "This is stored already: it is there at once.",
    "same": "Somebody has asked for the same: you will share it.",
    "run": "Run it",
    "runs_nothing": "This dashboard shows stored runs. Run the same at the command line with passerby run.",
    "checking": "Checking",
    "wrong_one": "One setting cannot be:",
    "wrong_many": "{n} settings cannot be:",
    "link_heading": "A link to these settings",
    "link": "Link",
    "copy": "Copy the link",
    "copied": "Copied",
    "unreached": "The server does not answer. What you have typed is kept; it is tried again.",
    "job_heading": "Your run",
    "cancel": "Cancel the run",
    "cancelling": "Stopping",
    "open_start": "Open the result",
    "open_street": "Watch the day",
    "day": "Day {n}",
    "so_far": "Days that are ready",
    "see_runs": "All runs",
    "state_queued": "In the queue, {n} before it",
    "state_queued_next": "In the queue: it is next",
    "state_running": "Under way",
    "state_done": "Done",
    "state_failed": "Failed: {message}",
    "state_cancelled": "Cancelled",
    "stage_preparing": "reading the street and drawing the people",
    "stage_walking": "walking the street",
    "stage_measuring": "counting",
    "stage_deploying": "going through the months",
    "step_of": "day {n} of {of}",
    "percent": "{n} of 100",
    "coverage_heading": "What the cameras cover",
    "coverage_note": (
        "The bands show how large a typical adult's face is between the eyes, when it is turned to the camera and "
        "nothing stands between."
    ),
    "coverage_zone": "zone in which faces are searched",
    "coverage_camera": "camera, and where it looks",
    "coverage_entrance": "way in",
    "coverage_none": "No cameras are in use under this policy; the drawing shows those of the place.",
    "coverage_label": "Plan of {name}: the cameras, their zone and what they cover. The table holds the numbers.",
    "coverage_table": "What each camera covers",
    "coverage_columns": ["Camera", "Site", "Most pixels", "Pixels needed", "Of the zone"],
    "behind": "The numbers behind this",
    "source_line": "Source: the place's own map and the settings above; passerby.",
    "seconds": "{n} s",
    "minutes": "{n} min",
}
"""What the script of the page says."""


def label_of(key: str) -> str:
    """Name a setting: "Desired speed mean" for behaviour.desired_speed_mean_m_s."""
    if key in LABELS:
        return LABELS[key]
    name = key.rpartition(".")[2]
    for unit in ("_per_m2", "_m_s", "_s", "_m", "_h", "_px", "_deg", "_min"):
        if name.endswith(unit):
            name = name.removesuffix(unit)
            break
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]
