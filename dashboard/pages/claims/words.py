"""The words of the Claims page."""

from __future__ import annotations

__all__ = [
    "ABOUT",
    "ALL",
    "BOUND",
    "CANNOT",
    "COLUMNS",
    "COMMAND",
    "COMMAND_NOTE",
    "COUNTS",
    "FROM",
    "GRANTED",
    "HOW",
    "INPUT",
    "LINK",
    "LIST",
    "MARGIN",
    "MENU",
    "MOVED",
    "NONE",
    "NONE_HINT",
    "NO_INTERVAL",
    "NO_VALUE",
    "OUT_OF_SCOPE",
    "OWN",
    "OWN_ABOUT",
    "PENDING",
    "SAID",
    "SIDES",
    "SPEAKS",
    "TESTED",
    "TIPPING",
    "VERDICTS",
    "everybody",
    "found",
    "from_to",
    "measurement",
    "ranges",
    "said_by",
    "signed",
    "tip",
]

MENU = "Claims"
ABOUT = (
    "Sentences that people argue with, supporters and critics alike, each held against a simulation or against "
    "published figures. A verdict is of the whole 95 % range against a margin. The margin is a value judgement: move "
    "it, and the verdict follows."
)
ALL = "Claims, held against simulations and published figures"
HOW = {
    "supported": "All of the range lies on the claim's side of the margin.",
    "not supported": "None of it does.",
    "undetermined": "The range holds the margin, there are too few cases, or assumptions make more than half of it.",
    "out of scope": "No count and no simulation can decide it.",
}
VERDICTS = {
    "supported": "Supported",
    "not supported": "Not supported",
    "undetermined": "Undetermined",
    "out of scope": "Out of scope",
}
BOUND = "bound to assumptions"
LIST = "The claims"
SPEAKS = {
    "for": "Said in favour of police use",
    "against": "Said against it, or for limits",
    "neither": "Said of it by neither side",
}
OWN = "Judged here"
OWN_ABOUT = "From outputs/claims, where passerby claims FILE --output outputs/claims/NAME.json puts them."
SAID = "Who said it, and when"
TESTED = "What is tested"
GRANTED = "Taken for granted"
CANNOT = "What cannot be said"
OUT_OF_SCOPE = "Why nothing of it is tested"
MARGIN = "Margin"
SIDES = {"at_least": "at least", "at_most": "at most"}
MOVED = "Verdict at this margin"
COLUMNS = ("Of", "Found", "95 % range", "Counts", "At this margin")
COUNTS = "Counts"
NO_INTERVAL = "none"
NO_VALUE = "Not enough cases to say"
INPUT = "Of what assumptions make"
TIPPING = "Where the verdict would change"
FROM = "Rests on"
COMMAND = "Judge it yourself"
COMMAND_NOTE = (
    "This judges it again, wherever the claim is shipped or its file lies. A file of your own claim goes in the place "
    "of the name, and with --output "
    "outputs/claims/NAME.json it stands on this page."
)
LINK = "Link to this claim"
PENDING = "Not yet judged"
NONE = "No verdicts are stored"
NONE_HINT = "passerby claims --all --output FILE makes them."


def said_by(who: str, when: str) -> str:
    """Say who said it."""
    return f"{who}, {when}"


def from_to(low: str, high: str) -> str:
    """Write a range."""
    return f"{low} to {high}"


def everybody(group: str) -> str:
    """Say of whom something was found."""
    return "Everybody" if group == "all" else group


def found(value: str, span: str) -> str:
    """Write what was found with its range."""
    return value if span == NO_INTERVAL else f"{value} ({span})"


def signed(number: str) -> str:
    """Write a number that may be below nought with a true minus."""
    return number.replace("-", "−")


def ranges(says: str) -> str:
    """Say what a picture of ranges is of."""
    return f"95 % ranges beside the margin: {says}"


def measurement(key: str, share: str) -> str:
    """Say what to measure."""
    return (
        f"One measurement would narrow the range most: {key} goes with {share} of the variance of what was found "
        "(by ranks), more than any input does by chance."
    )


def tip(of: str, value: str, inside: bool | None, then: str) -> str:
    """Say a tipping point; its value with its unit."""
    where = {True: ", inside its range", False: ", outside of its range", None: ""}[inside]
    return f"{of} at {value}{where}: {then}."
