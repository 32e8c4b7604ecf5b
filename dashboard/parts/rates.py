"""The same counts over each denominator, with a switch between them: as cards, and for a day as a section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html

from dashboard.parts import denominator
from dashboard.parts.content import Content
from dashboard.parts.fold import fold
from dashboard.parts.source import source
from dashboard.parts.table import behind, table
from sim.metrics.catalogue import metric
from sim.report.numbers import count_text, in_frequencies, percent, ratio_text
from sim.report.rates import PER, Per, Rate, Ratio, rates_per
from sim.report.results import Results
from sim.store.runs import Manifest

__all__ = ["RATES", "day_rates", "rate_cards", "rate_span", "rate_text", "switched"]

RATES = "The same counts, per face, per alert, per stop or per arrest"
RATES_NOTE = (
    "All of these are true at once. People who argue about facial recognition tend to quote different ones, so "
    "each is shown with what was counted and what it was divided by."
)
RATES_YEAR = (
    "A rate per resident per year is not shown: this run is one day on one street, and does not follow anybody "
    "through a year."
)
RATE_COLUMNS = ("What", "{when}", "Rate", "95 % exact interval", "Expected", "Expected rate")
EXPECTED = "Expected"
ON_THE_DAY = "This day"


def day_rates(manifest: Manifest, results: Results, state: Mapping[str, str]) -> html.Section:
    """Return the section of a day with one panel for each denominator, one of them shown."""
    found = {per: rates_per(results, per) for per in PER}
    panels: dict[str, Content] = {per: rate_cards(rates, per, when=ON_THE_DAY) for per, rates in found.items() if rates}
    return switched(RATES, panels, state, [html.P(RATES_YEAR, className="measure quiet"), source(manifest)])


def switched(
    heading: str, panels: Mapping[str, Content], state: Mapping[str, str], after: Sequence[Content]
) -> html.Section:
    """Return a closed section with a switch between denominators; open where the address names one.

    Parameters
    ----------
    panels
        By denominator; one that has no meaning for a page is left out.
    after
        What stands below.
    """
    label, texts = denominator.DENOMINATOR, denominator.PER_LABELS
    shown = denominator.SWITCH.panels(panels, label=label, texts=texts, state=state)
    is_open = denominator.SWITCH.name in state
    return fold(heading, [html.P(RATES_NOTE, className="measure"), *shown, *after], is_open=is_open)


def rate_cards(rates: Sequence[Rate], per: Per, *, when: str) -> list[Content]:
    """Return what is said of one denominator: a card for each rate, and the table behind them.

    Parameters
    ----------
    when
        What the sampled counts are of: "This day".
    """
    cards = [html.Li(_card(rate, when)) for rate in rates]
    columns = [text.format(when=when) for text in RATE_COLUMNS]
    caption = f"{denominator.DENOMINATOR} {denominator.PER_ONE[per]}"
    return [
        html.P(denominator.PER_ABOUT[per], className="measure"),
        html.Ul(cards, className="rates"),
        behind(table(columns, [_row(rate) for rate in rates], caption=caption)),
    ]


def rate_text(rate: Rate, value: float) -> str:
    """Write a rate: "1 in 12", or how many there are for each of its denominator."""
    return in_frequencies(value) if rate.is_share else _how_many(rate, value)


def rate_span(rate: Rate) -> str:
    """Write the interval of what was counted; a dash where there is none."""
    write = percent if rate.is_share else (lambda value: _how_many(rate, value))
    edges = [write(edge) for edge in (rate.sampled.low, rate.sampled.high) if edge is not None]
    return " to ".join(edges) if edges else "–"


def _card(rate: Rate, when: str) -> list[Content]:
    content = [html.H3(metric(rate.name).label), *_reading(rate, rate.sampled, when, "rate")]
    if rate.expected is not None:
        content += _reading(rate, rate.expected, EXPECTED, "rate expected")
    return content


def _reading(rate: Rate, ratio: Ratio, when: str, style: str) -> list[Content]:
    big = "–" if ratio.value is None else rate_text(rate, ratio.value)
    value = [html.Strong(big), html.Span(_small(rate, ratio), className="percent")]
    return [html.P(value, className=style), html.P(f"{when}: {_counts(rate, ratio)}", className="counts")]


def _small(rate: Rate, ratio: Ratio) -> str:
    if ratio.value is None:
        return denominator.nothing_to_divide_by(rate.per)
    return percent(ratio.value) if rate.is_share else denominator.for_each(rate.per)


def _counts(rate: Rate, ratio: Ratio) -> str:
    return denominator.over(rate.name, rate.per, ratio.numerator, ratio.denominator, is_share=rate.is_share)


def _how_many(rate: Rate, value: float) -> str:
    return ratio_text(value * denominator.PER_HOW_MANY[rate.per])


def _row(rate: Rate) -> list[str]:
    sampled, expected = rate.sampled, rate.expected
    write = percent if rate.is_share else (lambda value: _how_many(rate, value))
    return [
        metric(rate.name).label,
        f"{count_text(sampled.numerator)} / {count_text(sampled.denominator)}",
        "–" if sampled.value is None else write(sampled.value),
        rate_span(rate),
        "–" if expected is None else f"{count_text(expected.numerator)} / {count_text(expected.denominator)}",
        "–" if expected is None or expected.value is None else write(expected.value),
    ]
