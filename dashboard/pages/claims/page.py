"""The Claims page, from the document of verdicts; the margins move in the browser, by the script in `assets`."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import takewhile
from pathlib import Path
from typing import Any

from dash import html

from dashboard.pages.claims import words
from dashboard.pages.claims.axis import Axis, axis_of
from dashboard.parts.aria import aria, data
from dashboard.parts.content import Content
from dashboard.parts.downloads import downloads
from dashboard.parts.interval_rows import interval_rows
from dashboard.parts.notice import notice
from dashboard.parts.page import Page
from dashboard.parts.shipped import shipped
from dashboard.parts.table import table
from dashboard.parts.view import View
from sim.claims.claim import Claim, shipped_claims
from sim.claims.margin import with_unit
from sim.report.claims_tables import counts_words, tip_words
from sim.report.interval_picture import IntervalRow
from sim.report.numbers import percent, two_digits
from sim.report.verdicts import shipped_verdict, shipped_verdicts

__all__ = ["PAGE"]

_ALL = "claims"
"""The address of all of them together."""


_REACHED, _EVENLY, _DRAWN = 10.0, 2.0, 1.4
"""How many times as far as the ranges a margin can be moved (by factors; evenly about nought), and how far their
picture goes: a margin beyond it is marked at its end."""


def _content(view: View) -> list[Content]:
    document = shipped(shipped_verdicts)
    if document is None:
        return [notice(words.NONE, html.P(words.NONE_HINT))]
    own = {claim["name"]: (claim, of) for claim, of in view.judged}
    pending = {name: one for name, one in (shipped(_pending) or {}).items() if name not in own}
    claims: Sequence[Mapping[str, Any]] = [
        one for one in document["claims"] if one["name"] not in own and one["name"] not in pending
    ]
    asked, version = view.state.get("claim", ""), document["created_by_version"]
    head = [
        html.H1(words.MENU),
        html.P(words.ABOUT, className="measure lead"),
        _legend(claims),
        downloads(_ALL, words.ALL, version=version),
    ]
    return [
        html.Section(head, className="hero short"),
        *_own(own, view, asked),
        *(
            html.Section(
                [html.H2(heading), *(_claim(one, view, version=version, is_open=one["name"] == asked) for one in of)]
            )
            for speaks, heading in words.SPEAKS.items()
            if (of := [one for one in claims if one["speaks"] == speaks])
        ),
        *_not_yet_judged(pending, view, asked),
    ]


def _pending() -> dict[str, Claim]:
    """Return the shipped claims of which no verdict is shipped as they are worded."""
    return {name: claim for name, claim in shipped_claims().items() if shipped_verdict(name, claim) is None}


def _not_yet_judged(pending: Mapping[str, Claim], view: View, asked: str) -> list[Content]:
    """Return the claims that nobody has judged yet."""
    cards = [
        html.Details(
            [
                html.Summary([html.H3(one.title), html.Span(html.Strong(words.PENDING, className="verdict-word"))]),
                html.Div(
                    [
                        *_said(one.quotation, one.who, one.when, one.source),
                        *(html.P(f"{of.says} {words.MARGIN}: {of.margin.said}.", className="measure")
                          for of in one.hypotheses),
                        *([html.P(one.out_of_scope, className="measure")] if one.out_of_scope else []),
                        html.H4(words.COMMAND),
                        html.Pre(html.Code(f"passerby claims {name}"), tabIndex=0),
                        html.P(html.A(words.LINK, href=f"{view.path('claims')}?claim={name}")),
                    ],
                    className="claim-body",
                ),
            ],
            className="fold claim",
            open=name == asked,
        )
        for name, one in pending.items()
    ]  # fmt: skip
    return [html.Section([html.H2(words.PENDING), *cards])] if cards else []


def _said(quotation: str, who: str, when: str, source: str) -> list[Content]:
    quoted: list[Content] = [html.Blockquote(html.P(f"“{quotation}”"))] if quotation else []
    return [html.H4(words.SAID), *quoted, html.P(words.said_by(who, when)), html.P(source, className="source")]


def _own(own: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]], view: View, asked: str) -> list[Content]:
    """Return the claims that a reader has judged."""
    judged = [
        _claim(
            one,
            view,
            version=of["created_by_version"],
            is_open=one["name"] == asked,
            command=_command(of["command"], one["name"]),
        )
        for one, of in own.values()
    ]
    if judged:
        return [html.Section([html.H2(words.OWN), html.P(words.OWN_ABOUT, className="measure"), *judged])]
    return []


def _command(of_all: str, name: str) -> str:
    """Return the command of one claim of those that one command judged."""
    program, verb, *words_ = shlex.split(of_all)
    named = list(takewhile(lambda word: not word.startswith("-"), words_))
    own = [one for one in named if Path(one).stem == name]
    return shlex.join([program, verb, *own, *words_[len(named) :]])


def _legend(claims: Sequence[Mapping[str, Any]]) -> html.Dl:
    """Return what each verdict means, and how many claims have it."""
    rows: list[Content] = []
    for verdict, meaning in words.HOW.items():
        n = sum(one["verdict"] == verdict for one in claims)
        rows += [html.Dt(f"{words.VERDICTS[verdict]}: {n}"), html.Dd(meaning)]
    return html.Dl(rows, className="verdicts-legend")


def _claim(one: Mapping[str, Any], view: View, *, version: str, is_open: bool, command: str = "") -> html.Details:
    """Return a claim; `command` judges it again where its name alone does not."""
    verdict = words.VERDICTS[one["verdict"]]
    stamp = [html.Span(words.BOUND, className="stamp")] if one["is_bound"] else []
    summary = html.Summary(
        [
            html.H3(one["title"]),
            html.Span([html.Strong(verdict, className="verdict-word", **data(verdict=one["verdict"])), *stamp]),
        ]
    )
    body: list[Content] = _said(one["quotation"], one["who"], one["when"], one["source"])
    if one["about"]:
        body += [html.H4(words.TESTED), html.P(one["about"], className="measure")]
    for hypothesis in one["hypotheses"]:
        body += _hypothesis(one["name"], hypothesis, one["needs"])
    if one["out_of_scope"]:
        body += [html.H4(words.OUT_OF_SCOPE), html.P(one["out_of_scope"], className="measure")]
    if one["cannot_say"]:
        body += [html.H4(words.CANNOT), html.Ul([html.Li(text) for text in one["cannot_say"]], className="measure")]
    body += [
        html.H4(words.COMMAND),
        html.Pre(html.Code(command or f"passerby claims {one['name']}"), tabIndex=0),
        downloads(one["name"], one["title"], version=version),
        html.P([words.COMMAND_NOTE, " ", html.A(words.LINK, href=f"{view.path('claims')}?claim={one['name']}")]),
    ]
    return html.Details([summary, html.Div(body, className="claim-body")], className="fold claim", open=is_open)


def _hypothesis(claim: str, one: Mapping[str, Any], needs: str) -> list[Content]:
    """Return what was found of a hypothesis, with its margin, which the script makes a slider of."""
    margin, findings = one["margin"], one["findings"]
    rows = [
        [
            found["group"],
            "–" if found["value"] is None else _number(found["value"], margin),
            _range(found, margin),
            counts_words(found["numerator"], found["denominator"], found["against"]),
            words.VERDICTS[found["verdict"]],
        ]
        for found in findings
    ]
    tips = [tip for found in findings for tip in found["tipping"]]
    parts = (
        *(part for found in findings for part in (found["low"], found["value"], found["high"])),
        *(margin["between"] or (margin[_side(margin)],)),
    )
    known = [part for part in parts if part is not None]
    drawn = axis_of(known, beyond=_DRAWN)
    asked = {
        "id": f"{claim}-{one['name']}",
        "margin": {side: margin[side] for side in ("at_least", "at_most", "between")},
        "unit": margin["unit"],
        "label": f"{words.MARGIN}: {words.SIDES.get(_side(margin), '')}".strip(),
        "why": margin["why"],
        "findings": [{name: found[name] for name in ("value", "low", "high")} for found in findings],
        "name": margin["name"],
        "word": words.MARGIN,
        "sides": words.SIDES,
        "none": words.NO_INTERVAL,
        "is_bound": one["is_bound"],
        "needs": needs,
        "axis": asdict(axis_of(known, beyond=_REACHED, evenly=_EVENLY)),
        "drawn": asdict(drawn),
        "verdicts": words.VERDICTS,
        "moved": words.MOVED,
        "bound": words.BOUND,
    }
    notes = [text for text in dict.fromkeys(found["why_none"] or found["interval"] for found in findings) if text]
    content: list[Content] = [
        html.H4(one["says"]),
        html.Div(
            [
                html.P(
                    f"{words.MARGIN}: {with_unit(margin['words'], margin['unit'])}. {margin['why']}",
                    className="measure as-said",
                ),
                _picture(one, drawn),
                table(words.COLUMNS, rows, caption=f"{one['says']} ({margin['unit']})"),
            ],
            **data(margin=json.dumps(asked), given=one["verdict"]),
        ),
        *(html.P(text, className="measure quiet") for text in notes),
        html.P(one["assumed_words"], className="measure"),
    ]
    if one["rests_on"]:
        content.append(html.P([html.Strong(f"{words.GRANTED}: "), one["rests_on"]], className="measure"))
    if one["influences"]:
        first = one["influences"][0]
        content.append(html.P(words.measurement(first["key"], percent(first["share"])), className="measure"))
    elif one.get("influence_words"):
        content.append(html.P(one["influence_words"], className="measure"))
    if tips:
        told = [
            html.Li(
                words.tip(tip["of"], words.signed(tip_words(tip["value"], tip["unit"])), tip["inside"], tip["then"])
            )
            for tip in tips
        ]
        as_given = f"{words.TIPPING} ({words.MARGIN.lower()}: {with_unit(margin['words'], margin['unit'])})"
        content.append(html.P(as_given, className="quiet"))
        content.append(html.Ul(told, className="measure", **aria(label=as_given)))
    if one.get("tried_words"):
        content.append(html.P(one["tried_words"], className="measure quiet"))
    content.append(html.P(f"{words.FROM}: {'; '.join(one['sources'])}", className="source"))
    return content


def _picture(one: Mapping[str, Any], axis: Axis) -> Content:
    """Return the ranges that were found, with a line at the margin, which the script moves."""
    margin = one["margin"]
    lines = tuple(axis.place(end, if_none=0.5) for end in _ends(margin))
    rows = [
        IntervalRow(
            label=words.everybody(found["group"]),
            text=words.NO_VALUE
            if found["value"] is None
            else words.found(_number(found["value"], margin), _range(found, margin)),
            at=(
                None
                if found["low"] is None and found["high"] is None
                else (
                    axis.place(found["low"], if_none=0.0),
                    axis.place(found["value"], if_none=0.5),
                    axis.place(found["high"], if_none=1.0),
                )
            ),
        )
        for found in one["findings"]
    ]
    ends = _number(axis.low), f"{words.MARGIN}: {margin['words']}", _number(axis.high)
    return interval_rows(rows, label=words.ranges(one["says"]), zero=lines, ends=ends)


def _number(value: float, margin: Mapping[str, Any] | None = None) -> str:
    """Return a number with digits that show on which side of a margin's ends it is."""
    return words.signed(two_digits(value, beside=[] if margin is None else _ends(margin)))


def _ends(margin: Mapping[str, Any]) -> Sequence[float]:
    return margin["between"] or (margin[_side(margin)],)


def _side(margin: Mapping[str, Any]) -> str:
    return next(side for side in ("at_least", "at_most", "between") if margin[side] is not None)


def _range(found: Mapping[str, Any], margin: Mapping[str, Any]) -> str:
    if found["low"] is None and found["high"] is None:
        return words.NO_INTERVAL
    low = "0" if found["low"] is None else _number(found["low"], margin)
    return words.from_to(low, "any" if found["high"] is None else _number(found["high"], margin))


PAGE = Page(
    name="claims",
    path="/claims",
    menu=words.MENU,
    title=words.MENU,
    content=_content,
    words=words,
    assets=Path(__file__).parent / "assets",
)
