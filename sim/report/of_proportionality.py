"""A report of a sheet for proportionality: limb by limb quantities with ranges, other means, and no total.

It is made of the document that `passerby proportionality --output` writes, and holds nothing that is not in it but the
settings of the arm that was simulated.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

from sim.core.errors import SimError, StoreError
from sim.ensemble.arms import comparison_of
from sim.ensemble.inputs import Settings
from sim.report import words
from sim.report.document import Column, Picture, Table, shown_range
from sim.report.frontier_picture import Means, frontier_picture
from sim.report.proportionality import read_sheet
from sim.report.subject import ResultKind, Subject
from sim.report.versioned import StoredDocument

__all__ = [
    "BURDENS", "SHEET", "check_packable", "frontier_of", "read_stored_sheet", "sheet_subject",
]  # fmt: skip

SHEET: ResultKind = "proportionality"
BURDENS: Mapping[str, str] = {
    "searches": "faces searched",
    "false_stops": "false stops",
    "minutes_held": "minutes that people are held",
}
"""What other means would spare, by metric: each is a picture against the arrests that they would lose."""
_GAIN = "arrests"
_WIDTH = 680
_SAID = ("arrests", "false_stops", "searches")


def read_stored_sheet(path: Path) -> StoredDocument:
    """Read what `passerby proportionality --output` wrote, or `--json` printed.

    Raises
    ------
    StoreError
        If it is something else, or of another version of the results.
    """
    return StoredDocument(path, read_sheet(path))


def sheet_subject(identifier: str, stored: StoredDocument) -> Subject:
    """Return a sheet as reports need it."""
    document = stored.document
    return Subject(
        kind=SHEET,
        identifier=identifier,
        title=words.SHEET_TITLE.format(title=document["title"]),
        about=document["no_total"],
        version=document["created_by_version"],
        facts=tuple(_facts(document, identifier)),
        arms=_arms(document),
        sentences=tuple(_sentences(document)),
        headlines=tuple(table for table in (*map(_limb, document["limbs"]), _others(document)) if table.rows),
        headline_note=words.SHEET_NOTE,
        pictures=tuple(_pictures(document)),
        notes=tuple(_missing(document)),
        cannot=tuple(f"{limb['title']}: {limb['not_simulated']}" for limb in document["limbs"]),
    )


def frontier_of(document: Mapping[str, Any], burden: str, *, width: int) -> str | None:
    """Return the picture of other means by what they would spare of one burden; None where too little is known."""
    first = document["others_of"]
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in document["others"]:
        if row["difference"] is not None:
            found.setdefault(row["arm"], {})[row["metric"]] = row
    means = [
        Means(arm, *_span(rows[burden]), *_span(rows[_GAIN]))
        for arm, rows in found.items()
        if burden in rows and _GAIN in rows
    ]
    if not means:
        return None
    given = Means(first, *(0.0,) * 6)
    return frontier_picture([given, *means], burden=BURDENS[burden], gain=_GAIN, first=first, width=width)


def check_packable(stored: StoredDocument) -> None:
    """Refuse a sheet whose scenario is somebody's own file: its ensemble has all of its settings.

    Raises
    ------
    StoreError
        If it is.
    """
    file = shlex.split(stored.document["command"])[2]
    if Path(file.split("+")[0]).suffix:
        what = f"the sheet is of a file of one's own ({file})"
        raise StoreError(str(stored.path), what, f"`passerby pack {stored.document['ensemble_id']}`, its ensemble")


def _span(row: Mapping[str, Any]) -> tuple[float, float, float]:
    """Return a difference with its ends; where it has no interval, it is its own."""
    value = row["difference"]
    return value, *(value if row[end] is None else row[end] for end in ("low", "high"))


def _facts(document: Mapping[str, Any], identifier: str) -> Iterator[tuple[str, str]]:
    yield "Scenario", document["arm"]
    yield "Draws of what is uncertain", f"{document['draws']}, the first as given; seed {document['seed']}"
    if document["failed"]:
        yield "Runs that failed", str(document["failed"])
    if document["others"]:
        yield "Other means", f"against {document['others_of']}, {document['others_draws']} draws"
    yield "Made by", document["command"]
    yield "Version", f"passerby {document['created_by_version']}, results version {document['results_version']}"
    yield "Result", identifier


def _sentences(document: Mapping[str, Any]) -> Iterator[str]:
    rows = {row["metric"]: row for limb in document["limbs"] for row in reversed(limb["rows"]) if row["group"] == "all"}
    for name in _SAID:
        if name in rows and rows[name]["value"] is not None:
            row = rows[name]
            yield words.sheet_sentence(row["label"], shown_range(row["low"], row["high"]))


def _limb(limb: Mapping[str, Any]) -> Table:
    columns = (
        Column("quantity", "Quantity"), Column("group", "Of"), Column("value", "Found", "number"),
        Column("low", "From", "number", joined="95 % range"), Column("high", "To", "number"), Column("unit", "Unit"),
        Column("numerator", "Counted", "number"), Column("denominator", "Out of", "number"),
    )  # fmt: skip
    rows = tuple(
        (row["label"], "everybody" if row["group"] == "all" else row["group"], row["value"], row["low"], row["high"],
         row["unit"], row["numerator"], row["denominator"])
        for row in limb["rows"]
    )  # fmt: skip
    return Table(f"limb_{limb['name']}", limb["title"], columns, rows, limb["asks"])


def _others(document: Mapping[str, Any]) -> Table:
    columns = (
        Column("means", "Means"), Column("quantity", "Quantity"), Column("difference", "Difference", "change"),
        Column("low", "From", "change", joined="95 % range"), Column("high", "To", "change"), Column("unit", "Unit"),
        Column("interval", "Interval"),
    )  # fmt: skip
    rows = tuple(
        (row["arm"], row["label"], row["difference"], row["low"], row["high"], row["unit"], row["interval"])
        for row in document["others"]
    )
    caption = words.OTHER_MEANS.format(first=document["others_of"])
    return Table("other_means", caption, columns, rows, words.OTHER_MEANS_NOTE)


def _pictures(document: Mapping[str, Any]) -> Iterator[Picture]:
    for metric, burden in BURDENS.items():
        svg = frontier_of(document, metric, width=_WIDTH)
        if svg is not None:
            caption = words.FRONTIER.format(burden=burden)
            yield Picture(svg, f"{caption} {words.FRONTIER_ALT}", f"{caption} {words.FRONTIER_NOTE}")


def _missing(document: Mapping[str, Any]) -> Iterator[str]:
    for limb in document["limbs"]:
        if limb["missing"]:
            yield words.SHEET_MISSING.format(title=limb["title"], labels=", ".join(limb["missing"]))


def _arms(document: Mapping[str, Any]) -> dict[str, Settings]:
    """Return the settings of the arm that is looked at; none where its file is not there any more."""
    _, _, file, *rest = shlex.split(document["command"])
    settings = [value for option, value in pairwise(rest) if option == "--set"]
    with suppress(SimError):
        arms = comparison_of(file, settings=settings)[1]
        return {document["arm"]: arms[document["arm"]]}
    return {}
