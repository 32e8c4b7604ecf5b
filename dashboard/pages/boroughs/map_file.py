"""The map of the Boroughs page as a picture with an address."""

from __future__ import annotations

from flask import Response, abort

from dashboard.cache import packed
from dashboard.library import Library
from dashboard.pages.boroughs import words
from dashboard.pages.boroughs.shown import SHOWN, Shown, ranking_of
from dashboard.parts.answer import kept_answer
from sim.compare.ranking import BoroughRanking
from sim.report.borough_tables import title_of
from sim.report.tile_map import tile_map_svg

__all__ = ["WIDTHS", "address_of", "label_of", "map_file"]

WIDTHS = (328, 640)
"""For which widths it is drawn, in pixels: for a telephone, and for what is wider."""


def address_of(shown: Shown, metric: str, width: int) -> str:
    """Return where the map of a metric is, published, simulated or like for like."""
    return f"/boroughs/{shown}/{metric}-{width}.svg"


def label_of(ranking: BoroughRanking) -> str:
    """Say what is to be read from the map of a metric."""
    against = [row.against_london for row in ranking.rows]
    return words.map_label(title_of(ranking.metric), against.count("above"), against.count("below"))


def map_file(library: Library, shown: Shown, metric: str, width: int) -> Response:
    """Answer with the map of a metric; 404 for what there is none of."""
    if metric not in SHOWN.get(shown, ()) or width not in WIDTHS:
        abort(404)

    def drawn() -> str:
        ranking = ranking_of(shown, metric)
        return tile_map_svg(ranking, title=title_of(ranking.metric), description=label_of(ranking), width=width)

    return kept_answer(f"boroughs {shown} {metric} {width}", lambda: packed(drawn(), "image/svg+xml"))
