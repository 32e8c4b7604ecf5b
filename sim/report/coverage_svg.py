"""What the cameras of a place cover, as small SVG drawings for a page: the whole street, and each site in close-up.

They hold no text: a page says beside them what they show, in letters that stay readable at every width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, sin
from typing import Any

from sim.recognition.cameras.capture import CaptureSettings
from sim.recognition.cameras.site import Site
from sim.report.coverage_bands import (
    CAMERA,
    COLOURS,
    EDGE,
    ENTRANCE,
    STREET,
    TIMES,
    TOO_SMALL,
    ZONE,
    bands_of,
    close_up,
    posts_of,
)
from sim.scenario.coverage import eyes_of, rings_of
from sim.scenario.schema import Scenario
from sim.street.street_map import area_of

__all__ = ["Drawing", "coverage_drawings", "coverage_key"]

_WIDTH = 640.0
_MARGIN_M = 4.0
_LOOK_M = 2.0


@dataclass(frozen=True)
class Drawing:
    """One drawing."""

    name: str
    """The place, or the site."""
    svg: str


@dataclass(frozen=True)
class _View:
    """A box of the street in metres, drawn as wide as every other."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def scale(self) -> float:
        return _WIDTH / (self.x1 - self.x0)

    def point(self, x_m: float, y_m: float) -> str:
        """Return where a point is drawn; y grows downwards on a page."""
        return f"{(x_m - self.x0) * self.scale:.1f},{(self.y1 - y_m) * self.scale:.1f}"


def coverage_drawings(scenario: Scenario) -> list[Drawing]:
    """Draw the street with the bands of all sites in use, then each of those sites by itself."""
    street, sites = scenario.street_map, scenario.used_sites
    area = area_of(street.walkable, street.obstacles)
    settings = CaptureSettings() if scenario.lfr is None else scenario.lfr.capture
    eye_m = eyes_of(scenario.population, settings)
    bands = {name: bands_of(site, area, settings, eye_m) for name, site in sites.items()}
    drawn = [(scenario.name, area.bounds, list(sites))]
    drawn += [(site.name, close_up(site), [name]) for name, site in sites.items()]
    found = []
    for title, (x0, y0, x1, y1), names in drawn:
        view = _View(x0 - _MARGIN_M, y0 - _MARGIN_M, x1 + _MARGIN_M, y1 + _MARGIN_M)
        parts = [_shape(view, area, fill=STREET)]
        for at_one_level in zip(*(bands[name] for name in names), strict=True):
            parts += [_shape(view, region, fill=colour) for region, colour in at_one_level]
        parts.append(_shape(view, area, fill="none", stroke=EDGE))
        parts += [_line(view, entrance.mouth, ENTRANCE, 4.0) for entrance in street.entrances]
        parts += [part for name in names for part in _site(view, sites[name])]
        found.append(Drawing(title, _svg(view, parts)))
    return found


def coverage_key(scenario: Scenario) -> list[tuple[str, str]]:
    """Return the colours of the bands, and what each is of, from the smallest faces to the largest."""
    needed = (CaptureSettings() if scenario.lfr is None else scenario.lfr.capture).gate_iod_px
    ends = [needed * times for times in TIMES]
    spans = [f"{low:g} to {high:g} px" for low, high in pairwise(ends)] + [f"{ends[-1]:g} px or more"]
    small = (TOO_SMALL, f"{needed / 2:g} to {needed:g} px: seen, too small to search")
    return [small, *zip(COLOURS, spans, strict=True)]


def _svg(view: _View, parts: Sequence[str]) -> str:
    height = (view.y1 - view.y0) * view.scale
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:g} {height:.0f}">'
        f'<rect width="{_WIDTH:g}" height="{height:.0f}" fill="#DDE1E5"/>{"".join(parts)}</svg>'
    )


def _shape(view: _View, region: Any, *, fill: str, stroke: str = "none") -> str:
    path = "".join(f"M{'L'.join(view.point(x, y) for x, y in ring)}Z" for rings in rings_of(region) for ring in rings)
    return f'<path d="{path}" fill="{fill}" fill-rule="evenodd" stroke="{stroke}"/>' if path else ""


def _line(view: _View, points: Sequence[tuple[float, float]], colour: str, width: float, more: str = "") -> str:
    along = " ".join(view.point(x, y) for x, y in points)
    return f'<polyline points="{along}" fill="none" stroke="{colour}" stroke-width="{width:g}"{more}/>'


def _site(view: _View, site: Site) -> list[str]:
    parts = [_line(view, [*site.zone, site.zone[0]], ZONE, 2.0, ' stroke-dasharray="6 4"')]
    for _, x, y, headings in posts_of(site):
        parts += [_line(view, [(x, y), (x + _LOOK_M * cos(h), y + _LOOK_M * sin(h))], CAMERA, 2.5) for h in headings]
        cx, cy = view.point(x, y).split(",")
        parts.append(f'<circle cx="{cx}" cy="{cy}" r="5" fill="{CAMERA}" stroke="{EDGE}"/>')
    return parts
