"""The words of the shell: what stands around every page, and what is said where there is nothing to show."""

from __future__ import annotations

from dashboard.parts.words import PRODUCT

__all__ = [
    "BANNER",
    "BANNER_TITLE",
    "BROKEN_RUN",
    "FAILED",
    "FOOTER",
    "LOADING",
    "NAVIGATION",
    "NEEDS_SCRIPT",
    "NOT_FOUND",
    "NOT_FOUND_HINT",
    "NO_RUNS",
    "NO_RUNS_COMMAND",
    "NO_RUNS_HINT",
    "SKIP",
    "UNKNOWN_COMPARISON",
    "UNKNOWN_RUN",
    "UNKNOWN_RUN_HINT",
    "title",
]

SKIP = "Skip to the content"
NAVIGATION = "Pages"
LOADING = "Loading the run"
NEEDS_SCRIPT = "These pages draw with JavaScript, which is switched off in this browser."
FAILED = "The run could not be loaded. Reload the page to try again."

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


def title(page: str) -> str:
    """Return what the browser's tab shows for the title of a page."""
    return f"{page} – {PRODUCT}"
