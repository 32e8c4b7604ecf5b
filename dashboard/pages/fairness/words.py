"""The words of the Fairness page."""

from __future__ import annotations

__all__ = [
    "ABOUT",
    "ALL_GROUPS",
    "ARM",
    "BETWEEN_ARMS",
    "CHANCE",
    "COLUMNS",
    "CURVE",
    "CURVE_COLUMNS",
    "CURVE_UNKNOWN",
    "ENDS",
    "FOREST_NOTE",
    "GROUP",
    "INPUT",
    "INPUT_NOTE",
    "MENU",
    "NOT_ENOUGH",
    "NO_POINTS",
    "POINTS",
    "POINT_ABOUT",
    "POINT_NAMES",
    "SMALLEST",
    "STATUS",
    "cases",
    "chance_text",
    "curve_alternative",
    "curve_note",
    "curve_of",
    "heading",
    "ratio",
]

BETWEEN_ARMS = "What differs between arms, in each group"
MENU = "Fairness"
ABOUT = (
    "A disparity can enter at five points. At each, a group is held against everybody else, and what the point "
    "before hands "
    "over is taken as given, so that an asymmetry shows where it enters."
)
ARM = "Programme"
POINT_NAMES = {"where": "Where", "who": "Who", "algorithm": "Algorithm", "engagement": "Engagement", "manner": "Manner"}
POINT_ABOUT = {
    "where": "Are people of the group scanned or passed more often, for each resident, because of where deployments "
    "are?",
    "who": "Of those who pass, are more of the group wanted, or searched by officers?",
    "algorithm": "Of those who are not wanted, are more of the group alerted for? Of those wanted, are fewer found?",
    "engagement": "Of alerts, or of searches, do more of the group's lead on to a stop or an arrest?",
    "manner": "Are the group's stops longer, or rougher?",
}
POINTS = "The five points for one group, against everybody else"
GROUP = "Group"
ALL_GROUPS = "Every group at every point"
FOREST_NOTE = (
    "The disc is the ratio of the group to everybody else, the bar its 95 % interval; each mark to the right is "
    "more, to the "
    "left less. Bars that reach an end go on beyond it."
)
ENDS = ("1/30", "1: alike", "30")
NOT_ENOUGH = "not enough cases to say"
SMALLEST = "such data could show a ratio of {ratio} or more"
INPUT = "an input, no finding"
INPUT_NOTE = (
    "A ratio that a setting itself states by group, such as the recognition profile or whom officers search, comes "
    "out as "
    "it went in. It is marked as an input."
)
STATUS = {"finding": "finding", "input": "input", "expected": "expected"}
COLUMNS = ("Group", "Ratio", "95 % interval", "Group: cases of", "Others: cases of", "Could show from", "Interval by")
CHANCE = "How many comparisons there are"
CURVE = "How a ratio depends on who is on the street"
CURVE_COLUMNS = ("Share taken", "Ratio of stops for each who passes")
CURVE_UNKNOWN = "Not enough stops to draw the curve."
NO_POINTS = "This comparison is of single days, which have no five points; By group on the Start page has their counts."


def heading(point: str) -> str:
    """Head a point."""
    return POINT_NAMES[point]


def ratio(value: str, low: str, high: str) -> str:
    """Write a ratio with its interval."""
    return f"{value} ({low} to {high})"


def cases(numerator: str, denominator: str) -> str:
    """Write what a ratio was counted from."""
    return f"{numerator} of {denominator}"


def chance_text(n: int, found: int, by_chance: str) -> str:
    """Say how many of the comparisons leave out 1, and how many would by chance."""
    return (
        f"In {found} of {n} comparisons the 95 % interval leaves out a ratio of 1. Were no group treated otherwise "
        f"than another, it would in about {by_chance} by chance alone."
    )


def curve_of(group: str) -> str:
    """Say what the curve is of."""
    return f"Ratio of stops for each who passes, {group} people to everybody else, by their share of those who pass"


def curve_note(given: str, low: str, high: str, factor: str) -> str:
    """Say what the curve rests on."""
    return (
        "The mix of people who pass is published nowhere. Stops of a group for each of it who passes move with what "
        f"its share of the street is taken to be: {given} in this programme. The shaded span, {low} to {high}, is "
        f"assumed: the odds divided and multiplied by {factor}."
    )


def curve_alternative(group: str, first: str, high: str, last: str, low: str) -> str:
    """Say the curve in words."""
    return f"{curve_of(group)}: from {high} where {first} are, falling to {low} where {last} are."
