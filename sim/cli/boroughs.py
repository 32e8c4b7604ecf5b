"""`passerby boroughs`: what is published of London's boroughs, with intervals, in order as far as those allow."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.options import Json, reporting
from sim.compare.published import METRICS
from sim.compare.ranking import rank_boroughs
from sim.core.documents import json_text
from sim.report.borough_tables import print_boroughs, print_ranking, ranking_document
from sim.report.console import plain_console

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
        str, typer.Option(metavar="NAME", help=f"One metric, in order of its values: {', '.join(METRICS)}.")
    ] = "",
    as_json_: Json = False,
) -> None:
    """Set published figures of boroughs side by side: deployments, faces, alerts, arrests, recorded crime, trust.

    Ranks and ties are among all boroughs, whichever are shown. Boroughs whose intervals overlap are tied.
    """
    rankings = [rank_boroughs(name, names or ()) for name in ([metric] if metric else METRICS)]
    if as_json_:
        typer.echo(json_text({"document": "passerby boroughs", "metrics": [ranking_document(one) for one in rankings]}))
    elif metric:
        print_ranking(rankings[0], plain_console())
    else:
        print_boroughs(rankings, plain_console())
