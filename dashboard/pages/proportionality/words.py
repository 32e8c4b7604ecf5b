"""The words of the Proportionality page."""

from __future__ import annotations

__all__ = [
    "ABOUT",
    "COLUMNS",
    "COMMAND",
    "FRONTIER",
    "FRONTIER_NOTE",
    "MENU",
    "MISSING",
    "NONE",
    "NONE_HINT",
    "NOT_SIMULATED",
    "NO_INTERVAL",
    "OTHERS",
    "OTHERS_COLUMNS",
    "OTHERS_NOTE",
    "SOURCE",
    "against",
    "caption",
    "counted",
    "kicker",
    "missing",
    "others_of",
    "picture_of",
    "source",
]

MENU = "Proportionality"
ABOUT = (
    "What a court, a scrutiny panel or an oversight body asks, limb by limb, with the quantities of a simulation that "
    "bear on each. A simulation answers none of these questions. There is no total and no score. Counts "
    "are of all draws together."
)
COLUMNS = ("Quantity", "Of", "Found", "95 % range", "Unit", "Counts")
NOT_SIMULATED = "Not for a simulation"
MISSING = "Not in this scenario"
NO_INTERVAL = "none"
OTHERS = "Other means: what each would lose, and spare"
OTHERS_NOTE = (
    "Each other means less the cameras as they are, on the same people, days and chance. Where the range holds nought "
    "the difference may be chance. Which of them is less intrusive, and whether what is lost is worth it, is a "
    "judgement."
)
OTHERS_COLUMNS = ("Quantity", "Difference", "95 % range", "Unit")
FRONTIER = "Less intrusive means"
FRONTIER_NOTE = (
    "In the pictures filled points are on the frontier: by their middle values, no other means has both more arrests "
    "and less of the burden. Crosses are 95 % ranges. Nothing is weighed."
)
COMMAND = "Make it yourself"
SOURCE = "Source"
NONE = "No sheet is stored"
NONE_HINT = "passerby proportionality SCENARIO --output FILE makes one."


def counted(numerator: str, denominator: str) -> str:
    """Write counts."""
    return f"{numerator} of {denominator}" if denominator else numerator


def kicker(title: str, arm: str) -> str:
    """Say what is looked at."""
    return f"{title} ({arm})"


def caption(title: str) -> str:
    """Say what a table of a limb holds."""
    return f"{title}: quantities"


def missing(labels: str) -> str:
    """Say what a scenario does not have."""
    return f"{MISSING}: {labels}."


def against(burden: str) -> str:
    """Say what a picture of other means holds."""
    return f"Arrests against {burden}"


def picture_of(burden: str) -> str:
    """Say what is to be read from it."""
    return f"Arrests that each other means would lose against {burden} that it would spare; the tables have the numbers"


def others_of(arm: str, first: str) -> str:
    """Say what a table of other means holds."""
    return f"{arm}, against {first}"


def source(ensemble: str, draws: int, seed: int, version: str, results_version: int) -> str:
    """Say what the numbers are from."""
    return (
        f"Source: ensemble {ensemble}, {draws} draws of the uncertain inputs, the first as given; seed {seed}; "
        f"passerby {version}, results version {results_version}."
    )
