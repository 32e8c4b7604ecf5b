"""The words of reports: with numbers and ranges rather than hedges; a test refuses words that take a side."""

from __future__ import annotations

from datetime import date

from sim.report.numbers import count_text

__all__ = [
    "ALL_METRICS",
    "ASK",
    "ASK_ITEMS",
    "ASSUMED_NOTE",
    "ASSUMPTIONS",
    "AS_MANY",
    "BEHIND",
    "BOUND",
    "BY_GROUP",
    "BY_GROUP_NOTE",
    "CANNOT",
    "CANNOT_ANY",
    "CANNOT_OF",
    "CHECK",
    "CHECK_ITEMS",
    "CLAIM_SOURCES",
    "CONTENTS",
    "COUNTS",
    "COUNTS_NOTE",
    "COVER",
    "CSV_NOTE",
    "DIFFERENCES",
    "DIFFERENCES_NOTE",
    "EVIDENCE",
    "EVIDENCE_NOTE",
    "FOOTER",
    "FRONTIER",
    "FRONTIER_ALT",
    "FRONTIER_NOTE",
    "GRANTED",
    "HEADLINES",
    "HOW_INTERVAL",
    "HOW_MADE",
    "INFLUENCES",
    "INPUTS",
    "INPUTS_NOTE",
    "IN_SHEET",
    "LEVELS",
    "LEVELS_NOTE",
    "MANY_CLAIMS",
    "MISSING_NOTE",
    "MONTHS",
    "NOTES",
    "NOTES_ABOUT",
    "NOT_PAIRED",
    "NO_FACES",
    "NO_ROWS",
    "NO_SETTINGS",
    "OF_ALL",
    "OF_GROUPS",
    "ONE_TABLE",
    "ON_INPUTS",
    "ON_PUBLISHED",
    "OTHER_MEANS",
    "OTHER_MEANS_NOTE",
    "PAIRED",
    "PARAMETERS",
    "PICTURE",
    "POINTS",
    "POINTS_NOTE",
    "SAID",
    "SETTINGS",
    "SHEETS",
    "SHEET_MISSING",
    "SHEET_NOTE",
    "SHEET_TITLE",
    "STREETS",
    "TEMPLATES",
    "TIPPING",
    "UNTIL",
    "USED",
    "USED_OF",
    "VERDICTS",
    "VERDICT_NOTE",
    "WHAT",
    "WHAT_CLAIMED",
    "WHO_SAID",
    "change_sentence",
    "day_text",
    "difference_sentence",
    "draws_sentence",
    "expected_sentence",
    "finding_words",
    "leans_on",
    "sheet_sentence",
    "until_sentence",
    "with_changes",
]

