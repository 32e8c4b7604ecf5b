"""`passerby sensitivity` and `passerby tipping`: what results hang on, and where conclusions change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from sim.calibration.fit_file import SHIPPED_FIT
from sim.calibration.matched_file import load_any_fit
from sim.cli.ensemble import Cluster, Fit, Outputs, Workers
from sim.cli.idle import told
from sim.cli.options import Json, Seed, Settings, reporting
from sim.cli.progress import replications_bar, waiting
from sim.core.documents import json_text
from sim.core.errors import RunError
from sim.ensemble.arms import comparison_of
from sim.metrics.catalogue import metric
from sim.programme.run import OUTPUTS
from sim.report.console import plain_console
from sim.report.sensitivity_tables import print_indices, print_screening, print_tipping, print_tornado
from sim.report.tornado_picture import check_picture, write_tornado
from sim.sensitivity.conclusion import conclusion_of
from sim.sensitivity.methods import Found, Method, Sizes, plan_of
from sim.sensitivity.morris import Screening
from sim.sensitivity.points import inputs_asked, spans_of
from sim.sensitivity.response import Point, Question, answering
from sim.sensitivity.tipping import first_points, tipping_points
from sim.sensitivity.tornado import Tornado

__all__ = ["sensitivity", "tipping"]

Estimator_ = Literal["sampled", "expected", "expected_given_listed"]

What = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help="A programme, a place (`+POLICY`, `+KEY=VALUE`), or a comparison of two arms: the second less the first.",
        show_default=False,
    ),
]
Estimator = Annotated[
    Estimator_ | None,
    typer.Option("--estimator", help="What is counted, or expected; expected by default where there is one."),
]
Group = Annotated[str, typer.Option(metavar="NAME", help="Of one ethnic group.")]
Replications = Annotated[int, typer.Option("--replications", "-n", min=1, max=2**16, help="At each point.")]
OnlyCost = Annotated[bool, typer.Option("--cost", help="Say how many replications it takes, and run nothing.")]


@reporting
def sensitivity(
    file: What,
    name: Annotated[str, typer.Option("--metric", metavar="NAME", help="Of the catalogue, such as arrests.")],
    method: Annotated[
        Method,
        typer.Option(
            help="Screen many inputs; share the variance out to few; or to all that is assumed, cited and counted; or "
            "move each from end to end of its range."
        ),
    ] = "morris",
    inputs: Annotated[
        str, typer.Option(metavar="KEYS", help="Only these, with commas; `*` stands for anything. All by default.")
    ] = "",
    estimator: Estimator = None,
    group: Group = "all",
    replications: Replications = 2,
    trajectories: Annotated[int, typer.Option(min=2, max=2**12, help="Of Morris.")] = 8,
    points: Annotated[int, typer.Option(min=4, max=2**14, help="Base points of Sobol, a power of two.")] = 64,
    keep: Annotated[int, typer.Option(min=2, max=64, help="Inputs that screening leaves for Sobol.")] = 4,
    fit: Fit = SHIPPED_FIT,
    settings: Settings = None,
    seed: Seed = 1,
    workers: Workers = None,
    cluster: Cluster = None,
    outputs: Outputs = OUTPUTS,
    picture: Annotated[Path | None, typer.Option(metavar="FILE", help="The tornado, as .svg or .png.")] = None,
    cost: OnlyCost = False,
    as_json_: Json = False,
) -> None:
    """Say which uncertain inputs a metric hangs on. What is stored is never run again."""
    if picture is not None:
        check_picture(picture)
        if method != "tornado":
            raise RunError("--picture", f"there is none of this method ({method})", "--method tornado")
    question = _question(file, name, estimator, group, replications, settings, seed, outputs)
    asked = inputs_asked(question.arms, _keys(inputs), fit=None if fit == "none" else load_any_fit(fit))
    sizes = Sizes(trajectories, points, keep)
    plan = plan_of(method, asked, sizes, seed=seed, of_events=question.of_events)
    then = f"; then at most {plan.later * question.each:,} for the indices" if plan.later else ""
    _say_cost(question, len(asked), plan.points, then, is_all=cost)
    if cost:
        return
    with (
        replications_bar(plain_console(stderr=True)) as observe,
        answering(question, workers=workers, cluster_address=cluster, observe=observe) as response,
    ):
        found = plan.carry_out(response)
    if picture is not None and isinstance(found, Tornado):
        write_tornado(found, metric(name).label, metric(name).unit, picture)
    if as_json_:
        about = {**_about(file, question), "method": method, "inputs": [asdict(one) for one in asked]}
        typer.echo(json_text({**about, "found": asdict(found)}))
    else:
        _print(found, metric(name).unit, plain_console())


@reporting
def tipping(
    file: What,
    when: Annotated[
        str, typer.Option("--when", metavar="'METRIC < N'", help="The conclusion: a metric, <, <=, > or >=, a number.")
    ],
    over: Annotated[
        str, typer.Option(metavar="KEYS", help="Of these, with commas; `*` stands for anything. All that are drawn.")
    ] = "",
    low: Annotated[float | None, typer.Option("--from", help="Look from here, rather than from its range.")] = None,
    high: Annotated[float | None, typer.Option("--to", help="Look as far as this.")] = None,
    between: Annotated[
        int, typer.Option(min=0, max=1000, help="So many values more, between the ends, before it is narrowed down.")
    ] = 0,
    halvings: Annotated[
        int, typer.Option(min=0, max=40, help="How often what is left of the span is halved, to narrow it down.")
    ] = 6,
    estimator: Estimator = None,
    group: Group = "all",
    replications: Replications = 4,
    settings: Settings = None,
    seed: Seed = 1,
    workers: Workers = None,
    cluster: Cluster = None,
    outputs: Outputs = OUTPUTS,
    cost: OnlyCost = False,
    as_json_: Json = False,
) -> None:
    """Find the value of each input at which a conclusion changes, such as 'false_stops < 1'.

    Of a comparison it is about what the second arm has more than the first.
    """
    conclusion = conclusion_of(when)
    question = _question(file, conclusion.metric, estimator, group, replications, settings, seed, outputs)
    spans = spans_of(question.arms, _keys(over), low, high)
    then = f"; then {halvings * question.each:,} for each change that is narrowed down"
    _say_cost(question, len(spans), first_points(spans, between), then, is_all=cost)
    if cost:
        return
    with (
        replications_bar(plain_console(stderr=True)) as observe,
        answering(question, workers=workers, cluster_address=cluster, observe=observe) as response,
    ):
        found = tipping_points(spans, response, conclusion, between=between, halvings=halvings)
    if as_json_:
        about = {**_about(file, question), "when": str(conclusion)}
        typer.echo(json_text({**about, "tipping": [asdict(one) for one in found]}))
    else:
        row = metric(conclusion.metric)
        label = row.label + ("" if len(question.arms) == 1 else ", {1} less {0}".format(*question.arms))
        print_tipping(found, conclusion, label, row.unit, plain_console())


def _question(
    file: str,
    name: str,
    estimator: Estimator_ | None,
    group: str,
    replications: int,
    settings: Sequence[str] | None,
    seed: int,
    outputs: Path,
) -> Question:
    row = metric(name)
    with waiting("Reading the arms (and compiling, the first time)", plain_console(stderr=True)):
        arms = told(comparison_of(file, settings=settings or ())[1])
    if estimator is None:
        estimator = "expected" if "expected" in row.estimators else row.estimators[0]
    return Question(
        arms=arms,
        name=name,
        estimator=estimator,
        group=group,
        seed=seed,
        replications=replications,
        root=outputs,
    )


def _keys(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _say_cost(question: Question, n: int, points: Sequence[Point], then: str, *, is_all: bool) -> None:
    """Say what is run: as the answer where that is all that was asked, and otherwise beside it."""
    took = question.cost(points)
    typer.echo(
        f"{n} inputs, {took.points:,} points: {took.replications:,} replications, {took.stored:,} of them are "
        f"stored{then}",
        err=not is_all,
    )


def _print(found: Found, unit: str, console: Console) -> None:
    if isinstance(found, Tornado):
        print_tornado(found, unit, console)
    elif isinstance(found, Screening):
        print_screening(found, unit, console)
    else:
        if found.screening is not None:
            print_screening(found.screening, unit, console)
        print_indices(found.indices, unit, console)


def _about(file: str, question: Question) -> dict[str, object]:
    return {
        "file": file,
        "arms": list(question.arms),
        "metric": question.name,
        "unit": metric(question.name).unit,
        "estimator": question.estimator,
        "group": question.group,
        "seed": question.seed,
        "replications": question.replications,
    }
