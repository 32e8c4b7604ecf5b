"""Counts and rates by ethnic group, sex and age; where there are few cases it says so."""

from __future__ import annotations

from collections.abc import Mapping

from dash import html

from dashboard.pages.start import words
from dashboard.parts.content import Content
from dashboard.parts.fold import fold
from dashboard.parts.groups import GROUPINGS, group_label
from dashboard.parts.source import source
from dashboard.parts.switch import Switch
from dashboard.parts.table import table
from sim.metrics.metric import By
from sim.report.numbers import count_text, in_frequencies, percent
from sim.report.results import Results
from sim.store.runs import Manifest

__all__ = ["BY", "ENOUGH_CASES", "group_section"]

ENOUGH_CASES = 10
"""With fewer, the exact 95 % interval of a rate spans more than a factor of four."""

_GROUPINGS: tuple[By, ...] = ("ethnic_group", "sex", "age_band")
BY = Switch("by", _GROUPINGS)
_COUNTS = ("faces_seen", "alerts", "engagements", "false_stops")


def group_section(manifest: Manifest, results: Results, state: Mapping[str, str]) -> html.Section | None:
    """Return the section with one table for each grouping that the run reports, one of them shown."""
    panels: dict[str, Content] = {by: _table(manifest, results, by) for by in _GROUPINGS if results.groups(by)}
    if not panels:
        return None
    return fold(
        words.GROUP,
        [
            html.P(words.GROUP_NOTE.format(cases=ENOUGH_CASES), className="measure"),
            *BY.panels(panels, label=words.GROUP, texts=GROUPINGS, state=state),
            source(manifest),
        ],
        is_open=BY.name in state,
    )


def _table(manifest: Manifest, results: Results, by: By) -> html.Div:
    groups: list[tuple[By, str]] = [*((by, group) for group in results.groups(by)), ("all", "all")]
    rows = [[group_label(group, manifest.groups), *_cells(results, of, group)] for of, group in groups]
    tops = [("", 1), (words.GROUP_TOPS[1], 5), (words.GROUP_TOPS[2], 2)]
    return table(words.GROUP_COLUMNS, rows, caption=f"{words.GROUP}: {GROUPINGS[by]}", tops=tops)


def _cells(results: Results, by: By, group: str) -> list[object]:
    counts = [results.count(name, by=by, group=group) for name in _COUNTS]
    return [
        *("–" if count is None else count_text(count) for count in counts),
        _sampled_rate(counts[1], counts[0]),
        _expected_rate(results, "alerts", by, group),
        _expected_rate(results, "false_alerts", by, group),
    ]


def _sampled_rate(cases: float | None, faces: float | None) -> object:
    if cases is None or not faces or cases < ENOUGH_CASES:
        return html.Span(words.NOT_ENOUGH, className="quiet")
    return _both(cases / faces)


def _expected_rate(results: Results, name: str, by: By, group: str) -> object:
    cases = results.count(name, estimator="expected", by=by, group=group)
    faces = results.count("faces_seen", by=by, group=group)
    return "–" if cases is None or not faces else _both(cases / faces)


def _both(share: float) -> list[object]:
    return [in_frequencies(share), html.Br(), html.Span(percent(share), className="quiet")]
