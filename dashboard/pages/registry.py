"""The pages in the order of the menu. A page is a package of this folder, and its line here."""

from __future__ import annotations

from importlib import import_module

from dashboard.parts.page import Page
from dashboard.parts.registry import Registry

__all__ = ["PAGES"]

_PACKAGES = (
    "start",
    "explore",
    "scenario",
    "street",
    "pipeline",
    "compare",
    "months",
    "me",
    "fairness",
    "boroughs",
    "claims",
    "proportionality",
    "evidence",
    "runs",
)


def _page(package: str) -> Page:
    """Return the page that a package defines; by its name, so that a page needs one line and no import."""
    page: Page = import_module(f"dashboard.pages.{package}.page").PAGE
    return page


PAGES = Registry(_page(package) for package in _PACKAGES)
"""All pages of the dashboard."""
