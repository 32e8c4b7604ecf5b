"""Rates of a comparison over each denominator, with a switch between them: of one arm, of all arms, of groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from dash import html

from dashboard.parts import denominator
from dashboard.parts.comparison import comparison_source
from dashboard.parts.content import Content
from dashboard.parts.rates import rate_cards, rate_span, rate_text, switched
from dashboard.parts.table import table
from sim.metrics.catalogue import metric, rate_of
from sim.metrics.metric import By
from sim.report.library import StoredComparison
from sim.report.numbers import count_text, ratio_text
from sim.report.pooled import pooled, runs_of
from sim.report.rates import PER, Per, Rate, counted_per, rates_per

__all__ = ["rates_of_arm", "rates_of_arms", "rates_of_groups"]

HEADING = "The same as rates, per face, alert, stop, arrest or resident"
OF_GROUPS = "Rates of each group, per face, alert, stop, arrest or resident"
WHEN = "{n} runs together"
NOTE = (
    "Counts of {n} runs are taken together. The interval is what the luck of those runs leaves open; how far draws of "
    "the uncertain inputs differ is not in it."
)
PAIRED = "“{second}” less “{first}”, pair by pair, 95 %"
PAIRS = "{low} to {high}, {n} pairs"
POINTS = "percentage points"
NOT_PAIRED = "not kept in pairs"
NOT_ENOUGH = "not enough cases to say"
FEW = "Where fewer than {n} were counted, there are not enough cases to say, and the counts stand alone."
WHAT, GROUP, ALL = "What", "Group", "All"
ENOUGH_CASES = 10
"""With fewer, the exact 95 % interval of a rate spans more than a factor of four."""


def rates_of_arm(comparison: StoredComparison, arm: str, group: str, state: Mapping[str, str]) -> html.Section:
    """Return the section with the rates of everybody or one group of one arm, as cards."""
    results, when = pooled(comparison, arm), WHEN.format(n=runs_of(comparison, arm))

    def panel(per: Per) -> Content | None:
        rates = rates_per(results, per, by=_by(group), group=group)
        return rate_cards(rates, per, when=when) if rates else None

    return _section(HEADING, comparison, arm, state, panel)


def rates_of_arms(comparison: StoredComparison, state: Mapping[str, str]) -> html.Section:
    """Return the section with the rates of all arms side by side, and their paired differences where they are kept."""
    first, *others = comparison.arms
    arms = {arm: pooled(comparison, arm) for arm in comparison.arms}
    columns = (WHAT, *arms, *(PAIRED.format(second=second, first=first) for second in others))

    def panel(per: Per) -> Content | None:
        found = {arm: {rate.name: rate for rate in rates_per(results, per)} for arm, results in arms.items()}
        names = dict.fromkeys(name for rates in found.values() for name in rates)
        rows: list[list[Content]] = [
            [
                metric(name).label,
                *(_cell(rates.get(name)) for rates in found.values()),
                *(_paired(comparison, first, second, name, per) for second in others),
            ]
            for name in names
        ]
        return _panel(per, columns, rows)

    return _section(HEADING, comparison, first, state, panel)


def rates_of_groups(comparison: StoredComparison, arm: str, state: Mapping[str, str]) -> html.Section:
    """Return the section with the rates of each group of an arm, and of all."""
    results, groups = pooled(comparison, arm), {**comparison.document["groups"], "all": ALL}

    def panel(per: Per) -> Content | None:
        found = {group: rates_per(results, per, by=_by(group), group=group) for group in groups}
        names = list(dict.fromkeys(rate.name for rates in found.values() for rate in rates))
        rows: list[list[Content]] = []
        for group, rates in found.items():
            by_name = {rate.name: rate for rate in rates}
            rows.append([groups[group], *(_cell(by_name.get(name)) for name in names)])
        return _panel(per, (GROUP, *(metric(name).label for name in names)), rows if names else [])

    return _section(OF_GROUPS, comparison, arm, state, panel)


def _section(
    heading: str,
    comparison: StoredComparison,
    arm: str,
    state: Mapping[str, str],
    panel: Callable[[Per], Content | None],
) -> html.Section:
    """Return a section with those denominators of which there is anything to say."""
    panels = {per: content for per in PER if (content := panel(per)) is not None}
    notes = html.P(
        [NOTE.format(n=runs_of(comparison, arm)), " ", FEW.format(n=ENOUGH_CASES)], className="measure quiet"
    )
    return switched(heading, cast(dict[str, Content], panels), state, [notes, comparison_source(comparison)])


def _panel(per: Per, columns: tuple[str, ...], rows: list[list[Content]]) -> Content | None:
    if not rows:
        return None
    caption = f"{denominator.DENOMINATOR} {denominator.PER_ONE[per]}"
    return [html.P(denominator.PER_ABOUT[per], className="measure"), table(columns, rows, caption=caption)]


def _cell(rate: Rate | None) -> Content:
    """Return a rate with its counts and its interval, one below the other."""
    if rate is None:
        return "–"
    ratio = rate.sampled
    counts = html.Span(f"{count_text(ratio.numerator)} / {count_text(ratio.denominator)}", className="quiet")
    if ratio.value is None or ratio.numerator < ENOUGH_CASES:
        said = denominator.nothing_to_divide_by(rate.per) if ratio.value is None else NOT_ENOUGH
        return [said, html.Br(), counts]
    return [
        rate_text(rate, ratio.value), html.Br(), html.Span(rate_span(rate), className="quiet"), html.Br(), counts,
    ]  # fmt: skip


def _paired(comparison: StoredComparison, first: str, second: str, name: str, per: Per) -> Content:
    """Return the difference of a rate, and its interval over pairs of runs, where the comparison has kept it."""
    rate = rate_of(name, counted_per(per))
    where = {"first": first, "second": second, "by": "all", "estimator": "expected"}
    rows = [] if rate is None else comparison.rows("differences", name=rate.name, **where)
    rows = [row for row in rows if None not in (row["difference"], row["low"], row["high"])]
    if not rows:
        return html.Span(NOT_PAIRED, className="quiet")
    low, value, high = (_signed(rows[0][key]) for key in ("low", "difference", "high"))
    span = PAIRS.format(low=low, high=high, n=rows[0]["pairs"])
    return [f"{value} {POINTS}", html.Br(), html.Span(span, className="quiet")]


def _signed(share: float) -> str:
    sign = "" if share == 0 else "+" if share > 0 else "\u2212"
    return sign + ratio_text(100 * abs(share))


def _by(group: str) -> By:
    return "all" if group == "all" else "ethnic_group"
