"""London as tiles, one of the same size for each authority, about where it lies: a map that no map is needed for.

A tile says its figure, and whether it can be told from London's as a whole; its colour says the same and nothing more.
The arrangement keeps neighbours near: north is up, and from Lambeth east the fifth row is south
of the Thames.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sim.compare.ranking import Against, BoroughRanking
from sim.report.borough_tables import figure_text
from sim.report.drawing import element, picture, text
from sim.report.figures import PALETTE

__all__ = ["TILES", "Tile", "tile_map_svg"]


class Tile(NamedTuple):
    """Where an authority is, in tiles from the west and from the north, and what its tile calls it."""

    column: int
    row: int
    short: str


TILES: Mapping[str, Tile] = {
    "Enfield": Tile(4, 0, "Enf"),
    "Barnet": Tile(3, 1, "Brnt"),
    "Haringey": Tile(4, 1, "Hari"),
    "Waltham Forest": Tile(5, 1, "WalF"),
    "Harrow": Tile(1, 2, "Harw"),
    "Brent": Tile(2, 2, "Bren"),
    "Camden": Tile(3, 2, "Camd"),
    "Islington": Tile(4, 2, "Isli"),
    "Hackney": Tile(5, 2, "Hack"),
    "Redbridge": Tile(6, 2, "Redb"),
    "Havering": Tile(7, 2, "Have"),
    "Hillingdon": Tile(0, 3, "Hill"),
    "Ealing": Tile(1, 3, "Eali"),
    "Kensington and Chelsea": Tile(2, 3, "K&C"),
    "Westminster": Tile(3, 3, "West"),
    "City of London": Tile(4, 3, "City"),
    "Tower Hamlets": Tile(5, 3, "TowH"),
    "Newham": Tile(6, 3, "Newh"),
    "Barking and Dagenham": Tile(7, 3, "B&D"),
    "Hounslow": Tile(1, 4, "Houn"),
    "Hammersmith and Fulham": Tile(2, 4, "H&F"),
    "Lambeth": Tile(3, 4, "Lamb"),
    "Southwark": Tile(4, 4, "Swrk"),
    "Lewisham": Tile(5, 4, "Lew"),
    "Greenwich": Tile(6, 4, "Grnw"),
    "Bexley": Tile(7, 4, "Bex"),
    "Richmond upon Thames": Tile(1, 5, "Rich"),
    "Wandsworth": Tile(2, 5, "Wand"),
    "Merton": Tile(3, 5, "Mert"),
    "Croydon": Tile(4, 5, "Croy"),
    "Bromley": Tile(5, 5, "Brom"),
    "Kingston upon Thames": Tile(2, 6, "King"),
    "Sutton": Tile(3, 6, "Sutt"),
}
"""Each authority once."""

_COLUMNS, _ROWS = 8, 7
_GAP = 3.0
_INK, _QUIET, _RULE = "#0b0c0c", "#484f55", "#8a9299"
_LEAST_LETTERS, _MOST_LETTERS = 11, 16
_FILL: Mapping[Against | None, tuple[str, str, str]] = {
    "above": (PALETTE["blue"], "#ffffff", "▲"),
    "below": ("#cfdce8", _INK, "▼"),
    "neither": ("#ffffff", _INK, ""),
    None: ("#f3f5f7", _QUIET, ""),
}
"""The ground, the letters, and the mark before the figure."""


def tile_map_svg(ranking: BoroughRanking, *, title: str, description: str, width: int) -> str:
    """Draw a metric of all boroughs.

    Parameters
    ----------
    ranking
        Of all boroughs.
    title, description
        What is drawn, and what is to be read from it by who does not see it.
    width
        In pixels; letters are of about one size whatever it is.
    """
    side = width / _COLUMNS
    size = min(max(round(side / 5), _LEAST_LETTERS), _MOST_LETTERS)
    parts = []
    for row in ranking.rows:
        tile = TILES[row.figure.borough]
        ground, letters, mark = _FILL[row.against_london]
        x, y = tile.column * side + _GAP / 2, tile.row * side + _GAP / 2
        room = side - _GAP
        dash = "3 3" if row.against_london is None else None
        parts.append(
            element(
                "rect", x=x, y=y, width=room, height=room, fill=ground, stroke=_RULE, stroke_width=1.0,
                stroke_dasharray=dash,
            )
        )  # fmt: skip
        is_count = ranking.metric.kind == "count"
        said = _short(row.figure.value) if is_count else figure_text(row.figure.value).replace("0.0", ".0")
        middle = x + room / 2
        parts.append(text(middle, y + room * 0.42, tile.short, size=size, colour=letters, anchor="middle", bold=True))
        parts.append(text(middle, y + room * 0.78, f"{mark}{said}", size=size, colour=letters, anchor="middle"))
    return picture(parts, width=width, height=round(_ROWS * side), title=title, description=description)


def _short(value: float | None) -> str:
    """Write a count so that a tile holds it: 451,619 is "452k", 5,835 "5.8k"."""
    if value is None or value < 1000:
        return figure_text(value, is_count=True)
    return f"{value / 1000:.1f}k" if value < 9950 else f"{value / 1000:.0f}k"
