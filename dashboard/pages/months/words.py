"""The words of the Months page."""

from __future__ import annotations

__all__ = [
    "ABOUT",
    "ARM",
    "BEFORE",
    "CALENDAR",
    "CALENDAR_COLUMNS",
    "CALENDAR_NOTE",
    "CAMERAS",
    "CAMERAS_ABOUT",
    "CAMERAS_HEAD",
    "CHARTS",
    "CHART_COLUMNS",
    "DEPLOYMENT_TITLE",
    "EVENTS",
    "EVENT_KINDS",
    "FANS",
    "FANS_NOTE",
    "FURTHER",
    "FURTHER_HEAD",
    "GROUP",
    "MENU",
    "NOTHING",
    "TRUST",
    "TRUST_ASSUMED",
    "alternative",
    "event",
    "none_of",
    "summary",
]

MENU = "Months"
ABOUT = "A programme of deployments, month by month, over many runs."
ARM = "Programme"
GROUP = "People"
FANS = "What each month came to"
FANS_NOTE = (
    "The line is the middle of the runs; half of them lie in the dark band, 9 in 10 in the light one. A blue ground "
    "marks "
    "a pause. Runs differ by chance and by the draws of what is uncertain."
)
CHARTS = {
    "faces_seen": "Faces seen", "alerts": "Alerts", "false_alerts": "False alerts", "engagements": "Stops",
    "false_stops": "False stops", "arrests": "Arrests", "stop_searches": "Stops and searches",
    "search_arrests": "Arrests after searches",
}  # fmt: skip
TRUST = {
    "treat_fairly": "Agree that police treat everyone fairly", "good_job": "Agree that police do a good job",
}  # fmt: skip
CAMERAS = {"support": "Support the cameras", "less_safe": "Would feel less safe near the cameras"}
FURTHER = ("faces_seen", "false_alerts", "engagements", "stop_searches", "search_arrests")
FURTHER_HEAD = "Faces, false alerts, stops and searches"
CAMERAS_HEAD = "What people think of the cameras"
CAMERAS_ABOUT = (
    "It is asked apart from trust: trust bears on it, and so does what people heard of errors and of safeguards, and "
    "it bears on no trust. Changes in percentage points of residents; how far anything moves it is assumed."
)
TRUST_ASSUMED = (
    "Trust is the change, in percentage points of residents, beyond the trend that goes on anyway. How far a stop "
    "moves "
    "anybody is assumed, and the bands hold the range of those assumptions where they are drawn."
)
CHART_COLUMNS = ("Month", "Middle", "Half of runs", "9 in 10 runs")
BEFORE = "Before"
CALENDAR = "When and where"
CALENDAR_NOTE = "The first run as given: one square a day, dark where a deployment took place."
CALENDAR_COLUMNS = ("Date", "Street", "Faces seen", "Alerts", "Arrests", "False stops")
DEPLOYMENT_TITLE = "{date}: {places}"
EVENTS = "What was set to happen"
EVENT_KINDS = {"pause": "Pause", "meeting": "Public meeting", "publication": "Results published"}
NOTHING = "This comparison is of single days, which have no months."


def alternative(name: str, first: str, last: str, low: str, high: str) -> str:
    """Say a fan in words."""
    return (
        f"{name}: from {first} in the first month to {last} in the last, the middle of the runs; 9 in 10 runs "
        f"of the last month between {low} and {high}."
    )


def none_of(names: str) -> str:
    """Say what there was none of in any run."""
    return f"None in any month of 9 in 10 runs: {names}."


def summary(deployments: int, months: int, places: str) -> str:
    """Say what a programme is."""
    return f"{deployments} deployments in {months} months, on {places}."


def event(kind: str, on: str, until: str) -> str:
    """Say what was set to happen."""
    return f"{EVENT_KINDS[kind]}, {on}" + (f" to {until}" if until else "")
