"""The words of the page Evidence and method."""

from __future__ import annotations

__all__ = [
    "ABOUT",
    "ASSUMED",
    "ASSUMED_COLUMNS",
    "ASSUMED_NOTE",
    "COLUMNS",
    "KINDS",
    "KIND_COLUMNS",
    "KIND_HEAD",
    "KIND_WORDS",
    "LIMITS",
    "LIMITS_LIST",
    "MENU",
    "METHOD",
    "METHOD_LINK",
    "METHOD_LIST",
    "METHOD_NOTE",
    "REGISTER",
    "REGISTER_NOTE",
    "TITLE",
    "TOPICS",
    "count_of",
    "of_settings",
]

MENU = "Evidence"
TITLE = "Evidence and method"
ABOUT = (
    "Every number from the world that the model uses, with its source; every number that nobody has published, with "
    "why "
    "another was taken and over what range; how the model works; and what it leaves out. Made from the register itself."
)
KINDS = {
    "measured": "Published as a measurement", "derived": "Worked out here from published numbers",
    "stated": "Stated by somebody, without a measurement", "recalled": "Quoted from memory, source not seen again",
    "assumed": "Assumed: no published number was found",
}  # fmt: skip
KIND_WORDS = {
    "measured": "measured", "derived": "derived", "stated": "stated", "recalled": "recalled", "assumed": "assumed",
}  # fmt: skip
KIND_HEAD = "What the numbers rest on"
KIND_COLUMNS = ("Status", "Numbers")
REGISTER = "Numbers with a source"
REGISTER_NOTE = (
    "By topic; open one to see its numbers. A setting whose default is one of these says so in every report."
)
COLUMNS = ("Number", "Value", "Status", "When", "Source and note")
TOPICS = {
    "community": "Trust, contact and news", "footfall": "Footfall", "listing": "Who is listed", "people": "People",
    "policing": "Alerts, stops and arrests", "population": "Who lives and passes where", "recognition": "Recognition",
    "stop-and-search": "Stop and search", "targets": "What results are held against", "walking": "Walking",
    "cost": "Cost", "watchlist": "The watchlist", "crime": "Recorded crime", "survey": "Surveys",
}  # fmt: skip
ASSUMED = "Numbers that are assumed"
ASSUMED_NOTE = (
    "Nobody has published these, or not for streets like these. Ensembles draw those that have a range over it, and "
    "`passerby sensitivity` says which of them a result hangs on."
)
ASSUMED_COLUMNS = ("Setting", "Default", "Range", "Why this one")
METHOD = "How the model works"
METHOD_NOTE = (
    "The model is described under the headings of the ODD protocol (overview, design concepts, details), with the "
    "file of "
    "every part and its limits."
)
METHOD_LINK = "The whole description"
METHOD_LIST = (
    "People walk a street in steps of 0.05 seconds, choosing the way that gets them furthest while others go on as "
    "they do.",
    "Cameras see faces; each face that is large and clear enough becomes a template and is compared with every "
    "reference of "
    "the list; a score at or above the threshold is an alert.",
    "An operator looks at each alert and dismisses it or passes it on; officers on foot find the person in the "
    "crowd, and "
    "stop them.",
    "Stops, what they are like and what comes of them move the trust of those stopped, of who sees it and of whom "
    "they tell.",
    "Policies that are compared share every person, arrival, walk and chance, so that what differs is the policy.",
)
LIMITS = "What it can not say"
LIMITS_LIST = (
    "Whether the technology should be used: that weighs values, and the model has none.",
    "Whether crime falls or moves because of it: recorded crime is an input, and does not answer to deployments.",
    "What goes on in a force's own system: how well it recognises is taken from published tests and counts, or from "
    "your own scores.",
    "Who is on a real list or on a real street: neither is published, and both are assumed with a range.",
    "How any person who lives would fare: everybody in it is made up.",
)


def count_of(n: int) -> str:
    """Write how many numbers a topic has."""
    return f"{n} number" if n == 1 else f"{n} numbers"


def of_settings(part: str) -> str:
    """Name a part of the settings."""
    return part.replace("_", " ").capitalize()
