"""The denominator switch: the same counts per face, per alert, per stop and per arrest."""

from __future__ import annotations

from collections.abc import Mapping

from dash import html

from dashboard.pages.start import words
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

__all__ = ["rates_section"]


def rates_section(manifest: Manifest, results: Results, state: Mapping[str, str]) -> html.Section:
    """Return the section with one panel for each denominator, one of them shown."""
    panels: dict[str, Content] = {per: _panel(results, per) for per in PER}
    label, texts = denominator.DENOMINATOR, denominator.PER_LABELS
    return fold(
        words.RATES,
        [
            html.P(words.RATES_NOTE, className="measure"),
            *denominator.SWITCH.panels(panels, label=label, texts=texts, state=state),
            html.P(words.RATES_YEAR, className="measure quiet"),
            source(manifest),
        ],
        is_open=denominator.SWITCH.name in state,
    )


def _panel(results: Results, per: Per) -> list[Content]:
    found = rates_per(results, per)
    cards = [html.Li(_card(rate)) for rate in found]
    rows = [_row(rate) for rate in found]
    return [
        html.P(denominator.PER_ABOUT[per], className="measure"),
        html.Ul(cards, className="rates"),
        behind(table(words.RATE_COLUMNS, rows, caption=f"{denominator.DENOMINATOR} {denominator.PER_ONE[per]}")),
    ]


def _card(rate: Rate) -> list[Content]:
    content = [html.H3(metric(rate.name).label), *_reading(rate, rate.sampled, words.ON_THE_DAY, "rate")]
    if rate.expected is not None:
        content += _reading(rate, rate.expected, words.EXPECTED, "rate expected")
    return content


def _reading(rate: Rate, ratio: Ratio, when: str, style: str) -> list[Content]:
    value = [html.Strong(_big(rate, ratio)), html.Span(_small(rate, ratio), className="percent")]
    return [html.P(value, className=style), html.P(f"{when}: {_counts(rate, ratio)}", className="counts")]


def _big(rate: Rate, ratio: Ratio) -> str:
    if ratio.value is None:
        return "–"
    return in_frequencies(ratio.value) if rate.is_share else ratio_text(ratio.value)


def _small(rate: Rate, ratio: Ratio) -> str:
    if ratio.value is None:
        return denominator.nothing_to_divide_by(rate.per)
    return percent(ratio.value) if rate.is_share else denominator.for_each(rate.per)


def _counts(rate: Rate, ratio: Ratio) -> str:
    return denominator.over(rate.name, rate.per, ratio.numerator, ratio.denominator, is_share=rate.is_share)


def _row(rate: Rate) -> list[str]:
    sampled, expected = rate.sampled, rate.expected
    write = percent if rate.is_share else ratio_text
    spans = [write(edge) for edge in (sampled.low, sampled.high) if edge is not None]
    return [
        metric(rate.name).label,
        f"{count_text(sampled.numerator)} / {count_text(sampled.denominator)}",
        "–" if sampled.value is None else write(sampled.value),
        " to ".join(spans) if spans else "–",
        "–" if expected is None else f"{count_text(expected.numerator)} / {count_text(expected.denominator)}",
        "–" if expected is None or expected.value is None else write(expected.value),
    ]
