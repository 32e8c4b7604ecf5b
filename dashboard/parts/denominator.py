"""What a rate is divided by: a face, an alert, a stop, an arrest, or a resident and year, and the words for each."""

from __future__ import annotations

from dashboard.parts.switch import Switch
from sim.metrics.catalogue import metric
from sim.report.numbers import count_text
from sim.report.rates import PER

__all__ = [
    "DENOMINATOR",
    "PER_ABOUT",
    "PER_HOW_MANY",
    "PER_LABELS",
    "PER_MANY",
    "PER_ONE",
    "PER_YEAR",
    "SWITCH",
    "for_each",
    "nothing_to_divide_by",
    "over",
]

SWITCH = Switch("per", PER)

DENOMINATOR = "Count per"
PER_LABELS = {"face": "Face", "alert": "Alert", "stop": "Stop", "arrest": "Arrest", "resident": "Resident"}
PER_ONE = {"face": "face seen", "alert": "alert", "stop": "stop", "arrest": "arrest", "resident": "resident and year"}
PER_MANY = {"face": "faces seen", "alert": "alerts", "stop": "stops", "arrest": "arrests",
            "resident": "residents times years"}  # fmt: skip
PER_ABOUT = {
    "face": "Out of all faces that the cameras saw. Nearly everybody who walks past is in this count.",
    "alert": "Out of all alerts, those for listed people and false ones together.",
    "stop": "Out of all times that officers stopped and spoke to a person after an alert.",
    "arrest": "How many of each there were for one arrest.",
    "resident": "How many of each there were in a year for 100,000 residents of the borough, whether or not the people "
                "counted live there.",
}  # fmt: skip
PER_YEAR = "for 100,000 residents in a year"
PER_HOW_MANY = {"face": 1, "alert": 1, "stop": 1, "arrest": 1, "resident": 100_000}
"""For how many of a denominator a number that is not a share is given."""


def for_each(per: str) -> str:
    """Write what a number that is not a share is for: "for each arrest"."""
    return PER_YEAR if per == "resident" else f"for each {PER_ONE[per]}"


def nothing_to_divide_by(per: str) -> str:
    """Say why there is no rate."""
    return f"no {PER_MANY[per]} to divide by"


def over(name: str, per: str, numerator: float, denominator: float, *, is_share: bool) -> str:
    """Write a rate's counts in words: "12 alerts out of 19,423 faces seen"."""
    top = f"{count_text(numerator)} {metric(name).noun[numerator != 1]}"
    bottom = f"{count_text(denominator)} {PER_ONE[per] if denominator == 1 else PER_MANY[per]}"
    return f"{top} {'out of' if is_share else 'and'} {bottom}"
