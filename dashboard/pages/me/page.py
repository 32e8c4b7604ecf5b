"""The Me page: chances in a year, worked out in the browser by the script in `assets` from those of one visit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dash import html

from dashboard.pages.me import words
from dashboard.pages.me.chances import Habit, Visit, share_watched, visits_of
from dashboard.pages.me.year import YEAR
from dashboard.parts import denominator
from dashboard.parts.aria import data
from dashboard.parts.caution import caution
from dashboard.parts.content import Content
from dashboard.parts.downloads import taken_away
from dashboard.parts.groups import group_label
from dashboard.parts.page import Page
from dashboard.parts.picker import picker
from dashboard.parts.rates import day_rates
from dashboard.parts.source import source
from dashboard.parts.view import View
from sim.report.results import Results
from sim.store.runs import Manifest

__all__ = ["PAGE"]


def _content(view: View) -> list[Content]:
    """Return the page of one run; the element with `data-me` is filled by its script."""
    run, manifest = view.run, view.run.manifest
    visits = visits_of(run)
    head: list[Content] = [
        html.P(f"{manifest.place} · {manifest.policy}", className="kicker"),
        html.H1(words.ME),
        caution(manifest),
    ]
    if not visits:
        nothing = [html.P(words.NO_CHANCES, className="answer"), html.P(words.NO_CHANCES_HINT, className="measure")]
        return [picker(view.runs, manifest), html.Section([*head, *nothing], className="hero short")]
    watched = share_watched(run)
    basis = words.basis(manifest.place, manifest.policy, manifest.start_h, manifest.duration_h, watched)
    head += [html.P(words.LEAD, className="measure"), html.P(basis, className="measure")]
    return [
        picker(view.runs, manifest),
        html.Section(head, className="hero short"),
        html.Div(id="me", className="me", **data(me=json.dumps(_asked(manifest, visits, watched)))),
        html.Section([source(manifest), taken_away(manifest, YEAR, YEAR.nearest(run, view.state))]),
        html.Section([html.P(html.A(words.OTHER_STREET, href=view.path("boroughs")))]),
        day_rates(manifest, Results(run.metrics), view.state),
        html.Section([_points(words.HOW, words.HOW_LIST), _points(words.CAN_NOT, words.CAN_NOT_LIST)]),
    ]


def _points(heading: str, points: tuple[str, ...]) -> html.Details:
    """Return points that are closed until they are asked for."""
    inside = html.Ul([html.Li(one) for one in points], className="measure points")
    return html.Details([html.Summary(heading), inside], className="behind")


def _asked(manifest: Manifest, visits: list[Visit], watched: float) -> dict[str, Any]:
    return {
        "watched": watched,
        "habit": {name: _bounds(name) for name in Habit.model_fields},
        "groups": [_of_group(manifest, visit) for visit in visits],
        "events": words.EVENTS,
        "columns": words.COLUMNS,
        "words": words.SETTINGS,
        "picture": words.PICTURE,
    }


def _bounds(name: str) -> dict[str, Any]:
    schema = Habit.model_json_schema()["properties"][name]
    return {"given": schema["default"], "low": schema["minimum"], "high": schema["maximum"]}


def _of_group(manifest: Manifest, visit: Visit) -> dict[str, Any]:
    known = None if visit.known is None else [visit.known.low, visit.known.high]
    return {
        "name": visit.group,
        "label": group_label(visit.group, manifest.groups),
        "visits": visit.visits,
        "scan": visit.scan,
        "scanned": [visit.scanned, visit.scanned_of],
        "false_alerts": visit.false_alerts,
        "false_stops": visit.false_stops,
        "listed": visit.listed,
        "listed_stops": visit.listed_stops,
        "known": known,
    }


PAGE = Page(
    name="me",
    path="/me",
    menu=words.MENU,
    title=words.MENU,
    content=_content,
    words=words,
    switches=(denominator.SWITCH,),
    charts=(YEAR,),
    assets=Path(__file__).parent / "assets",
)
