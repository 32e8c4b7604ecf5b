"""Every page's address: what the tests that only look at pages open."""

from __future__ import annotations

from stored_day import FIXED, NONE

from dashboard.pages.registry import PAGES

__all__ = ["ADDRESSES"]

OF_A_RUN = ("start", "street", "pipeline", "me")
"""Pages that show another thing for another run; the rest are looked at once."""


def addresses() -> dict[str, str]:
    """Return every page with its switches at their last option, every page of a day that is bare, and no page."""
    found = {}
    for page in PAGES:
        chosen = "".join(f"&{switch.name}={switch.options[-1]}" for switch in page.switches)
        found[page.name] = f"{page.path}?run={FIXED}{chosen}"
        if page.name in OF_A_RUN:
            found[f"{page.name} without"] = f"{page.path}?run={NONE}"
    return {**found, "unknown run": f"{PAGES.home.path}?run=ffff"}


ADDRESSES = addresses()
