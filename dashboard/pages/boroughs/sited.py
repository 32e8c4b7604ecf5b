"""Whether where deployments were follows from recorded crime: regressions and rules, on the Boroughs page."""

from __future__ import annotations

from dash import html

from dashboard.pages.boroughs import words
from dashboard.parts.content import Content
from dashboard.parts.table import table
from sim.compare.sited import regression, rules
from sim.report.numbers import percent
from sim.report.siting_tables import HOW_MODELS, HOW_RULES, explained_text, terms_text

__all__ = ["sited"]


def sited() -> list[Content]:
    """Return what goes with where deployments were, and what rules would have done."""
    models = [[one.name, explained_text(one), terms_text(one)] for one in regression()]
    outcomes = [
        [
            one.goes_by,
            one.name,
            percent(one.elsewhere),
            f"{percent(one.by_chance_low)} to {percent(one.by_chance_high)}",
        ]
        for one in rules()
    ]
    return [
        table(words.MODEL_COLUMNS, models, caption=words.MODELS, is_prose=True),
        html.P(HOW_MODELS, className="measure quiet"),
        table(words.RULE_COLUMNS, outcomes, caption=words.RULES, is_prose=True),
        html.P(HOW_RULES, className="measure quiet"),
    ]
