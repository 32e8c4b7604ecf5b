"""`passerby walk verify`: hold a walking model against what guidelines and the literature ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, get_args

import typer
from rich.console import Console

from sim.acceptance.cases import CASES, SEEDS, examine
from sim.acceptance.diagram import FundamentalDiagram, fundamental_diagram_of
from sim.acceptance.finding import Finding
from sim.cli.options import Json, reporting
from sim.core.documents import json_text
from sim.core.errors import ScenarioError
from sim.core.whole_file import check_there
from sim.report.console import counting, headed, plain_console
from sim.report.layout import print_table
from sim.street.walking.models import Walking

__all__ = ["app"]

_MODELS: dict[str, type[Walking]] = {str(model.model_fields["kind"].default): model for model in get_args(Walking)}
_UNMET = 1

app = typer.Typer(no_args_is_help=True, help="How people walk: hold a walking model against guidelines.")


@app.callback()
def _walk() -> None:
    """Keep `verify` a command of its own."""


@app.command("verify")
@reporting
def verify_command(
    test: Annotated[
        list[str] | None,
        typer.Option("--test", metavar="ID", help="A test, such as B1; may be given more than once. All by default."),
    ] = None,
    model: Annotated[
        str, typer.Option(metavar="KIND", help=f"The walking model: {', '.join(_MODELS)}.")
    ] = "anticipating",
    seeds: Annotated[
        int, typer.Option(metavar="N", min=1, max=100, help="Seeds that every bound must be kept with.")
    ] = len(SEEDS),
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw the fundamental diagram beside Weidmann's here (PNG).")
    ] = None,
    as_json_: Json = False,
) -> None:
    """Test a walking model: RiMEA's tests and our own (A8, parity with JuPedSim, is a test of the repository).

    Exit status 0 if every criterion is met, 1 if not, 2 if the input is wrong.
    """
    walking, wanted = _model(model), _tests(test or ())
    if picture is not None:
        check_there(picture)
    at = tuple(range(1, seeds + 1))
    findings = list(_examined(wanted, walking, at))
    diagram = fundamental_diagram_of(walking, at) if picture is not None or "B1" in wanted else None
    if picture is not None and diagram is not None:
        _draw(diagram, picture)
    if as_json_:
        typer.echo(json_text(_document(findings, model, at, diagram)))
    else:
        _print(findings, model, at, plain_console())
        if picture is not None:
            typer.echo(f"The fundamental diagram is drawn in {picture}.")
    if not all(finding.passed for finding in findings):
        raise typer.Exit(_UNMET)


def _model(kind: str) -> Walking:
    if kind not in _MODELS:
        raise ScenarioError("--model", f"there is no such walking model ({kind})", f"allowed: {', '.join(_MODELS)}")
    return _MODELS[kind]()


def _tests(given: Sequence[str]) -> tuple[str, ...]:
    """Return the tests that are wanted, in the order in which they stand."""
    wanted = {name.upper() for name in given} or set(CASES)
    unknown = sorted(wanted - set(CASES))
    if unknown:
        raise ScenarioError("--test", f"there is no such test ({', '.join(unknown)})", f"allowed: {', '.join(CASES)}")
    return tuple(name for name in CASES if name in wanted)


def _examined(wanted: Sequence[str], walking: Walking, seeds: Sequence[int]) -> Iterator[Finding]:
    with counting() as bar:
        task = bar.add_task("Compiling, the first time", total=len(wanted))
        for name in wanted:
            bar.update(task, description=f"{name}: {CASES[name].title}")
            yield examine(name, walking, seeds)
            bar.advance(task)


def _draw(diagram: FundamentalDiagram, file: Path) -> None:
    from sim.report.fundamental_picture import write_fundamental  # the drawing library is slow to load

    write_fundamental(diagram, file)


def _document(
    findings: Sequence[Finding], model: str, seeds: Sequence[int], diagram: FundamentalDiagram | None
) -> dict[str, Any]:
    document = {
        "model": model,
        "seeds": list(seeds),
        "met": sum(finding.passed for finding in findings),
        "of": len(findings),
        "tests": [finding.as_document() for finding in findings],
    }
    return document if diagram is None else document | {"fundamental_diagram": diagram.as_document()}


def _print(findings: Sequence[Finding], model: str, seeds: Sequence[int], console: Console) -> None:
    for finding in findings:
        console.print(headed(finding.test, f" {finding.title} ({finding.source})"), highlight=False)
        console.print(f"   asked: {finding.criterion}", highlight=False, markup=False)
        _print_numbers(finding, console)
        if finding.reason:
            console.print(f"   Why not: {finding.reason}", highlight=False, markup=False)
    met = sum(finding.passed for finding in findings)
    unmet = [finding.test for finding in findings if not finding.passed]
    with_seeds = "seed 1" if len(seeds) == 1 else f"seeds 1 to {len(seeds)}"
    console.print(
        f"{model}, {with_seeds}: {met} of {len(findings)} tests met"
        + (f"; not met: {', '.join(unmet)}" if unmet else ""),
        highlight=False,
    )


def _print_numbers(finding: Finding, console: Console) -> None:
    rows = [
        (
            number.name,
            number.said,
            number.bounds,
            ("✓ met" if number.is_met else "✗ not met") if number.is_bounded else "",
        )
        for number in finding.numbers
    ]
    print_table(console, ("number", "found", "asked", ""), rows)
