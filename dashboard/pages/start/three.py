"""The three answers side by side: arrests, false stops, and trust beyond the trend, each with its range."""

from __future__ import annotations

from dash import html

from dashboard.pages.start import words
from dashboard.parts.content import Content
from sim.metrics.metric import Metric
from sim.report.numbers import count_text, digits_for, signed
from sim.report.results import Results

__all__ = ["three_answers"]

_COUNTS = ("arrests", "false_stops")
_TRUST = "trust_fairness_change"


def three_answers(results: Results) -> html.Dl | None:
    """Return arrests, false stops and trust of a day side by side; None where nothing is expected of it."""
    cards = [_count(name, one) for name in _COUNTS if (one := results.find(name, estimator="expected")) is not None]
    trust = results.find(_TRUST)
    if trust is not None and trust.value is not None:
        cards.append(_trust(trust, trust.value))
    return html.Dl([html.Div(card) for card in cards], className="three") if cards else None


def _count(name: str, one: Metric) -> list[Content]:
    if one.low is None or one.high is None:
        span = words.THREE_NO_RANGE
    elif one.low == one.high:
        span = words.three_alike(count_text(one.low))
    else:
        span = words.three_range(count_text(one.low), count_text(one.high))
    return [
        html.Dt(words.THREE[name]),
        html.Dd([html.Strong(count_text(one.numerator)), html.Span(span)]),
        html.Dd(words.THREE_ABOUT[name], className="quiet"),
    ]


def _trust(one: Metric, value: float) -> list[Content]:
    known = one.low is not None and one.high is not None
    digits = digits_for(max(abs(value), abs(one.low or 0.0), abs(one.high or 0.0)))
    span = (
        words.three_trust_range(signed(one.low, digits), signed(one.high, digits))
        if known and one.low is not None and one.high is not None
        else words.THREE_NO_RANGE
    )
    return [
        html.Dt(words.THREE[_TRUST]),
        html.Dd([html.Strong(signed(value, digits)), html.Span(span)]),
        html.Dd(words.THREE_ABOUT[_TRUST], className="quiet"),
    ]
