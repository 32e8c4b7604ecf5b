"""A report of arms side by side: a comparison of the library, or an ensemble in the store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from sim.ensemble.inputs import Settings
from sim.metrics.catalogue import metric, nouns
from sim.report import words
from sim.report.difference_picture import Span, difference_picture
from sim.report.document import Cell, Column, Picture, Table
from sim.report.figures_of_metrics import HEADLINES
from sim.report.ratio_table import ratio_table
from sim.report.subject import ResultKind, Subject

__all__ = ["comparison_subject"]

_SAID = ("arrests", "false_stops", "false_alerts")
_GROUPED = ("arrests", "false_stops")
_DRAWN = ("arrests", "false_stops", "alerts", "false_alerts", "engagements", "faces_seen")
_WIDTH = 680
_LOW = Column("low", "From", "number", joined="Range")
_PER_ARM = 2
"""So many sentences of each pair or arm."""


def comparison_subject(
    document: Mapping[str, Any], arms: Mapping[str, Settings], *, kind: ResultKind, identifier: str, why_none: str = ""
) -> Subject:
    """Return arms side by side as reports need them.

    Parameters
    ----------
    document
        As `sim.report.library.library_document` makes it.
    arms
        The settings of each arm, by name, the first of which the others are held against; none where they cannot be
        read any more.
    why_none
        Why they cannot.
    """
    first, *others = document["arms"]
    groups: Mapping[str, str] = document["groups"]
    ratios = ratio_table(document.get("points", ()), groups)
    return Subject(
        kind=kind,
        identifier=identifier,
        title=document["title"],
        about=document["about"],
        version=document["created_by_version"],
        facts=tuple(_facts(document, arms, identifier)),
        arms=arms,
        sentences=tuple(_sentences(document, first, others)),
        headlines=tuple(table for table in (_differences(document, others), _levels(document)) if table is not None),
        headline_note=words.DIFFERENCES_NOTE if others else words.LEVELS_NOTE,
        by_group=tuple(table for table in (_by_group(document, groups, others),) if table is not None),
        further=(*_further(document, groups), *(() if ratios is None else (ratios,)), _inputs(document)),
        pictures=tuple(_pictures(document, others)),
        notes=(*_notes(document, others), *((words.NO_SETTINGS.format(why=why_none),) if why_none else ())),
    )


def _facts(document: Mapping[str, Any], arms: Mapping[str, Settings], identifier: str) -> Iterator[tuple[str, str]]:
    for letter, (name, of) in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", document["arms"].items(), strict=False):
        yield f"Arm {letter}", name if name == of else f"{name}: {of}"
    yield "Draws", f"{document['draws']} of the uncertain inputs at once, the first as given"
    yield "Replications", f"{document['replications']} of each draw"
    yield "Seed", str(document["seed"])
    yield "Runs", f"{document['done']} done, {document['failed']} failed, {document['missing']} missing"
    for divided in dict.fromkeys(arm.groups.how_divided for arm in arms.values()):
        if divided:
            yield "Ethnic groups", divided
    if "command" in document:
        yield "Made by", document["command"]
    yield "Version", f"passerby {document['created_by_version']}, results version {document['results_version']}"
    yield "Result", identifier


def _notes(document: Mapping[str, Any], others: Sequence[str]) -> Iterator[str]:
    unlike = document["not_paired"]
    if others and len(unlike) < len(others):
        yield words.PAIRED
    for one in unlike:
        yield words.NOT_PAIRED.format(**one)


def _sentences(document: Mapping[str, Any], first: str, others: Sequence[str]) -> Iterator[str]:
    for other in others:
        found = [row for name in _SAID for row in _rows(document, "differences", name, second=other)]
        for row in [row for row in found if row["low"] is not None][:_PER_ARM]:
            yield words.difference_sentence(nouns()[row["name"]], other, first, row["low"], row["high"])
    for arm in (first, *others):
        for row in [row for name in _SAID[:1] for row in _rows(document, "levels", name, arm=arm)]:
            if row["draws_low"] is not None:
                draws, ends = document["draws"], (row["draws_low"], row["draws_high"])
                yield words.draws_sentence(arm, nouns()[row["name"]], *ends, draws)


def _differences(document: Mapping[str, Any], others: Sequence[str]) -> Table | None:
    if not others:
        return None
    is_one = len(others) == 1
    first = document["differences"][0]["first"] if document["differences"] else ""
    columns = (
        *(() if is_one else (Column("pair", "Arms"),)), Column("what", "What"),
        Column("difference", "Difference", "change"), Column("low", "From", "change", joined="95 % interval"),
        Column("high", "To", "change"), Column("events", "Rests on events", "number"),
        Column("pairs", "Pairs of runs", "number"), Column("unit", "Unit"),
    )  # fmt: skip
    rows = tuple(
        (*(() if is_one else (_pair(row),)), metric(name).label, row["difference"], row["low"], row["high"],
         _events(row), row["pairs"], metric(name).unit)
        for other in others
        for name in HEADLINES
        for row in _rows(document, "differences", name, second=other)
    )  # fmt: skip
    caption = f"“{others[0]}” less “{first}”" if is_one else words.DIFFERENCES
    return Table("differences", caption, columns, rows, note=words.AS_MANY)


def _levels(document: Mapping[str, Any]) -> Table:
    columns = (
        Column("what", "What"), Column("arm", "Arm"), Column("as_given", "As given", "number"),
        Column("mean", "Mean over draws", "number"),
        Column("draws_low", "9 in 10 draws: from", "number", joined="9 in 10 draws"),
        Column("draws_high", "9 in 10 draws: to", "number"), Column("events", "Rests on events", "number"),
        Column("cases", "Runs", "number"), Column("unit", "Unit"),
    )  # fmt: skip
    rows = tuple(
        (metric(name).label, arm, row["as_given"], row["mean"], row["draws_low"], row["draws_high"], _events(row),
         row["cases"], metric(name).unit)
        for name in HEADLINES
        for arm in document["arms"]
        for row in _rows(document, "levels", name, arm=arm)
    )  # fmt: skip
    return Table("levels", words.LEVELS, columns, rows, note=words.LEVELS_NOTE)


def _pair(row: Mapping[str, Any]) -> str:
    return f"“{row['second']}” less “{row['first']}”"


def _events(row: Mapping[str, Any]) -> float | None:
    """Return on how many events a row rests; None where it is made otherwise, and rests on runs."""
    return None if metric(row["name"]).shape == "made" else row["events"]


def _by_group(document: Mapping[str, Any], groups: Mapping[str, str], others: Sequence[str]) -> Table | None:
    """Return differences by group; of a single arm, what it comes to."""
    kind: Literal["change", "number"] = "change" if others else "number"
    columns = (
        *((Column("pair", "Arms"),) if len(others) > 1 else ()), Column("what", "What"), Column("group", "Group"),
        Column("value", "Difference" if others else "Mean", kind), Column("low", "From", kind, joined="95 % interval"),
        Column("high", "To", kind), Column("events", "Rests on events", "number"),
    )  # fmt: skip
    table, value = ("differences", "difference") if others else ("levels", "mean")
    found = [row for row in document[table] if (row["by"], row["estimator"]) == ("ethnic_group", "expected")]
    ordered = [
        row
        for other in others or (None,)
        for name in _GROUPED
        for group in groups
        for row in found
        if (row["name"], row["group"]) == (name, group) and other in (None, row.get("second"))
    ]
    rows = tuple(
        (*((_pair(row),) if len(others) > 1 else ()), f"{metric(row['name']).label}, expected", groups[row["group"]],
         row[value], row["low"], row["high"], row["events"])
        for row in ordered
    )  # fmt: skip
    caption = f"{words.OF_GROUPS}: {_pair(ordered[0])}" if len(others) == 1 and ordered else words.OF_GROUPS
    return Table("by_group", caption, columns, rows) if rows else None


def _further(document: Mapping[str, Any], groups: Mapping[str, str]) -> Iterator[Table]:
    columns = (
        Column("arm", "Arm"), Column("what", "What"), Column("estimator", "How"), Column("group", "Group"),
        Column("as_given", "As given", "number"), Column("mean", "Mean", "number"),
        Column("low", "From", "number", joined="95 % interval"), Column("high", "To", "number"),
        Column("draws_low", "9 in 10 draws: from", "number", joined="9 in 10 draws"),
        Column("draws_high", "9 in 10 draws: to", "number"), Column("events", "Events", "number"),
        Column("cases", "Runs", "number"), Column("unit", "Unit"),
    )  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (row["arm"], metric(row["name"]).label, row["estimator"].replace("_", " "),
         "everybody" if row["by"] == "all" else groups.get(row["group"], row["group"]), row["as_given"], row["mean"],
         row["low"], row["high"], row["draws_low"], row["draws_high"], _events(row), row["cases"],
         metric(row["name"]).unit)
        for row in document["levels"]
    )  # fmt: skip
    yield Table("every_metric", words.OF_ALL, columns, rows)


def _inputs(document: Mapping[str, Any]) -> Table:
    columns = (
        Column("input", "Input"), Column("given", "As given", "number"), _LOW, Column("high", "To", "number"),
        Column("law", "Law"), Column("unit", "Unit"), Column("basis", "Basis"), Column("held", "Held, and why"),
    )  # fmt: skip
    names = ("key", "given", "low", "high", "law", "unit", "basis", "held")
    rows = tuple(tuple(row[name] for name in names) for row in document["inputs"])
    return Table("inputs", words.INPUTS, columns, rows, note=words.INPUTS_NOTE)


def _pictures(document: Mapping[str, Any], others: Sequence[str]) -> Iterator[Picture]:
    for other in others:
        found = [row for name in _DRAWN for row in _rows(document, "differences", name, second=other)]
        spans = [
            Span(metric(row["name"]).label, row["difference"], row["low"], row["high"])
            for row in found
            if row["low"] is not None and row["high"] is not None
        ]
        if spans:
            title = f"“{other}” less “{found[0]['first']}”"
            said = "; ".join(span.said for span in spans)
            svg = difference_picture(spans, title=title, width=_WIDTH)
            yield Picture(svg, f"Differences, {title}. {said}.", f"{title}. {words.DIFFERENCES_NOTE}")


def _rows(document: Mapping[str, Any], table: str, name: str, **where: str) -> list[Mapping[str, Any]]:
    """Return the rows of everybody that a report shows: of what has an expectation that, since it has no luck in it."""
    how = "expected" if "expected" in metric(name).estimators and metric(name).source != "day" else "sampled"
    found = [row for row in document[table] if row["name"] == name and row["by"] == "all"]
    return [row for row in found if row["estimator"] == how and all(row[key] == one for key, one in where.items())]
