"""The forms that a report can have, and what makes each: a row a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sim.report.csvw import csvw_files
from sim.report.document import Document
from sim.report.html import html_page
from sim.report.pdf import pdf_file
from sim.report.sheet import sheet_file

__all__ = ["FORMS", "Form"]


@dataclass(frozen=True)
class Form:
    """What a report can be written as."""

    name: str
    mimetype: str
    make: Callable[[Document], dict[str, bytes]]
    """Returns its files, by name; one that is a single file has no name."""
    is_folder: bool = False


_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FORMS: Mapping[str, Form] = {
    "html": Form("a web page that opens by itself", "text/html", lambda one: {"": html_page(one).encode()}),
    "pdf": Form("a tagged PDF", "application/pdf", lambda one: {"": pdf_file(one)}),
    "xlsx": Form("a workbook", _WORKBOOK, lambda one: {"": sheet_file(one)}),
    "csv": Form("tables with their metadata", "text/csv", csvw_files, is_folder=True),
}
