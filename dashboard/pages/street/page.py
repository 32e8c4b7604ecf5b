"""The Street page: one simulated day on the plan, played by the scripts in `assets`."""

from __future__ import annotations

from pathlib import Path

from dash import html

from dashboard.pages.street import words
from dashboard.pages.street.heat import heat
from dashboard.pages.street.replay import plan, replay_file
from dashboard.parts.aria import data
from dashboard.parts.caution import caution
from dashboard.parts.content import Content
from dashboard.parts.page import Page, Route
from dashboard.parts.picker import picker
from dashboard.parts.source import source
from dashboard.parts.view import View
from sim.scenario.schema import Scenario

__all__ = ["PAGE"]


def _content(view: View) -> list[Content]:
    """Return the content of the page for one run.

    The player fills the element with `data-player`: it asks for the plan and the replay by itself, and
    reads its words with the plan.
    """
    run, manifest = view.run, view.run.manifest
    head = html.Section(
        [
            html.P(f"{manifest.place} · {manifest.policy}", className="kicker"),
            html.H1(words.STREET),
            caution(manifest),
        ],
        className="hero short watched",
    )
    note = html.P(words.STREET_NOTE if manifest.sites else words.STREET_NOTE_PLAIN, className="measure")
    if not (run.replay / "index.json").is_file():
        return [picker(view.runs, manifest), head, html.P(words.NO_REPLAY), html.P(words.NO_REPLAY_HINT)]
    player = html.Div(id="player", className="player", **data(player=manifest.run_id))
    return [
        picker(view.runs, manifest),
        head,
        player,
        note,
        source(manifest),
        *_of_the_map(run.scenario),
        html.P(html.A(words.SEE_START, href=view.address("start"), className="action")),
    ]


def _of_the_map(scenario: Scenario) -> list[Content]:
    """Return whose data the map is made of, and what was done to it where it was read."""
    # a map that was turned from the coordinates of the earth is of somewhere: it is somebody's data
    unsaid = words.UNATTRIBUTED if scenario.map_notes and not scenario.attribution else ""
    said = [scenario.attribution or unsaid, " ".join(scenario.map_notes)]
    return [html.P(one, className="source") for one in said if one]


PAGE = Page(
    name="street",
    path="/street",
    menu=words.MENU,
    title=words.MENU,
    content=_content,
    words=words,
    routes=(
        Route("/runs/<run_id>/plan.json", plan),
        Route("/runs/<run_id>/heat.json", heat),
        Route("/runs/<run_id>/replay/<name>", replay_file),
    ),
    assets=Path(__file__).parent / "assets",
)
