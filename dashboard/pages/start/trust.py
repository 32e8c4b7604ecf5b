"""Trust on two scales, by ethnic group, with the assumptions that the change leans on."""

from __future__ import annotations

from collections.abc import Mapping

from dash import html

from dashboard.pages.start import words
from dashboard.parts.chart import Chart, Chosen
from dashboard.parts.downloads import taken_away
from dashboard.parts.fold import fold
from dashboard.parts.groups import group_label
from dashboard.parts.source import source
from dashboard.parts.still import still
from dashboard.parts.table import behind, table
from sim.report.assumptions import Assumption, assumptions_of
from sim.report.figures import Change, scale_marks, trust_changes
from sim.report.numbers import count_text, digits_for, signed
from sim.report.results import Results
from sim.store.runs import StoredRun

__all__ = ["TRUST", "trust_section"]

_SCALES = ("fairness", "effectiveness")


def trust_section(run: StoredRun, results: Results) -> html.Section | None:
    """Return the section on trust, or None where the run does not report it."""
    changes = _changes(results)
    if not changes:
        return None
    names = _names(run, changes)
    digits = digits_for(max(abs(change.value) for change in changes))
    spoken = "; ".join(f"{names[c.group]}, {names[c.scale]} {signed(c.value, digits)}" for c in changes)
    rows = [_row(results, change, names, digits) for change in changes]
    assumed = list(assumptions_of(run.scenario.community))
    return fold(
        words.TRUST,
        [
            html.P(words.TRUST_NOTE, className="measure"),
            _key(),
            still(TRUST, run.manifest.run_id, label=f"{words.TRUST}. {words.TRUST_AXIS}. {spoken}."),
            source(run.manifest),
            behind(table(words.TRUST_COLUMNS, rows, caption=words.TRUST)),
            taken_away(run.manifest, TRUST),
            html.H3(words.LEANS_ON.format(n=len(assumed))),
            html.P(words.LEANS_ON_NOTE, className="measure"),
            table(
                words.ASSUMPTION_COLUMNS,
                [_assumption(item) for item in assumed],
                caption=words.LEANS_ON_CAPTION,
                is_prose=True,
            ),
        ],
    )


def _trust(run: StoredRun, width: int, _: Chosen) -> str | None:
    """Draw the changes of a day, if it reports them."""
    changes = _changes(Results(run.metrics))
    if not changes:
        return None
    return trust_changes(changes, _names(run, changes), axis=words.TRUST_AXIS, title=words.TRUST, width=width)


TRUST = Chart("trust", words.TRUST, _trust)


def _names(run: StoredRun, changes: list[Change]) -> dict[str, str]:
    return {**{change.group: group_label(change.group, run.manifest.groups) for change in changes}, **words.SCALES}


def _key() -> html.P:
    marks = zip(_SCALES, scale_marks(), strict=True)
    items = [
        html.Span([html.Span(glyph, style={"color": colour}), f" {words.SCALES[scale]}"])
        for scale, (glyph, colour) in marks
    ]
    return html.P(items, className="scale-key")


def _changes(results: Results) -> list[Change]:
    found = []
    for group in results.groups("ethnic_group"):
        for scale in _SCALES:
            metric = results.find(f"trust_{scale}_change", by="ethnic_group", group=group)
            if metric is not None and metric.value is not None:
                found.append(Change(group, scale, metric.value, metric.low, metric.high))
    return found


def _row(results: Results, change: Change, names: Mapping[str, str], digits: int) -> list[str]:
    metric = results.find(f"trust_{change.scale}_change", by="ethnic_group", group=change.group)
    assert metric is not None, "a change is made from a metric"
    span = [signed(edge, digits) for edge in (metric.low, metric.high) if edge is not None]
    return [
        f"{names[change.group]}, {names[change.scale].lower()}",
        signed(change.value, digits),
        " to ".join(span) if span else "–",
        signed(metric.numerator, digits_for(metric.numerator)),
        count_text(metric.denominator),
    ]


def _assumption(item: Assumption) -> list[str]:
    unit = f" {item.unit}" if item.unit else ""
    span = "–" if item.low is None or item.high is None else f"{item.low:g} to {item.high:g}"
    value = f"{item.value:g}" if isinstance(item.value, (int, float)) else str(item.value)
    return [item.meaning, f"{value}{unit}", span, item.why]