COVER = "Cover"
NOTES = "Notes"
NOTES_ABOUT = "what was simulated, what the figures say and cannot say, and on what they rest"
SHEETS = "Sheets of this workbook"
IN_SHEET = "see the sheet {sheet}"
ONE_TABLE = "This sheet has one table."
NO_ROWS = "there are none"
MISSING_NOTE = "{mark} stands where there is no number: it was not counted, or there is nothing to divide by."
CSV_NOTE = "Text that a spreadsheet would take for a formula has an apostrophe before it; empty cells have no number."
CONTENTS = "Parts of this report"
TEMPLATES = {
    "panel": "Sheet for a scrutiny panel",
    "committee": "Report for a committee",
    "technical": "Technical report",
}
FOOTER = (
    "Simulated with passerby {version}, results version {results_version}; result {identifier}. Nobody in it lives. "
    "It takes no side and weighs no values."
)
WHAT = "What was simulated"
WHAT_CLAIMED = "What was claimed"
SAID = "What it says"
HEADLINES = "The figures"
PICTURE = "The figures as a picture"
BY_GROUP = "By ethnic group"
BY_GROUP_NOTE = (
    "Expected numbers are sums of the chances of everybody who passed, and need no cases. Who walks on the street and "
    "who is on the list by ethnic group is published nowhere: every difference between groups leans on an assumption."
)
COUNTS_NOTE = (
    "Counted is what happened in the simulated run; expected is the mean of a great many such runs, and the range is "
    "where 9 in 10 of them fall by chance alone, with all settings as given. An interval that is called otherwise says "
    "so."
)
DIFFERENCES = "What differs between the arms"
LEVELS = "What each arm comes to"
DIFFERENCES_NOTE = (
    "The mean over draws and replications, and its 95 % interval. One that reaches over zero is compatible with no "
    "difference. What it rests on is how many events, or pairs of runs, were counted."
)
LEVELS_NOTE = (
    "As given is the run with every uncertain input as the scenario has it; 9 in 10 draws is where runs fall when all "
    "that is uncertain is drawn at once."
)
AS_MANY = "No difference is shown where a metric is not counted in both arms."
PAIRED = (
    "The arms of each pair share their people, their draws of what is uncertain and their chance, so that what they "
    "share drops out of the difference."
)
NOT_PAIRED = "“{second}” and “{first}” share less: {why}."
MONTHS = "Month by month"
STREETS = "Street by street"
POINTS = "Ratios between groups at five points"
POINTS_NOTE = (
    "An input is a ratio that a setting states by group itself: it comes out as it went in. Ratios of where and who "
    "follow from the mix of people on each street and the make-up of the list, which nobody publishes."
)
COUNTS = "Counts and rates with their ranges"
OF_GROUPS = "Main counts of each ethnic group"
OF_ALL = "Every figure with its counts and its interval"
ASK = "What would narrow it"
ASK_ITEMS = (
    "Who is on the list by reason, and how many of them live in the borough.",
    "Faces seen, alerts, stops and arrests of each deployment by ethnic group, with what each stop ended in.",
    "How long each stop lasted, and how it was for whoever was stopped.",
    "Which version of the software was in use, at which threshold, and how it was tested.",
)
NO_FACES = "No face is searched under this policy, so that there are no alerts and no rates over them."
ALL_METRICS = "Every figure"
SETTINGS = "Settings and their sources"
PARAMETERS = "Every setting, with what it rests on"
ASSUMPTIONS = "Assumptions"
ASSUMED_NOTE = (
    "Nobody has published these numbers, or not for streets like these. Risk is how open a number is by the range that "
    "is stated for it: open, no range; wide, reaching zero or more than tenfold; medium, more than twofold; narrow, "
    "less. How much a figure moves with each is what “passerby sensitivity” measures."
)
EVIDENCE = "Sources"
EVIDENCE_NOTE = "Numbers from the world that this result uses, each as the register of evidence has it."
INPUTS = "What was drawn, and what was held as given"
INPUTS_NOTE = "Each draw takes all of these at once, from its range or by the law that is named."
BEHIND = "What it rests on"
CANNOT = "What it cannot say"
CANNOT_ANY = (
    "Whether the use of facial recognition is lawful, necessary, proportionate or worth it: those are judgements.",
    "Whether crime falls or moves: no effect on crime is built in.",
    "Who is on a real list, or the ethnic mix of those who really pass: neither is published.",
    "How well another system, or tomorrow's version of this one, recognises anybody.",
)
CANNOT_OF = {
    "run": ("How days differ from week to week: it is one day, and its ranges are those of chance on days like it.",),
    "programme": (
        "How far events move trust: sizes of effect are assumed, and often not even the sign of a change is known.",
    ),
    "comparison": (
        "What an arm would do elsewhere, or with other people: the difference is of these streets, lists and teams.",
    ),
    "claims": ("Whether whoever said it meant what the hypotheses take the words to say.",),
    "proportionality": ("Whether any limb is met: there is no total and no score.",),
    "ensemble": (
        "What an arm would do elsewhere, or with other people: the difference is of these streets, lists and teams.",
    ),
}
SHEET_TITLE = "Proportionality: {title}"
SHEET_NOTE = (
    "Ranges hold 95 % of draws of everything uncertain, chance included; counts are of all draws together. A quantity "
    "stands beside a limb, and answers it for nobody."
)
SHEET_MISSING = "{title}: not in this scenario are {labels}."
OTHER_MEANS = "Other means, against {first}: what each has more"
OTHER_MEANS_NOTE = (
    "Each is on the same people, days and chance. Where a range holds nought the difference may be chance. Which is "
    "less intrusive, and whether what is lost is worth it, is a judgement."
)
FRONTIER = "Arrests against {burden}, of each other means."
FRONTIER_ALT = "The table of other means has every number."
FRONTIER_NOTE = (
    "Filled points are on the frontier: by their middle values, no other means has both more arrests and less of the "
    "burden. Crosses are 95 % ranges. Nothing is weighed."
)
MANY_CLAIMS = "{n} claims"
VERDICTS = "What was found, and the verdict"
VERDICT_NOTE = (
    "The whole 95 % interval decides: supported where all of it lies on the margin's side, not supported where none of "
    "it does, undetermined otherwise. A margin is a value judgement, and another reader's may differ. Where assumed "
    "inputs, taken as one, make more than half of the variance, the verdict is not more than undetermined."
)
ON_PUBLISHED = "It rests on published counts, each with its source among the figures, and on no simulation."
ON_ARMS = (
    "It rests on simulations, whose arms are named among the sources. Files that one of them needs are not at hand "
    "here, so that their settings and assumptions are not listed."
)
AND_MORE = "And {n} more, in the committee's and the technical report."
HOW_FOUND = "How each was found"
ON_INPUTS = "It rests on the inputs that are listed with it."
NO_SETTINGS = "The settings of its arms cannot be read any more, and are not listed: {why}."
BOUND = ", bound to assumptions"
WHO_SAID = "Who said it, when and where"
TIPPING = "What would change a verdict"
INFLUENCES = "Inputs that stand out: the first is the one measurement that would narrow it most"
CLAIM_SOURCES = "Sources and margins"
GRANTED = "Taken for granted: {what}."
HOW_INTERVAL = "Interval: {how}."
USED = "What it may be used for"
USED_OF = {
    "panel": "To ask questions of a force or a council, and to see which answer would change which figure. Not as "
             "evidence of what happened on any street.",
    "committee": "To set options side by side under stated assumptions, with their ranges. Not as a forecast, and not "
                 "as a finding on lawfulness or proportionality.",
    "technical": "To check how a figure came about, and to make it again. Not without the limits that stand in it.",
}  # fmt: skip
UNTIL = "Until when to use it"
HOW_MADE = "How to check it"
CHECK = "How to check it"
CHECK_ITEMS = (
    "“passerby pack {identifier} -o pack.zip” packs scenario, evidence, versions, seeds and results with a script that "
    "makes every number again and says where a byte differs.",
    "“passerby sensitivity” says which input a figure moves with most, and “passerby tipping” at which value of it a "
    "conclusion changes.",
    "“passerby assure” lists every assumption, what was tested and with which result, and known defects.",
)


