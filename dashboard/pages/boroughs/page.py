"""The Boroughs page, of the figures in the register of evidence; the figure that is shown stands in the address."""

from __future__ import annotations

from pathlib import Path

from dash import html

from dashboard.jobs.form import form_of
from dashboard.jobs.share import packed
from dashboard.pages.boroughs import words
from dashboard.pages.boroughs.map_file import WIDTHS, address_of, label_of, map_file
from dashboard.parts.aria import aria
from dashboard.parts.content import Content
from dashboard.parts.fold import fold
from dashboard.parts.notice import notice
from dashboard.parts.page import Page, Route
from dashboard.parts.table import table
from dashboard.parts.view import View
from sim.compare.published import METRICS
from sim.compare.ranking import BoroughRanking, Ranked, rank_boroughs
from sim.evidence.tables import table as published
from sim.report.borough_tables import HOW_COUNTS, HOW_TIES, figure_text, interval_of, ranks_text, title_of

__all__ = ["PAGE"]

_FIRST = "arrests_per_alert"
"""What is shown where the address names no figure."""
_ON_A_MAP = {"Croydon": "north_end", "Lewisham": "lewisham"}
"""Places at sites that have a map."""
_POLICY = "lfr_van_2025"
"""Of the day that a street's link leads to."""


def _content(view: View) -> list[Content]:
    asked = view.state.get("metric", _FIRST)
    ranking = rank_boroughs(asked if asked in METRICS else _FIRST)
    wrong = [] if asked in METRICS else [notice(words.UNKNOWN, html.P(words.unknown(asked)))]
    head = [html.H1(words.MENU), html.P(words.ABOUT, className="measure lead")]
    return [
        html.Section(head, className="hero short"),
        *wrong,
        _map(ranking),
        fold(words.FIGURES, _figures(view, ranking)),
        _order(ranking),
        fold(words.STREETS, _streets(view)),
        html.Section(
            [
                html.H2(words.COMMAND),
                html.Pre(html.Code(f"passerby boroughs --metric {ranking.metric.name}"), className="folded-lines"),
                html.P(words.COMMAND_NOTE),
                *(html.P(f"{words.SOURCES}: {source}.", className="source") for source in ranking.metric.sources),
            ]
        ),
    ]


def _map(ranking: BoroughRanking) -> html.Section:
    """Return the map, its key, and what London comes to."""
    metric = ranking.metric
    is_count = metric.kind == "count"
    key = words.KEY_COUNT if is_count else words.KEY
    narrow, wide = WIDTHS
    drawn = html.Picture(
        [
            html.Source(srcSet=address_of(metric.name, narrow), media=f"(max-width: {wide + 63}px)"),
            html.Img(src=address_of(metric.name, wide), alt=label_of(ranking)),
        ]
    )
    london = figure_text(ranking.london, is_count=is_count)
    return html.Section(
        [
            html.H2(title_of(metric)),
            html.P(words.london(london, metric.unit, is_count=is_count, ranked=ranking.n_ranked), className="measure"),
            html.Div(drawn, className="chart still tiles"),
            html.Ul([html.Li(one) for one in key], className="tiles-key"),
        ]
    )


def _order(ranking: BoroughRanking) -> html.Section:
    """Return all boroughs in order, with their counts and ties, closed on a telephone."""
    how = HOW_COUNTS if ranking.metric.kind == "count" else HOW_TIES.format(n=ranking.n_ranked)
    rows = [_row(ranking, row) for row in ranking.rows]
    content: list[Content] = [
        html.P(words.groups(len(ranking.groups), is_all_tied=ranking.is_all_tied), className="measure"),
        table(words.COLUMNS, rows, caption=title_of(ranking.metric)),
        html.P(f"{ranking.metric.interval[0].upper()}{ranking.metric.interval[1:]}.", className="measure quiet"),
        html.P(how, className="measure quiet"),
    ]
    return fold(words.ORDER, content, is_wide=True)


def _row(ranking: BoroughRanking, row: Ranked) -> list[Content]:
    figure, is_count = row.figure, ranking.metric.kind == "count"
    counts = [figure_text(one, is_count=True) for one in (figure.numerator, figure.denominator)]
    return [
        figure.borough,
        figure_text(figure.value, is_count=is_count),
        interval_of(ranking.metric, figure),
        counts[0] if is_count else " of ".join(counts),
        ranks_text(row),
        "-" if row.first is None else str(row.tied_with),
    ]


def _figures(view: View, ranking: BoroughRanking) -> list[Content]:
    """Return links to the page with every other figure."""
    run = f"&run={view.run_id}" if view.run_id else ""
    links = [
        html.Li(html.A(title_of(one), href=f"{view.path('boroughs')}?metric={name}{run}"))
        for name, one in METRICS.items()
        if name != ranking.metric.name
    ]
    return [
        html.P(words.FIGURES_NOTE, className="measure"),
        html.Ul(links, className="other-figures", **aria(label=words.FIGURES)),
    ]


def _streets(view: View) -> list[Content]:
    """Return which boroughs have a street, what its footfall rests on, and where it can be run."""
    rows = [
        [
            row["area"],
            row["site"],
            str(row["deployments"]),
            str(row["timed"]),
            "-" if not row["timed"] else figure_text(row["faces"] / row["hours"]),
            _run_link(view, _ON_A_MAP.get(row["area"], row["area"].lower().replace(" ", "_"))),
        ]
        for row in published("boroughs.lfr-sites").to_dicts()
    ]
    return [
        html.P(words.STREETS_NOTE, className="measure"),
        table(words.STREETS_COLUMNS, rows, caption=words.STREETS, is_prose=True),
    ]


def _run_link(view: View, place: str) -> html.A:
    """Return a link to the form of a day at a place."""
    return html.A(place, href=f"{view.path('scenario')}?s={packed(form_of({'place': place, 'policy': _POLICY}))}")


PAGE = Page(
    name="boroughs",
    path="/boroughs",
    menu=words.MENU,
    title=words.MENU,
    content=_content,
    words=words,
    routes=(Route("/boroughs/<metric>-<int:width>.svg", map_file),),
    assets=Path(__file__).parent / "assets",
)
