"""The words of the Scenario page."""

from __future__ import annotations

from sim.scenario.form_fields import Basis

__all__ = [
    "BAD_LINK",
    "BEGIN_ANEW",
    "CHOSEN",
    "FORM",
    "GROUPS",
    "HINTS",
    "INTRO",
    "KINDS",
    "LABELS",
    "MENU",
    "PRESETS",
    "PROGRAMMES",
    "PROGRAMMES_INTRO",
    "PROGRAMMES_TITLE",
    "TITLE",
    "WAITING",
    "generic_street",
    "label_of",
]

MENU = "Scenario"
TITLE = "Run a day of your own"
INTRO = (
    "Choose a street and a policy, change what you like, and let the model walk that day second by second. Every "
    "number here has a source, is marked as an assumption, or is yours to choose."
)
PROGRAMMES_TITLE = "Run programmes of your own"
PROGRAMMES_INTRO = (
    "Choose up to six programmes of deployments over months, or one programme changed in several ways. They share "
    "their people, days and chance, so that what you change is what differs."
)
KINDS = {"days": "One day", "programmes": "Programmes of months"}
"""What can be run from here."""
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

PRESETS: dict[str, tuple[str, Basis, str]] = {
    "threshold_060": (
        "Threshold 0.60, as until June 2024", "source",
        "Metropolitan Police deployment records: in use until 28 June 2024",
    ),
    "threshold_064": (
        "Threshold 0.64, as since July 2024", "source",
        "Metropolitan Police deployment records: in use from 25 July 2024",
    ),
    "half_list": (
        "A list of half the size", "assumption", "those who are left off are like those who stay on the list",
    ),
    "serious": (
        "A list of serious offences", "assumption", "which share of a list these are is published nowhere",
    ),
    "local": (
        "A list of people who live here", "assumption",
        "where those listed live is not published; their share is taken from the violence recorded in the borough",
    ),
    "van": ("A van instead of fixed cameras", "assumption", "where the van's cameras stand is not published"),
    "fixed": (
        "Fixed cameras at both ends", "source",
        "insidecroydon.com, 19 January 2026; computerweekly.com, 20 January 2026: two clusters at either end",
    ),
    "evening": (
        "An evening, in poor light", "assumption",
        "18:00 to 22:00 with three tenths of a correct exposure; hours and light are chosen to show what they do",
    ),
}  # fmt: skip
"""Presets: what each is called, whether it has a source or is an assumption, and which."""

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
    "preset": "Preset",
    "preset_none": "None: as the policy says",
    "preset_hint": "It sets what it names, and leaves all else as it is.",
    "settings_heading": "Settings",
    "others_heading": "All other settings",
    "others_note": "As in the model's own files. An assumption says why it was made.",
    "scores_heading": "Scores of your own",
    "scores_note": (
        "CSV or XLSX files of 190 KB or less together. They become a recognition profile in your link, and no file is "
        "kept."
    ),
    "scores_name": "Name of the system",
    "scores_of_table": "A table of operating points",
    "scores_table": "Table with the columns threshold, watchlist_size, group, fpir and tpir",
    "scores_use_table": "Use this table",
    "scores_of_scores": "Or scores that were measured",
    "scores_of_note": (
        "Two files with the columns score and group, one row a comparison: mated of pictures of one person, "
        "non-mated of pictures of two people."
    ),
    "scores_mated": "Mated scores",
    "scores_non_mated": "Non-mated scores",
    "scores_threshold": "Threshold, on the scale of the scores",
    "scores_watchlist_size": "References on the list in that test",
    "scores_lower": "Lower scores are nearer",
    "scores_use": "Use these scores",
    "scores_used": "In use: {name}",
    "scores_drop": "Use the chosen profile again",
    "scores_long": "The files are longer than 190 KB together.",
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
    "open_months": "See the months",
    "open_compare": "See the comparison",
    "so_far_runs": "{n} of {of} runs are in it so far.",
    "run_of": "run {n} of {of}",
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
    "stage_summing": "summing up",
    "stage_elsewhere": "on the cluster",
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


PROGRAMMES = {
    "begin_heading": "Begin with",
    "begin": "Comparison",
    "begin_hint": "Shipped comparisons, and single programmes. What you have typed below is replaced.",
    "begin_own": "As below",
    "alone": "{name}, alone",
    "arms_heading": "What is compared",
    "arms_note": "The first is what the others are held against.",
    "arm": "Arm {n}",
    "name": "Name",
    "name_hint": "As pages call it.",
    "programme": "Programme",
    "changes": "What is changed in it",
    "policy": "Policy",
    "own_policy": "As the programme says",
    "threshold": "Threshold",
    "threshold_hint": "Empty: as the policy says. Lower finds more listed people, and alerts more others.",
    "list_size": "People on the list",
    "list_size_hint": "Empty: as the policy says.",
    "scope": "Whom the list holds",
    "own_scope": "As the policy says",
    "scopes": {
        "all_warrants": "Everybody who is wanted",
        "serious": "Wanted for a serious offence",
        "four_years": "Wanted for one with four years or more",
        "local": "Wanted, and living in the borough",
    },
    "streets": "All deployments on",
    "streets_hint": "In turn. None: where the programme's own rules put them.",
    "per_month": "Deployments a month",
    "per_month_hint": "Empty: 4 on the streets chosen, or as the programme says.",
    "start_h": "Each begins at",
    "start_h_hint": "Hour of the day. Empty: 11, or as the programme says.",
    "duration_h": "Each lasts",
    "duration_h_hint": "In hours, up to 12. Empty: 5.6, or as the programme says.",
    "others": "Other settings",
    "others_hint": "As key=value, with + between them; those that Explore moves, or of a policy on lists.",
    "add": "Add an arm",
    "remove": "Remove this arm",
    "length_heading": "How long, and how often",
    "months": "Months",
    "months_hint": "1 to 24. Empty: as each programme says.",
    "draws": "Draws",
    "draws_hint": "1 to 16 sets of values of the uncertain inputs, the first as given. Intervals need 3 or more.",
    "replications": "Replications",
    "replications_hint": "1 to 20 of each draw. They differ by chance; with one draw, intervals need 2 or more.",
    "seed_hint": "The same seed gives the same numbers, to the byte.",
    "cost_one": "One run takes {low} to {high} of one processor core.",
    "cost_many": "{steps} runs take {low} to {high} of one processor core.",
    "runs_nothing": (
        "This dashboard shows stored runs. Run the same at the command line with passerby compare or passerby library."
    ),
}
"""What the script of the form of programmes says, beside and instead of FORM."""


def generic_street(name: str) -> str:
    """Name a borough's street in the menu of places."""
    return f"{name} (generic)"


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
