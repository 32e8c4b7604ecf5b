"""The page of the pipeline: one passage step by step, the threshold, and what the rates rest on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dash import html

from dashboard.pages.pipeline import words
from dashboard.pages.pipeline.det import DET
from dashboard.pages.pipeline.passages import KINDS, followed
from dashboard.pages.pipeline.points import points_section
from dashboard.pages.pipeline.steps import steps_of
from dashboard.pages.pipeline.thresholds import thresholds_file
from dashboard.parts import denominator
from dashboard.parts.aria import data
from dashboard.parts.caution import caution
from dashboard.parts.content import Content
from dashboard.parts.downloads import taken_away
from dashboard.parts.emulators import emulator_of, emulators
from dashboard.parts.groups import group_label
from dashboard.parts.page import Page, Route
from dashboard.parts.picker import picker
from dashboard.parts.rates import day_rates
from dashboard.parts.source import source
from dashboard.parts.switch import Switch
from dashboard.parts.view import View
from sim.recognition.vector.recogniser import Embedding
from sim.report.results import Results
from sim.scenario.schema import LFR
from sim.store.runs import StoredRun

__all__ = ["PAGE"]

FOLLOW = Switch("follow", KINDS)


def _content(view: View) -> list[Content]:
    """Return the page of one run; the element with `data-pipeline` is filled by its script."""
    run, manifest, lfr = view.run, view.run.manifest, view.run.scenario.lfr
    head: list[Content] = [
        html.P(f"{manifest.place} · {manifest.policy}", className="kicker"),
        html.H1(words.PIPELINE),
        caution(manifest),
    ]
    if lfr is None:
        nothing = [html.P(words.NO_FACES, className="answer"), html.P(words.NO_FACES_HINT, className="measure")]
        return [picker(view.runs, manifest), html.Section([*head, *nothing], className="hero short")]
    rates = day_rates(manifest, Results(run.metrics), view.state)
    known = [_threshold(run), points_section(lfr.recognition.profile, manifest.groups)]
    return [
        picker(view.runs, manifest),
        html.Section([*head, html.P(words.LEAD, className="measure")], className="hero short"),
        _passage(view, lfr),
        *(known if isinstance(lfr.recognition.backend, Embedding) else []),
        rates,
    ]


def _passage(view: View, lfr: LFR) -> html.Section:
    manifest = view.run.manifest
    found = {one.kind: one for one in followed(view.run)}
    # the browser shows one of all panels: a kind that the day lacks has one that says so
    panels: dict[str, Content] = {
        kind: steps_of(found[kind], manifest, lfr) if kind in found else [html.P(words.NONE_SUCH[kind])]
        for kind in sorted(KINDS, key=lambda kind: kind not in found)
    }
    shown = FOLLOW.panels(panels, label=words.KIND_SWITCH, texts=words.KIND_TEXTS, state=view.state)
    return html.Section(
        [html.H2(words.PASSAGE), html.P(words.PASSAGE_NOTE, className="measure"), *shown, source(manifest)]
    )


def _threshold(run: StoredRun) -> html.Section:
    manifest = run.manifest
    asked: dict[str, Any] = {
        "run": manifest.run_id,
        "own": manifest.threshold,
        "references": manifest.watchlist_size,
        "labels": {name: group_label(name, manifest.groups) for name in ("all", *manifest.groups)},
        "headlines": words.RATES,
        "of_all": words.OF_ALL,
        "columns": words.COLUMNS,
        "trust": _trust(run),
        "trust_words": words.TRUST,
        "words": words.SETTINGS,
    }
    return html.Section(
        [
            html.H2(words.SETTINGS["heading"]),
            html.Div(id="pipeline", className="pipeline", **data(pipeline=json.dumps(asked))),
            source(manifest),
            taken_away(manifest, DET),
        ]
    )


def _trust(run: StoredRun) -> dict[str, Any] | None:
    """Return the emulator of the same street and policy, which says what trust does; None where there is none."""
    name = emulator_of(run.scenario)
    if name is None:
        return None
    emulator = emulators()[name]
    known = {one.name: one.label for one in emulator.headlines if one.name in words.TRUST_HEADLINES}
    return {"name": name, "of": emulator.name, "headlines": known}


PAGE = Page(
    name="pipeline",
    path="/pipeline",
    menu=words.MENU,
    title=words.MENU,
    content=_content,
    words=words,
    switches=(FOLLOW, denominator.SWITCH),
    charts=(DET,),
    routes=(Route("/runs/<run_id>/thresholds.json", thresholds_file),),
    assets=Path(__file__).parent / "assets",
)
