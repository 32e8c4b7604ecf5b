"""The Boroughs page: figures as published and as simulated; the figure that is shown stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dash import html

from dashboard.jobs.form import form_of
from dashboard.jobs.share import packed
from dashboard.pages.boroughs import words
from dashboard.pages.boroughs.costs import costs
from dashboard.pages.boroughs.map_file import WIDTHS, address_of, label_of, map_file
from dashboard.pages.boroughs.mix import GROUP, mixes
from dashboard.pages.boroughs.shown import ALIKE, SHOWN, Shown, ranking_of, shipped
from dashboard.pages.boroughs.sited import sited
from dashboard.parts.aria import aria
from dashboard.parts.content import Content
from dashboard.parts.fold import fold
from dashboard.parts.notice import notice
from dashboard.parts.page import Page, Route
from dashboard.parts.switch import Switch
from dashboard.parts.table import table
from dashboard.parts.view import View
from sim.compare.borough_programmes import simulable
from sim.compare.published import METRICS, BoroughFigure
from sim.compare.ranking import BoroughMetric, BoroughRanking, Ranked
from sim.compare.simulated import SIMULATED
from sim.evidence.tables import table as published
from sim.report.borough_tables import HOW_COUNTS, HOW_TIES, figure_text, interval_of, ranks_text, title_of
from sim.report.simulated_tables import (
    COUNT_WORDS,
    coverage_words,
    ends_text,
    how_same,
    how_simulated,
    published_figures,
)

__all__ = ["PAGE"]

_FIRST = "arrests_per_alert"
"""What is shown where the address names no figure."""
_POLICY = "lfr_van_2025"
"""Of the day that a street's link leads to."""
_ORDER: tuple[Shown, ...] = ("published", "simulated", "alike")
SWITCH = Switch("shown", _ORDER)


def _content(view: View) -> list[Content]:
    asked = view.state.get("metric", _FIRST)
    known = [name for names in SHOWN.values() for name in names]
    metric = asked if asked in known else _FIRST
    wrong = [] if asked in known else [notice(words.UNKNOWN, html.P(words.unknown(asked)))]
    head = [html.H1(words.MENU), html.P(words.ABOUT, className="measure lead")]
    rankings = {shown: ranking_of(shown, metric) for shown in _ORDER if metric in SHOWN[shown]}
    panels: dict[str, Content] = {
        shown: [_map(shown, ranking), _order(shown, ranking)] for shown, ranking in rankings.items()
    }
    return [
        html.Section(head, className="hero short"),
        *wrong,
        *SWITCH.panels(panels, label=words.SHOWN, texts=words.SHOWN_TEXTS, state=view.state),
        fold(words.FIGURES, _figures(view, metric)),
        fold(words.COVERAGE, _coverage()),
        fold(words.MIX, mixes(view.state), is_open=GROUP.name in view.state),
        fold(words.COSTS, costs()),
        fold(words.SITED, sited()),
        fold(words.STREETS, _streets(view)),
        html.Section(
            [
                html.H2(words.COMMAND),
                *(
                    html.Pre(html.Code(line), className="folded-lines", tabIndex=0)
                    for line in _commands(panels, metric)
                ),
                html.P(words.COMMAND_NOTE),
                *(html.P(f"{words.SOURCES}: {source}.", className="source") for source in _sources(metric)),
            ]
        ),
    ]


def _commands(panels: Mapping[str, Content], metric: str) -> list[str]:
    options = {"published": "", "simulated": " --simulated", "alike": f" --same {','.join(ALIKE)}"}
    return [f"passerby boroughs --metric {metric}{options[shown]}" for shown in panels]


def _sources(metric: str) -> tuple[str, ...]:
    return METRICS[metric].sources if metric in METRICS else ()


