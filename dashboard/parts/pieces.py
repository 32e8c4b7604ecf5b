"""Pieces that pages are put together from: tables behind charts, source lines, switches, the picker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.parts import words
from dashboard.parts.aria import aria
from sim.store.runs import Manifest, StoredRun

__all__ = ["behind", "notice", "picker", "source", "switch", "table"]

Content = Any
"""What Dash takes as children: a component, a text, or a list of these."""


def table(
    columns: Sequence[str],
    rows: Sequence[Sequence[Content]],
    *,
    caption: str,
    tops: Sequence[tuple[str, int]] = (),
    is_prose: bool = False,
) -> html.Div:
    """Return a table whose first column names its rows and whose others are numbers.

    Parameters
    ----------
    columns
        The heads, as many as each row has cells.
    rows
        Cells; the first of each is its head.
    caption
        Says what the table holds; also names the box that scrolls when the table is wider than the page.
    tops
        A row of heads above the heads: text and the number of columns that it spans.
    is_prose
        The cells are words rather than numbers, and begin at the left.
    """
    head = [html.Tr([html.Th(text, scope="col") for text in columns])]
    if tops:
        above = [
            html.Th(text, colSpan=span, scope="colgroup") if text else html.Td(colSpan=span) for text, span in tops
        ]
        head.insert(0, html.Tr(above, className="tops"))
    body = [html.Tr([html.Th(row[0], scope="row"), *(html.Td(cell) for cell in row[1:])]) for row in rows]
    return html.Div(
        html.Table([html.Caption(caption), html.Thead(head), html.Tbody(body)]),
        className="scroll prose" if is_prose else "scroll", role="region", tabIndex=0, **aria(label=caption),
    )  # fmt: skip


def behind(content: Content) -> html.Details:
    """Return the table behind a chart, closed until it is asked for."""
    return html.Details([html.Summary(words.TABLE_BEHIND), content], className="behind")


def source(manifest: Manifest) -> html.P:
    """Return the line under a chart that says which run it shows."""
    return html.P(words.source(manifest), className="source")


def switch(identifier: str, *, label: str, options: Mapping[str, str], value: str) -> html.Div:
    """Return a choice of one out of a few; its panels carry the ids "<identifier>-<option>"."""
    return html.Div(
        [
            html.Span(label, className="label", id=f"{identifier}-label"),
            dmc.SegmentedControl(
                id=identifier, value=value, data=[{"value": key, "label": text} for key, text in options.items()],
                size="md", radius=4, transitionDuration=0, **aria(label=label),
            ),
        ],
        className="switch",
    )  # fmt: skip


def notice(heading: str, *content: Content) -> html.Section:
    """Return a page that has nothing else to show, and what to do about it."""
    return html.Section([html.H1(heading), *content], className="notice")


def picker(runs: Sequence[StoredRun], chosen: Manifest) -> html.Section:
    """Return the choice of a stored run by place, policy and day.

    The value of each option is the id of the run that it leads to: of the runs that fit, the one that
    shares the most with the run that is shown.
    """
    manifests = [run.manifest for run in runs]
    here = [other for other in manifests if other.place == chosen.place]
    alike = [other for other in here if other.policy == chosen.policy]
    places = {m.place: _nearest(chosen, manifests, place=m.place) for m in manifests}
    policies = {m.policy: _nearest(chosen, here, policy=m.policy) for m in here}
    choices = [
        _select("pick-place", words.PICK_PLACE, places, chosen),
        _select("pick-policy", words.PICK_POLICY, policies, chosen),
        _select("pick-day", words.PICK_DAY, {_day(m, alike): m for m in alike}, chosen),
    ]
    return html.Section(choices, className="picker", **aria(label=words.PICKER))


def _nearest(chosen: Manifest, manifests: Sequence[Manifest], **wanted: str) -> Manifest:
    fitting = [m for m in manifests if all(getattr(m, key) == value for key, value in wanted.items())]
    return max(fitting, key=lambda m: (m.run_id == chosen.run_id, m.policy == chosen.policy, m.seed == chosen.seed,
                                       m.replication == chosen.replication))  # fmt: skip


def _day(manifest: Manifest, alike: Sequence[Manifest]) -> str:
    """Name a day, with the beginning of its run id where another has the same seed and number."""
    name = words.day_name(manifest)
    twins = [m for m in alike if words.day_name(m) == name]
    return name if len(twins) == 1 else f"{name}, run {manifest.run_id[:6]}"


def _select(identifier: str, label: str, choices: Mapping[str, Manifest], chosen: Manifest) -> dmc.Select:
    return dmc.Select(
        id=identifier, label=label, value=chosen.run_id, allowDeselect=False, checkIconPosition="right", size="md",
        radius=4, data=[{"label": text, "value": manifest.run_id} for text, manifest in choices.items()],
        className="pick", comboboxProps={"transitionProps": {"duration": 0}, "shadow": "sm", "withinPortal": False},
    )  # fmt: skip
