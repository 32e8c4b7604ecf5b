"""Assurance after the Aqua Book: uses and limits, assumptions, uncertainty, verification, validation, known defects.

Source: HM Treasury and the Analysis Function, The Aqua Book, 2025. Everything in it is read off what the program reads
itself: settings, register of evidence, shipped scenarios, the description of the model, and results of tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from sim.core.results_version import RESULTS_VERSION
from sim.ensemble.inputs import inputs_of
from sim.evidence.register import entries
from sim.programme.load import load_programme
from sim.programme.schema import Programme
from sim.report import assurance_words as words
from sim.report import words as shared
from sim.report.checks import LastRun, checks
from sim.report.document import Bullets, Column, Document, Paragraph, Section, Table, plain
from sim.report.parameters import value_text
from sim.report.risk import risk_of
from sim.report.validity import validity_of
from sim.scenario.fields import SchemaField, every_field
from sim.scenario.load import document as read_yaml
from sim.scenario.schema import Scenario
from sim.scenario.shipped import file_of, names_of, programme_file

__all__ = ["assurance_of", "assurance_record"]

_EXAMPLE = "north_end_year"
"""Of which inputs are counted."""
_FILES = ("places", "boroughs", "policies", "programmes", "recognition")
_TOLD = ("about", "source")
_NAME = Column("what", "What")


def assurance_of(last: LastRun) -> Document:
    """Return the assurance statement as a report.

    Parameters
    ----------
    last
        Results of the last run of tests.
    """
    valid = validity_of(entries().values())
    assumed, drawn = _assumptions(), _drawn()
    return Document(
        title=words.TITLE,
        subtitle=words.SUBTITLE,
        identifier="assurance",
        lead=(Paragraph(words.ABOUT),),
        sections=(
            Section(words.USES, (_uses(),)),
            Section(
                words.ASSUMPTIONS, (Paragraph(words.ASSUMPTIONS_ABOUT), Paragraph(words.RISK), assumed, _scenarios())
            ),
            Section(words.UNCERTAINTY, (_quantified(drawn), _not_quantified(drawn, assumed))),
            _tests("verification", words.VERIFICATION, words.VERIFICATION_ABOUT, last),
            _tests("validation", words.VALIDATION, words.VALIDATION_ABOUT, last),
            Section(words.DEFECTS, (Paragraph(words.DEFECTS_ABOUT), Bullets(tuple(_defects())))),
            Section(
                shared.UNTIL,
                (Paragraph(shared.until_sentence(valid.until)), Paragraph(valid.rule, is_quiet=True)),
            ),
        ),
        valid_until=valid.until,
        footer=f"passerby {version('passerby')}, results version {RESULTS_VERSION}.",
    )


def assurance_record(document: Document) -> dict[str, Any]:
    """Return a statement as one document: its sentences, and its tables row by row under the names of their columns."""
    return {
        "document": "passerby assurance",
        "version": version("passerby"),
        "results_version": RESULTS_VERSION,
        "valid_until": document.valid_until.isoformat(),
        "sections": {section.heading: _sentences(section) for section in document.sections},
        **{
            table.name: [dict(zip((one.name for one in table.columns), row, strict=True)) for row in table.rows]
            for table in document.tables
        },
    }


def _sentences(section: Section) -> list[str]:
    found = []
    for block in section.blocks:
        if isinstance(block, Paragraph):
            found.append(plain(block.text))
        elif isinstance(block, Bullets):
            found += [plain(item) for item in block.items]
    return found


def _uses() -> Table:
    columns = (Column("audience", "Audience"), Column("use", "It may be used for"), Column("limit", "Its limit"))
    return Table("uses", words.AUDIENCES, columns, words.USE_ROWS)


def _assumptions() -> Table:
    """Return every setting that admits to be assumed, in all that a scenario or a programme can be made of."""
    columns = (
        Column("setting", "Setting"), Column("value", "Default"),
        Column("low", "Range: from", "number", joined="Range"), Column("high", "Range: to", "number"),
        Column("risk", "Risk"), Column("who", "Who made it"), Column("why", "What it is, and why this number"),
    )  # fmt: skip
    found: dict[tuple[str, str], tuple[Any, ...]] = {}
    for field in (*every_field(Programme), *every_field(Scenario)):
        about = field.info.json_schema_extra
        if isinstance(about, dict) and "assumption" in about:
            found.setdefault(
                (field.owner.__module__, f"{field.owner.__name__}.{field.name}"), _assumption(field, about)
            )
    return Table("assumptions", words.ASSUMED, columns, tuple(found.values()))


def _assumption(field: SchemaField, about: dict[str, Any]) -> tuple[Any, ...]:
    low, high = about.get("low"), about.get("high")
    default = field.info.get_default(call_default_factory=True)
    unit = "" if default is None else f" {about['unit']}"
    why = str(about["assumption"])
    meaning = plain(field.meaning)
    file = field.owner.__module__.replace(".", "/") + ".py"
    return (
        f"{field.owner.__name__}.{field.name}", f"{value_text(default)[:120]}{unit}".strip(), low, high,
        risk_of(low, high), words.AUTHORS.format(file=file), f"{meaning} {why[:1].upper()}{why[1:]}.".strip(),
    )  # fmt: skip


def _scenarios() -> Table:
    columns = (Column("file", "File"), Column("name", "Name"), Column("told", "What it says of its numbers"))
    rows = []
    for kind in _FILES:
        for name in names_of(kind):
            data: dict[str, Any] = read_yaml(file_of(kind, name)).data
            lfr = data.get("lfr") or {}
            told = " ".join(plain(str(data[key])) for key in _TOLD if data.get(key))
            rows.append((f"scenarios/{kind}/{name}.yaml", str(data.get("name") or lfr.get("name") or name), told))
    return Table("scenarios", words.FILES, columns, tuple(rows))


def _drawn() -> tuple[int, int]:
    """Return how many inputs of a year on North End are drawn, and how many are held."""
    drawn, held = inputs_of(load_programme(programme_file(_EXAMPLE)))
    return len(drawn), len(held)


def _quantified(inputs: tuple[int, int]) -> Table:
    columns = (_NAME, Column("how", "How"), Column("where", "Where"))
    rows = tuple((what.format(drawn=inputs[0]), how, where) for what, how, where in words.QUANTIFIED_ROWS)
    return Table("quantified", words.QUANTIFIED, columns, rows)


def _not_quantified(inputs: tuple[int, int], assumed: Table) -> Table:
    n_open = sum(row[4] == "open" for row in assumed.rows)
    rows = tuple((what.format(held=inputs[1], open=n_open), why) for what, why in words.NOT_QUANTIFIED_ROWS)
    return Table("not_quantified", words.NOT_QUANTIFIED, (_NAME, Column("why", "How it stands")), rows)


def _tests(kind: str, heading: str, about: str, last: LastRun) -> Section:
    columns = (Column("shows", "What it shows"), Column("result", "Last result"), Column("test", "Test"))
    rows = tuple((one.shows, last.of(one.test), one.test) for one in checks() if one.kind == kind)
    when = words.RESULTS_ABOUT.format(when=last.when) if last.outcomes else words.RESULTS_NONE
    return Section(heading, (Paragraph(about), Paragraph(when), Table(kind, kind.capitalize(), columns, rows)))


def _defects() -> Iterator[str]:
    """Yield the limits that the description of the model states, one by one, without their marks of emphasis."""
    text = files("sim").joinpath("ODD.md").read_text(encoding="utf-8")
    limits = text.split("\n## Limits\n", 1)[1].split("\n## ", 1)[0]
    for item in re.split(r"^- ", limits, flags=re.MULTILINE)[1:]:
        yield " ".join(item.replace("**", "").replace("`", "").split())