def _map(shown: Shown, ranking: BoroughRanking) -> html.Section:
    """Return the map, its key, and what London comes to."""
    metric = ranking.metric
    is_count = metric.kind == "count"
    key = words.KEY_COUNT if is_count else words.KEY
    narrow, wide = WIDTHS
    drawn = html.Picture(
        [
            html.Source(srcSet=address_of(shown, metric.name, narrow), media=f"(max-width: {wide + 63}px)"),
            html.Img(src=address_of(shown, metric.name, wide), alt=label_of(ranking)),
        ]
    )
    london = figure_text(ranking.london, is_count=is_count)
    how = {
        "published": words.london(london, metric.unit, is_count=is_count, ranked=ranking.n_ranked),
        "simulated": f"{words.all_simulated(london, metric.unit, ranking.n_ranked)} {how_simulated(shipped())}",
        "alike": f"{words.all_simulated(london, metric.unit, ranking.n_ranked)} {how_same(shipped(), ALIKE)}",
    }[shown]
    return html.Section(
        [
            html.H2(title_of(metric)),
            html.P(how, className="measure"),
            html.Div(drawn, className="chart still tiles"),
            html.Ul([html.Li(one) for one in key], className="tiles-key"),
        ]
    )


def _order(shown: Shown, ranking: BoroughRanking) -> html.Section:
    """Return all boroughs in order, with their counts and ties, closed on a telephone."""
    is_published = shown == "published"
    how = HOW_COUNTS if ranking.metric.kind == "count" else HOW_TIES.format(n=ranking.n_ranked)
    beside = published_figures(ranking.metric.name) if shown == "simulated" else {}
    columns = words.COLUMNS if is_published else words.SIMULATED_COLUMNS if not beside else words.BESIDE_COLUMNS
    rows = [_row(ranking, row) if is_published else _simulated_row(row, beside) for row in ranking.rows]
    content: list[Content] = [
        html.P(words.groups(len(ranking.groups), is_all_tied=ranking.is_all_tied), className="measure"),
        table(columns, rows, caption=title_of(ranking.metric)),
        html.P(f"{ranking.metric.interval[0].upper()}{ranking.metric.interval[1:]}.", className="measure quiet"),
        html.P(how if is_published else words.TIED_SIMULATED, className="measure quiet"),
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


def _simulated_row(row: Ranked, beside: Mapping[str, BoroughFigure]) -> list[Content]:
    figure, known = row.figure, beside.get(row.figure.borough)
    published = [] if known is None else [figure_text(known.value), ends_text(known.low, known.high)]
    return [
        figure.borough,
        *published,
        figure_text(figure.value),
        ends_text(figure.low, figure.high),
        figure_text(None)
        if figure.numerator is None
        else f"{figure_text(figure.numerator)} of {figure_text(figure.denominator)}",
        ranks_text(row),
    ]


def _coverage() -> list[Content]:
    """Return of how many boroughs what was published lies within the simulated interval, and where it does not."""
    rows = [
        [
            one.area,
            COUNT_WORDS[one.count],
            figure_text(one.published, is_count=True),
            f"{figure_text(one.low, is_count=True)} to {figure_text(one.high, is_count=True)}",
            words.WITHIN if one.is_within else words.OUTSIDE,
        ]
        for one in shipped().beside()
    ]
    return [
        html.P(coverage_words(shipped().coverage()), className="measure"),
        table(words.COVERAGE_COLUMNS, rows, caption=words.COVERAGE_CAPTION),
    ]


def _figures(view: View, metric: str) -> list[Content]:
    """Return links to the page with every other figure."""
    run = f"&run={view.run_id}" if view.run_id else ""
    every: dict[str, BoroughMetric] = {**SIMULATED, **METRICS}
    links = [
        html.Li(html.A(title_of(one), href=f"{view.path('boroughs')}?metric={name}{run}"))
        for name, one in every.items()
        if name != metric
    ]
    return [
        html.P(words.FIGURES_NOTE, className="measure"),
        html.Ul(links, className="other-figures", **aria(label=words.FIGURES)),
    ]


def _streets(view: View) -> list[Content]:
    """Return which boroughs have a street, what its footfall rests on, and where it can be run."""
    places = {one.area: one.place for one in simulable().values()}
    rows = [
        [
            row["area"],
            row["site"],
            str(row["deployments"]),
            str(row["timed"]),
            "-" if not row["timed"] else figure_text(row["faces"] / row["hours"]),
            _run_link(view, places[row["area"]]),
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
    routes=(Route("/boroughs/<shown>/<metric>-<int:width>.svg", map_file),),
    switches=(SWITCH, GROUP),
    assets=Path(__file__).parent / "assets",
)
