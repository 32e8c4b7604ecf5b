"""The words of the Compare page."""

from __future__ import annotations

__all__ = [
    "ABOUT",
    "BY_GROUP",
    "BY_GROUP_NOTE",
    "DIFFERENCES",
    "DIFFERENCE_COLUMNS",
    "ENDS",
    "HEADLINES",
    "INPUTS",
    "INPUT_COLUMNS",
    "LEVELS",
    "LEVEL_COLUMNS",
    "LEVEL_NOTE",
    "MENU",
    "NONE",
    "NOTE",
    "NOT_PAIRED",
    "NO_DIFFERENCE",
    "OPEN",
    "OTHER_STREET",
    "OWN",
    "OWN_COMMAND",
    "OWN_FORM",
    "OWN_HEAD",
    "PAIRED",
    "SAYS",
    "VARIANCE",
    "difference_text",
    "heading",
    "sentence",
]

OTHER_STREET = "Boroughs side by side, like for like, and a street of each to compare by"
MENU = "Compare"
ABOUT = "Differences first, each with the interval of 95 % that it is known to; then what each comes to."
HEADLINES = {
    "arrests": "Arrests", "false_stops": "False stops", "alerts": "Alerts", "false_alerts": "False alerts",
    "engagements": "Stops", "faces_seen": "Faces seen", "officer_hours": "Officer hours",
    "treat_fairly_change": "Agree that police treat everyone fairly",
    "good_job_change": "Agree that police do a good job",
    "support_change": "Support the cameras",
}  # fmt: skip
PAIRED = (
    "Both have the same people, the same draws of what is uncertain and the same chance, so that what they share drops "
    "out of the difference."
)
NOT_PAIRED = "They share less: {why}."
NOTE = (
    "Each row has a scale of its own, with no difference in the middle. The disc is the mean over runs, the bar its "
    "95 % "
    "interval. A bar that crosses the line is compatible with no difference."
)
ENDS = ("less", "no difference", "more")
DIFFERENCES = "Paired differences"
NO_DIFFERENCE = "no difference in any run"
NONE = "not in both"
LEVELS = "What each comes to"
LEVEL_NOTE = "As given, and where 9 in 10 draws of the uncertain inputs fall."
LEVEL_COLUMNS = ("What", "As given", "9 in 10 draws", "Rests on")
DIFFERENCE_COLUMNS = ("What", "Difference", "95 % interval", "Rests on", "Spread cut by pairing")
BY_GROUP = "Differences by ethnic group"
BY_GROUP_NOTE = "Expected false stops and arrests of each group: sums of the chances of everybody who passed."
INPUTS = "What was drawn, and what was held as given"
INPUT_COLUMNS = ("Input", "As given", "Range", "Unit", "Basis")
VARIANCE = "{factor} times"
SAYS = "What the difference is of"
OPEN = "Month by month"
OWN_HEAD = "Compare what you choose"
OWN = (
    "Any two to twenty-six policies, programmes or streets, as they are or at the same hours, list and footfall. The "
    "command writes a document into outputs/library, and this page then lists it first."
)
OWN_FORM = "Set programmes side by side in a form"
OWN_COMMAND = "passerby library my_comparison.yaml --to outputs/library"


def heading(second: str, first: str) -> str:
    """Head the differences of a pair."""
    return f"“{second}” less “{first}”"


def sentence(name: str, second: str, first: str, low: str, high: str, direction: str) -> str:
    """Say a difference as one sentence."""
    return f"{name}: with “{second}”, {low} to {high} {direction} than with “{first}”."


def difference_text(value: str, low: str, high: str) -> str:
    """Write a difference with its interval."""
    return f"{value} ({low} to {high})"
