"""`passerby ensemble` and `passerby compare`: many replications, and what policies do otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from sim.calibration.fit_file import SHIPPED_FIT
from sim.claims.possible import has_metric
from sim.cli.idle import told
from sim.cli.options import Json, Seed, Settings, reporting
from sim.cli.progress import replications_bar, waiting
from sim.compare.paired import alike
from sim.compare.pareto import arms_of_grid
from sim.compare.pareto import pareto as trade_offs
from sim.compare.same import same_of
from sim.compare.zero import expected_by_draw, surprise
from sim.core.documents import json_text
from sim.core.errors import RunError, ScenarioError
from sim.ensemble.arms import arm_of, comparison_of, is_comparison
from sim.ensemble.inputs import Settings as Arm
from sim.ensemble.run import EnsembleResult, ensemble_of, read_ensemble, run_ensemble
from sim.metrics.catalogue import CATALOGUE, metric
from sim.programme.run import OUTPUTS
from sim.report.console import plain_console
from sim.report.ensemble_tables import ensemble_document, print_ensemble
from sim.report.pareto_table import print_pareto
from sim.report.surprise import print_surprise

__all__ = ["compare", "ensemble", "none", "pareto"]

_MOST = 26

What = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE [FILE ...]",
        help="A programme, a place, or a comparison, by file or name; `+POLICY` and `+KEY=VALUE` change it, such as "
        "north_end+lfr_van_2025 or north_end_year+lfr.threshold=0.6. Several are arms of one ensemble.",
        show_default=False,
    ),
]
Replications = Annotated[int, typer.Option("--replications", "-n", min=1, max=2**20, help="Of each draw.")]
Draws = Annotated[
    int,
    typer.Option("--draws", "-m", min=1, max=2**16, help="Of the uncertain inputs; the first is all as given."),
]
Workers = Annotated[int | None, typer.Option(min=1, max=1024, help="Processes; one a core by default.")]
Cluster = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler instead, such as tcp://host:8786.")
]
Vary = Annotated[
    list[str] | None,
    typer.Option("--vary", metavar="KEY", help="Draw an input that is held otherwise; `*` stands for anything."),
]
Hold = Annotated[
    list[str] | None, typer.Option("--hold", metavar="KEY", help="Hold an input as given; `*` stands for anything.")
]
Fit = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="The fit to published alerts, shipped or a file, that draws of who is listed come from; `none` draws from "
        "the range of the setting.",
    ),
]
Outputs = Annotated[Path, typer.Option("--outputs", metavar="DIR", help="Where results are stored.")]
Status = Annotated[bool, typer.Option("--status", help="Run nothing: read what there is so far.")]
ByGroup = Annotated[
    Literal["all", "group", "sex,group"],
    typer.Option("--by", help="All together; or each ethnic group, or each of either sex, as well."),
]

Metrics = Annotated[
    list[str] | None,
    typer.Option("--metric", metavar="NAME", help="Show this metric and no others; may be given more than once."),
]


@reporting
def ensemble(
    files: What,
    replications: Replications = 10,
    draws: Draws = 1,
    workers: Workers = None,
    cluster: Cluster = None,
    settings: Settings = None,
    vary: Vary = None,
    hold: Hold = None,
    fit: Fit = SHIPPED_FIT,
    by: ByGroup = "all",
    metrics: Metrics = None,
    seed: Seed = 1,
    outputs: Outputs = OUTPUTS,
    status: Status = False,
    as_json_: Json = False,
) -> None:
    """Run replications of a day or a programme, with draws of what is uncertain, and sum them up.

    What is stored is never run again: the same command goes on where it was interrupted.
    """
    arms = _arms(files, settings or ())
    names = _asked(metrics or (), arms)
    result = _result(
        arms, replications, draws, seed, vary or [], hold or [], outputs, workers, cluster, fit=fit, only_read=status
    )
    if as_json_:
        typer.echo(json_text(ensemble_document(result, by=by, names=names)))
    else:
        print_ensemble(result, plain_console(), by=by, names=names)


@reporting
def compare(
    files: What,
    replications: Replications = 10,
    draws: Draws = 1,
    workers: Workers = None,
    cluster: Cluster = None,
    settings: Settings = None,
    same: Annotated[
        str, typer.Option(metavar="WHAT", help="Make the others like the first in: hours,list,footfall.")
    ] = "",
    like_for_like: Annotated[
        bool,
        typer.Option("--like-for-like", help="Show rates as they would be with the first arm's mix of ethnic groups."),
    ] = False,
    vary: Vary = None,
    hold: Hold = None,
    fit: Fit = SHIPPED_FIT,
    by: ByGroup = "all",
    metrics: Metrics = None,
    seed: Seed = 1,
    outputs: Outputs = OUTPUTS,
    status: Status = False,
    as_json_: Json = False,
) -> None:
    """Compare policies on the same people and the same chance: differences first, then what each comes to.

    One name alone is that of a comparison with arms of its own.
    """
    arms = alike(_arms(files, settings or ()), same_of(same))
    names = _asked(metrics or (), arms)
    result = _result(
        arms, replications, draws, seed, vary or [], hold or [], outputs, workers, cluster, fit=fit, only_read=status
    )
    if as_json_:
        typer.echo(json_text(ensemble_document(result, by=by, like_for_like=like_for_like, names=names)))
    else:
        console = plain_console()
        print_ensemble(result, console, first="differences", by=by, like_for_like=like_for_like, names=names)


def _asked(names: Sequence[str], arms: Mapping[str, Arm]) -> Sequence[str]:
    """Return the names of metrics that are asked for, when each is one that an arm has."""
    for name in names:
        if not any(has_metric(arm, metric(name)) for arm in arms.values()):
            near = [row.name for row in CATALOGUE if any(has_metric(arm, row) for arm in arms.values())]
            allowed = ", ".join(get_close_matches(name, near, n=3, cutoff=0.4)) or "another"
            raise RunError("--metric", f"no arm has it ({name})", allowed)
    return names


@reporting
def none(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A programme or a place, as for `ensemble`.", show_default=False)
    ],
    name: Annotated[str, typer.Option("--metric", metavar="NAME", help="Of what there is none.")] = "false_stops",
    group: Annotated[str, typer.Option(metavar="NAME", help="Of one ethnic group.")] = "all",
    times: Annotated[
        list[float] | None, typer.Option(metavar="N", help="At so many times the deployments; may be given often.")
    ] = None,
    seen: Annotated[int, typer.Option(min=0, max=10**6, help="Where some were seen: no more than so many.")] = 0,
    replications: Replications = 4,
    draws: Draws = 17,
    workers: Workers = None,
    cluster: Cluster = None,
    settings: Settings = None,
    vary: Vary = None,
    hold: Hold = None,
    seed: Seed = 1,
    outputs: Outputs = OUTPUTS,
    status: Status = False,
    as_json_: Json = False,
) -> None:
    """Say how surprising it is that something rare did not happen, and what its not happening can exclude."""
    if is_comparison(file):
        raise ScenarioError(file, "a comparison has several arms", "a programme or a place")
    metric(name)
    multiples = [1.0, *(times or ())]
    surprise([0.0], times=multiples, seen=seen)
    result = _result(
        _arms([file], settings or ()),
        replications,
        draws,
        seed,
        vary or [],
        hold or [],
        outputs,
        workers,
        cluster,
        only_read=status,
    )
    found = surprise(expected_by_draw(result, file, name, group=group), times=multiples, seen=seen)
    if as_json_:
        about = {"arm": file, "metric": name, "group": group, "seen": seen, "failed": result.count("failed")}
        typer.echo(json_text({**about, "times": [asdict(one) for one in found]}))
    else:
        print_surprise(result, found, name, group, seen, plain_console())


@reporting
def pareto(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A programme or a place, as for `ensemble`.", show_default=False)
    ],
    grid: Annotated[
        list[str],
        typer.Option("--grid", metavar="KEY=V,V,...", help="The values of one setting; all combinations are run."),
    ],
    replications: Replications = 10,
    draws: Draws = 1,
    workers: Workers = None,
    cluster: Cluster = None,
    settings: Settings = None,
    vary: Vary = None,
    hold: Hold = None,
    seed: Seed = 1,
    outputs: Outputs = OUTPUTS,
    status: Status = False,
    as_json_: Json = False,
) -> None:
    """Say which settings of a grid are trade-offs, and which are worse than another in everything."""
    named = arms_of_grid(file, grid)
    arms = told({arm: arm_of(arm, settings=settings or ()) for arm in named})
    result = _result(
        arms, replications, draws, seed, vary or [], hold or [], outputs, workers, cluster, only_read=status
    )
    table = trade_offs(result)
    if as_json_:
        counts = {state: result.count(state) for state in ("done", "failed", "missing")}
        typer.echo(json_text({"ensemble_id": result.ensemble.ensemble_id, **counts, "settings": table.to_dicts()}))
    else:
        print_pareto(result, table, plain_console())


def _arms(files: list[str], settings: list[str] | tuple[()]) -> dict[str, Arm]:
    if len(files) > _MOST:
        raise ScenarioError("FILE", f"too many arms ({len(files)})", f"at most {_MOST}")
    with waiting("Reading the arms (and compiling, the first time)", plain_console(stderr=True)):
        if len(files) == 1:
            return told(comparison_of(files[0], settings=settings)[1])
        for file in files:
            if is_comparison(file):
                raise ScenarioError(file, "a comparison has arms of its own", "the comparison alone, or several arms")
            if files.count(file) > 1:
                raise ScenarioError(file, "the same arm twice", "arms that differ")
        return told({file: arm_of(file, settings=settings) for file in files})


def _result(
    arms: Mapping[str, Arm],
    replications: int,
    draws: int,
    seed: int,
    vary: list[str],
    hold: list[str],
    outputs: Path,
    workers: int | None,
    cluster: str | None,
    *,
    fit: str = SHIPPED_FIT,
    only_read: bool,
) -> EnsembleResult:
    laid_out: dict[str, Any] = {
        "replications": replications,
        "draws": draws,
        "seed": seed,
        "vary": vary,
        "hold": hold,
        "fit": None if fit == "none" else fit,
        "root": outputs,
    }
    if only_read:
        return read_ensemble(ensemble_of(arms, **laid_out))
    with replications_bar(plain_console(stderr=True)) as observe:
        result = run_ensemble(arms, workers=workers, cluster_address=cluster, observe=observe, **laid_out)
    if not result.count("done"):
        first = result.status.row(0, named=True)
        raise RunError(f"{first['arm']}, {first['stage']}", "every replication failed", str(first["message"]))
    return result
