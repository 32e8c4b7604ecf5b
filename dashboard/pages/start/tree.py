"""The natural-frequency tree, as nested lists: read aloud in order, and laid out for any width."""

from __future__ import annotations

from collections.abc import Mapping

from dash import html

from dashboard.pages.start import words
from dashboard.parts.content import Content
from dashboard.parts.groups import group_label
from dashboard.parts.source import source
from dashboard.parts.switch import Switch
from dashboard.parts.table import behind, table
from sim.report.numbers import count_text
from sim.report.results import Results
from sim.report.tree import FrequencyTree, tree_of_day, tree_of_days
from sim.store.runs import Manifest

__all__ = ["TREE", "tree_section"]

TREE = Switch("tree", ("day", "days"))

_DAYS = 100


def tree_section(manifest: Manifest, results: Results, state: Mapping[str, str]) -> html.Section | None:
    """Return the section with the tree of the day and, where the run has expected numbers, of many days."""
    trees = {"day": tree_of_day(results), "days": tree_of_days(results, _DAYS)}
    if trees["day"] is None:
        return None
    panels: dict[str, Content] = {key: _panel(tree, key) for key, tree in trees.items() if tree is not None}
    texts = {"day": words.TREE_DAY, "days": words.TREE_DAYS}
    shown = TREE.panels(panels, label=words.TREE_SWITCH, texts=texts, state=state)
    return html.Section([html.H2(words.TREE), *shown, source(manifest)])


def _panel(tree: FrequencyTree, key: str) -> list[Content]:
    sentence = words.tree_sentence(tree.alerts, tree.listed_alerted, is_day=key == "day")
    return [_drawing(tree), html.P(sentence, className="reading"), behind(_table(tree))]


def _drawing(tree: FrequencyTree) -> html.Ul:
    listed = html.Li(
        [
            _node(tree.listed, words.TREE_LISTED, "listed"),
            html.Ul(
                [
                    html.Li(_node(tree.listed_alerted, words.TREE_ALERTED, "listed full")),
                    html.Li(_node(tree.listed_not_alerted, words.TREE_NOT_ALERTED, "pale")),
                ]
            ),
        ]
    )
    other = html.Li(
        [
            _node(tree.other, words.TREE_OTHER, "other"),
            html.Ul(
                [
                    html.Li(_node(tree.other_alerted, words.TREE_ALERTED, "wrong full")),
                    html.Li(_node(tree.other_not_alerted, words.TREE_NOT_ALERTED, "pale")),
                ]
            ),
        ]
    )
    root = html.Li([_node(tree.people, words.TREE_PEOPLE, "root"), html.Ul([listed, other])])
    return html.Ul(root, className="tree")


def _node(value: float, label: str, kind: str) -> html.Div:
    return html.Div([html.Strong(count_text(value)), " ", html.Span(label)], className=f"node {kind}")


def _table(tree: FrequencyTree) -> html.Div:
    rows = [
        (words.TREE_LISTED, tree.listed, tree.listed_alerted, tree.listed_not_alerted),
        (words.TREE_OTHER, tree.other, tree.other_alerted, tree.other_not_alerted),
        (group_label("all", {}), tree.people, tree.alerts, tree.people - tree.alerts),
    ]
    cells = [[name, *(count_text(value) for value in values)] for name, *values in rows]
    return table(words.TREE_COLUMNS, cells, caption=words.TREE)
