"""`passerby report`: a stored result as a web page, a PDF, a workbook or tables, to be handed over."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import reporting
from sim.core.errors import RunError
from sim.core.whole_file import write_all
from sim.programme.run import OUTPUTS
from sim.report.forms import FORMS
from sim.report.stored_results import find_result, subject_of
from sim.report.templates import DEFAULT, TEMPLATES, report_of

__all__ = ["report"]


def _path(form: str) -> typer.models.OptionInfo:
    about = FORMS[form]
    where = "A folder" if about.is_folder else "A file; or, without an ending, a folder"
    option: typer.models.OptionInfo = typer.Option(f"--{form}", metavar="PATH", help=f"{where} for {about.name}.")
    return option


@reporting
def report(
    result: Annotated[
        str,
        typer.Argument(
            metavar="RESULT",
            help="The id of a stored run, programme or ensemble, or its beginning; the name of a comparison; `claims` "
            "or `proportionality`, those that are shipped; or a file that either wrote with --output.",
            show_default=False,
        ),
    ],
    template: Annotated[
        str, typer.Option("--template", metavar="NAME", help=f"One of {', '.join(TEMPLATES)}.")
    ] = DEFAULT,
    html: Annotated[Path | None, _path("html")] = None,
    pdf: Annotated[Path | None, _path("pdf")] = None,
    xlsx: Annotated[Path | None, _path("xlsx")] = None,
    csv: Annotated[Path | None, _path("csv")] = None,
    outputs: Annotated[Path, typer.Option("--outputs", metavar="DIR", help="Where results are stored.")] = OUTPUTS,
) -> None:
    """Write a report of a stored result, to be handed over.

    Each form that is asked for is made before any is written; where one cannot be, none is.
    """
    asked = {form: path for form, path in (("html", html), ("pdf", pdf), ("xlsx", xlsx), ("csv", csv)) if path}
    if not asked:
        raise RunError("report", "no form is asked for", ", ".join(f"--{form} PATH" for form in FORMS))
    found = find_result(outputs, result)
    document = report_of(subject_of(found.kind, found.identifier, found.stored), template)
    stem = f"passerby-{found.kind}-{Path(found.identifier).stem}-{template}"
    files = {}
    for form, path in asked.items():
        made = FORMS[form].make(document)
        at = path / stem if FORMS[form].is_folder else path / f"{stem}.{form}" if _is_folder(path) else path
        files.update({at / name if name else at: data for name, data in made.items()})
    write_all(files)
    for path in files:
        typer.echo(str(path))


def _is_folder(path: Path) -> bool:
    """Return whether a folder is meant: one that is there, or a name without an ending."""
    return os.path.isdir(path) or not path.suffix
