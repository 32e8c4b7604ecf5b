"""`passerby boroughs`: boroughs side by side as published and as simulated, and what deployments cost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.options import Json, reporting
from sim.compare.cost_card import cost_card
from sim.compare.published import METRICS
from sim.compare.ranking import rank_boroughs
from sim.compare.same import same_of
from sim.compare.simulated import SIMULATED
from sim.compare.sited import regression, rules
from sim.core.documents import json_text
from sim.core.errors import RunError
from sim.report.borough_tables import print_boroughs, print_ranking, ranking_document
from sim.report.console import plain_console
from sim.report.mix_tables import mix_document, print_mix
from sim.report.simulated_boroughs import SimulatedBoroughs, simulated_boroughs
from sim.report.simulated_tables import (
    beside_document,
    card_document,
    print_beside,
    print_cards,
    print_simulated,
    simulated_ranking_document,
)
from sim.report.siting_tables import print_siting, siting_document

__all__ = ["boroughs"]


@reporting
def boroughs(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME ...]", help="Boroughs to be shown, such as croydon or tower_hamlets; all without any."
        ),
    ] = None,
    metric: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help=f"One metric, in order of its values: {', '.join(METRICS)}. With --simulated: {', '.join(SIMULATED)}.",
        ),
    ] = "",
    simulated: Annotated[
        bool, typer.Option("--simulated", help="Published deployments beside simulated ones; of --metric, both.")
    ] = False,
    same: Annotated[
        str,
        typer.Option(
            metavar="WHAT", help="Simulated like for like in hours, list or footfall: hours,list,footfall for all."
        ),
    ] = "",
    siting: Annotated[
        bool, typer.Option("--siting", help="What where deployments were goes with, and what rules would have done.")
    ] = False,
    cost: Annotated[bool, typer.Option("--cost", help="What deployments take and come to, a card a borough.")] = False,
    mix: Annotated[
        str,
        typer.Option(
            metavar="GROUP",
            help="How often a group, such as black, is stopped over the share of who passes that it is.",
        ),
    ] = "",
    simulated_in: Annotated[
        Path | None,
        typer.Option(
            "--simulated-in",
            metavar="FILE",
            help="What `passerby simulate-boroughs` wrote; what is shipped by default.",
            show_default=False,
        ),
    ] = None,
    as_json_: Json = False,
) -> None:
    """Set boroughs side by side: published figures, the same deployments simulated, like for like, and costs.

    Ranks and ties are among all boroughs, whichever are shown. Boroughs whose intervals overlap are tied.
    """
    _check(metric=metric, simulated=simulated, same=same, cost=cost, mix=mix, file=simulated_in)
    if siting and (names or metric or simulated or same or cost or mix):
        raise RunError(
            "--siting", "it is of all boroughs, and of published deployments", "--siting alone, or with --json"
        )
    chosen = names or ()
    if siting:
        _of_sites(as_json=as_json_)
        return
    if mix:
        _of_mix(simulated_boroughs(simulated_in), mix, chosen, as_json=as_json_)
        return
    if cost or simulated or same:
        document = _of_simulated(simulated_boroughs(simulated_in), chosen, metric, same, cost=cost, as_json=as_json_)
        if document is not None:
            typer.echo(json_text({"document": "passerby boroughs", **document}))
        return
    rankings = [rank_boroughs(name, chosen) for name in ([metric] if metric else METRICS)]
    if as_json_:
        typer.echo(json_text({"document": "passerby boroughs", "metrics": [ranking_document(one) for one in rankings]}))
    elif metric:
        print_ranking(rankings[0], plain_console())
    else:
        print_boroughs(rankings, plain_console())


def _check(*, metric: str, simulated: bool, same: str, cost: bool, mix: str, file: Path | None) -> None:
    """Refuse options that would have no effect."""
    if cost and (metric or simulated or same or mix):
        raise RunError("--cost", "a card has no metric and is never like for like", "--cost alone")
    if mix and (metric or simulated or same or cost):
        raise RunError("--mix", "it is one ratio of simulated boroughs as they are", "--mix alone, or with names")
    if same and not metric:
        raise RunError("--same", "like for like is of one metric", f"--metric with one of {', '.join(SIMULATED)}")
    if file is not None and not (cost or simulated or same or mix):
        allowed = "with --simulated, --same, --cost or --mix"
        raise RunError("--simulated-in", "published figures are not simulated", allowed)


def _of_sites(*, as_json: bool) -> None:
    """Print what where deployments were goes with, or the document of it."""
    if as_json:
        typer.echo(json_text({"document": "passerby boroughs", **siting_document(regression(), rules())}))
    else:
        print_siting(regression(), rules(), plain_console())


def _of_mix(of: SimulatedBoroughs, group: str, names: Sequence[str], *, as_json: bool) -> None:
    """Print how often a group is stopped over the share of who passes that it is, or the document of it."""
    if as_json:
        typer.echo(json_text({"document": "passerby boroughs", **mix_document(of, group, names)}))
    else:
        print_mix(of, group, names, plain_console())


def _of_simulated(
    of: SimulatedBoroughs, names: Sequence[str], metric: str, same: str, *, cost: bool, as_json: bool
) -> dict[str, Any] | None:
    """Print what was simulated, or return it as a document."""
    console = plain_console()
    if cost:
        shown = [of.named(name) for name in names] or of.boroughs
        cards = {one.area: cost_card(one) for one in shown}
        if as_json:
            return card_document(of, cards)
        print_cards(of, cards, console)
        return None
    if metric:
        alike = same_of(same)
        ranking = of.ranking(metric, names, alike)
        if as_json:
            return {"metrics": [simulated_ranking_document(ranking, of, alike)]}
        print_simulated(ranking, of, alike, console)
        return None
    if as_json:
        return beside_document(of, names)
    print_beside(of, names, console)
    return None
