"""Simulated boroughs as text or documents: figures beside published ones, coverage, and cards of costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console

from sim.compare.cost_card import CostRow, published_sums
from sim.compare.published import METRICS, BoroughFigure
from sim.compare.ranking import BoroughRanking, rank_boroughs
from sim.compare.same import Same
from sim.compare.simulated import Coverage, SimulatedBorough, beside_published, simulated_metric
from sim.ensemble.estimates import binomial_interval
from sim.evidence.register import entry
from sim.report.borough_tables import figure_text, ranking_document, ranks_text, title_of
from sim.report.layout import print_table, say
from sim.report.numbers import count_text, interval_text, ratio_text
from sim.report.simulated_boroughs import SimulatedBoroughs

__all__ = [
    "COUNT_WORDS",
    "beside_document",
    "card_document",
    "coverage_words",
    "ends_text",
    "how_card",
    "how_same",
    "how_simulated",
    "print_beside",
    "print_cards",
    "print_simulated",
    "published_figures",
    "simulated_ranking_document",
]

HOW_SIMULATED = (
    "Simulated: four deployments or more, one a week, on one street of the borough with the van, the "
    "threshold and the mean list of 2025; {draws} draws of what is uncertain, one replication each. One more draw "
    "would lie within the interval 9 times in 10. Published deployments were at several sites of a borough, and most "
    "streets are generic."
)
NONE_LATER = "Of these no deployment was published from 11 May to 10 September 2025: {areas}."
HOW_SAME = (
    "Like for like in {same}: {how}The list is the same in every borough to begin with, so that naming it changes "
    "nothing."
)
HOW_CARD = (
    "Simulated: four deployments each by van, with assumed prices and {officers} officers; ranges are of draws, 90 %. "
    "Which arrests are for a serious offence follows from an assumed share of the list, and that share is in no "
    "range here: of the {of} arrests of 9 February 2024 in Croydon, {named} or more were ({low:.0f} to {high:.0f} %, "
    "exact 95 %). What fixed cameras, visits and searches take is assumed."
)
_SERIOUS, _OF_ARRESTS = "claims.croydon-2024-02-09-serious", "claims.croydon-2024-02-09-arrests"
_ALIKE_IN = {
    "hours": "four deployments each of the same hours. ",
    "list": "",
    "footfall": "rates for a face are taken as they are, at the faces of London's median deployment. ",
}
COUNT_WORDS = {"faces_seen": "faces", "alerts": "alerts", "arrests": "arrests"}


def how_simulated(of: SimulatedBoroughs) -> str:
    """Say what was simulated."""
    return HOW_SIMULATED.format(draws=of.draws) + _set_besides(of)


def how_same(of: SimulatedBoroughs, same: Sequence[Same]) -> str:
    """Say in what boroughs are alike."""
    return HOW_SAME.format(same=", ".join(same), how="".join(_ALIKE_IN[one] for one in same)) + _set_besides(of)


def how_card(of: SimulatedBoroughs) -> str:
    """Say what cards of costs rest on."""
    officers = [n for one in of.boroughs for n in one.team_officers]
    named, arrests = (int(entry(name).value) for name in (_SERIOUS, _OF_ARRESTS))
    low, high = (100 * end for end in binomial_interval(named, arrests))
    team = interval_text(min(officers), max(officers))
    return HOW_CARD.format(officers=team, of=arrests, named=named, low=low, high=high) + _set_besides(of)


def _set_besides(of: SimulatedBoroughs) -> str:
    besides = f" Set besides: {'; '.join(of.settings)}." if of.settings else ""
    divided = dict.fromkeys(one.divided for one in of.boroughs if one.divided)
    return "".join((besides, *(f" {words}." for words in divided)))


def ends_text(low: float | None, high: float | None) -> str:
    """Write an interval, which may have no upper end; "-" where there is none."""
    if low is None:
        return "-"
    return f"{ratio_text(low)} or more" if high is None else f"{ratio_text(low)} to {ratio_text(high)}"


def coverage_words(rows: Sequence[Coverage]) -> str:
    """Say of how many boroughs what was published lies within the intervals."""
    said = "; ".join(
        f"{COUNT_WORDS[one.count]} {one.within} of {one.of} ({100 * one.low:.0f} to {100 * one.high:.0f} %, "
        f"{one.below} below, {one.above} above)"
        for one in rows
    )
    return (
        "Of deployments after 10 May 2025, which the fit has not seen, published counts lie within the interval of "
        f"90 % in so many boroughs (with the exact 95 % of the share): {said}."
    )


def published_figures(metric: str) -> Mapping[str, BoroughFigure]:
    """Return what is published under the name of a simulated metric, by borough.

    Nothing where it is not published, or is of all deployments: so many as were published are not simulated.
    """
    if metric not in METRICS or simulated_metric(metric).is_of_all_deployments:
        return {}
    return {row.figure.borough: row.figure for row in rank_boroughs(metric).rows}


def print_simulated(ranking: BoroughRanking, of: SimulatedBoroughs, same: Sequence[Same], console: Console) -> None:
    """Print a simulated metric by borough, beside what is published of it where boroughs are as they are."""
    published = {} if same else published_figures(ranking.metric.name)
    rows = []
    for row in ranking.rows:
        figure, known = row.figure, published.get(row.figure.borough)
        beside = [] if not published else ["-", "-"] if known is None else [
            figure_text(known.value), ends_text(known.low, known.high)
        ]  # fmt: skip
        rows.append(
            (
                figure.borough,
                *beside,
                figure_text(figure.value),
                ends_text(figure.low, figure.high),
                figure_text(figure.numerator),
                figure_text(figure.denominator),
                ranks_text(row),
                "-" if row.first is None else str(row.tied_with),
            )
        )
    headings = ["", "simulated", "90 %", "count", "of", "rank", "tied\nwith"]
    if published:
        headings[1:1] = ["published", "95 %"]
    print_table(console, headings, rows, title=title_of(ranking.metric))
    console.print()
    say(console, how_same(of, same) if same else how_simulated(of))
    say(console, "Boroughs are tied where their intervals overlap; counts are means over draws.")
    if ranking.is_all_tied:
        say(console, "All are tied: these figures tell no borough from another.")
    if not same:
        _print_coverage(of, console)


def print_beside(of: SimulatedBoroughs, names: Sequence[str], console: Console) -> None:
    """Print every published count of deployments that the fit has not seen beside its interval, and coverage of all.

    Parameters
    ----------
    names
        The boroughs to be shown; all that were simulated without any.

    Raises
    ------
    ScenarioError
        If there is no such borough.
    RunError
        If it was not simulated.
    """
    shown = _shown(of, names)
    rows = [
        (
            one.area,
            COUNT_WORDS[one.count],
            count_text(one.published),
            count_text(one.middle),
            f"{count_text(one.low)} to {count_text(one.high)}",
            "within" if one.is_within else "below" if one.published < one.low else "above",
        )
        for one in beside_published(shown)
    ]
    if rows:
        title = "Deployments from 11 May to 10 September 2025, which the fit has not seen"
        print_table(console, ("of", "what", "published", "middle", "90 %", "published is"), rows, title=title, words=2)
        console.print()
    without = _without_later(shown)
    if without:
        say(console, NONE_LATER.format(areas=", ".join(without)))
    say(console, how_simulated(of))
    _print_coverage(of, console)


def print_cards(of: SimulatedBoroughs, cards: Mapping[str, Sequence[CostRow]], console: Console) -> None:
    """Print what deployments take and come to, a card a borough, and what was published of costs."""
    for area, card in cards.items():
        rows = [
            (one.means, one.what, figure_text(one.value), ends_text(one.low, one.high), one.unit, one.basis)
            for one in card
        ]
        print_table(console, ("by", "what", "middle", "90 %", "unit", "basis"), rows, title=area, words=2)
    console.print()
    say(console, how_card(of))
    for words, source in published_sums().items():
        say(console, f"Published. {words}. Source: {source}.")


def simulated_ranking_document(ranking: BoroughRanking, of: SimulatedBoroughs, same: Sequence[Same]) -> dict[str, Any]:
    """Return a simulated metric as a document, with what is published beside it."""
    published = {} if same else published_figures(ranking.metric.name)
    return {
        **ranking_document(ranking),
        "draws": of.draws,
        "same": list(same),
        "how": how_same(of, same) if same else how_simulated(of),
        "published": [
            {key: value for key, value in asdict(one).items() if key != "code"} for one in published.values()
        ],
    }


def beside_document(of: SimulatedBoroughs, names: Sequence[str] = ()) -> dict[str, Any]:
    """Return published counts beside simulated ones, and coverage of all, as a document; see `print_beside`."""
    shown = _shown(of, names)
    return {
        "draws": of.draws,
        "how": how_simulated(of),
        "level": 0.9,
        "beside": [asdict(one) for one in beside_published(shown)],
        "without_deployments": _without_later(shown),
        "coverage": [asdict(one) for one in of.coverage()],
    }


def card_document(of: SimulatedBoroughs, cards: Mapping[str, Sequence[CostRow]]) -> dict[str, Any]:
    """Return cards of costs as a document."""
    return {
        "how": how_card(of),
        "published": [{"what": words, "source": source} for words, source in published_sums().items()],
        "boroughs": {area: [asdict(one) for one in card] for area, card in cards.items()},
    }


def _shown(of: SimulatedBoroughs, names: Sequence[str]) -> Sequence[SimulatedBorough]:
    return list({one.area: one for one in map(of.named, names)}.values()) or of.boroughs


def _without_later(boroughs: Sequence[SimulatedBorough]) -> list[str]:
    return [one.area for one in boroughs if not one.deployments["later"]]


def _print_coverage(of: SimulatedBoroughs, console: Console) -> None:
    say(console, coverage_words(of.coverage()))
