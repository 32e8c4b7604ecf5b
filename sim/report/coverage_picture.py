"""What the cameras of a place cover, as a picture: the street, the zones, and pixels between the eyes in bands.

Bands are of a typical adult's face that is turned to the camera, by the best camera of the site, where nothing stands
between. Above is the whole street, and below each site in close-up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path as Outline

from sim.recognition.cameras.capture import CaptureSettings
from sim.recognition.cameras.site import Site
from sim.report.console import shown
from sim.report.coverage_bands import (
    CAMERA,
    COLOURS,
    EDGE,
    ENTRANCE,
    SHOP,
    STREET,
    TIMES,
    TOO_SMALL,
    ZONE,
    bands_of,
    close_up,
    posts_of,
)
from sim.report.picture_file import write_figure
from sim.scenario.coverage import eyes_of, rings_of
from sim.scenario.schema import Scenario
from sim.street.street_map import area_of

__all__ = ["FORMATS", "coverage_figure", "write_coverage"]

FORMATS = ("svg", "png")
"""What a picture may be written as, by the end of its file's name."""

_WIDTH_IN = 11.0
_MARGIN_M = 4.0


def coverage_figure(scenario: Scenario) -> Figure:
    """Draw a place and what the cameras of its sites in use cover."""
    street = scenario.street_map
    sites, area = scenario.used_sites, area_of(street.walkable, street.obstacles)
    settings = CaptureSettings() if scenario.lfr is None else scenario.lfr.capture
    eye_m = eyes_of(scenario.population, settings)
    bands = {name: bands_of(site, area, settings, eye_m) for name, site in sites.items()}
    views = [area.bounds, *(close_up(site) for site in sites.values())]
    heights = [min(max(_WIDTH_IN * (y1 - y0) / (x1 - x0), 0.8), 5.0) + 0.6 for x0, y0, x1, y1 in views]
    figure = Figure(figsize=(_WIDTH_IN, sum(heights) + 0.9), layout="constrained")
    rows = figure.subplots(len(views), 1, squeeze=False, gridspec_kw={"height_ratios": heights})[:, 0]
    titles = [scenario.name, *(site.name for site in sites.values())]
    for axes, title, (x0, y0, x1, y1), is_whole in zip(
        rows, titles, views, [True, *(False for _ in sites)], strict=True
    ):
        axes.set_facecolor("#DDDDDD")
        _fill(axes, area, STREET, edge=EDGE)
        for at_one_level in zip(*bands.values(), strict=True):
            for region, colour in at_one_level:
                _fill(axes, region, colour)
        _fill(axes, area, "none", edge=EDGE)
        _draw_ways_in(axes, scenario, with_names=is_whole)
        _draw_sites(axes, sites, with_names=not is_whole)
        axes.set_xlim(x0 - _MARGIN_M, x1 + _MARGIN_M)
        axes.set_ylim(y0 - _MARGIN_M, y1 + _MARGIN_M)
        axes.set_aspect("equal")
        axes.set_title(shown(title), loc="left", fontsize=11, parse_math=False)
        axes.tick_params(labelsize=8)
    rows[-1].set_xlabel("metres", fontsize=9)
    figure.legend(handles=_legend(settings), loc="outside lower center", ncols=4, frameon=False, fontsize=8)
    return figure


def write_coverage(scenario: Scenario, file: Path) -> None:
    """Write the picture as SVG or PNG, by the end of the file's name; the same place gives the same bytes.

    Raises
    ------
    StoreError
        If the file cannot be written.
    """
    write_figure(coverage_figure(scenario), file, kind=file.suffix.removeprefix(".").lower())


def _fill(axes: Axes, region: Any, colour: str, *, edge: str = "none") -> None:
    for rings in rings_of(region):
        codes = [np.r_[Outline.MOVETO, np.full(len(ring) - 2, Outline.LINETO), Outline.CLOSEPOLY] for ring in rings]
        outline = Outline(np.concatenate(rings), np.concatenate(codes))
        axes.add_patch(PathPatch(outline, facecolor=colour, edgecolor=edge, linewidth=0.8))


def _draw_ways_in(axes: Axes, scenario: Scenario, *, with_names: bool) -> None:
    for entrance in scenario.street_map.entrances:
        (x0, y0), (x1, y1) = entrance.mouth
        axes.plot([x0, x1], [y0, y1], color=ENTRANCE, linewidth=3, solid_capstyle="butt")
        if with_names:
            axes.annotate(shown(entrance.id), ((x0 + x1) / 2, (y0 + y1) / 2), fontsize=7, ha="center", va="center",
                          parse_math=False,
                          bbox={"fc": "white", "ec": "none", "alpha": 0.7, "pad": 1})  # fmt: skip
    shops = np.array([shop.at for shop in scenario.street_map.shops]).reshape(-1, 2)
    axes.plot(shops[:, 0], shops[:, 1], "s", color=SHOP, markersize=2.5)


def _draw_sites(axes: Axes, sites: Mapping[str, Site], *, with_names: bool) -> None:
    for name, site in sites.items():
        zone = np.array([*site.zone, site.zone[0]])
        axes.plot(zone[:, 0], zone[:, 1], color=ZONE, linewidth=1.5, linestyle="--")
        for names, x, y, headings in posts_of(site):
            for heading in headings:
                axes.plot([x, x + 1.5 * np.cos(heading)], [y, y + 1.5 * np.sin(heading)], color=CAMERA, linewidth=1.5)
            axes.plot([x], [y], "o", color=CAMERA, markersize=5, markeredgecolor=EDGE, markeredgewidth=0.6)
            if with_names:
                axes.annotate(shown(names), (x, y), xytext=(0, -9), textcoords="offset points", fontsize=7, ha="center",
                              va="top", parse_math=False, clip_on=True)  # fmt: skip
        if not with_names:
            axes.annotate(shown(name), zone[:-1].mean(axis=0), fontsize=8, ha="center", va="center", color=ZONE,
                          parse_math=False, clip_on=True)  # fmt: skip


def _legend(settings: CaptureSettings) -> Sequence[Patch]:
    from matplotlib.lines import Line2D

    needed = settings.gate_iod_px
    ends = [needed * n for n in TIMES]
    names = [f"{low:g} to {high:g} px" for low, high in pairwise(ends)] + [f"{ends[-1]:g} px or more"]
    bands = [
        Patch(facecolor=colour, label=f"{name} between the eyes") for name, colour in zip(names, COLOURS, strict=True)
    ]
    too_small = Patch(facecolor=TOO_SMALL, label=f"{needed / 2:g} to {needed:g} px: seen, too small to search")
    lines: list[Any] = [
        Line2D([], [], color=ZONE, linestyle="--", label="zone: where faces are searched"),
        Line2D([], [], color=CAMERA, marker="o", label="camera, and where it looks"),
        Line2D([], [], color=ENTRANCE, linewidth=3, label="entrance"),
        Line2D([], [], color=SHOP, marker="s", markersize=3, linestyle="none", label="window that people stop at"),
    ]
    return [too_small, *bands, *lines]
