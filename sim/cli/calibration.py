"""`passerby calibrate` and `passerby hindcast`: learn from a record of deployments, and be judged on one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.calibration.catchment import MECHANISMS, SHIPPED
from sim.calibration.checks import predictive_checks
from sim.calibration.deployment_law import cases_of
from sim.calibration.deployments import read_deployments
from sim.calibration.fit import fit
from sim.calibration.fit_file import FitFile, fit_file_of, write_fit
from sim.calibration.hindcast import pit_histograms
from sim.calibration.judging import hindcast as judge
from sim.calibration.judging import need
from sim.calibration.predictors import fit_all
from sim.calibration.rolling import LEAST, Forecast
from sim.calibration.rows import GIVEN_UNTIL, Rows, counts_of, rows_to_fit
from sim.cli.ensemble import Outputs, Workers
from sim.cli.matching import calibrate_by_matching
from sim.cli.options import Json, Seed, reporting
from sim.core.documents import json_text
from sim.core.errors import RunError
from sim.core.interrupts import heeding_interrupts
from sim.core.results_version import RESULTS_VERSION
from sim.core.streams import Streams
from sim.core.whole_file import check_there, check_writable
from sim.programme.run import OUTPUTS
from sim.report.calibration_tables import fit_document, print_comparison, print_fit, print_patterns
from sim.report.console import counting, plain_console
from sim.report.hindcast_tables import hindcast_document, print_hindcast
from sim.report.pit_picture import write_pit

__all__ = ["calibrate", "hindcast"]

_MATCHING = "By running the simulator"
_SEED = 1
"""Of the records that patterns are held against."""

Deployments = Annotated[
    Path,
    typer.Option(
        "--deployments",
        metavar="FILE.csv",
        help="A record of deployments; only date, location and faces_seen_estimate have to be there.",
        show_default=False,
    ),
]
Day = Annotated[
    datetime | None,
    typer.Option("--from", metavar="D", formats=["%Y-%m-%d"], help="The first day that is judged."),
]


@reporting
def calibrate(
    deployments: Annotated[
        Path | None,
        typer.Option(
            "--deployments",
            metavar="FILE.csv",
            help="A record of deployments; only date, location and faces_seen_estimate have to be there.",
            show_default=False,
        ),
    ] = None,
    to: Annotated[
        datetime | None,
        typer.Option("--to", metavar="D", formats=["%Y-%m-%d"], help=f"The last day; {GIVEN_UNTIL} by default."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FIT", help="Where the fit is written (YAML).", show_default=False)
    ] = None,
    mechanism: Annotated[
        str, typer.Option(metavar="NAME", help=f"Why alerts grow less than faces: {', '.join(MECHANISMS)}.")
    ] = SHIPPED,
    compare: Annotated[
        bool, typer.Option("--compare", help="Fit every mechanism, and say how likely each is.")
    ] = False,
    later_days: Annotated[
        bool, typer.Option("--later-days", help=f"Learn from days after {GIVEN_UNTIL} too, which fits are judged on.")
    ] = False,
    simulate: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Fit settings of this day or programme instead, by running it (`+POLICY`, `+KEY=VALUE`).",
            rich_help_panel=_MATCHING,
            show_default=False,
        ),
    ] = None,
    targets: Annotated[
        Path | None,
        typer.Option(
            "--match",
            metavar="TARGETS",
            help="Published figures and the settings that may move (YAML), or the name of shipped ones.",
            rich_help_panel=_MATCHING,
            show_default=False,
        ),
    ] = None,
    waves: Annotated[int, typer.Option(min=1, max=20, help="At most so many.", rich_help_panel=_MATCHING)] = 3,
    points: Annotated[int, typer.Option(min=4, max=1024, help="Of each wave.", rich_help_panel=_MATCHING)] = 32,
    replications: Annotated[
        int, typer.Option("--replications", "-n", min=1, max=1024, help="Of each point.", rich_help_panel=_MATCHING)
    ] = 1,
    workers: Workers = None,
    seed: Seed = 1,
    outputs: Outputs = OUTPUTS,
    as_json: Json = False,
) -> None:
    """Fit the law of deployments to a record, or settings of the simulator to published figures.

    The first where the law of counts is known (`--deployments`); the second by running the simulator where it is not
    (`--simulate` and `--match`): waves of history matching with a Gaussian process a figure, then draws by rejection.
    """
    if (deployments is None) == (simulate is None) or (simulate is None) != (targets is None):
        raise RunError(
            "calibrate", "not one thing to fit", "--deployments FILE.csv, or --simulate FILE with --match TARGETS"
        )
    if out is not None:
        check_writable(out)
    if simulate is not None and targets is not None:
        calibrate_by_matching(
            simulate,
            targets,
            waves=waves,
            points=points,
            replications=replications,
            seed=seed,
            workers=workers,
            outputs=outputs,
            out=out,
            as_json=as_json,
        )
    elif deployments is not None:
        _by_likelihood(deployments, to, out, mechanism, compare, later_days, as_json)


def _by_likelihood(
    deployments: Path,
    to: datetime | None,
    out: Path | None,
    mechanism: str,
    compare: bool,
    later_days: bool,
    as_json: bool,
) -> None:
    last = GIVEN_UNTIL if to is None else to.date()
    if last > GIVEN_UNTIL and not later_days:
        raise RunError(
            "--to",
            f"days after {GIVEN_UNTIL} are what fits are judged on ({last})",
            f"{GIVEN_UNTIL} or before, or say --later-days",
        )
    if mechanism not in MECHANISMS:
        raise RunError("--mechanism", f"no such mechanism ({mechanism})", f"one of {', '.join(MECHANISMS)}")
    rows = rows_to_fit(read_deployments(deployments), to=last)
    need(rows, deployments)
    fitted = fit_all(rows.kept, mechanism)
    made = fit_file_of(fitted, rows, deployments)
    cases, counts = cases_of(rows.kept), counts_of(rows.kept)
    patterns = predictive_checks(fitted.posterior, cases, counts, Streams(_SEED))
    evidence = {mechanism: made.log_evidence}
    if compare:
        evidence |= {name: fit(cases, counts, name).log_evidence for name in MECHANISMS if name != mechanism}
    if out is not None:
        write_fit(made, out)
    if as_json:
        typer.echo(json_text(fit_document(made, evidence, patterns)))
        return
    console = plain_console()
    print_fit(made, console)
    print_patterns(patterns, console)
    if compare:
        print_comparison(evidence, console)
    if out is not None:
        console.print(f"\nwritten to {out}")


@reporting
def hindcast(
    deployments: Deployments,
    since: Day = None,
    to: Annotated[
        datetime | None, typer.Option("--to", metavar="D", formats=["%Y-%m-%d"], help="The last day that is judged.")
    ] = None,
    fitted: Annotated[
        str | None,
        typer.Option(
            "--fit",
            metavar="FIT",
            help="Predict from this fit, a file or a shipped name (met_2025_05), and learn nothing new. Without it "
            "each month is predicted from those before it.",
            show_default=False,
        ),
    ] = None,
    picture: Annotated[
        Path | None,
        typer.Option("--picture", metavar="FILE.svg", help="Draw the transforms.", show_default=False),
    ] = None,
    as_json: Json = False,
) -> None:
    """Judge predictions of published deployments, beside three baselines that know no simulation."""
    if picture is not None:
        check_there(picture)
    first, last = (None if day is None else day.date() for day in (since, to))
    with _progress() if fitted is None else nullcontext(_silent) as observe:
        judged = judge(deployments, fit=fitted, since=first, to=last, observe=observe)
    found, rows = judged.forecast, judged.rows
    if fitted is None or judged.fit is None:
        about: dict[str, Any] = {"fit": None, "least": LEAST}
        lines = [f"rolling origin: each month is predicted from those before it, {LEAST} deployments at least"]
    else:
        about, lines = _about_fit(fitted, judged.fit, found)
    about |= {"deployments": deployments.name, "judged": len(found.deployments), "left_out": _left_out(rows)}
    if picture is not None:
        write_pit(pit_histograms(found), picture)
    if as_json:
        typer.echo(json_text(hindcast_document(found, about)))
        return
    console = plain_console()
    lines += [_span(found), *(f"left out: {len(one.lines)} rows, {one.why}" for one in rows.left_out)]
    print_hindcast(found, lines, console)
    if picture is not None:
        console.print(f"\ndrawn in {picture}")


def _about_fit(name: str, fit: FitFile, found: Forecast) -> tuple[dict[str, Any], list[str]]:
    learned = sum(fit.record.first_day <= one.date <= fit.record.last_day for one in found.deployments)
    lines = [
        f"fit {name}: {fit.record.deployments} deployments of {fit.record.name}, {fit.record.first_day} to "
        f"{fit.record.last_day}; nothing is learned from what is judged"
    ]
    if learned:
        lines.append(f"{learned} of those judged fall into the days that the fit learned from: they say little")
    if fit.results_version != RESULTS_VERSION:
        lines.append(f"the fit was made with results version {fit.results_version}; this is {RESULTS_VERSION}")
    about = {"fit": name, "record": fit.record.model_dump(mode="json", exclude={"left_out"}), "in_days_of_fit": learned}
    return about, lines


def _left_out(rows: Rows) -> list[dict[str, Any]]:
    return [{"why": one.why, "lines": list(one.lines)} for one in rows.left_out]


def _span(found: Forecast) -> str:
    days: Sequence[date] = sorted(one.date for one in found.deployments)
    return f"{len(days)} deployments, {days[0]} to {days[-1]}"


def _silent(done: int, of: int) -> None:
    """Tell nobody."""


@contextmanager
def _progress() -> Iterator[Any]:
    with counting() as bar, heeding_interrupts() as heed:
        task = bar.add_task("months", total=None)

        def observe(done: int, of: int) -> None:
            heed(done)
            bar.update(task, completed=done, total=of)

        yield observe
