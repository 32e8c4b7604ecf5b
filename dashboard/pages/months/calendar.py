"""The calendar of a programme: a square a day, and what was set to happen."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from dash import html

from dashboard.pages.months import words
from dashboard.parts.aria import aria
from dashboard.parts.content import Content
from dashboard.parts.table import behind, table
from sim.report.library import StoredComparison
from sim.report.numbers import count_text

__all__ = ["calendar_section"]


def calendar_section(shown: StoredComparison, arm: str) -> html.Section:
    """Return the section with the calendar of the first run of an arm, and its table."""
    deployments = shown.rows("calendar", arm=arm)
    places: dict[str, list[str]] = defaultdict(list)
    for row in deployments:
        places[row["date"]].append(row["place"].replace("_", " ").title())
    cells = [
        [row["date"], row["place"].replace("_", " ").title(), *(_count(row.get(name)) for name in _COUNTED)]
        for row in deployments
    ]
    events = [words.event(one["kind"], one["on"], one["until"]) for one in shown.document["events"][arm]]
    return html.Section(
        [
            html.H2(words.CALENDAR),
            html.P(words.CALENDAR_NOTE, className="measure"),
            html.Div(_months(places, shown, arm), className="calendar", **aria(hidden="true")),
            *([html.H3(words.EVENTS), html.Ul([html.Li(one) for one in events], className="events")] if events else []),
            behind(table(words.CALENDAR_COLUMNS, cells, caption=words.CALENDAR)),
        ]
    )


_COUNTED = ("faces_seen", "alerts", "arrests", "false_stops")


def _count(value: float | None) -> str:
    return "–" if value is None else count_text(value)


def _months(places: dict[str, list[str]], shown: StoredComparison, arm: str) -> list[Content]:
    begins = date.fromisoformat(shown.document["begins"][arm])
    months = max(row["month"] for row in shown.rows("months", arm=arm))
    paused = [(one["on"], one["until"] or "9999") for one in shown.document["events"][arm] if one["kind"] == "pause"]
    found = []
    day = begins
    for _ in range(months):
        days: list[Content] = [html.Span(className="blank") for _ in range(day.weekday())]
        month = day
        while day.month == month.month:
            on = day.isoformat()
            kind = "deployed" if on in places else "paused" if any(a <= on < b for a, b in paused) else ""
            title = words.DEPLOYMENT_TITLE.format(date=on, places=", ".join(places[on])) if on in places else on
            days.append(html.Span(className=f"day {kind}".strip(), title=title))
            day += timedelta(days=1)
        found.append(html.Div([html.Span(f"{month:%b %Y}", className="label"), html.Div(days, className="days")]))
    return found
