"""The Start page: the answer at once, and the counts behind it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dash import html

from dashboard.pages.start import words
from dashboard.pages.start.by_group import BY, group_section
from dashboard.pages.start.guides import guides_section
from dashboard.pages.start.three import three_answers
from dashboard.pages.start.tree import TREE, tree_section
from dashboard.pages.start.trust import TRUST, trust_section
from dashboard.parts import denominator
from dashboard.parts import words as shared
from dashboard.parts.caution import caution
from dashboard.parts.chart import Chart, Chosen
from dashboard.parts.content import Content
from dashboard.parts.downloads import taken_away
from dashboard.parts.fold import fold
from dashboard.parts.page import Page
from dashboard.parts.picker import picker
from dashboard.parts.rates import day_rates
from dashboard.parts.source import source
from dashboard.parts.still import still
from dashboard.parts.table import behind, table
from dashboard.parts.view import View
from sim.metrics.catalogue import metric
from sim.metrics.metric import Metric
from sim.report.figures import Rung, ladder
from sim.report.numbers import count_text
from sim.report.results import Results
from sim.store.runs import Manifest, StoredRun

__all__ = ["PAGE"]

_LADDER = ("people", "faces_seen", "alerts", "engagements", "arrests", "false_alerts", "false_stops")
_LADDER_WITHOUT = ("people", "listed_people")


def _content(view: View) -> list[Content]:
    results = Results(view.run.metrics)
    sections = _with_faces(view, results) if results.has_faces() else _without_faces(view, results)
    return [picker(view.runs, view.run.manifest), *sections, _limits(), _glossary()]


def _with_faces(view: View, results: Results) -> list[Content]:
    manifest, state = view.run.manifest, view.state
    sections = [
        _answer(view, _sentence(results), _of_the_day(results)),
        guides_section(view),
        tree_section(manifest, results, state),
        _ladder_section(manifest, results, _LADDER, words.LADDER, words.LADDER_NOTE),
        day_rates(manifest, results, state),
        group_section(manifest, results, state),
        trust_section(view.run, results),
    ]
    return [section for section in sections if section is not None]


def _without_faces(view: View, results: Results) -> list[Content]:
    people, listed = results.count("people") or 0, results.count("listed_people") or 0
    note = html.Section([html.H2(words.NO_LFR_TREE), html.P(words.NO_LFR_NOTE, className="measure")])
    return [
        _answer(view, words.answer_without(people), words.of_the_day_without(listed)),
        guides_section(view),
        note,
        _ladder_section(view.run.manifest, results, _LADDER_WITHOUT, words.NO_LFR_LADDER, words.LADDER_NOTE_PLAIN),
    ]


def _sentence(results: Results) -> str:
    arrests = results.find("arrests", estimator="expected")
    if arrests is None or arrests.low is None or arrests.high is None:
        return words.on_one_day(results.count("arrests") or 0)
    return words.answer(arrests.low, arrests.high)


def _of_the_day(results: Results) -> str:
    names = ("arrests", "alerts", "false_alerts", "engagements", "faces_seen")
    return words.of_the_day(*(results.count(name) or 0 for name in names))


def _answer(view: View, sentence: str, of_the_day: str) -> html.Section:
    manifest = view.run.manifest
    return html.Section(
        [
            html.P(manifest.policy, className="kicker"),
            html.H1(manifest.place),
            caution(manifest),
            html.P(sentence, className="answer"),
            three_answers(Results(view.run.metrics)),
            html.P(of_the_day, className="lead") if of_the_day else None,
            _facts(manifest),
            html.P(html.A(words.SEE_STREET, href=view.address("street"), className="action")),
        ],
        className="hero",
    )


def _facts(manifest: Manifest) -> html.Dl:
    facts = {"hours": shared.hours(manifest.start_h, manifest.duration_h)}
    if manifest.threshold is not None:
        facts["threshold"] = f"{manifest.threshold:g}"
    if manifest.watchlist_size is not None:
        facts["watchlist"] = count_text(manifest.watchlist_size)
    if manifest.profile is not None:
        facts["profile"] = manifest.profile
    if manifest.sites:
        facts["sites"] = shared.sites(manifest.sites)
    facts["seed"] = str(manifest.seed)
    terms = [html.Div([html.Dt(words.FACTS[key]), html.Dd(value)]) for key, value in facts.items()]
    return html.Dl(terms, className="facts")


def _ladder_section(
    manifest: Manifest, results: Results, names: Sequence[str], heading: str, note: str
) -> html.Section:
    rungs = [rung for name in names if (rung := _rung(results, name)) is not None]
    label = f"{heading}. " + "; ".join(f"{rung.label} {count_text(rung.value)}" for rung in rungs) + "."
    rows = [_ladder_row(results, name) for name in names if results.count(name) is not None]
    return html.Section(
        [
            html.H2(heading),
            html.P(note, className="measure"),
            still(LADDER, manifest.run_id, label=label),
            source(manifest),
            behind(table(words.LADDER_COLUMNS, rows, caption=heading)),
            taken_away(manifest, LADDER),
        ]
    )


def _ladder(run: StoredRun, width: int, _: Chosen) -> str:
    """Draw the ladder of a day."""
    results = Results(run.metrics)
    names, title = (_LADDER, words.LADDER) if results.has_faces() else (_LADDER_WITHOUT, words.NO_LFR_LADDER)
    rungs = [rung for name in names if (rung := _rung(results, name)) is not None]
    return ladder(rungs, axis=words.LADDER_AXIS, title=title, width=width)


LADDER = Chart("ladder", words.LADDER, _ladder)


def _rung(results: Results, name: str) -> Rung | None:
    value, expected = results.count(name), results.find(name, estimator="expected")
    if value is None:
        return None
    low, high = (None, None) if expected is None else (expected.low, expected.high)
    return Rung(metric(name).label, value, low, high)


def _ladder_row(results: Results, name: str) -> list[str]:
    day, expected = results.find(name), results.find(name, estimator="expected")
    return [
        metric(name).label,
        "–" if day is None else count_text(day.numerator),
        _range(day),
        "–" if expected is None else count_text(expected.numerator),
        _range(expected),
    ]


def _range(metric: Metric | None) -> str:
    if metric is None or metric.low is None or metric.high is None:
        return "–"
    return shared.between(metric.low, metric.high)


def _limits() -> html.Section:
    sides = ((words.CAN, words.CAN_LIST), (words.CAN_NOT, words.CAN_NOT_LIST))
    columns = [html.Div([html.H3(head), html.Ul([html.Li(item) for item in items])]) for head, items in sides]
    return fold(words.LIMITS, [html.Div(columns, className="two")])


def _glossary() -> html.Section:
    terms = [html.Div([html.Dt(term), html.Dd(meaning)]) for term, meaning in words.MEANINGS]
    return fold(words.GLOSSARY, [html.Dl(terms, className="glossary")])


PAGE = Page(
    name="start",
    path="/",
    menu=words.MENU,
    title=words.MENU,
    content=_content,
    words=words,
    switches=(TREE, denominator.SWITCH, BY),
    charts=(LADDER, TRUST),
    assets=Path(__file__).parent / "assets",
)
