"""The words of the Boroughs page."""

from __future__ import annotations

__all__ = [
    "ABOUT",
    "ABOVE",
    "BELOW",
    "BESIDE_COLUMNS",
    "COLUMNS",
    "COMMAND",
    "COMMAND_NOTE",
    "COSTS",
    "COVERAGE",
    "COVERAGE_CAPTION",
    "COVERAGE_COLUMNS",
    "FIGURES",
    "FIGURES_NOTE",
    "KEY",
    "KEY_COUNT",
    "MENU",
    "MODELS",
    "MODEL_COLUMNS",
    "ORDER",
    "OUTSIDE",
    "PUBLISHED_COST",
    "RULES",
    "RULE_COLUMNS",
    "SHOWN",
    "SHOWN_TEXTS",
    "SIMULATED_COLUMNS",
    "SITED",
    "SOURCES",
    "STREETS",
    "STREETS_COLUMNS",
    "STREETS_NOTE",
    "TIED_SIMULATED",
    "UNKNOWN",
    "WITHIN",
    "all_simulated",
    "groups",
    "london",
    "map_label",
    "unknown",
]

MENU = "Boroughs"
ABOUT = (
    "London's boroughs side by side: what is published, the same deployments simulated, and simulated like for like. "
    "Every figure has its counts and its interval. Boroughs whose intervals overlap are tied: the figures do not tell "
    "one from the other."
)
FIGURES = "Another figure"
FIGURES_NOTE = "Rates of live facial recognition are from August 2024, since faces were counted otherwise before."
ABOVE = "▲ dark: the whole interval is above London's figure"
BELOW = "▼ pale: the whole interval is below it"
KEY = (ABOVE, BELOW, "white: not told from London's figure", "dashed: no figure, or nothing to divide by")
KEY_COUNT = ("▲ dark: above the middle borough", "▼ pale: below it", "white: the same as it")
ORDER = "In order, with ties"
COLUMNS = ("Borough", "Figure", "95 % interval", "Counts", "Rank", "Tied with")
SOURCES = "Where the figures are from"
STREETS = "A street of each borough"
STREETS_NOTE = (
    "Streets at sites where cameras were used, ready to be simulated. All but those of Croydon and Lewisham are "
    "generic: nothing of them is surveyed, how many people come is worked out from published faces where two "
    "deployments or more are timed, and all else is assumed, with ranges."
)
STREETS_COLUMNS = ("Borough", "Site", "Deployments", "Timed", "Faces an hour", "Run a day there")
COMMAND = "The same figures"
COMMAND_NOTE = (
    "Prints this page's figure; with --json as a document. passerby boroughs --cost prints the costs, --mix black the "
    "ratios of a group."
)
SHOWN = "Show"
SHOWN_TEXTS = {"published": "Published", "simulated": "Simulated", "alike": "Like for like"}
BESIDE_COLUMNS = ("Borough", "Published", "95 % interval", "Simulated", "90 % interval", "Mean counts", "Rank")
SIMULATED_COLUMNS = ("Borough", "Simulated", "90 % interval", "Mean counts", "Rank")
TIED_SIMULATED = "Boroughs are tied where their intervals overlap; ranks are of the simulated figures."
COVERAGE = "How often published counts lie within the simulated range"
COVERAGE_CAPTION = "Deployments from 11 May to 10 September 2025, which no fit has seen"
COVERAGE_COLUMNS = ("Borough", "Count of", "Published", "Simulated, 90 %", "Published is")
WITHIN, OUTSIDE = "within", "outside"
SITED = "Where deployments were, and recorded crime"
MODELS = "What where deployments were goes with"
MODEL_COLUMNS = ("Model", "Accounted for (95 %)", "Ratio for a standard deviation more (95 %)")
RULES = "What rules would have done"
RULE_COLUMNS = ("Goes by", "Rule", "Elsewhere", "By chance alone")
MIX = "How often a group is stopped, over who is there"
MIX_SWITCH = "Group"
COSTS = "What it costs and what it comes to"
PUBLISHED_COST = "Published"
UNKNOWN = "There is no such figure"


def unknown(asked: str) -> str:
    """Say that a figure was asked for that there is not."""
    return f"Nothing of boroughs is published under this name ({asked[:60]}); shown is another figure."


def london(figure: str, unit: str, *, is_count: bool, ranked: int) -> str:
    """Say what London comes to."""
    if is_count:
        return f"The middle one of {ranked} boroughs: {figure} {unit}."
    return f"London as a whole, {ranked} boroughs together: {figure} {unit}."


def all_simulated(figure: str, unit: str, n: int) -> str:
    """Say what all simulated boroughs come to."""
    return f"All {n} boroughs with a street together: {figure} {unit}."


def groups(n: int, *, is_all_tied: bool) -> str:
    """Say how many groups of ties there are."""
    if is_all_tied:
        return "All are tied: these figures tell no borough from another, and their order means nothing."
    return (
        f"There are {n} groups of boroughs that are tied with each other, which overlap; a borough's rank is a range, "
        "and being tied is not handed on from one to the next."
    )


def map_label(title: str, above: int, below: int) -> str:
    """Say what is to be read from the map."""
    return f"Map of London in tiles: {title}. {above} boroughs lie above, {below} below; the table holds all numbers."
