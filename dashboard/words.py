"""The words of the shell: what stands around every page, and what is said where there is nothing to show."""

from __future__ import annotations

from dashboard.parts.words import PRODUCT

__all__ = [
    "BAD_REQUEST",
    "BANNER",
    "BANNER_TITLE",
    "BROKEN_HINT",
    "BROKEN_RUN",
    "FAILED",
    "FOOTER",
    "LOADING",
    "MORE_HERE",
    "NAVIGATION",
    "NEEDS_SCRIPT",
    "NOT_FOUND",
    "NOT_FOUND_HINT",
    "NO_CALLBACKS",
    "NO_FILE",
    "NO_RUNS",
    "NO_RUNS_COMMAND",
    "NO_RUNS_HINT",
    "OFFLINE",
    "OTHER_RUNS",
    "SKIP",
    "TOO_LONG",
    "UNKNOWN_COMPARISON",
    "UNKNOWN_RUN",
    "UNKNOWN_RUN_HINT",
    "UNREACHED",
    "WRONG_HOST",
    "WRONG_TEMPLATE",
    "WRONG_WIDTH",
    "title",
]

SKIP = "Skip to the content"
NAVIGATION = "Pages"
LOADING = "Loading the run"
NEEDS_SCRIPT = "These pages draw with JavaScript, which is switched off in this browser."
UNREACHED = "This page did not arrive"
FAILED = "It could not be loaded. It comes by itself as soon as the server answers."
OFFLINE = "It could not be loaded, since this device is offline. It comes by itself once the connection is back."

NOT_FOUND = "There is no page here"
NOT_FOUND_HINT = "The pages are {pages}."

BANNER_TITLE = "A simulation."
BANNER = (
    "It shows what would happen if its assumptions were true. It does not say whether the technology should be used."
)
FOOTER = (
    "passerby is open source under the Apache 2.0 licence. It simulates people who do not exist: nothing "
    "here is about a person who lives."
)

NO_RUNS = "No simulated day is stored yet"
NO_RUNS_HINT = "Make one with this command, then reload the page:"
NO_RUNS_COMMAND = "passerby demo"
UNKNOWN_COMPARISON = "There is no stored comparison with this address"
UNKNOWN_RUN = "There is no stored run with this address"
UNKNOWN_RUN_HINT = "It may have been made by another version, or deleted. These are stored:"
BROKEN_RUN = "This run can not be read"
BROKEN_HINT = "What is stored of it does not fit together. Remove its folder, and run it again."
OTHER_RUNS = "The others are not touched by it:"

WRONG_HOST = "This site is not {host}. Start it with --allow-host and that name to let it be."
TOO_LONG = "The body of a request may have {most} KiB at most."
NO_CALLBACKS = "Nothing is computed by this address."
NO_FILE = "There is no such file."
BAD_REQUEST = "This request is not one that these pages make."
WRONG_WIDTH = "A chart is drawn in these widths: {known}."
WRONG_TEMPLATE = "A report is made by these templates: {known}."
MORE_HERE = "See the numbers behind it"


def title(page: str) -> str:
    """Return what the browser's tab shows for the title of a page."""
    return f"{page} – {PRODUCT}"
