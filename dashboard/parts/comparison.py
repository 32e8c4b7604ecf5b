"""What pages of comparisons share: the choice of one, and the line that says what made it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from dash import html

from dashboard.parts.aria import aria
from dashboard.parts.view import View
from dashboard.parts.words import PRODUCT
from sim.report.library import StoredComparison

__all__ = ["choices", "comparison_source", "link"]

_CHOOSE = "Choose a comparison"
_SOURCE = (
    "Source: ensemble {ensemble_id}, {draws} draws of the uncertain inputs (the first as given), {replications} "
    "replications of each, seed {seed}; {done} runs done, {failed} failed, {missing} missing; {product} "
    "{created_by_version}, results version {results_version}. Made by: {command}."
)


def choices(view: View, *, path: str, of: list[StoredComparison] | None = None) -> html.Nav:
    """Return links to each comparison, the one that is shown marked."""
    shown = view.comparisons if of is None else of
    items = [
        html.Li(
            html.A(one.title, href=link(path, comparison=one.name), **_current(one.name == view.comparison.name)),
        )
        for one in shown
    ]
    return html.Nav(html.Ul(items, className="choices"), **aria(label=_CHOOSE))


def link(path: str, **state: str) -> str:
    """Return an address of a page with a state."""
    return f"{path}?{urlencode(state)}"


def comparison_source(comparison: StoredComparison) -> html.P:
    """Return the line under a chart that says which ensemble it shows, and what makes it again."""
    return html.P(_SOURCE.format(product=PRODUCT, **comparison.document), className="source")


def _current(is_current: bool) -> dict[str, Any]:
    return aria(current="page") if is_current else {}
