"""What deployments take and come to, by borough, beside other means: the card of costs of the Boroughs page."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from dashboard.pages.boroughs import words
from dashboard.pages.boroughs.shown import shipped
from dashboard.parts.content import Content
from dashboard.parts.table import table
from sim.compare.cost_card import CostRow, cost_card, published_sums
from sim.report.borough_tables import figure_text
from sim.report.simulated_tables import ends_text, how_card

__all__ = ["costs"]


def costs() -> list[Content]:
    """Return the cards of all boroughs, a row each, and what was published of costs."""
    cards = {one.area: cost_card(one) for one in shipped().boroughs}
    first = next(iter(cards.values()))
    parts: list[Content] = [html.P(how_card(shipped()), className="measure")]
    for means in dict.fromkeys(row.means for row in first):
        heads = [f"{row.what}, {row.unit}" for row in first if row.means == means]
        rows = [[area, *(_cell(row) for row in card if row.means == means)] for area, card in cards.items()]
        parts.append(table((words.COLUMNS[0], *heads), rows, caption=f"{means}: {_basis(first, means)}"))
    for said, source in published_sums().items():
        parts += [
            html.P(f"{words.PUBLISHED_COST}. {said}.", className="measure"),
            html.P(f"{source}.", className="source"),
        ]
    return parts


def _cell(row: CostRow) -> str:
    return figure_text(None) if row.value is None else f"{figure_text(row.value)} ({ends_text(row.low, row.high)})"


def _basis(card: Sequence[CostRow], means: str) -> str:
    return "; ".join(dict.fromkeys(row.basis for row in card if row.means == means))
