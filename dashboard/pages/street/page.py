"""The Street page: one simulated day on the plan, played by `assets/player.js`."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from dashboard.pages.street import words
from dashboard.parts.aria import data
from dashboard.parts.caution import caution
from dashboard.parts.content import Content
from dashboard.parts.picker import picker
from dashboard.parts.source import source
from sim.store.runs import StoredRun

__all__ = ["street_page"]


def street_page(run: StoredRun, runs: Sequence[StoredRun]) -> list[Content]:
    """Return the content of the page for one run.

    The player fills the element with `data-player`: it asks for the plan and the replay by itself, and
    reads its words with the plan.
    """
    manifest = run.manifest
    head = html.Section(
        [
            html.P(f"{manifest.place} · {manifest.policy}", className="kicker"),
            html.H1(words.STREET),
            caution(manifest),
            html.P(words.STREET_NOTE if manifest.sites else words.STREET_NOTE_PLAIN, className="measure"),
        ],
        className="hero short",
    )
    if not (run.replay / "index.json").is_file():
        return [picker(runs, manifest), head, html.P(words.NO_REPLAY), html.P(words.NO_REPLAY_HINT)]
    player = html.Div(id="player", className="player", **data(player=manifest.run_id))
    return [
        picker(runs, manifest),
        head,
        player,
        source(manifest),
        html.P(run.scenario.attribution, className="source") if run.scenario.attribution else None,
        html.P(html.A(words.SEE_START, href=f"/?run={manifest.run_id}", className="action")),
    ]
