"""How often a group is stopped in each borough, over its share of who passes: a part of the Boroughs page."""

from __future__ import annotations

from collections.abc import Mapping

from dash import html

from dashboard.pages.boroughs import words
from dashboard.pages.boroughs.shown import shipped
from dashboard.parts.content import Content
from dashboard.parts.switch import Switch
from dashboard.parts.table import table
from sim.report.mix_tables import FEW, how_mix, label_of, mix_cells, mix_columns, mixes_of
from sim.scenario.group_schemes import default_groups

__all__ = ["GROUP", "mixes"]

_GROUPS = default_groups().names
GROUP = Switch("mix", _GROUPS)


def mixes(state: Mapping[str, str]) -> list[Content]:
    """Return a table for each group, one of them shown."""
    texts = {group: label_of(shipped(), group) for group in _GROUPS}
    panels: dict[str, Content] = {group: _panel(group) for group in _GROUPS}
    return GROUP.panels(panels, label=words.MIX_SWITCH, texts=texts, state=state)


def _panel(group: str) -> list[Content]:
    found = mixes_of(shipped(), group)
    if not found:
        return [html.P(FEW)]
    rows = [mix_cells(one) for one in found]
    caption = f"{words.MIX}: {label_of(shipped(), group)}"
    return [
        html.P(how_mix(shipped(), found, group), className="measure"),
        table(mix_columns(label_of(shipped(), group)), rows, caption=caption),
    ]
