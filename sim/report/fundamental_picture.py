"""The fundamental diagram as a picture: a model's speeds and flows beside Weidmann's curve."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.acceptance.diagram import FundamentalDiagram
from sim.acceptance.looping import weidmann_m_s
from sim.report.picture_file import write_figure

__all__ = ["fundamental_figure", "write_fundamental"]

_ONE_WAY, _TWO_WAYS, _CURVE = "#12436D", "#801650", "#3D3D3D"
_SIZE_IN = (10.0, 4.8)
_DENSEST = 4.0


def fundamental_figure(diagram: FundamentalDiagram) -> Figure:
    """Draw speed over density on the left and flow over density on the right, a dot a seed."""
    figure = Figure(figsize=_SIZE_IN, layout="constrained")
    speed, flow = figure.subplots(1, 2)
    _draw(speed, diagram, 0, "Speed in m/s")
    _draw(flow, diagram, 1, "Flow in people per metre of width and second")
    speed.legend(frameon=False, loc="upper right")
    n = diagram.one_way_m_s.shape[1]
    seeds = "one seed" if n == 1 else f"each of {n} seeds a dot"
    figure.suptitle(f"Fundamental diagram of {diagram.model}, {seeds}", x=0.01, ha="left", fontsize=11)
    return figure


def write_fundamental(diagram: FundamentalDiagram, file: Path) -> None:
    """Write the picture as PNG, with what it shows in words in its description.

    Raises
    ------
    StoreError
        If the file cannot be written.
    """
    write_figure(fundamental_figure(diagram), file, kind="png", about={"Description": diagram.said})


def _draw(axes: Axes, diagram: FundamentalDiagram, power: int, label: str) -> None:
    """Draw speeds, each times its density to a power: 0 for speeds as they are, 1 for flows."""
    curve = np.linspace(0.05, _DENSEST, 200)
    axes.plot(curve, curve**power * weidmann_m_s(curve), color=_CURVE, linewidth=1.5, label="Weidmann (1993)")
    rho = np.array(diagram.density_per_m2)[:, None]
    for speeds, colour, marker, name in (
        (diagram.one_way_m_s, _ONE_WAY, "o", "one direction"),
        (diagram.two_ways_m_s, _TWO_WAYS, "^", "two directions"),
    ):
        axes.plot(
            np.broadcast_to(rho, speeds.shape).ravel(),
            (rho**power * speeds).ravel(),
            linestyle="none",
            marker=marker,
            markersize=5,
            markerfacecolor="none",
            color=colour,
            label=name,
        )
    axes.set_xlim(0, _DENSEST)
    axes.set_ylim(0, None)
    axes.set_xlabel("Density in people per square metre")
    axes.set_ylabel(label)
    axes.grid(visible=True, color="#DDDDDD", linewidth=0.6)
    axes.set_axisbelow(True)
