"""`passerby proportionality`: quantities beside the limbs of proportionality, with ranges and without a total."""

from __future__ import annotations

import shlex
from typing import Annotated

import typer

from sim.calibration.fit_file import SHIPPED_FIT
from sim.claims.judge import Plan, paired_ensemble
from sim.cli.ensemble import Fit, Outputs, Workers
from sim.cli.idle import told
from sim.cli.options import DocumentFile, Json, Seed, Settings, reporting
from sim.cli.progress import replications_bar
from sim.core.documents import json_text
from sim.core.errors import RunError
from sim.core.whole_file import check_writable
from sim.ensemble.arms import comparison_of
from sim.ensemble.run import EnsembleResult, read_ensemble, run_missing, workers_of
from sim.programme.run import OUTPUTS
from sim.report.console import plain_console
from sim.report.proportionality import print_sheet, sheet_document
from sim.report.versioned import write_document

__all__ = ["proportionality"]


@reporting
def proportionality(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="A programme, a place (`+POLICY`, `+KEY=VALUE`), or a comparison, of which one arm is looked at.",
            show_default=False,
        ),
    ],
    arm: Annotated[str, typer.Option(metavar="NAME", help="The arm of a comparison; its first by default.")] = "",
    others: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="A comparison of other means, such as less_intrusive, held against its first."
        ),
    ] = "",
    pairs: Annotated[int, typer.Option(min=1, max=2**15, help="Pairs of draws of what is uncertain.")] = 20,
    others_pairs: Annotated[int, typer.Option(min=1, max=2**15, help="The same for --others.")] = 4,
    fit: Fit = SHIPPED_FIT,
    settings: Settings = None,
    seed: Seed = 1,
    workers: Workers = None,
    outputs: Outputs = OUTPUTS,
    output: DocumentFile = None,
    as_json_: Json = False,
) -> None:
    """Set quantities with ranges beside each limb of proportionality; there is no total and no score."""
    if output is not None:
        check_writable(output)
    plan = Plan(pairs, seed, outputs, tuple(settings or ()), None if fit == "none" else fit)
    result = _run(file, plan, workers)
    names = [one.name for one in result.ensemble.arms]
    shown = arm or names[0]
    if shown not in names:
        raise RunError("--arm", f"no such arm ({shown})", f"one of {', '.join(names)}")
    other = _run(others, Plan(others_pairs, seed, outputs, plan.settings, plan.fit), workers) if others else None
    if output is None and not as_json_:
        print_sheet(result, shown, other, plain_console())
        return
    given = [("--set", one) for one in plan.settings] + ([("--others", others)] if others else [])
    given += [("--others-pairs", str(others_pairs))] if others and others_pairs != 4 else []
    given += [("--arm", arm)] if arm else []
    given += [("--fit", str(fit))] if fit != SHIPPED_FIT else []
    words = ["passerby", "proportionality", file, "--pairs", str(pairs), "--seed", str(seed)]
    document = sheet_document(result, shown, other, shlex.join([*words, *(part for one in given for part in one)]))
    if output is not None:
        write_document(output, document)
        if not as_json_:
            typer.echo(str(output))
    if as_json_:
        typer.echo(json_text(document))


def _run(file: str, plan: Plan, workers: int | None) -> EnsembleResult:
    arms = told(comparison_of(file, settings=plan.settings)[1])
    ensemble = paired_ensemble(arms, plan)
    with replications_bar(plain_console(stderr=True)) as observe, workers_of(workers, None, None) as who:
        return read_ensemble(ensemble, run_missing(ensemble, who, observe=observe))
