"""`passerby pack`: a stored result with all that it was made of, and a script that makes every number again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import reporting
from sim.core.whole_file import write_whole
from sim.programme.run import OUTPUTS
from sim.report.pack import pack_file
from sim.report.stored_results import find_result

__all__ = ["pack"]


@reporting
def pack(
    result: Annotated[
        str,
        typer.Argument(
            metavar="RESULT",
            help="The id of a stored run, programme or ensemble, or its beginning; or the name of a comparison.",
            show_default=False,
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The archive (zip).")],
    outputs: Annotated[Path, typer.Option("--outputs", metavar="DIR", help="Where results are stored.")] = OUTPUTS,
) -> None:
    """Pack scenario, evidence, versions, seeds, results and the program, with a script that checks them."""
    write_whole(output, pack_file(find_result(outputs, result)))
    typer.echo(str(output))
