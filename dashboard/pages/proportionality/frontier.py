"""Other means by what each would spare of a burden and lose of arrests: with an address of its own for each burden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.pages.proportionality import words
from dashboard.parts.chart import Chart, Chosen
from sim.report.of_proportionality import BURDENS, SHEET, frontier_of
from sim.report.versioned import StoredDocument

__all__ = ["FRONTIER"]


def _burdens(_: StoredDocument) -> Mapping[str, Sequence[str]]:
    return {"burden": list(BURDENS)}


def _draw(sheet: StoredDocument, width: int, chosen: Chosen) -> str | None:
    return frontier_of(sheet.document, chosen["burden"], width=width)


FRONTIER = Chart("frontier", words.FRONTIER, _draw, SHEET, _burdens, "other-means")