def day_text(day: date) -> str:
    """Write a day: "31 October 2027"."""
    return f"{day.day} {day:%B %Y}"


def until_sentence(day: date) -> str:
    """Say until when a report should be used."""
    return f"Use it until {day_text(day)}, and then look for newer evidence."


def expected_sentence(times: str, nouns: tuple[str, str], mean: float, low: float, high: float) -> str:
    """Say an expected number with its range, in words.

    Parameters
    ----------
    times
        Of what there are many, in the plural: "days".
    nouns
        One of what is counted, and several.
    """
    one, several = nouns
    if low == high:
        span = f"{count_text(low) if low else 'no'} {one if low == 1 else several}"
    else:
        span = f"between {count_text(low)} and {count_text(high)} {several}"
    return f"On 9 of 10 simulated {times}, {span}; {count_text(mean)} expected."


def difference_sentence(nouns: tuple[str, str], second: str, first: str, low: float, high: float) -> str:
    """Say a difference of two arms with its interval, in words.

    Parameters
    ----------
    nouns
        One of what is counted, and several.
    second, first
        The arms; the difference is the second less the first.
    low, high
        The ends of the 95 % interval of the mean difference.
    """
    several = nouns[1]
    if low < 0 < high:
        span = f"between {count_text(-low)} fewer and {count_text(high)} more {several}"
    elif low == high == 0:
        span = f"as many {several}"
    else:
        near, far = sorted((abs(low), abs(high)))
        span = f"between {count_text(near)} and {count_text(far)} {'more' if high > 0 else 'fewer'} {several}"
    return f"With “{second}”, {span} than with “{first}” (95 % interval of the mean difference)."


def draws_sentence(arm: str, nouns: tuple[str, str], low: float, high: float, draws: int) -> str:
    """Say where an arm lies over the draws of what is uncertain, in words."""
    span = count_text(low) if low == high else f"between {count_text(low)} and {count_text(high)}"
    return f"With “{arm}”, {span} {nouns[1]} where 9 in 10 draws of what is uncertain fall ({draws} draws)."


def with_changes(name: str, n: int) -> str:
    """Name what had many settings changed; which, stands with the facts."""
    return f"{name}, with {n} settings changed"


def change_sentence(label: str, low: str, high: str, unit: str) -> str:
    """Say a change of trust with the range that the assumptions leave."""
    return f"{label}: {low} to {high} {unit}, over all that is assumed of it."


def finding_words(span: str, unit: str, group: str, margin: str) -> str:
    """Say what was found of a hypothesis, beside its margin."""
    of = "" if group in ("all", "everybody", "") else f" for {group}"
    return f"{span} {unit}{of} (95 %), beside a margin of {margin}"


def leans_on(assumed: int, cited: int, chosen: int) -> str:
    """Say on how many numbers of each kind a result rests."""
    return (
        f"It rests on {cited} numbers with a source, {assumed} that are assumed, and {chosen} that are chosen by "
        "whoever set it up."
    )


def sheet_sentence(label: str, span: str) -> str:
    """Say a quantity with its range."""
    return f"{label}: {span} (95 % of draws of what is uncertain)."
