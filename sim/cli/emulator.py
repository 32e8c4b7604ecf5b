"""`passerby emulate` and `passerby ask`: learn a scenario's headlines once, and answer at once from then on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.idle import told
from sim.cli.options import Json, Seed, Settings, reporting
from sim.cli.progress import replications_bar, waiting
from sim.core.documents import json_text
from sim.core.errors import RunError, ScenarioError
from sim.core.whole_file import check_there, write_whole
from sim.emulator.answer import answers, asked_of
from sim.emulator.build import emulator_of
from sim.emulator.document import read_emulator, written
from sim.emulator.points import points_of, run_points
from sim.ensemble.arms import arm_of, is_comparison
from sim.programme.run import OUTPUTS
from sim.report.console import plain_console
from sim.report.emulator_tables import answers_document, print_answers, print_tried
from sim.report.layout import say
from sim.scenario.shipped import file_or_shipped

__all__ = ["ask", "emulate"]


@reporting
def emulate(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE_OR_PLACE",
            help="A programme, or a place with a policy (north_end+lfr_van_2025), as for `ensemble`.",
            show_default=False,
        ),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="EMULATOR", help="Where it is written (JSON).", show_default=False)
    ],
    points: Annotated[int, typer.Option("--points", metavar="N", help="Runs that are fitted to, 8 or more.")] = 128,
    held_out: Annotated[
        int, typer.Option("--held-out", metavar="N", help="Further runs to try it on, 8 or more.")
    ] = 32,
    replications: Annotated[int, typer.Option("--replications", "-n", min=1, max=2**10, help="Of each point.")] = 1,
    workers: Annotated[int | None, typer.Option(min=1, max=1024, help="Processes; one a core by default.")] = None,
    settings: Settings = None,
    ranges: Annotated[
        list[str] | None,
        typer.Option(
            "--range", metavar="NAME=LOW:HIGH", help="Another range of an input, or levels of a choice (cameras=van)."
        ),
    ] = None,
    seed: Seed = 1,
    outputs: Annotated[Path, typer.Option("--outputs", metavar="DIR", help="Where runs are stored.")] = OUTPUTS,
) -> None:
    """Make an emulator: run a scenario all over the ranges of its inputs, and fit a surrogate of each headline.

    What is stored is never run again: the same command goes on where it was interrupted.
    """
    if is_comparison(file):
        raise ScenarioError(file, "a comparison has several arms", "a programme or a place")
    check_there(output)
    console = plain_console()
    with waiting("Reading the scenario (and compiling, the first time)", plain_console(stderr=True)):
        base = told({file: arm_of(file, settings=settings or ())})[file]
        design = points_of(
            base,
            file,
            points=points,
            held_out=held_out,
            replications=replications,
            seed=seed,
            ranges=ranges or (),
            root=outputs,
        )
    with replications_bar(plain_console(stderr=True)) as observe:
        frame = run_points(design, workers=workers, observe=observe)
    with waiting("Fitting", plain_console(stderr=True)):
        emulator = emulator_of(design, frame)
    write_whole(output, written(emulator).encode())
    print_tried(emulator, console)
    say(console, f"\nwritten to {output} ({output.stat().st_size / 1000:,.0f} kB)")


@reporting
def ask(
    emulator: Annotated[
        str,
        typer.Argument(metavar="EMULATOR", help="A document of `emulate`, or a shipped name.", show_default=False),
    ],
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME=VALUE ...]",
            help="Inputs, such as threshold=0.6; what is not given is as in the scenario.",
            show_default=False,
        ),
    ] = None,
    as_json_: Json = False,
) -> None:
    """Ask an emulator: each headline with its range over what is uncertain, and the emulator's own error."""
    document = read_emulator(file_or_shipped(emulator, "emulators"))
    given = dict(_input(text) for text in inputs or ())
    if len(given) < len(inputs or ()):
        raise RunError("inputs", "an input is given twice", "each once")
    asked = asked_of(document, given)
    found = answers(document, asked)
    if as_json_:
        typer.echo(json_text(answers_document(document, asked, found)))
    else:
        print_answers(document, asked, found, plain_console())


def _input(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise RunError(text, "not an input with a value", "NAME=VALUE, such as threshold=0.6")
    return name.strip(), value.strip()
